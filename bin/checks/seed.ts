/**
 * Fills a bureau with users whose templates are random, for tests that need many people and no pictures.
 * `node build/check-seed.mjs --tenant main --users 20000`, with the bureau's environment.
 */
import { parseArgs } from 'node:util'
import { openContext } from '@/bin/_context'
import { fillWithTemplates } from '@/bin/bench/start'
import { getTenantBySlug } from '@/domain/tenants'

const { values } = parseArgs({
  options: { tenant: { type: 'string', default: 'main' }, users: { type: 'string', default: '1000' } },
})
const context = await openContext()
const { id } = await getTenantBySlug(context, values.tenant)
const { model } = context.engines.face
await fillWithTemplates(context, id, model.id, model.dimension, Number(values.users))
await context.close()
