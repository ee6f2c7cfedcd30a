/** Why a check was not passed, in the person's words. */
import type { LivenessVerdict } from '@/domain/liveness/challenge'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import type { Action } from '@/app/_liveness/prompter'

type Reasons = LivenessVerdict['reasons']

export const reasonKeys: Record<Reasons[number]['reason'], keyof Words> = {
  too_few_frames: 'reasonFrames',
  frames_out_of_order: 'reasonTiming',
  frames_repeated: 'reasonFrames',
  frames_damaged: 'reasonFrames',
  timing_wrong: 'reasonTiming',
  no_face: 'reasonFace',
  more_than_one_face: 'reasonOthers',
  face_lost: 'reasonFace',
  face_jumped: 'reasonFace',
  not_frontal: 'reasonStraight',
  face_too_small: 'reasonSmall',
  too_dark: 'reasonDark',
  too_bright: 'reasonBright',
  blurred: 'reasonBlurred',
  not_done: 'reasonNotDone',
  done_too_early: 'reasonEarly',
  not_returned: 'reasonBack',
  moved_unasked: 'reasonUnasked',
  flat: 'reasonFlat',
  another_person: 'reasonAnother',
}

/** The same word as in guidance would be a sentence of its own. */
export const actionKey = (action: Action): keyof Words => (action === 'come_closer' ? 'come_closer_step' : action)

/** The first reason is the one to mend first. */
export function reasonText(words: Words, reasons: Reasons): string {
  const [first] = reasons
  if (!first) return words.reasonQuality
  const { reason, action } = first
  return fill(words[reasonKeys[reason]], { action: action ? words[actionKey(action)] : '' })
}
