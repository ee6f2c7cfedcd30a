/** Whether a recording counts for an open dialogue: speech good enough, not heard before, and the voice of the recordings before it. */
import type { Context } from '../context'
import { keepsPictures } from '../retention/rules'
import type { Settings } from '../settings'
import type { DialogueRow } from './dialogues'
import { openVoices } from './own'
import { hear, refused, type Heard, type Refusal, type Unheard } from './read'
import { recordingsNeeded, type Verdict } from './state'
import { sealPrint, sealTake, takesOf, templateOf, wasHeard, type PrintRow, type TakeRow } from './takes'
import { thresholdAt } from '@/engines/thresholds'

export type Judged = { verdict: Verdict } & (
  | { reason: Refusal; heard: null; take: null; print: null }
  /** Sealed already, to be written with the step that follows. */
  | { reason: null; heard: Heard; take: TakeRow; print: PrintRow }
)

/** What lies there for a take that no row may come to name. */
export const blobsOf = ({ take }: Judged) => (take?.blobName ? [take.blobName] : [])

/**
 * Recordings of one enrolment are refused as of two people only where that is likely: at this rate the own voice, on another word and
 * for a second or two, is nearly never told apart from itself.
 */
const looseFmr = 0.1

/** @throws AppError `recording_refused`, `busy`, `not_found` when the user was erased meanwhile */
export async function judgeTake(
  context: Context,
  settings: Settings,
  open: DialogueRow,
  recording: Uint8Array,
): Promise<Judged> {
  const heard = await hearNext(context, open, recording)
  if (heard.outcome === 'refused') {
    return { verdict: 'rejected', reason: heard.reason, heard: null, take: null, print: null }
  }
  // Only what enrols is kept: a verification leaves nothing that could be listened to.
  const isKept = open.operation !== 'verify' && keepsPictures(settings, context.now())
  const take = await sealTake(context, open, open.id, heard, isKept ? recording : null)
  const print = await sealPrint(context, open, heard.reading.fingerprint)
  return { verdict: heard.isBrief ? 'brief' : 'good', reason: null, heard, take, print }
}

/** Of that user, a recording that was not heard before. @throws as `hear`; `not_found` when the user was erased meanwhile */
export async function hearNew(context: Context, userId: string, recording: Uint8Array): Promise<Heard | Unheard> {
  const heard = await hear(context, recording)
  if (heard.outcome === 'refused') return heard
  const { reading } = heard
  return (await wasHeard(context, userId, reading.fingerprint)) ? refused(context, reading, replayed) : heard
}

async function hearNext(context: Context, open: DialogueRow, recording: Uint8Array): Promise<Heard | Unheard> {
  const heard = await hearNew(context, open.userId, recording)
  if (heard.outcome === 'refused') return heard
  const { reading, voice } = heard
  if (recordingsNeeded[open.operation] > 1 && !(await isSameSpeaker(context, open, voice))) {
    return refused(context, reading, anotherVoice)
  }
  return heard
}

async function isSameSpeaker(context: Context, open: DialogueRow, voice: Float32Array): Promise<boolean> {
  const takes = await takesOf(context.db, open.id)
  if (takes.length === 0) return true
  const { compare, thresholds } = context.engines.voice
  const score = await compare(await openVoices(context, takes.map(templateOf)), voice)
  return score >= thresholdAt(thresholds, looseFmr)
}

const replayed: Refusal = {
  code: 'replayed',
  message: 'This recording was heard before; speak the prompt anew.',
}

const anotherVoice: Refusal = {
  code: 'another_voice',
  message: 'This sounds like another person than the recordings before; one person has to speak them all.',
}
