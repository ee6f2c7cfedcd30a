/**
 * What is kept beside a user because lists ask for it, though it follows from other rows: whether there is a face or a voice,
 * whether a pair of look-alikes waits, and the status that comes of it; and how many users there are of each kind. All of it
 * changes in the transaction that changes its cause, behind the audit line that lets one writer of a tenant through at a time.
 */
import { and, asc, eq, gt, isNull, or, sql, sum, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { dayOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { jobHandler } from '../jobs'

type Row = Tables['users']['$inferSelect']
type Counted = Pick<Row, 'tenantId' | 'createdAt' | Kind>

export type UserStatus = Row['status']

const kinds = ['status', 'hasFace', 'hasVoice', 'flagged'] as const
type Kind = (typeof kinds)[number]

export const dayMs = 86_400_000
export const dayOfTime = (at: Date) => Math.floor(at.getTime() / dayMs)

/** Users read at once when all are looked through. */
const batchSize = 1_000

/** To be called after a change of the user's templates, look-alikes or revocation, in its transaction. */
export async function restateUser(tx: Tx, userId: string): Promise<void> {
  const { users } = tx.tables
  const [row] = await tx.sql
    .select({ user: users, right: causes(tx) })
    .from(users)
    .where(eq(users.id, userId))
  if (!row) return
  const right = kindOf(row.user, row.right)
  if (sameKind(row.user, right)) return
  await tx.sql.update(users).set(right).where(eq(users.id, userId))
  await countUser(tx, row.user, -1)
  await countUser(tx, { ...row.user, ...right }, 1)
}

/** The only way to add a user's row: they count from the first moment on. */
export async function insertUser(tx: Tx, user: Tables['users']['$inferInsert']): Promise<Row> {
  const [row] = await tx.sql.insert(tx.tables.users).values(user).returning()
  await countUser(tx, row!, 1)
  return row!
}

/** @param by 1 for a user who was made, -1 for one who is deleted */
export async function countUser(tx: Tx, user: Counted, by: 1 | -1): Promise<void> {
  const { userCounts } = tx.tables
  const { tenantId, status, hasFace, hasVoice, flagged } = user
  await tx.sql
    .insert(userCounts)
    .values({ tenantId, day: dayOfTime(user.createdAt), status, hasFace, hasVoice, flagged, total: by })
    .onConflictDoUpdate({
      target: [
        userCounts.tenantId,
        userCounts.day,
        userCounts.status,
        userCounts.hasFace,
        userCounts.hasVoice,
        userCounts.flagged,
      ],
      set: { total: sql`${userCounts.total} + ${by}` },
    })
}

/** How many users the tenant has, of those kinds. Exact, and as fast whether there are a hundred or a million. */
export async function totalUsers(handle: Handle, tenantId: string, ...ofKind: (SQL | undefined)[]): Promise<number> {
  const { userCounts } = handle.tables
  const [row] = await handle.sql
    .select({ total: sum(userCounts.total) })
    .from(userCounts)
    .where(and(eq(userCounts.tenantId, tenantId), ...ofKind))
  return Number(row?.total ?? 0)
}

/** States and counts the tenant's users anew, for whoever wrote rows past the functions above: a restore, a seed of a benchmark. */
export async function recountUsers(tx: Tx, tenantId: string): Promise<void> {
  const { users, userCounts } = tx.tables
  const { face, voice, flagged } = causes(tx)
  const status = sql`case when ${users.revokedAt} is not null then 'revoked'
    when ${face} or ${voice} then 'active' else 'pending' end`
  await tx.sql
    .update(users)
    .set({ hasFace: face, hasVoice: voice, flagged, status })
    .where(
      and(
        eq(users.tenantId, tenantId),
        or(
          sql`${users.hasFace} <> ${face}`,
          sql`${users.hasVoice} <> ${voice}`,
          sql`${users.flagged} <> ${flagged}`,
          sql`${users.status} <> ${status}`,
        ),
      ),
    )
  await tx.sql.delete(userCounts).where(eq(userCounts.tenantId, tenantId))
  const groups = await tx.sql
    .select({
      tenantId: users.tenantId,
      day: dayOf(tx, users.createdAt).as('day'),
      status: users.status,
      hasFace: users.hasFace,
      hasVoice: users.hasVoice,
      flagged: users.flagged,
      total: sql<number>`count(*)`.mapWith(Number),
    })
    .from(users)
    .where(eq(users.tenantId, tenantId))
    .groupBy(users.tenantId, sql`day`, users.status, users.hasFace, users.hasVoice, users.flagged)
  for (let from = 0; from < groups.length; from += batchSize) {
    await tx.sql.insert(userCounts).values(groups.slice(from, from + batchSize))
  }
}

/** Looks once a day whether all of it is right, and puts it right where it is not: a finding is a fault of ours. */
export const recountUsersJob = jobHandler(
  z.unknown(),
  async (context, _payload, job) => {
    const { tenants } = context.db.tables
    let wrong = 0
    for (const { id: tenantId } of await context.db.sql.select({ id: tenants.id }).from(tenants)) {
      if (await isRight(context, tenantId)) continue
      wrong++
      context.log.warn({ tenantId }, 'the counts of users were not right, or not there yet; they are counted anew')
      const system: Context = { ...context, actor: { kind: 'system', id: job.id, tenantId } }
      await context.db.transact(async (tx) => {
        await writeAudit(tx, system, { action: 'users.recounted', subject: { kind: 'tenant', id: tenantId } })
        await recountUsers(tx, tenantId)
      })
    }
    return { wrong }
  },
  { everyMs: dayMs },
)

/** Reads in pages and without a lock: whoever writes meanwhile can make it say no, which costs a recount, never a wrong yes. */
async function isRight({ db }: Pick<Context, 'db'>, tenantId: string): Promise<boolean> {
  const { users, userCounts } = db.tables
  const found = new Map<string, number>()
  for (let after = ''; ;) {
    const rows = await db.sql
      .select({ user: users, right: causes(db) })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), gt(users.id, after)))
      .orderBy(asc(users.id))
      .limit(batchSize)
    for (const { user, right } of rows) {
      if (!sameKind(user, kindOf(user, right))) return false
      const name = groupName({ ...user, day: dayOfTime(user.createdAt) })
      found.set(name, (found.get(name) ?? 0) + 1)
    }
    if (rows.length < batchSize) break
    after = rows.at(-1)!.user.id
  }
  const counted = await db.sql.select().from(userCounts).where(eq(userCounts.tenantId, tenantId))
  for (const row of counted) {
    if ((found.get(groupName(row)) ?? 0) !== row.total) return false
    found.delete(groupName(row))
  }
  return found.size === 0
}

