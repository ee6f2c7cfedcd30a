/**
 * Whether what was seen on the frames of a burst follows its plan: pure arithmetic over observations. Who it was on them, pipeline.ts asks
 * of the frames that are named here. Angles and sizes count as changes from the person's own look straight ahead.
 */
import { median } from '../math'
import { offPlane } from './plane'
import type { LivenessAction, LivenessPlan, LivenessReason, LivenessStep, Observation, ObservedFace } from './types'

export interface Finding {
  reason: LivenessReason
  /** Index of the step that it is about; null: the burst as a whole. */
  step: number | null
}

export interface Followed {
  findings: Finding[]
  /** On which it has to be the same person: of each step its height and the rest after it. */
  keyFrames: KeyFrame[]
  /** Frames of the first rest, the best first. */
  frontal: number[]
}

export interface KeyFrame {
  frame: number
  step: number
  /** Of a movement; else at rest. */
  isHeight: boolean
}

/** Times in milliseconds. Nobody follows a prompt sooner than `reaction`; a camera that pauses for longer has not watched. */
export const timing = { reaction: 150, longestPause: 600, rest: 1_000, settle: 350, tail: 400 }
export const fewestPerSecond = 4
export const mostFrames = 240

/** What a person at rest may move, and where a movement counts: degrees, and the ratio of sizes and of eye gaps. */
const limits = {
  frontal: { yaw: 22, pitch: 28 },
  rest: { yaw: 9, pitch: 9, larger: 1.14, smaller: 0.84 },
  turn: 14,
  nod: 9,
  closer: 1.2,
  closed: 0.68,
  reopened: 0.8,
  /** Unasked for, sideways and up or down. */
  unasked: { yaw: 14, pitch: 15, larger: 1.3 },
  /** Of the distance between the eyes: how far a head that turns is off any plane. */
  offPlane: 0.065,
  eyeDistancePx: 40,
  brightness: { least: 40, most: 220 },
  sharpness: 0.18,
  /** Of the face's size, from one frame to the next; as much more as the time between them is more than `everyMs`, up to twice. */
  jump: { share: 0.35, everyMs: 250 },
  /** Frames in a row, and of all, without a face. */
  lost: { inARow: 4, share: 0.15 },
}

/** The zero of all that follows. */
interface Rest {
  yaw: number
  pitch: number
  size: number
  eyeGap: number
  face: ObservedFace
}

interface Change {
  yaw: number
  pitch: number
  /** Ratio of sizes. */
  size: number
  /** Ratio of eye gaps; null where nobody looked. */
  eyes: number | null
}

/** Whether the eyes have to be looked at on a frame at that time: at the first rest, and while they are to close. */
export function needsEyes({ steps }: LivenessPlan, atMs: number): boolean {
  const around = ({ startMs, endMs }: LivenessStep) => atMs >= startMs - timing.settle && atMs <= endMs + timing.settle
  const [first] = steps
  if (first && atMs <= first.startMs) return true
  return steps.some((step) => step.action === 'close_eyes' && around(step))
}

/** What can be said of a burst before anybody looks at a frame. @param times of the frames, in milliseconds */
export function judgeTiming(times: readonly number[], plan: LivenessPlan): Finding[] {
  const whole = (reason: LivenessReason): Finding[] => [{ reason, step: null }]
  const pauses = times.slice(1).map((time, index) => time - times[index]!)
  if (pauses.some((pause) => pause <= 0) || (times[0] ?? 0) < 0) return whole('frames_out_of_order')
  const last = times.at(-1) ?? 0
  if (times.length < (plan.lengthMs / 1_000) * fewestPerSecond) return whole('too_few_frames')
  const isShort = last < plan.lengthMs - timing.tail || (times[0] ?? 0) > timing.longestPause
  const isLong = last > plan.lengthMs + 2_000 || times.length > mostFrames
  if (isShort || isLong || pauses.some((pause) => pause > timing.longestPause)) return whole('timing_wrong')
  return []
}

export function follow(seen: readonly Observation[], plan: LivenessPlan): Followed {
  const none = { keyFrames: [], frontal: [] }
  const watched = judgeWatching(seen)
  if (watched.length > 0) return { findings: watched, ...none }
  const firstStart = plan.steps[0]!.startMs
  const atFirst = indicesOf(seen, firstStart - timing.rest, firstStart)
  const rest = restOf(atFirst.map((index) => seen[index]!.face!))
  if ('reason' in rest) return { findings: [{ reason: rest.reason, step: null }], ...none }

  const changes = seen.map(({ face }) => face && changeFrom(rest, face))
  const steps = plan.steps.map((step, index) => judgeStep({ seen, changes, rest, plan, step, index }))
  const frontal = [...atFirst].sort((a, b) => turn(changes[a]!) - turn(changes[b]!))
  return {
    findings: steps.flatMap(({ finding }) => finding ?? []),
    keyFrames: steps.flatMap(({ height, restAfter }, step) => [
      ...(height === null ? [] : [{ frame: height, step, isHeight: true }]),
      ...(restAfter === null ? [] : [{ frame: restAfter, step, isHeight: false }]),
    ]),
    frontal,
  }
}

