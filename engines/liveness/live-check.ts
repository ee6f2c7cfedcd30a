/**
 * A check at a device whose own camera it is, as at a door: each frame is looked at as it comes, and judged by what judges bursts. Nobody
 * hands frames in, so that what is asked of those (that they are no others' and no old ones) has nothing to stand on here.
 */
import type { FacePipeline } from '../face/pipeline'
import type { RgbImage } from '../image'
import type { ThresholdTable } from '../types'
import { judgeTiming, needsEyes } from './judge'
import { judgeSeen, refused, subjectOf } from './pipeline'
import { FaceTracker, type TrackNets } from './track'
import type { LivenessJudgement, LivenessPlan, Observation } from './types'

export interface LiveParts {
  nets: TrackNets
  faces: FacePipeline
  thresholds: ThresholdTable
}

export class LiveCheck {
  readonly #tracker: FaceTracker
  readonly #seen: Observation[] = []
  /** Until the end, because only then it is known which of them have to be read. */
  readonly #images: RgbImage[] = []

  constructor(
    private readonly parts: LiveParts,
    private readonly plan: LivenessPlan,
  ) {
    this.#tracker = new FaceTracker(parts.nets)
  }

  /** @param atMs since the plan began */
  async see(image: RgbImage, atMs: number): Promise<void> {
    this.#images.push(image)
    this.#seen.push(await this.#tracker.see(image, atMs, { eyes: needsEyes(this.plan, atMs) }))
  }

  judge(): Promise<LivenessJudgement> {
    const early = judgeTiming(
      this.#seen.map(({ atMs }) => atMs),
      this.plan,
    )
    if (early.length > 0) return Promise.resolve(refused(early))
    return judgeSeen(this.#seen, this.plan, this.parts.thresholds, (frame) => {
      const image = this.#images[frame]!
      return subjectOf(this.parts.faces, { image, format: 'jpeg', widthPx: image.width, heightPx: image.height })
    })
  }
}
