/** From the bytes of a recording to a voice that can be compared, or the reason why there is none. Compares nobody. */
import { judgeVoice, type VoiceReason } from '@/engines/voice/gate'
import type { VoiceReading } from '@/engines/voice/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { callersFault } from '../faces/formats'
import { isFault } from '../faults'
import { countFigure, timed } from '../figures/count'

/** Less speech than this is heard, but two strangers sound more alike in it. */
const briefSeconds = 1.2

/** Why a recording does not count: what the engine's gate says, and what only a comparison can say. */
export interface Refusal {
  code: VoiceReason['code'] | 'replayed' | 'another_voice'
  /** A sentence for the person who spoke. */
  message: string
}

export interface Heard {
  outcome: 'heard'
  voice: Float32Array
  reading: VoiceReading
  /** Good, but of so little speech that one more would help. */
  isBrief: boolean
  /** What could be better. */
  warnings: VoiceReason[]
}

export interface Unheard {
  outcome: 'refused'
  reason: Refusal
  reading: VoiceReading
}

/** @throws AppError `recording_refused`, `busy` */
export async function hear(context: Context, recording: Uint8Array): Promise<Heard | Unheard> {
  const reading = await read(context, recording)
  const { reason, warnings } = judgeVoice(reading, 'prompt')
  if (reason) return refused(context, reading, reason)
  if (!reading.embedding) throw new Error('The engine was asked for a template and gave none.')
  return {
    outcome: 'heard',
    voice: reading.embedding,
    reading,
    isBrief: reading.quality.speechSeconds < briefSeconds,
    warnings,
  }
}

export function refused(context: Context, reading: VoiceReading, reason: Refusal): Unheard {
  countFigure(context, 'voice.refused', reason.code)
  return { outcome: 'refused', reason, reading }
}

async function read(context: Context, recording: Uint8Array): Promise<VoiceReading> {
  const { actor, signal, engines } = context
  const share = 'tenantId' in actor ? actor.tenantId : undefined
  try {
    return await timed(context, 'engine.voice', () => engines.voice.read(recording, { share, signal }))
  } catch (error) {
    if (!isFault(error, 'RecordingRefused')) throw callersFault(error)
    countFigure(context, 'voice.refused', error.code)
    throw new AppError('recording_refused', error.message, { cause: error, subject: error.code })
  }
}