const turn = ({ yaw, pitch }: Change) => Math.abs(yaw) + Math.abs(pitch)

/** One face, all the time, and never somewhere else at once. */
function judgeWatching(seen: readonly Observation[]): Finding[] {
  const whole = (reason: LivenessReason): Finding[] => [{ reason, step: null }]
  const isWithout = seen.map(({ face }) => face === null)
  if (isWithout.every(Boolean)) return whole('no_face')
  let inARow = 0
  for (const without of isWithout) {
    inARow = without ? inARow + 1 : 0
    if (inARow > limits.lost.inARow) return whole('face_lost')
  }
  if (isWithout.filter(Boolean).length > limits.lost.share * seen.length) return whole('face_lost')
  if (seen.some(({ faces }) => faces > 1)) return whole('more_than_one_face')
  const faces = seen.flatMap(({ atMs, face }) => (face ? { atMs, face } : []))
  const hasJumped = faces.slice(1).some((after, index) => isJump(faces[index]!, after))
  return hasJumped ? whole('face_jumped') : []
}

interface FaceAt {
  atMs: number
  face: ObservedFace
}

/** A slow camera sees a head that comes closer in few, long steps. */
function isJump(before: FaceAt, after: FaceAt): boolean {
  const [from, to] = [before.face.box, after.face.box]
  const dx = to.x + to.width / 2 - from.x - from.width / 2
  const dy = to.y + to.height / 2 - from.y - from.height / 2
  const ratio = after.face.sizePx / before.face.sizePx
  const most = limits.jump.share * Math.min(2, Math.max(1, (after.atMs - before.atMs) / limits.jump.everyMs))
  return Math.hypot(dx, dy) > most * before.face.sizePx || ratio > 1 + most || ratio < 1 / (1 + most)
}

function restOf(faces: readonly ObservedFace[]): Rest | { reason: LivenessReason } {
  if (faces.length < 3) return { reason: 'not_frontal' }
  const of = (read: (face: ObservedFace) => number) => median(faces.map(read))
  const [yaw, pitch, size] = [of((face) => face.yawDegrees), of((face) => face.pitchDegrees), of((face) => face.sizePx)]
  const eyeGap = of((face) => face.eyeGap ?? 0)
  const spread = Math.max(...faces.map((face) => Math.abs(face.yawDegrees - yaw) + Math.abs(face.pitchDegrees - pitch)))
  if (of((face) => face.eyeDistancePx) < limits.eyeDistancePx) return { reason: 'face_too_small' }
  const brightness = of((face) => face.brightness)
  if (brightness < limits.brightness.least) return { reason: 'too_dark' }
  if (brightness > limits.brightness.most) return { reason: 'too_bright' }
  if (of((face) => face.sharpness) < limits.sharpness) return { reason: 'blurred' }
  const isTurned = Math.abs(yaw) > limits.frontal.yaw || Math.abs(pitch) > limits.frontal.pitch
  if (isTurned || spread > limits.rest.yaw + limits.rest.pitch) return { reason: 'not_frontal' }
  const nearest = [...faces].sort((a, b) => Math.abs(a.yawDegrees - yaw) - Math.abs(b.yawDegrees - yaw))
  return { yaw, pitch, size, eyeGap, face: nearest[0]! }
}

const changeFrom = (rest: Rest, face: ObservedFace): Change => ({
  yaw: face.yawDegrees - rest.yaw,
  pitch: face.pitchDegrees - rest.pitch,
  size: face.sizePx / rest.size,
  eyes: face.eyeGap === null ? null : face.eyeGap / rest.eyeGap,
})

const isAtRest = ({ yaw, pitch, size }: Change) =>
  Math.abs(yaw) <= limits.rest.yaw &&
  Math.abs(pitch) <= limits.rest.pitch &&
  size <= limits.rest.larger &&
  size >= limits.rest.smaller

