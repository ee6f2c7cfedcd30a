/**
 * Zones: facilities, and spaces within them. The customer makes them; an event takes place in one, a terminal stands in one,
 * a membership may be narrowed to some. An archived zone takes nothing new and keeps its name in the access log.
 */
import { and, asc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isTimeZone } from '../grants/window'
import { newId } from '../ids'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { standsIn } from '../terminals/state'
import { startAnew } from '../terminals/start-anew'

export type Zone = Tables['zones']['$inferSelect']

const nameSchema = storableText.pipe(z.string().trim().min(1).max(120))
const timeZoneSchema = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Vienna')
const modeSchema = z.enum(['identify_only', 'relay'])
const partSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters and digits, with hyphens inside only')

const facilitySchema = z.object({
  name: nameSchema,
  /** ISO 3166-1 or -2 in lower case; `zz` stands for none. */
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z0-9]{1,3})?$/, 'must be a country such as at, or a part of one such as ar-b')
    .default('zz'),
  /** The last part of its id. Default: made of the name. */
  slug: partSchema.optional(),
  timeZone: timeZoneSchema.default('UTC'),
  mode: modeSchema.default('relay'),
})

/** @throws AppError `already_exists` when the id is taken */
export async function createFacility(context: Context, input: z.input<typeof facilitySchema>): Promise<Zone> {
  const { name, region, slug, timeZone, mode } = parse(facilitySchema, input)
  const tenantId = tenantFor(context, 'zones:manage')
  const tenant = await tenantById(context.db, tenantId)
  const zoneId = `${tenant.slug}:${region}:${slug ?? slugOf(name)}`
  return insertZone(context, { tenantId, zoneId, kind: 'facility', facilityId: null, name, timeZone, mode })
}

const spaceSchema = z.object({
  /** The row of the facility. */
  facilityId: z.string(),
  name: nameSchema,
  slug: partSchema.optional(),
  /** Default: the facility's. */
  mode: modeSchema.optional(),
})

/** @throws AppError `not_found` for no facility of the tenant; `already_exists` */
export async function createSpace(context: Context, input: z.input<typeof spaceSchema>): Promise<Zone> {
  const { facilityId, name, slug, mode } = parse(spaceSchema, input)
  const tenantId = tenantFor(context, 'zones:manage')
  const facility = await zoneByRow(context.db, tenantId, facilityId)
  if (facility.kind !== 'facility') throw zoneNotFound()
  assertInUse(facility)
  return insertZone(context, {
    tenantId,
    zoneId: `${facility.zoneId}:${slug ?? slugOf(name)}`,
    kind: 'space',
    facilityId,
    name,
    timeZone: facility.timeZone,
    mode: mode ?? facility.mode,
  })
}

