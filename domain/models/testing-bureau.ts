/** A bureau for tests of added models, and what is asked of it. Nothing outside of tests imports it. */
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Engines } from '@/engines/types'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { picture, type TestFace } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { ensureTenant } from '../tenants'
import type { TestContext, TestOptions } from '../testing'
import { createUser } from '../users'

const gate = 'legacy' as const

/** With a tenant whose people enrol. */
export async function modelBureau(
  open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>,
  engines: Engines,
) {
  const operator = await open({ engines })
  const { id: tenantId } = await ensureTenant(operator, 'acme')
  const as = (context: Context): Context => ({
    ...context,
    actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol', 'read', 'erase'] },
  })
  const client = as(operator)
  const newUser = async (name: string) => (await createUser(client, { externalId: name })).user.id
  const enrolled = async (face: TestFace | string, context = client) => {
    const userId = await newUser(typeof face === 'string' ? face : face.person)
    expect(await enrolFace(context, { userId, gate, picture: picture(face) })).toMatchObject({ outcome: 'enrolled' })
    return userId
  }
  const modelsOf = async (userId: string) => {
    const { templates } = operator.db.tables
    const rows = await operator.db.sql.select().from(templates).where(eq(templates.userId, userId))
    return rows.map(({ model }) => model).sort()
  }
  const actionsOf = async (chain: string) => {
    const { auditLines } = operator.db.tables
    const rows = await operator.db.sql.select().from(auditLines).where(eq(auditLines.tenantId, chain))
    return rows.map(({ action }) => action).filter((action) => action.startsWith('model.'))
  }
  const isThem = async (context: Context, userId: string, person: string) => {
    const answer = await verifyFace(as(context), { userId, gate, picture: picture({ person, noise: 0.2 }) })
    return answer.outcome === 'compared' && answer.verified
  }
  return { operator, tenantId, as, client, newUser, enrolled, modelsOf, actionsOf, isThem }
}
