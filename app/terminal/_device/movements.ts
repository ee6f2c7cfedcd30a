/** Asks who stands at the door for movements, and films them; the frames stay in the engine's worker until it has judged them. */
import type { LivenessJudgement } from '@/app/_engine/engine'
import { keepDrawn } from '@/app/_liveness/keep-drawn'
import { promptAt, type Plan, type Prompt } from '@/app/_liveness/prompter'
import { drawMovements } from '@/domain/terminals/device/moved'
import type { TabletEye } from './eyes'

/** Eight frames a second where the device can: the judge wants four. */
const pauseMs = 125

export interface Asked {
  plan: Plan
  prompt: Prompt
}

/**
 * @param count of movements
 * @returns null where `isOver` has said so meanwhile
 * @throws EngineUnavailable
 */
export async function filmMovements(
  eye: TabletEye,
  video: HTMLVideoElement,
  count: number,
  { onAsked, isOver }: { onAsked: (asked: Asked) => void; isOver: () => boolean },
): Promise<LivenessJudgement | null> {
  const plan = drawMovements(count)
  await eye.beginCheck(plan)
  const drawn = keepDrawn()
  try {
    const begin = performance.now()
    for (let next = 0; ;) {
      const atMs = Math.round(performance.now() - begin)
      if (isOver()) return null
      if (atMs > plan.lengthMs) return eye.endCheck()
      onAsked({ plan, prompt: promptAt(plan, atMs) })
      await eye.seeCheck(await createImageBitmap(video), atMs)
      next = Math.max(next + pauseMs, performance.now() - begin)
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, next - (performance.now() - begin))))
    }
  } finally {
    drawn()
  }
}