/** How far a movement has gone: 1 is where it counts. */
const extent: Record<LivenessAction, (change: Change) => number> = {
  turn_left: ({ yaw }) => yaw / limits.turn,
  turn_right: ({ yaw }) => -yaw / limits.turn,
  look_up: ({ pitch }) => pitch / limits.nod,
  look_down: ({ pitch }) => -pitch / limits.nod,
  close_eyes: ({ eyes }) => (eyes === null ? 0 : (1 - eyes) / (1 - limits.closed)),
  come_closer: ({ size }) => (size - 1) / (limits.closer - 1),
}

const isSideways = (action: LivenessAction) => action === 'turn_left' || action === 'turn_right'
const isUpright = (action: LivenessAction) => action === 'look_up' || action === 'look_down'

/** What nobody asked for while this was to be done. */
function isUnasked(action: LivenessAction, { yaw, pitch, size }: Change): boolean {
  const { unasked } = limits
  const sideways = isSideways(action) ? Math.sign(yaw) !== (action === 'turn_left' ? 1 : -1) : true
  const upright = isUpright(action) ? Math.sign(pitch) !== (action === 'look_up' ? 1 : -1) : true
  if (sideways && Math.abs(yaw) > unasked.yaw) return true
  if (upright && Math.abs(pitch) > unasked.pitch) return true
  return action !== 'come_closer' && size > unasked.larger
}

interface StepAsked {
  seen: readonly Observation[]
  changes: readonly (Change | null)[]
  rest: Rest
  plan: LivenessPlan
  step: LivenessStep
  index: number
}

interface StepJudged {
  finding: Finding | null
  /** The frame on which the movement is greatest, and one at rest after it. */
  height: number | null
  restAfter: number | null
}

function judgeStep({ seen, changes, rest, plan, step, index }: StepAsked): StepJudged {
  const { action, startMs, endMs } = step
  const nextMs = plan.steps[index + 1]?.startMs ?? plan.lengthMs
  const spans = {
    before: [startMs - timing.settle, startMs + timing.reaction],
    during: [startMs + timing.reaction, endMs],
    after: [nextMs - timing.settle, nextMs + timing.reaction],
  } as const
  const before = indicesOf(seen, ...spans.before)
  const during = indicesOf(seen, ...spans.during)
  const after = indicesOf(seen, ...spans.after)
  const reach = (frame: number) => extent[action](changes[frame]!)
  const [height] = [...during].sort((a, b) => reach(b) - reach(a))
  const restAfter = [...after].sort((a, b) => turn(changes[a]!) - turn(changes[b]!))[0] ?? null
  const judged = (reason: LivenessReason | null): StepJudged => ({
    finding: reason && { reason, step: index },
    height: height ?? null,
    restAfter,
  })

  if (before.length === 0) return judged(whyUnseen(seen, ...spans.before))
  if (during.length === 0) return judged(whyUnseen(seen, ...spans.during))
  if (during.some((frame) => isUnasked(action, changes[frame]!))) return judged('moved_unasked')
  if (before.some((frame) => reach(frame) >= 1)) return judged('done_too_early')
  if (!before.some((frame) => isAtRest(changes[frame]!))) return judged('moved_unasked')
  if (reach(height!) < 1) return judged('not_done')
  if (!returns({ action, during: during.filter((frame) => frame > height!), after, changes }))
    return judged(after.length === 0 ? whyUnseen(seen, ...spans.after) : 'not_returned')
  if (isSideways(action) && offPlaneBy(rest, seen[height!]!.face!) < limits.offPlane) return judged('flat')
  return judged(null)
}

/** No face was seen when it counted: it is the camera's fault where it took no frame then. */
const whyUnseen = (seen: readonly Observation[], fromMs: number, toMs: number): LivenessReason =>
  seen.some(({ atMs }) => atMs >= fromMs && atMs < toMs) ? 'face_lost' : 'timing_wrong'

function returns({
  action,
  during,
  after,
  changes,
}: {
  action: LivenessAction
  during: number[]
  after: number[]
  changes: readonly (Change | null)[]
}): boolean {
  if (action !== 'close_eyes') return after.some((frame) => isAtRest(changes[frame]!))
  return [...during, ...after].some((frame) => (changes[frame]!.eyes ?? 0) >= limits.reopened)
}

/** By how much a turned face is off any plane, in distances between the eyes at rest. */
export function offPlaneBy(rest: Pick<Rest, 'face'>, face: ObservedFace): number {
  const unit = rest.face.eyeDistancePx * (face.sizePx / rest.face.sizePx)
  return offPlane(rest.face.mesh, face.mesh, unit)
}

/** Frames with a face, taken between two moments. */
function indicesOf(seen: readonly Observation[], fromMs: number, toMs: number): number[] {
  return seen.flatMap(({ atMs, face }, index) => (face && atMs >= fromMs && atMs < toMs ? [index] : []))
}
