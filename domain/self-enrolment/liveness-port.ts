/** What self-enrolment needs of liveness checks: a plan to follow, and a judgement of the frames that were taken meanwhile. */
import type { BurstFrame, LivenessPlan, LivenessReason } from '@/engines/liveness/types'
import type { Context } from '../context'

/** Whose check it is: nobody else can hand it in. */
interface Held {
  tenantId: string
  holder: string
}

export interface StartedCheck {
  id: string
  plan: LivenessPlan
  /** Signed; comes back with the frames. */
  token: string
  expiresAt: Date
}

export interface JudgedCheck {
  passed: boolean
  /** Empty when passed. The first is the one to tell the person. */
  reasons: { reason: LivenessReason; step: number | null }[]
  /** The best frame on which they look straight ahead. */
  frontal: { picture: Uint8Array } | null
}

export interface LivenessPort {
  /** @param calm with more time for each step */
  startCheck(context: Context, input: Held & { calm?: boolean }): Promise<StartedCheck>
  /** @throws AppError `liveness_invalid` for a check that is another's, was handed in before, or whose time is over; `busy` */
  judgeCheck(context: Context, input: Held & { id: string; token: string; frames: BurstFrame[] }): Promise<JudgedCheck>
}
