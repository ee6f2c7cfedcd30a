/** What the voice engine promises: bytes in, numbers out. Types and error classes only. */
import type { CallOptions, ModelRef, ThresholdTable } from '../types'

export interface VoiceQuality {
  durationSeconds: number
  /** Net of silence. */
  speechSeconds: number
  /** Speech against what lies between, dB; null where there is nothing in between to measure. */
  snrDb: number | null
  /** Share of samples of speech at or within a hair of full scale in runs, 0..1. */
  clippedShare: number
  /** RMS of the speech, dB below full scale: 0 is the loudest, -60 hardly audible. */
  levelDb: number
  /** As recorded, before resampling. */
  rateHz: number
  channels: 1 | 2
  /** Hz below which 99 % of the speech's power lies; 0 without speech. A telephone passes up to 3,400. */
  bandwidthHz: number
}

/** A stretch of speech. */
export interface SpeechSegment {
  fromSeconds: number
  toSeconds: number
}

export interface VoiceReading {
  quality: VoiceQuality
  speech: SpeechSegment[]
  /** L2-normalised; null without speech enough, or with `embed: false`. */
  embedding: Float32Array | null
  /** For `isSameTake` (fingerprint.ts); empty without speech. */
  fingerprint: Uint8Array
  /** Parts of it sound like different people; false with `embed: false`, and of less than three seconds of speech. */
  severalSpeakers: boolean
}

export interface VoiceReadOptions {
  /** Make a template. Default true. */
  embed?: boolean
}

export interface VoiceEngine {
  readonly model: ModelRef
  readonly thresholds: ThresholdTable
  /**
   * Decode (under limits), find the speech, measure, embed.
   * @throws RecordingRefused when the bytes are not a recording that we read
   * @throws EngineBusy when the bounded queue is full, and when the recording waited too long
   * @throws WorkerLost
   */
  read(recording: Uint8Array, options?: VoiceReadOptions & CallOptions): Promise<VoiceReading>
  /**
   * Score of a probe against an enrolment of one or more templates of the same model: higher is more alike. What it means is said by
   * `thresholds`.
   * @throws RangeError for an empty enrolment and for vectors of another model
   */
  compare(enrolment: readonly Float32Array[], probe: Float32Array): Promise<number>
  /** Whether two fingerprints are of one recording, also after a change of volume, format or length. */
  sameTake(one: Uint8Array, other: Uint8Array): boolean
}

export type RecordingRefusal =
  'empty' | 'unsupported_format' | 'damaged' | 'too_many_bytes' | 'too_long' | 'rate_too_low'

/** The bytes are not a recording that may be read. The message is for people and holds nothing of the recording. */
export class RecordingRefused extends Error {
  override readonly name = 'RecordingRefused'
  constructor(
    readonly code: RecordingRefusal,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}
