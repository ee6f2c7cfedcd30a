/** From the frames of a burst to a judgement: decodes, follows the face, asks the plan (judge.ts) and whether it was one person throughout. */
import type { Decode, DecodedPicture } from '../decode'
import type { FacePipeline } from '../face/pipeline'
import { cosine } from '../math'
import { thresholdAt } from '../thresholds'
import type { DetectedFace, ThresholdTable } from '../types'
import { PictureRefused } from '../types'
import { follow, judgeTiming, needsEyes, type Finding, type KeyFrame } from './judge'
import { FaceTracker, type TrackNets } from './track'
import type { BurstFrame, LivenessJudgement, LivenessPlan, Observation } from './types'

/** What a frame may be; a camera's own is far below. */
export const frameLimits = {
  formats: ['jpeg' as const],
  maxBytes: 400_000,
  maxPixels: 2_100_000,
  maxDecodedBytes: 8_000_000,
  maxSide: 800,
  minSide: 120,
}

/**
 * FMR at which a frame at rest, and one at the height of a movement, has to be the person of the first rest. A turned face is less alike;
 * each further frame is one more chance for a stranger to be told.
 */
const sameAtRest = 1e-3
const sameAtHeight = 1e-2

/** How many of the best frames of the first rest are looked at in full to find the picture that stands for the person. */
const candidates = 3

export interface LivenessParts {
  nets: TrackNets
  faces: FacePipeline
  decode: Decode
  /** Of the model that makes the faces' templates. */
  thresholds: ThresholdTable
}

/** @param frames in the order in which they are said to be taken */
export async function judgeBurst(
  parts: LivenessParts,
  frames: readonly BurstFrame[],
  plan: LivenessPlan,
): Promise<LivenessJudgement> {
  const times = frames.map(({ atMs }) => atMs)
  const early = [...judgeTiming(times, plan), ...judgeRepeats(frames)]
  if (early.length > 0) return refused(early)
  const seen = await watch(parts, frames, plan)
  if (!seen) return refused([{ reason: 'frames_damaged', step: null }])
  const { findings, keyFrames, frontal } = follow(seen, plan)
  if (findings.length > 0) return refused(findings)
  const person = await frontalOf(parts, frames, frontal)
  if (!person) return refused([{ reason: 'not_frontal', step: null }])
  const strangers = await strangersAmong(parts, frames, keyFrames, person.face)
  return strangers.length > 0 ? refused(strangers) : { passed: true, reasons: [], frontal: person }
}

const refused = (reasons: Finding[]): LivenessJudgement => ({ passed: false, reasons, frontal: null })

const open = ({ decode }: LivenessParts, frame: BurstFrame): Promise<DecodedPicture> =>
  decode(frame.picture, frameLimits)

/** @returns null where a frame is no picture */
async function watch(
  parts: LivenessParts,
  frames: readonly BurstFrame[],
  plan: LivenessPlan,
): Promise<Observation[] | null> {
  const tracker = new FaceTracker(parts.nets)
  const seen: Observation[] = []
  for (const frame of frames) {
    const picture = await open(parts, frame).catch(refusedAsNull)
    if (!picture) return null
    seen.push(await tracker.see(picture.image, frame.atMs, { eyes: needsEyes(plan, frame.atMs) }))
  }
  return seen
}

/** The most prominent face, with its template. */
async function read(parts: LivenessParts, frame: BurstFrame): Promise<DetectedFace | null> {
  const { faces } = await parts.faces.readDecoded(await open(parts, frame), { maxFaces: 1 })
  return faces[0]?.embedding ? faces[0] : null
}

async function frontalOf(parts: LivenessParts, frames: readonly BurstFrame[], indices: readonly number[]) {
  let best: { frame: number; face: DetectedFace } | null = null
  for (const frame of indices.slice(0, candidates)) {
    const face = await read(parts, frames[frame]!)
    if (face && (!best || face.quality.sharpness > best.face.quality.sharpness)) best = { frame, face }
  }
  return best
}

async function strangersAmong(
  parts: LivenessParts,
  frames: readonly BurstFrame[],
  keyFrames: readonly KeyFrame[],
  person: DetectedFace,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { frame, step, isHeight } of keyFrames) {
    const face = await read(parts, frames[frame]!)
    const atLeast = thresholdAt(parts.thresholds, isHeight ? sameAtHeight : sameAtRest)
    const isSame = face && cosine(face.embedding!, person.embedding!) >= atLeast
    if (!isSame) findings.push({ reason: 'another_person', step })
  }
  return findings
}

/** No camera takes the same picture twice to the last bit: its noise is another each time. */
function judgeRepeats(frames: readonly BurstFrame[]): Finding[] {
  const isRepeated = frames.some(({ picture }, index) =>
    frames.slice(0, index).some((earlier) => isSameBytes(earlier.picture, picture)),
  )
  return isRepeated ? [{ reason: 'frames_repeated', step: null }] : []
}

function isSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

function refusedAsNull(error: unknown): null {
  if (error instanceof PictureRefused) return null
  throw error
}