async function insertZone(context: Context, zone: Omit<Zone, 'id' | 'createdAt' | 'archivedAt'>): Promise<Zone> {
  const createdAt = context.now()
  const id = newId(createdAt.getTime())
  try {
    return await context.db.transact(async (tx) => {
      await writeAudit(tx, context, {
        action: 'zone.created',
        subject: { kind: 'zone', id },
        detail: { kind: zone.kind, facilityId: zone.facilityId, timeZone: zone.timeZone, mode: zone.mode },
      })
      const [row] = await tx.sql
        .insert(tx.tables.zones)
        .values({ ...zone, id, createdAt })
        .returning()
      return row!
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = `Another ${zone.kind} has the id '${zone.zoneId}'.`
    throw new AppError('already_exists', message, {
      cause: error,
      subject: 'zone',
      fields: [{ field: 'slug', message }],
    })
  }
}

/** Part of an id, made of a name: `Tor 1 / Süd` becomes `tor-1-sud`. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '')
  if (slug) return slug
  const message = 'The name has no letter that an id can hold; give the id’s last part.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'slug', message }] })
}

/** Every zone of the tenant in order of creation, archived ones only where they are asked for. */
export async function listZones(context: Context, { archived = false } = {}): Promise<Zone[]> {
  const tenantId = tenantFor(context, 'zones:read')
  const { zones } = context.db.tables
  return context.db.sql
    .select()
    .from(zones)
    .where(and(eq(zones.tenantId, tenantId), archived ? undefined : isNull(zones.archivedAt)))
    .orderBy(asc(zones.createdAt), asc(zones.id))
}

/** The spaces of each facility, in the order of the ids and of their creation, archived ones included. */
export async function spacesOf(context: Context, facilityIds: readonly string[]): Promise<Zone[][]> {
  const tenantId = tenantFor(context, 'zones:read')
  const { zones } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(zones)
    .where(and(eq(zones.tenantId, tenantId), isOneOf(context.db, zones.facilityId, facilityIds)))
    .orderBy(asc(zones.createdAt), asc(zones.id))
  return facilityIds.map((id) => rows.filter(({ facilityId }) => facilityId === id))
}

/** @throws AppError `not_found` */
export async function requireZone(context: Context, id: string): Promise<Zone> {
  return zoneByRow(context.db, tenantFor(context, 'zones:read'), id)
}

/** By its row's id. For domain functions that have asked for permission already. @throws AppError `not_found` */
export async function zoneByRow(handle: Handle, tenantId: string, id: string): Promise<Zone> {
  const { zones } = handle.tables
  const [zone] = await handle.sql
    .select()
    .from(zones)
    .where(and(eq(zones.id, id), eq(zones.tenantId, tenantId)))
  if (!zone) throw zoneNotFound()
  return zone
}

/** By the id that customers use. @throws AppError `not_found` */
export async function zoneByPublicId(handle: Handle, tenantId: string, zoneId: string): Promise<Zone> {
  const { zones } = handle.tables
  const [zone] = await handle.sql
    .select()
    .from(zones)
    .where(and(eq(zones.zoneId, zoneId), eq(zones.tenantId, tenantId)))
  if (!zone) throw zoneNotFound()
  return zone
}

/** All zones of the tenant by their row's id: a few hundred at most, and each question about terminals needs them. */
export async function zonesOf(handle: Handle, tenantId: string): Promise<Map<string, Zone>> {
  const { zones } = handle.tables
  const rows = await handle.sql.select().from(zones).where(eq(zones.tenantId, tenantId))
  return new Map(rows.map((zone) => [zone.id, zone]))
}

export const zoneNotFound = () => new AppError('not_found', 'There is no such zone.', { subject: 'zone' })

/** @throws AppError `conflict` */
export function assertInUse(zone: Zone): void {
  if (!zone.archivedAt) return
  throw new AppError('conflict', `'${zone.name}' is archived and takes nothing new.`, { subject: 'zone' })
}

const changeSchema = z.object({
  id: z.string(),
  name: nameSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  mode: modeSchema.optional(),
})

/** The id stays: it is written in other systems. A facility's time zone is that of its spaces. @throws AppError `not_found` */
export async function changeZone(context: Context, input: z.input<typeof changeSchema>): Promise<Zone> {
  const { id, ...change } = parse(changeSchema, input)
  const tenantId = tenantFor(context, 'zones:manage')
  return context.db.transact(async (tx) => {
    const { zones } = tx.tables
    const { name, ...rest } = change
    const detail = { ...rest, ...(name === undefined ? {} : { name: 'changed' }) }
    await writeAudit(tx, context, { action: 'zone.changed', subject: { kind: 'zone', id }, detail })
    const before = await zoneByRow(tx, tenantId, id)
    if (change.timeZone !== undefined && before.kind === 'space') {
      const message = 'A space has the time of its facility.'
      throw new AppError('invalid_input', message, { fields: [{ field: 'timeZone', message }] })
    }
    if (change.timeZone !== undefined) {
      const { timeZone } = change
      await tx.sql.update(zones).set({ timeZone }).where(eq(zones.facilityId, id))
      // Schedules are read in it at the doors.
      if (timeZone !== before.timeZone) await startAnew(tx, tenantId, standsIn(tx, id))
    }
    if (Object.keys(change).length === 0) return before
    const [row] = await tx.sql.update(zones).set(change).where(eq(zones.id, id)).returning()
    return row!
  })
}

/**
 * Takes a zone out of use, or back into it. Its spaces go with it.
 * @throws AppError `not_found`; `conflict` while terminals stand in it or events lie ahead
 */
export async function archiveZone(
  context: Context,
  { id, archived = true }: { id: string; archived?: boolean },
): Promise<Zone> {
  const tenantId = tenantFor(context, 'zones:manage')
  return context.db.transact(async (tx) => {
    const { zones } = tx.tables
    await writeAudit(tx, context, {
      action: archived ? 'zone.archived' : 'zone.restored',
      subject: { kind: 'zone', id },
    })
    const zone = await zoneByRow(tx, tenantId, id)
    if (archived) await assertEmpty(tx, zone, context.now())
    const archivedAt = archived ? context.now() : null
    await tx.sql.update(zones).set({ archivedAt }).where(eq(zones.facilityId, id))
    const [row] = await tx.sql.update(zones).set({ archivedAt }).where(eq(zones.id, id)).returning()
    return row!
  })
}

async function assertEmpty(tx: Tx, zone: Zone, now: Date): Promise<void> {
  const { zones, terminals, events } = tx.tables
  const rows = await tx.sql.select({ id: zones.id }).from(zones).where(eq(zones.facilityId, zone.id))
  for (const id of [zone.id, ...rows.map((row) => row.id)]) {
    const standing = await tx.sql.select({ state: terminals.state }).from(terminals).where(eq(terminals.zoneRow, id))
    const ahead = await tx.sql
      .select({ endsAt: events.endsAt })
      .from(events)
      .where(and(eq(events.zoneRow, id), isNull(events.deletedAt)))
    if (standing.some(({ state }) => state !== 'retired') || ahead.some(({ endsAt }) => endsAt > now)) {
      throw new AppError('conflict', 'Terminals stand there or events lie ahead; retire or delete them first.', {
        subject: 'zone',
      })
    }
  }
}
