/**
 * Fills a bureau with users whose templates are random, for tests that need many people and no pictures.
 * `node build/check-seed.mjs --tenant main --users 20000`, with the bureau's environment.
 */
import { parseArgs } from 'node:util'
import { loadManifest, openContext } from '@/bin/_context'
import { fillWithTemplates } from '@/bin/bench/start'
import { getTenantBySlug } from '@/domain/tenants'

const { values } = parseArgs({
  options: { tenant: { type: 'string', default: 'main' }, users: { type: 'string', default: '1000' } },
})
const context = await openContext()
const { id } = await getTenantBySlug(context, values.tenant)
// From the manifest, because asking the engines would start them.
const [model] = Object.values(loadManifest().templates)
await fillWithTemplates(context, id, `${model!.name}@${model!.version}`, model!.dimension, Number(values.users))
await context.close()
