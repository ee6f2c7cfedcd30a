/** What is asked of a person, and what is told to them, in English. Pure, so that pages can use it. */
import { livenessActions, livenessReasons, type LivenessAction, type LivenessReason } from '@/engines/liveness/types'

export { livenessActions, livenessReasons, type LivenessAction, type LivenessReason }

export const actionWords: Readonly<Record<LivenessAction, string>> = {
  turn_left: 'Turn your head to your left, then look straight ahead again.',
  turn_right: 'Turn your head to your right, then look straight ahead again.',
  look_up: 'Raise your chin, then look straight ahead again.',
  look_down: 'Lower your chin, then look straight ahead again.',
  close_eyes: 'Close your eyes, then open them again.',
  come_closer: 'Come closer to the camera, then go back again.',
}

export const reasonWords: Readonly<Record<LivenessReason, string>> = {
  too_few_frames: 'Too few frames arrived.',
  frames_out_of_order: 'The frames are not in the order in which a camera takes them.',
  frames_repeated: 'A frame was sent before; no camera takes the same one twice.',
  frames_damaged: 'A frame cannot be read.',
  timing_wrong: 'The times of the frames are not those of the check.',
  no_face: 'No face was seen.',
  more_than_one_face: 'Somebody else was in the picture.',
  face_lost: 'The face was out of the picture for a while.',
  face_jumped: 'The face was suddenly somewhere else.',
  not_frontal: 'The face did not look straight ahead at the beginning.',
  face_too_small: 'The face is too far away.',
  too_dark: 'The face is too dark.',
  too_bright: 'The face is too bright.',
  blurred: 'The face is blurred.',
  not_done: 'A movement was not seen, or not far enough.',
  done_too_early: 'A movement was made before it was asked for.',
  not_returned: 'After a movement the face did not look straight ahead again in time.',
  moved_unasked: 'The head moved in another way than asked.',
  flat: 'What was seen looks like a flat picture.',
  another_person: 'The face was not the same person’s throughout.',
}
