/**
 * What a caller brings about liveness with a face, and whether that is enough. No check is made here, and none is issued yet:
 * until one is, no id is a valid proof.
 */
import { z } from 'zod'
import { AppError } from './errors'
import type { Settings } from './settings'

export const livenessSchema = z.discriminatedUnion('kind', [
  /** The caller's word, as the oldest clients give it: recorded, never believed, never asked for. */
  z.object({ kind: z.literal('claimed'), passed: z.boolean().optional() }),
  /** The id of a passed check. */
  z.object({ kind: z.literal('proof'), id: z.string().optional() }),
])

export type Liveness = z.output<typeof livenessSchema>

/** @throws AppError `liveness_required`, `liveness_invalid` */
export function assertLiveness(settings: Settings, liveness: Liveness): void {
  if (!settings.liveness || liveness.kind === 'claimed') return
  if (!liveness.id) throw new AppError('liveness_required', 'This tenant asks for a passed liveness check.')
  throw new AppError('liveness_invalid', 'There is no such passed liveness check.')
}

/** What the audit line of a face call keeps of it. */
export function claimOf(liveness: Liveness): { livenessClaimed?: boolean } {
  return liveness.kind === 'claimed' && liveness.passed !== undefined ? { livenessClaimed: liveness.passed } : {}
}
