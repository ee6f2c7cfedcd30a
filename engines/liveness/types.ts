/**
 * Active liveness: a person follows a plan that nobody knew before (turn the head, close the eyes, come closer) in front of a camera, and
 * the burst of frames is judged against it. Types only, so that the browser, the server and the tests can share them.
 */
import type { Point } from '../face/geometry'
import type { Box, CallOptions, DetectedFace } from '../types'

/** As the person does it: `turn_left` is towards their own left. */
export const livenessActions = ['turn_left', 'turn_right', 'look_up', 'look_down', 'close_eyes', 'come_closer'] as const

export type LivenessAction = (typeof livenessActions)[number]

/** All times are milliseconds since the burst began. */
export interface LivenessStep {
  action: LivenessAction
  /** When the person is asked to. */
  startMs: number
  /** By when it is done and they look straight ahead again. */
  endMs: number
}

/** Until the first step, and between the end of one and the start of the next, the person looks straight ahead and holds still. */
export interface LivenessPlan {
  steps: LivenessStep[]
  lengthMs: number
}

export interface BurstFrame {
  /** When the camera took it. */
  atMs: number
  /** A JPEG. */
  picture: Uint8Array
}

/** What is seen on one frame of a camera. */
export interface Observation {
  atMs: number
  /** Faces on the frame that are nearly as large as the one followed; 0: none. The rest is null then. */
  faces: number
  face: ObservedFace | null
}

export interface ObservedFace {
  box: Box
  /** 0..1, how sure the mesh is that this is a face. */
  score: number
  /** Positive: the nose points to the right side of the picture, which is the person's own left. */
  yawDegrees: number
  /** Positive: the chin is raised. */
  pitchDegrees: number
  rollDegrees: number
  /** Between the centres of the eyes, in pixels of the frame. */
  eyeDistancePx: number
  /** Gap between the lids over the width of the eye, the mean of both: about 0.3 open, under 0.15 closed. Null where nobody asked. */
  eyeGap: number | null
  /** How large the face is: the diagonal of the mesh's bounds, in pixels of the frame. */
  sizePx: number
  /** 0 (smeared) .. 1 (crisp). */
  sharpness: number
  /** Mean luminance of the face, 0..255. */
  brightness: number
  /** 468 points of the mesh in pixels of the frame. */
  mesh: readonly Point[]
}

/** Why a burst shows no living person who followed the plan. `step` is the index of the step that it is about. */
export const livenessReasons = [
  'too_few_frames',
  'frames_out_of_order',
  'frames_repeated',
  'frames_damaged',
  'timing_wrong',
  'no_face',
  'more_than_one_face',
  'face_lost',
  'face_jumped',
  'not_frontal',
  'face_too_small',
  'too_dark',
  'too_bright',
  'blurred',
  'not_done',
  'done_too_early',
  'not_returned',
  'moved_unasked',
  'flat',
  'another_person',
] as const

export type LivenessReason = (typeof livenessReasons)[number]

export interface LivenessJudgement {
  passed: boolean
  /** Empty when passed. The first is the one to tell the person. */
  reasons: { reason: LivenessReason; step: number | null }[]
  /** The best frame on which the person looks straight ahead: its index, and its face with a template; null where there is none. */
  frontal: { frame: number; face: DetectedFace } | null
}

export interface LivenessEngine {
  /**
   * @param frames in the order in which they were taken
   * @throws EngineBusy, WorkerLost
   */
  judge(frames: readonly BurstFrame[], plan: LivenessPlan, options?: CallOptions): Promise<LivenessJudgement>
}
