/**
 * What hangs on many users at once, for a question that asks it of a whole page: one statement for all of them, whoever they are,
 * and of each no more than the newest few. Whose rows are another tenant's has none here.
 */
import { and, asc, desc, eq, inArray, isNull, or, sql, type AnyColumn, type SQL } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import { isOneOf } from '@/db/order'
import type { AccessEvent } from '../access-log'
import { readableGrants, type GrantRow } from '../by-ids'
import type { Context } from '../context'
import type { FaceTemplate, Picture } from '../faces/look'
import { tenantFor } from '../permissions'
import { withStates, type QrCredential, type QrDelivery } from '../qr-credential/read'
import { isFirstOfSample } from '../samples'
import { toCredential, type IssuedCredential } from '../wallet/credentials'

type Ids = readonly string[]

/** Of one user, in one list. What there is beyond it has lists of its own, which are paged. */
export const edgeLimit = 20

/** The newest few rows of each owner, found in an index of `owner`. */
function newest(
  handle: Handle,
  table: { id: AnyColumn } & Parameters<Handle['sql']['insert']>[0],
  owner: AnyColumn,
  ids: Ids,
  { order = table.id, where, limit = edgeLimit }: { order?: AnyColumn; where?: SQL; limit?: number } = {},
): SQL {
  const mine = and(isOneOf(handle, owner, ids), where)
  return sql`${table.id} in (select "id" from (select ${table.id} as "id", row_number() over (partition by ${owner} order by ${order} desc, ${table.id} desc) as "place" from ${table} where ${mine}) as "ranked" where "place" <= ${limit})`
}

function byOwner<Row, Shown = Row>(
  ids: Ids,
  rows: Row[],
  owner: (row: Row) => string,
  show: (row: Row) => Shown,
): Shown[][] {
  const found = new Map<string, Shown[]>(ids.map((id) => [id, []]))
  for (const row of rows) found.get(owner(row))?.push(show(row))
  return ids.map((id) => found.get(id)!)
}

/** What stands of attendances and memberships, newest first; of the kinds that the caller may read. */
export async function grantsOfUsers(context: Context, userIds: Ids): Promise<GrantRow[][]> {
  const kinds = readableGrants(context)
  const tenantId = tenantFor(context, kinds[0] === 'attendee' ? 'events:read' : 'members:read')
  const { grants } = context.db.tables
  const where = and(eq(grants.tenantId, tenantId), isNull(grants.removedAt), inArray(grants.kind, kinds))
  const rows = await context.db.sql
    .select()
    .from(grants)
    .where(newest(context.db, grants, grants.userId, userIds, { where }))
    .orderBy(desc(grants.id))
  return byOwner(
    userIds,
    rows,
    ({ userId }) => userId,
    (row) => row,
  )
}

/** Newest first. */
export async function credentialsOfUsers(context: Context, userIds: Ids): Promise<IssuedCredential[][]> {
  const tenantId = tenantFor(context, 'credentials:read')
  const { verifiableCredentials: table } = context.db.tables
  const where = eq(table.tenantId, tenantId)
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(newest(context.db, table, table.userId, userIds, { order: table.issuedAt, where }))
    .orderBy(desc(table.issuedAt), desc(table.id))
  const now = context.now()
  return byOwner(
    userIds,
    rows,
    ({ userId }) => userId!,
    (row) => toCredential(row, now),
  )
}

export async function qrCredentialsOfUsers(context: Context, userIds: Ids): Promise<QrCredential[][]> {
  const tenantId = tenantFor(context, 'qr:read')
  const { qrCredentials: table } = context.db.tables
  const where = eq(table.tenantId, tenantId)
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(newest(context.db, table, table.userId, userIds, { order: table.issuedAt, where }))
    .orderBy(desc(table.issuedAt), desc(table.id))
  return byOwner(
    userIds,
    await withStates(context, rows),
    ({ userId }) => userId!,
    (row) => row,
  )
}

export async function qrDeliveriesOfUsers(context: Context, userIds: Ids): Promise<QrDelivery[][]> {
  const tenantId = tenantFor(context, 'qr:read')
  const { qrDeliveries: table } = context.db.tables
  const where = eq(table.tenantId, tenantId)
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(newest(context.db, table, table.userId, userIds, { order: table.createdAt, where }))
    .orderBy(desc(table.createdAt), desc(table.id))
  return byOwner(
    userIds,
    rows,
    ({ userId }) => userId,
    (row) => row,
  )
}

