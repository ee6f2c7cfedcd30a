/** What a caller brings about liveness with a face. */
import { z } from 'zod'

export const livenessSchema = z.discriminatedUnion('kind', [
  /** The caller's word, as the oldest clients give it: recorded, never believed, never asked for. */
  z.object({ kind: z.literal('claimed'), passed: z.boolean().optional() }),
  /** The id of a passed check; `holder` where it is not the caller's own, and never as a caller says. */
  z.object({ kind: z.literal('proof'), id: z.string().optional(), holder: z.string().optional() }),
])

export type Liveness = z.output<typeof livenessSchema>

/** What the audit line of a face call keeps of it. */
export function claimOf(liveness: Liveness): { livenessClaimed?: boolean; livenessCheck?: string } {
  if (liveness.kind === 'proof') return liveness.id ? { livenessCheck: liveness.id } : {}
  return liveness.passed === undefined ? {} : { livenessClaimed: liveness.passed }
}
