/**
 * Whether a recording is good enough to be enrolled or compared, and why not, in words. Pure arithmetic over a reading; the measuring is
 * quality.ts and vad.ts.
 */
import type { VoiceReading } from './types'

export interface VoiceGate {
  /** Net of silence. */
  leastSpeechSeconds: number
  leastSnrDb: number
  /** Share of samples of speech, 0..1. */
  mostClipped: number
  leastLevelDb: number
}

export type VoiceGateProfile = 'prompt'

/** A prompt is read aloud: one sentence, or one number. */
export const voiceGateProfiles: Readonly<Record<VoiceGateProfile, VoiceGate>> = {
  prompt: { leastSpeechSeconds: 0.8, leastSnrDb: 3, mostClipped: 0.1, leastLevelDb: -60 },
}

export type VoiceReasonCode =
  | 'no_speech'
  | 'too_little_speech'
  | 'too_noisy'
  | 'clipped'
  | 'too_quiet'
  | 'short_speech'
  | 'noisy'
  | 'some_clipping'
  | 'several_speakers'
  | 'telephone_band'

export interface VoiceReason {
  code: VoiceReasonCode
  /** A sentence for the person at the microphone. */
  message: string
}

export interface VoiceJudgement {
  accepted: boolean
  /** The first refusal; null when accepted. */
  reason: VoiceReason | null
  refusals: VoiceReason[]
  warnings: VoiceReason[]
}

/** From here on templates are less like the person's own. */
const limits = { speechSeconds: 2, snrDb: 12, clippedShare: 0.005, bandwidthHz: 4_600 }

/** @param gate a profile by name, or limits of a tenant's own */
export function judgeVoice(reading: VoiceReading, gate: VoiceGateProfile | VoiceGate): VoiceJudgement {
  const refusals = refusalsOf(reading, typeof gate === 'string' ? voiceGateProfiles[gate] : gate)
  const codes = new Set(refusals.map(({ code }) => code))
  const isSaid = (code: VoiceReasonCode) =>
    Object.entries(refusedAlready).some(([by, says]) => codes.has(by as VoiceReasonCode) && says === code)
  return {
    accepted: refusals.length === 0,
    reason: refusals[0] ?? null,
    refusals,
    warnings: codes.has('no_speech') ? [] : warningsOf(reading).filter(({ code }) => !isSaid(code)),
  }
}

/** A refusal -> the warning that would only repeat it. */
const refusedAlready: Partial<Record<VoiceReasonCode, VoiceReasonCode>> = {
  too_little_speech: 'short_speech',
  too_noisy: 'noisy',
  clipped: 'some_clipping',
}

type Finding = [applies: boolean, code: VoiceReasonCode, message: string]

function refusalsOf({ quality }: VoiceReading, gate: VoiceGate): VoiceReason[] {
  const { speechSeconds, snrDb, clippedShare, levelDb } = quality
  if (speechSeconds === 0) {
    return [{ code: 'no_speech', message: 'No speech was heard; read the prompt aloud, near the microphone.' }]
  }
  return reasons([
    [
      speechSeconds < gate.leastSpeechSeconds,
      'too_little_speech',
      `Only ${tenths(speechSeconds)} s of speech; read the whole prompt aloud.`,
    ],
    [
      snrDb !== null && snrDb < gate.leastSnrDb,
      'too_noisy',
      'The noise is as loud as the voice; go where it is quiet, or come nearer to the microphone.',
    ],
    [
      clippedShare > gate.mostClipped,
      'clipped',
      `The recording is overdriven for ${Math.round(clippedShare * 100)} % of the speech; move away from the microphone or turn it down.`,
    ],
    [levelDb < gate.leastLevelDb, 'too_quiet', 'The voice can hardly be heard; come nearer to the microphone.'],
  ])
}

function warningsOf({ quality, severalSpeakers }: VoiceReading): VoiceReason[] {
  const { speechSeconds, snrDb, clippedShare, bandwidthHz } = quality
  return reasons([
    [
      speechSeconds < limits.speechSeconds,
      'short_speech',
      `${tenths(speechSeconds)} s of speech are short; a longer sentence tells voices apart better.`,
    ],
    [snrDb !== null && snrDb < limits.snrDb, 'noisy', 'There is much noise behind the voice.'],
    [clippedShare > limits.clippedShare, 'some_clipping', 'Loud parts are overdriven; move away from the microphone.'],
    [severalSpeakers, 'several_speakers', 'More than one voice seems to be heard; only one person should speak.'],
    [bandwidthHz < limits.bandwidthHz, 'telephone_band', 'The recording sounds like a telephone line.'],
  ])
}

/** Rounded down, so that what is told to be too little never reads as enough. */
const tenths = (seconds: number) => (Math.floor(seconds * 10) / 10).toFixed(1)

function reasons(findings: Finding[]): VoiceReason[] {
  return findings.filter(([applies]) => applies).map(([, code, message]) => ({ code, message }))
}
