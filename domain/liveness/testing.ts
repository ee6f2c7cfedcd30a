/** Bursts for tests of the rules around liveness: words that say who is on the frames and what they do. Nothing outside of tests imports it. */
import type { DetectedFace } from '@/engines/types'
import type { BurstFrame, LivenessEngine, LivenessPlan } from '@/engines/liveness/types'
import { wordPicture, wordsOn } from '../faces/testing-words'

interface Acted {
  person: string
  /** What is done in turn. */
  follows: string[]
  /** Makes each burst another one. */
  take: number
}

let takes = 0

/**
 * Taken in no time at all, so that no test has to wait for a film; the engine of tests looks at no times.
 * @param follows what is done; default: what the plan asks for
 */
export function burstOf(plan: LivenessPlan, person: string, follows = actionsOf(plan)): BurstFrame[] {
  const take = ++takes
  return Array.from({ length: 12 }, (_, index) => ({
    atMs: 0,
    picture: wordPicture([{ person, follows, take: take * 100 + index }]),
  }))
}

const actionsOf = ({ steps }: LivenessPlan) => steps.map(({ action }) => action as string)

/**
 * @param whileReading what happens while the engine thinks
 * @param faceOf the face of a person, with a template
 */
export function testLiveness(
  whileReading: () => Promise<void>,
  faceOf: (person: string) => DetectedFace,
): LivenessEngine {
  return {
    async judge(frames, plan) {
      await whileReading()
      const [acted] = frames.map(({ picture }) => (wordsOn(picture) as unknown as Acted[])[0])
      const step = acted ? actionsOf(plan).findIndex((action, index) => acted.follows[index] !== action) : -1
      if (!acted) return { passed: false, reasons: [{ reason: 'too_few_frames', step: null }], frontal: null }
      if (step >= 0) return { passed: false, reasons: [{ reason: 'not_done', step }], frontal: null }
      return { passed: true, reasons: [], frontal: { frame: 1, face: faceOf(acted.person) } }
    },
  }
}
