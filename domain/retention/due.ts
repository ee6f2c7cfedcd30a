/**
 * What each retention rule meets at a moment: the conditions that the deletion, its preview and its counts share, so that
 * none of them ever means other rows than the others.
 */
import { and, asc, count, eq, gte, inArray, isNull, lt, notExists, or, type SQL } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import { recognition } from '../consents/texts'
import type { RetentionRules } from './rules'

export type RuleName = keyof RetentionRules

/**
 * Being seen is being recognised, wherever that was, or enrolled. The user's own row knows of the first; of both, and of what was
 * before it was kept there, the audit trail.
 */
const sightings = ['user.created', 'face.enrolled', 'face.adapted', 'face.verified', 'face.found']

export const dayMs = 86_400_000

const before = (at: Date, days: number) => new Date(at.getTime() - days * dayMs)

/** Samples of the tenant that were captured longer ago. */
export function picturesDue({ tables: { samples } }: Handle, tenantId: string, days: number, at: Date): SQL {
  return and(eq(samples.tenantId, tenantId), lt(samples.createdAt, before(at, days)))!
}

/** Users whom nobody has seen since. To be used in a query of users. */
export function unseenDue(
  { sql, tables: { users, auditLines } }: Handle,
  tenantId: string,
  days: number,
  at: Date,
): SQL {
  const since = before(at, days)
  const seen = sql
    .select({ seq: auditLines.seq })
    .from(auditLines)
    .where(
      and(
        eq(auditLines.tenantId, tenantId),
        eq(auditLines.subjectKind, 'user'),
        eq(auditLines.subjectId, users.id),
        gte(auditLines.at, since),
        inArray(auditLines.action, sightings),
      ),
    )
  const isUnseen = or(isNull(users.lastSeenAt), lt(users.lastSeenAt, since))
  return and(eq(users.tenantId, tenantId), lt(users.createdAt, since), isUnseen, notExists(seen))!
}

/** Users whose withdrawal stands since. To be used in a query of consent states. */
export function withdrawnDue({ tables: { consentStates } }: Handle, tenantId: string, days: number, at: Date): SQL {
  return and(
    eq(consentStates.tenantId, tenantId),
    eq(consentStates.purpose, recognition),
    eq(consentStates.state, 'withdrawn'),
    lt(consentStates.at, before(at, days)),
  )!
}

/** How many pictures or users a rule of so many days would take at that moment. */
export async function countDue(
  handle: Handle,
  tenantId: string,
  rule: RuleName,
  days: number | null,
  at: Date,
): Promise<number> {
  if (days === null) return 0
  const { samples, users, consentStates } = handle.tables
  const [row] =
    rule === 'pictureDays'
      ? await handle.sql
          .select({ count: count() })
          .from(samples)
          .where(picturesDue(handle, tenantId, days, at))
      : rule === 'unseenDays'
        ? await handle.sql
            .select({ count: count() })
            .from(users)
            .where(unseenDue(handle, tenantId, days, at))
        : await handle.sql
            .select({ count: count() })
            .from(consentStates)
            .where(withdrawnDue(handle, tenantId, days, at))
  return row!.count
}

export interface DueUser {
  userId: string
  externalId: string | null
  /** Their creation, or their withdrawal. */
  since: Date
}

/** The users whom a rule takes at that moment, the longest due first. */
export async function listDueUsers(
  handle: Handle,
  tenantId: string,
  rule: Exclude<RuleName, 'pictureDays'>,
  days: number,
  at: Date,
  { first, userId }: { first: number; userId?: string },
): Promise<DueUser[]> {
  const { users, consentStates } = handle.tables
  const only = userId === undefined ? undefined : eq(users.id, userId)
  if (rule === 'unseenDays') {
    return handle.sql
      .select({ userId: users.id, externalId: users.externalId, since: users.createdAt })
      .from(users)
      .where(and(unseenDue(handle, tenantId, days, at), only))
      .orderBy(asc(users.createdAt), asc(users.id))
      .limit(first)
  }
  return handle.sql
    .select({ userId: users.id, externalId: users.externalId, since: consentStates.at })
    .from(consentStates)
    .innerJoin(users, eq(users.id, consentStates.userId))
    .where(and(withdrawnDue(handle, tenantId, days, at), only))
    .orderBy(asc(consentStates.at), asc(consentStates.userId))
    .limit(first)
}

export interface DuePicture {
  sampleId: string
  userId: string
  externalId: string | null
  since: Date
}

/** The pictures that a rule takes at that moment, the oldest first. */
export async function listDuePictures(
  handle: Handle,
  tenantId: string,
  days: number,
  at: Date,
  first: number,
): Promise<DuePicture[]> {
  const { samples, users } = handle.tables
  return handle.sql
    .select({ sampleId: samples.id, userId: users.id, externalId: users.externalId, since: samples.createdAt })
    .from(samples)
    .innerJoin(users, eq(users.id, samples.userId))
    .where(picturesDue(handle, tenantId, days, at))
    .orderBy(asc(samples.createdAt), asc(samples.id))
    .limit(first)
}
