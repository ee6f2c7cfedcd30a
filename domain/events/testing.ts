/** What tests of access start from: a bureau with people who can be recognised, zones and terminals. Nothing outside of tests imports it. */
import { eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { newId, newUserId, newUuid } from '../ids'
import { createTenant } from '../tenants'
import { adminActor, type TestContext, type TestOptions } from '../testing'
import { insertUser } from '../users/standing'
import { createFacility, createSpace, type Zone } from '../zones/zones'

export const hour = 3_600_000

type Open = (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>

export async function accessBureau(open: Open, slug = 'acme') {
  const clock = { at: Date.UTC(2026, 10, 20, 8) }
  const operator = await open({ now: () => new Date(clock.at) })
  const { id: tenantId } = await createTenant(operator, { slug })
  return { clock, operator, tenantId, ...bureauOf(operator, tenantId) }
}

/** What belongs to one tenant of it. */
export function bureauOf(operator: TestContext, tenantId: string) {
  const admin: TestContext = { ...operator, actor: adminActor({ tenantId }) }
  const asClient = (...scopes: ('read' | 'events' | 'members' | 'enrol' | 'erase')[]): TestContext => ({
    ...operator,
    actor: { kind: 'client', id: 'c', tenantId, scopes },
  })
  return {
    admin,
    asClient,
    /** People as an enrolment would leave them, without its engines. */
    people: (count: number) => addPeople(operator, tenantId, count),
    async venue() {
      const facility = await createFacility(admin, { name: 'Stadium', region: 'at', timeZone: 'Europe/Vienna' })
      const space = await createSpace(admin, { facilityId: facility.id, name: 'Gate A' })
      return { facility, space, door: await addTerminal(operator, facility), gate: await addTerminal(operator, space) }
    },
    terminalAt: (zone: Zone) => addTerminal(operator, zone),
    lines: async () => {
      const { changes } = operator.db.tables
      return (await operator.db.sql.select().from(changes)).filter((line) => line.tenantId === tenantId)
    },
  }
}

async function addPeople({ db, now }: Context, tenantId: string, count: number) {
  const model = 'face-test@1'
  return db.transact(async (tx) => {
    const added = []
    for (let n = 0; n < count; n++) {
      const id = newUserId()
      const user = {
        id,
        uuid: newUuid(),
        tenantId,
        externalId: `p-${n}-${id.slice(0, 6)}`,
        createdAt: now(),
        updatedAt: now(),
      }
      added.push(await insertUser(tx, { ...user, status: 'active', hasFace: true }))
      await tx.sql.insert(tx.tables.templates).values({
        id: newId(),
        tenantId,
        userId: id,
        kind: 'face',
        sampleId: null,
        model,
        sealed: Buffer.alloc(16),
        createdAt: now(),
      })
    }
    return added
  })
}

async function addTerminal(
  { db, now }: Context,
  { tenantId, id: zoneRow, name }: Zone,
): Promise<Tables['terminals']['$inferSelect']> {
  return db.transact(async (tx) => {
    const [row] = await tx.sql
      .insert(tx.tables.terminals)
      .values({ id: newId(), tenantId, zoneRow, name: `Terminal of ${name}`, state: 'active', createdAt: now() })
      .returning()
    return row!
  })
}

/** A terminal that has applied every line of the feed so far, and said so. */
export async function acknowledgeAll({ db }: Context, tenantId: string, terminalId: string): Promise<void> {
  const revision = await changeHead(db, tenantId)
  const { terminals } = db.tables
  await db.transact((tx) =>
    tx.sql
      .update(terminals)
      .set({ sentRevision: revision, ackedRevision: revision })
      .where(eq(terminals.id, terminalId))
      .execute(),
  )
}
