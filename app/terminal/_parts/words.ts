/** What a terminal says to who stands before it, and to who looks after it. */
import type { Action } from '@/app/_liveness/prompter'
import type { Shown } from '@/domain/terminals/device/door'
import type { Status } from '@/domain/terminals/device/terminal'

export interface Answer {
  tone: 'good' | 'wait' | 'bad'
  title: string
  text: string
}

export const staleWords = 'This terminal has not heard from its bureau for too long. Everyone is refused until it does.'

type Said = Pick<Shown, 'type' | 'decision' | 'mode' | 'credential' | 'qr_refusal' | 'liveness'>

/** Nobody is called by a name here: the terminal knows none. */
export function answerOf(said: Said, isStale: boolean): Answer {
  const { type, decision, mode, credential, qr_refusal: refusal, liveness } = said
  if (decision === 'granted') {
    return mode === 'relay'
      ? { tone: 'good', title: 'Welcome', text: 'Come in.' }
      : { tone: 'good', title: 'Recognised', text: 'The system of this door decides whether it opens.' }
  }
  if (liveness) return { tone: 'wait', title: 'Once more', text: movedWords(liveness) }
  if (refusal) return { tone: 'bad', title: 'QR code not taken', text: refusals[refusal] }
  if (type === 'not_recognised' && credential === 'qr') {
    return { tone: 'bad', title: 'Not recognised', text: 'This QR code is somebody else’s.' }
  }
  switch (type) {
    case 'already_inside':
      return { tone: 'bad', title: 'Already inside', text: 'This ticket is for one entry, and was used.' }
    case 'not_recognised':
      return {
        tone: 'wait',
        title: 'Not recognised',
        text: 'Nobody who may come in here was recognised. Try once more, or ask the people at the door.',
      }
    case 'quality_too_low':
      return { tone: 'wait', title: 'Not seen well enough', text: 'Come closer and look at the camera.' }
    default:
      return isStale
        ? { tone: 'bad', title: 'Not now', text: staleWords }
        : { tone: 'bad', title: 'Not now', text: 'You are known here, and may not come in at this time.' }
  }
}

const elsewhere = 'It is none of this place. Ask the people at the door.'
const anew = 'Ask for a new one.'

const refusals: Record<NonNullable<Said['qr_refusal']>, string> = {
  malformed: elsewhere,
  wrong_version: elsewhere,
  unknown_key: elsewhere,
  signature_invalid: elsewhere,
  wrong_tenant: elsewhere,
  not_yet_valid: 'It is not valid yet.',
  expired: `It has expired. ${anew}`,
  recalled: `It was recalled. ${anew}`,
  wrong_model: `It is too old. ${anew}`,
  not_ready: 'This terminal has to reach its bureau before it can check QR codes.',
  too_many_tries: 'Too many QR codes were wrong here. Wait a moment.',
}

/** A QR code was read: whose face is it? */
export const cardWords = 'QR code read. Now look at the camera.'

type Liveness = NonNullable<Said['liveness']>

/** Said the same of a picture that is held up: what was seen of it helps nobody who tries. */
const movedWords = (reason: Liveness): string =>
  moves[reason] ?? 'You did not move as you were asked to. Follow the words on the screen.'

const moves: Partial<Record<Liveness, string>> = {
  no_face: 'You were gone before it was over. Stay in front of the camera.',
  face_lost: 'You were gone before it was over. Stay in front of the camera.',
  more_than_one_face: 'One person at a time, please.',
  not_frontal: 'Look straight at the camera until you are asked to move.',
  face_too_small: 'Come closer.',
  too_dark: 'It is too dark. Turn towards the light.',
  too_bright: 'It is too bright. Turn away from the light.',
  blurred: 'Hold still between the movements.',
  too_few_frames: 'This device was too slow to see you move.',
  timing_wrong: 'This device was too slow to see you move.',
  done_too_early: 'Wait until you are asked to move.',
  not_returned: 'After each movement look at the camera again.',
}

const asks: Record<Action, string> = {
  turn_left: 'Turn your head to your left',
  turn_right: 'Turn your head to your right',
  look_up: 'Raise your chin',
  look_down: 'Lower your chin',
  close_eyes: 'Close your eyes, then open them',
  come_closer: 'Come closer, then go back',
}

/** @param action null: between the movements */
export const askWords = (action: Action | null): string => (action ? asks[action] : 'Look at the camera')

const advices: Record<string, string> = {
  more_than_one_face: 'One person at a time, please.',
  face_too_small: 'Come closer.',
  face_cropped: 'Move to the middle.',
  face_not_alignable: 'Show your whole face, uncovered.',
  head_pose_out_of_range: 'Look straight at the camera.',
  image_blurred: 'Hold still.',
  image_too_dark: 'It is too dark. Turn towards the light.',
  image_too_bright: 'It is too bright. Turn away from the light.',
}

export const adviceWords = (code: string): string => advices[code] ?? 'Look at the camera.'

/** @param ms from now on */
export function spanWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

export interface Line {
  tone: 'good' | 'wait' | 'bad'
  text: string
}

export const isStale = ({ stale_at, time }: Pick<Status, 'stale_at' | 'time'>): boolean =>
  stale_at === null || stale_at < time

/** How the terminal stands with its bureau. */
export function connectionOf(status: Status): Line {
  const { state, heard_at, stale_at, time } = status
  if (state === 'online') return { tone: 'good', text: 'Online' }
  if (state === 'waiting') return { tone: 'wait', text: 'Waiting to be let in' }
  if (state === 'starting') return { tone: 'wait', text: 'Asking the bureau' }
  if (heard_at === null) return { tone: 'bad', text: 'Offline, and never heard from the bureau' }
  const since = spanWords(Date.parse(time) - Date.parse(heard_at))
  if (isStale(status)) return { tone: 'bad', text: `Offline for ${since}. ${staleWords}` }
  const left = spanWords(Date.parse(stale_at!) - Date.parse(time))
  return { tone: 'wait', text: `Offline. Last heard ${since} ago; goes on for ${left}.` }
}

export const peopleWords = (count: number): string =>
  count === 0 ? 'Holds nobody' : count === 1 ? 'Holds 1 person' : `Holds ${count} people`

export const queueWords = (count: number): string =>
  count === 0 ? 'Everything is reported' : count === 1 ? '1 report waits' : `${count} reports wait`
