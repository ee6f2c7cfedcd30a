/**
 * A bureau of its own, gone afterwards, in which bursts are judged as they are served: by the rules of the domain, with the shipped engines, a
 * database that remembers frames, and challenges that are answered once. Its clock runs by the bursts, which take no time to make up.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '@/bin/_context'
import { AppError } from '@/domain/errors'
import {
  judgeLivenessCheck,
  startLivenessCheck,
  type Holder,
  type LivenessChallenge,
} from '@/domain/liveness/challenge'
import { ensureTenant } from '@/domain/tenants'
import { createEngines } from '@/engines/index'
import type { BurstFrame, LivenessAction, LivenessReason } from '@/engines/liveness/types'
import type { Engines } from '@/engines/types'

export interface Answer {
  accepted: boolean
  /** Why not; `no_such_challenge` where the frames were not even looked at. */
  reasons: { reason: LivenessReason | 'no_such_challenge'; action: LivenessAction | null }[]
  stepsDone: number
}

export interface LivenessBureau {
  engines: Engines
  /** A plan drawn by `chance`, given out as to any client. */
  challenge(chance: () => number): Promise<LivenessChallenge>
  /** @throws whatever keeps the frames from being judged, which is no refusal */
  answer(challenge: LivenessChallenge, frames: readonly BurstFrame[]): Promise<Answer>
  close(): Promise<void>
}

/** How long after the last frame a burst arrives. */
const sendingMs = 2_000

/** @param of `steps`: movements of a challenge */
export async function openLivenessBureau({
  root,
  workers,
  steps,
}: {
  root: string
  workers: number
  steps: number
}): Promise<LivenessBureau> {
  const home = await mkdtemp(join(tmpdir(), 'limen-eval-'))
  const env = { LIMEN_DATA_DIR: join(home, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const bureau = await openContext({ env, root })
  const engines = createEngines({ root, workers })
  const { id: tenantId } = await ensureTenant(bureau, 'evaluation')
  const holder: Holder = { tenantId, holder: 'client evaluation' }
  const startedAt = new Date()
  const afterMs = (ms: number) => ({ ...bureau, engines, now: () => new Date(startedAt.getTime() + ms) })
  await engines.ready()
  return {
    engines,
    challenge: (chance) => startLivenessCheck(afterMs(0), { ...holder, steps }, chance),
    async answer({ id, token, plan }, frames) {
      const tookMs = Math.max(plan.lengthMs, ...frames.map(({ atMs }) => atMs))
      try {
        const verdict = await judgeLivenessCheck(afterMs(tookMs + sendingMs), {
          ...holder,
          id,
          token,
          frames: [...frames],
        })
        return { accepted: verdict.passed, reasons: verdict.reasons, stepsDone: verdict.stepsDone }
      } catch (error) {
        const isGone = error instanceof AppError && error.options.subject === 'liveness_check'
        if (!isGone) throw error
        return { accepted: false, reasons: [{ reason: 'no_such_challenge', action: null }], stepsDone: 0 }
      }
    },
    async close() {
      await engines.close()
      await bureau.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