/** The last report of each at a door, whatever came of it. */
export async function lastAccessOfUsers(context: Context, userIds: Ids): Promise<(AccessEvent | null)[]> {
  const tenantId = tenantFor(context, 'access-log:read')
  const { accessEvents } = context.db.tables
  const where = eq(accessEvents.tenantId, tenantId)
  const rows = await context.db.sql
    .select()
    .from(accessEvents)
    .where(newest(context.db, accessEvents, accessEvents.userId, userIds, { where, limit: 1 }))
  const byUser = new Map(rows.map((row) => [row.userId, row]))
  return userIds.map((id) => byUser.get(id) ?? null)
}

/** Kept pictures with what the engine measured of them, oldest first, without the pictures themselves. */
export async function picturesOfUsers(context: Context, userIds: Ids): Promise<Picture[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { samples, templates } = context.db.tables
  const where = and(eq(samples.tenantId, tenantId), eq(samples.kind, 'face'))
  const rows = await context.db.sql
    .select({ sample: samples, model: templates.model })
    .from(samples)
    .leftJoin(templates, isFirstOfSample(context.db))
    .where(newest(context.db, samples, samples.userId, userIds, { order: samples.createdAt, where }))
    .orderBy(asc(samples.createdAt), asc(samples.id))
  return byOwner(
    userIds,
    rows,
    ({ sample }) => sample.userId,
    ({ sample: { id, createdAt, contentType, widthPx, heightPx, byteCount, quality }, model }) => {
      return { id, createdAt, contentType, widthPx, heightPx, byteCount, quality, model }
    },
  )
}

/** Oldest first. The numbers themselves never leave the engines. */
export async function templatesOfUsers(context: Context, userIds: Ids): Promise<FaceTemplate[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { samples, templates } = context.db.tables
  const where = eq(templates.tenantId, tenantId)
  const rows = await context.db.sql
    .select({
      userId: templates.userId,
      id: templates.id,
      createdAt: templates.createdAt,
      kind: templates.kind,
      model: templates.model,
      sampleId: templates.sampleId,
      quality: samples.quality,
    })
    .from(templates)
    .leftJoin(samples, eq(samples.id, templates.sampleId))
    .where(newest(context.db, templates, templates.userId, userIds, { order: templates.createdAt, where }))
    .orderBy(asc(templates.createdAt), asc(templates.id))
  return byOwner(
    userIds,
    rows,
    ({ userId }) => userId,
    ({ userId: _user, ...row }) => ({ ...row, isCurrent: row.model === context.engines[row.kind].model.id }),
  )
}

export interface ConsentNow {
  purpose: string
  state: 'given' | 'withdrawn' | 'expired'
  at: Date
  expiresAt: Date | null
  textId: string
}

/** What holds now of consent, one line a purpose. */
export async function consentsOfUsers(context: Context, userIds: Ids): Promise<ConsentNow[][]> {
  const tenantId = tenantFor(context, 'consents:read')
  const { consentStates } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(consentStates)
    .where(and(eq(consentStates.tenantId, tenantId), isOneOf(context.db, consentStates.userId, userIds)))
    .orderBy(asc(consentStates.purpose))
  const now = context.now()
  return byOwner(
    userIds,
    rows,
    ({ userId }) => userId,
    ({ purpose, state, at, expiresAt, textId }) => {
      const isOver = state === 'given' && expiresAt !== null && expiresAt <= now
      return { purpose, state: isOver ? 'expired' : state, at, expiresAt, textId } as const
    },
  )
}

export interface LookAlikeOf {
  /** Of the pair. */
  id: string
  otherId: string
  foundAt: Date
}

/** Pairs that nobody has put aside yet, oldest first. */
export async function lookAlikesOfUsers(context: Context, userIds: Ids): Promise<LookAlikeOf[][]> {
  const tenantId = tenantFor(context, 'users:read')
  const { lookAlikes } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(lookAlikes)
    .where(
      and(
        eq(lookAlikes.tenantId, tenantId),
        isNull(lookAlikes.reviewedAt),
        or(isOneOf(context.db, lookAlikes.userId, userIds), isOneOf(context.db, lookAlikes.otherUserId, userIds)),
      ),
    )
    .orderBy(asc(lookAlikes.createdAt), asc(lookAlikes.id))
  return userIds.map((id) =>
    rows
      .filter((pair) => pair.userId === id || pair.otherUserId === id)
      .slice(0, edgeLimit)
      .map((pair) => ({
        id: pair.id,
        otherId: pair.userId === id ? pair.otherUserId : pair.userId,
        foundAt: pair.createdAt,
      })),
  )
}
