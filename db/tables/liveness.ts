/** Liveness checks: what a person was asked to do, and what came of it; and by what a burst of frames is known again. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export function livenessTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const owner = () => ({
    id: c.text().primaryKey(),
    tenantId: c
      .text()
      .notNull()
      .references(() => tenants.id),
    createdAt: c.time().notNull(),
  })

  const livenessChecks = c.table(
    'liveness_checks',
    {
      ...owner(),
      /** Whose it is, and who alone may answer and use it: `client <id>`, `admin <id>`, `link <id>`. */
      holder: c.text().notNull(),
      /** What is to be done when: engines/liveness/types.ts. */
      plan: c.json().$type<Record<string, unknown>>().notNull(),
      /** Until when frames are taken. */
      answerUntil: c.time().notNull(),
      /** Set before the frames are looked at, so that a check is answered once. */
      answeredAt: c.time(),
      passed: c.bool(),
      reasons: c.json().$type<{ reason: string; step: number | null }[]>(),
      /** Until when a passed check counts as a proof, and when it was used as one. */
      usableUntil: c.time(),
      usedAt: c.time(),
      /** Template of the person, sealed under the tenant's key, and its model; gone once it was used or its time is over. */
      model: c.text(),
      sealed: c.bytes(),
      /** When the row goes. */
      keepUntil: c.time().notNull(),
    },
    (t) => [
      c.index('liveness_checks_tenant').on(t.tenantId, t.createdAt),
      c.index('liveness_checks_end').on(t.keepUntil),
    ],
  )

  /** Some of each burst's frames, by their SHA-256: the same frame never comes out of a camera twice. */
  const livenessFrames = c.table('liveness_frames', { ...owner(), frameHash: c.text().notNull() }, (t) => [
    c.uniqueIndex('liveness_frames_hash').on(t.tenantId, t.frameHash),
    c.index('liveness_frames_end').on(t.createdAt),
  ])

  return { livenessChecks, livenessFrames }
}