const groupName = (row: Pick<Tables['userCounts']['$inferSelect'], 'day' | Kind>) =>
  [row.day, ...kinds.map((kind) => row[kind])].join(' ')

interface Causes {
  face: boolean
  voice: boolean
  flagged: boolean
}

/** The rows that decide, as expressions beside a row of `users`. */
function causes({ tables: { users, templates, lookAlikes } }: Handle) {
  // Drizzle leaves the table's name out where a select has one table only, and `id` alone would be the inner table's.
  const userId = sql`${users}.${sql.identifier(users.id.name)}`
  const has = (kind: 'face' | 'voice') =>
    sql<boolean>`exists (select 1 from ${templates} where ${templates.userId} = ${userId} and ${templates.kind} = ${kind})`
  const pair = (column: typeof lookAlikes.userId | typeof lookAlikes.otherUserId) =>
    sql`exists (select 1 from ${lookAlikes} where ${column} = ${userId} and ${isNull(lookAlikes.reviewedAt)})`
  const flagged = sql<boolean>`(${pair(lookAlikes.userId)} or ${pair(lookAlikes.otherUserId)})`
  return { face: has('face').mapWith(Boolean), voice: has('voice').mapWith(Boolean), flagged: flagged.mapWith(Boolean) }
}

function kindOf({ revokedAt }: Pick<Row, 'revokedAt'>, { face, voice, flagged }: Causes): Pick<Row, Kind> {
  const status = revokedAt ? 'revoked' : face || voice ? 'active' : 'pending'
  return { status, hasFace: face, hasVoice: voice, flagged }
}

function sameKind(left: Pick<Row, Kind>, right: Pick<Row, Kind>): boolean {
  return kinds.every((kind) => left[kind] === right[kind])
}
