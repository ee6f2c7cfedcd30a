/** What happened to a user, newest first: the lines of the audit trail about them, with the names of who acted. */
import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { userById } from '../users'

const schema = z.object({
  userId: z.string(),
  /** Only what stands in front of this line. */
  before: z.number().int().positive().optional(),
  size: z.number().int().min(1).max(100).default(20),
})

export interface TimelineEntry {
  seq: number
  at: Date
  /** `noun.verb`, as in the audit trail. */
  action: string
  actor: { kind: string; id: string; name: string | null }
  detail: Record<string, unknown>
}

/** @throws AppError `not_found` */
export async function userTimeline(
  context: Context,
  input: z.input<typeof schema>,
): Promise<{ entries: TimelineEntry[]; hasMore: boolean }> {
  const { userId, before, size } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const { auditLines } = context.db.tables
  const lines = await context.db.sql
    .select()
    .from(auditLines)
    .where(
      and(
        eq(auditLines.tenantId, tenantId),
        eq(auditLines.subjectKind, 'user'),
        eq(auditLines.subjectId, userId),
        before === undefined ? undefined : lt(auditLines.seq, before),
      ),
    )
    .orderBy(desc(auditLines.seq))
    .limit(size + 1)
  const shown = lines.slice(0, size)
  const names = await actorNames(context, tenantId, shown)
  return {
    entries: shown.map(({ seq, at, action, actorKind, actorId, detail }) => ({
      seq,
      at,
      action,
      actor: { kind: actorKind, id: actorId, name: names.get(actorId) ?? null },
      detail,
    })),
    hasMore: lines.length > size,
  }
}

/** Id -> what people call that admin or client. */
async function actorNames(
  { db }: Context,
  tenantId: string,
  lines: { actorKind: string; actorId: string }[],
): Promise<Map<string, string>> {
  const { admins, clients } = db.tables
  const ids = (kind: string) => [
    ...new Set(lines.filter(({ actorKind }) => actorKind === kind).map(({ actorId }) => actorId)),
  ]
  const [people, machines] = [ids('admin'), ids('client')]
  const names = new Map<string, string>()
  if (people.length > 0) {
    const rows = await db.sql
      .select({ id: admins.id, firstName: admins.firstName, lastName: admins.lastName })
      .from(admins)
      .where(and(eq(admins.tenantId, tenantId), inArray(admins.id, people)))
    for (const { id, firstName, lastName } of rows) names.set(id, `${firstName} ${lastName}`)
  }
  if (machines.length > 0) {
    const rows = await db.sql
      .select({ id: clients.id, name: clients.name })
      .from(clients)
      .where(and(eq(clients.tenantId, tenantId), inArray(clients.id, machines)))
    for (const { id, name } of rows) names.set(id, name)
  }
  return names
}
