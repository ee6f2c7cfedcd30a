/** Where access is measured: a bureau of people with sealed templates, a facility, terminals, events that have not begun. */
import type { BureauContext } from '@/bin/_context'
import { loadManifest } from '@/bin/_context'
import type { Context } from '@/domain/context'
import { createEvent } from '@/domain/events/events'
import { newId } from '@/domain/ids'
import { ensureMainTenant } from '@/domain/tenants'
import { createTerminal } from '@/domain/terminals/terminals'
import { createFacility } from '@/domain/zones/zones'
import { fillWithTemplates } from '../start'

export interface Venue {
  context: BureauContext
  admin: Context
  tenantId: string
  zoneRow: string
  terminalIds: string[]
  people: { id: string; uuid: string }[]
}

export async function openVenue(context: BureauContext, count: { people: number; terminals: number }): Promise<Venue> {
  const { id: tenantId } = await ensureMainTenant(context)
  const actor = { kind: 'admin', id: newId(), tenantId, role: 'owner', provedAt: context.now() } as const
  const admin: Context = { ...context, actor }
  // From the manifest, because asking the engines would start them.
  const model = Object.values(loadManifest().templates)[0]!
  await fillWithTemplates(context, tenantId, `${model.name}@${model.version}`, model.dimension, count.people)
  const { users } = context.db.tables
  const people = await context.db.sql.select({ id: users.id, uuid: users.uuid }).from(users)
  const facility = await createFacility(admin, { name: 'Stadium', region: 'at', timeZone: 'Europe/Vienna' })
  const terminalIds: string[] = []
  for (let n = 1; n <= count.terminals; n++) {
    terminalIds.push((await createTerminal(admin, { zoneRow: facility.id, name: `Gate ${n}` })).id)
  }
  return { context, admin, tenantId, zoneRow: facility.id, terminalIds, people }
}

/** @returns its id */
export async function newEvent({ admin, context, zoneRow }: Venue): Promise<string> {
  const startsAt = new Date(context.now().getTime() + 3_600_000)
  const endsAt = new Date(startsAt.getTime() + 3_600_000)
  return (await createEvent(admin, { zoneRow, startsAt, endsAt })).id
}
