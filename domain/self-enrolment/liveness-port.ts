/** What self-enrolment needs of liveness checks: a plan to follow, and a judgement of the frames that were taken meanwhile. */
import type { BurstFrame, LivenessAction, LivenessPlan, LivenessReason } from '@/engines/liveness/types'
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
  id: string
  passed: boolean
  /** Empty when passed; `action` is what was asked for then. The first is the one to tell the person. */
  reasons: { reason: LivenessReason; action: LivenessAction | null }[]
  /** The frame on which they look straight ahead; null where it was not passed. */
  frontal: Uint8Array | null
}

export interface LivenessPort {
  /** @param calm with more time for each step */
  startCheck(context: Context, input: Held & { calm?: boolean }): Promise<StartedCheck>
  /** @throws AppError `not_found` (liveness_check) for a check that is another's, was handed in before, or whose time is over; `busy` */
  judgeCheck(context: Context, input: Held & { id: string; token: string; frames: BurstFrame[] }): Promise<JudgedCheck>
}
