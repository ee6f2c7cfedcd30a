/**
 * Who is meant by the customer's own ids, before anybody is added: of each name who that is, and what would stand in the way. Reads
 * only; the addition asks everything again.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Context } from '../context'
import { eventById } from '../events/events'
import { facesEnrolled } from '../faces/status'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { standingOf } from './write'

export interface Candidate {
  /** As it was given. */
  named: string
  /** Null for nobody. */
  userId: string | null
  /** Why they would not be added; null: they would. */
  refusal: 'user_not_found' | 'user_without_credential' | 'already_added' | null
  /** They have a face under the present model. Without one they may be added, and no door recognises them. */
  isRecognisable: boolean
}

const schema = z.object({
  externalIds: z.array(z.string().max(1_024)).min(1).max(1_000),
  /** For which event; null: as members. */
  eventId: z.string().nullable().default(null),
})

/** In the order of the call. @throws AppError `not_found` (event) */
export async function candidatesOf(context: Context, input: z.input<typeof schema>): Promise<Candidate[]> {
  const { externalIds, eventId } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:read')
  tenantFor(context, eventId === null ? 'members:read' : 'events:read')
  const { db } = context
  if (eventId !== null) await eventById(db, tenantId, eventId)
  const { users, grants } = db.tables
  // No row can hold a NUL, and PostgreSQL refuses to be asked for one.
  const storable = [...new Set(externalIds)].filter((name) => !name.includes('\0'))
  const rows = await db.sql
    .select({ id: users.id, name: users.externalId, status: users.status })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), isOneOf(db, users.externalId, storable)))
  const standing = await db.sql
    .select({ userId: grants.userId })
    .from(grants)
    .where(
      and(
        eq(grants.tenantId, tenantId),
        isNull(grants.removedAt),
        isOneOf(
          db,
          grants.standing,
          rows.map(({ id }) => standingOf({ eventId, userId: id })),
        ),
      ),
    )
  const added = new Set(standing.map(({ userId }) => userId))
  const faces = await facesEnrolled(
    context,
    rows.map(({ id }) => id),
  )
  const known = new Map(
    rows.map(({ id, name, status }, index) => [
      name,
      {
        userId: id,
        refusal: added.has(id)
          ? ('already_added' as const)
          : status === 'active'
            ? null
            : ('user_without_credential' as const),
        isRecognisable: faces[index]!,
      },
    ]),
  )
  const nobody = { userId: null, refusal: 'user_not_found' as const, isRecognisable: false }
  return externalIds.map((named) => ({ named, ...(known.get(named) ?? nobody) }))
}
