/** Recordings for tests of the rules around voices: words that say who speaks, laid out as a WAV file is. Nothing outside of tests imports it. */
import { RecordingRefused, type VoiceEngine, type VoiceReading } from '@/engines/voice/types'

export interface TestRecording {
  /** Two recordings of one name are one person's. */
  speaker: string
  /** Two of one name are one recording. Default: every one is another. */
  take?: string
  /** How far this recording is from the person's mean: 0.3 still the same person, 5 nobody in particular. */
  noise?: number
  speechSeconds?: number
  /** An added model finds no speech in it. */
  onlyShipped?: boolean
}

/** What a recorder writes into its files, and nobody needs. */
export const recordedBy = 'recorded by Anna at home'

let takes = 0

export function recording({ take = `take ${++takes}`, ...of }: TestRecording): Uint8Array {
  const format = Buffer.from([1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0])
  const words = Buffer.from(JSON.stringify({ take, ...of }).padEnd(160))
  const chunks = [chunk('fmt ', format), chunk('LIST', Buffer.from(recordedBy)), chunk('data', words)]
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  return chunk('RIFF', body)
}

function chunk(name: string, bytes: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(bytes.length)
  return Buffer.concat([Buffer.from(name), size, bytes])
}

/** Not a recording at all. */
export const noise = Buffer.from('RIFF\u0010\0\0\0WAVEgarbage')

function heardIn(bytes: Uint8Array): Required<TestRecording> {
  const words = /\{.*\}/.exec(Buffer.from(bytes).toString())?.[0]
  if (!words) throw new RecordingRefused('damaged', 'The recording is damaged and cannot be read.')
  return { noise: 0, speechSeconds: 2, take: '', onlyShipped: false, ...(JSON.parse(words) as TestRecording) }
}

/**
 * @param whileReading what happens while the engine thinks
 * @param directionOf a direction of length 1 for a name
 * @param added id of the model that stands in the place of the shipped one
 */
export function testVoice(
  whileReading: () => Promise<void>,
  directionOf: (of: { person: string; noise?: number }) => Float32Array,
  added?: string,
): VoiceEngine {
  const points = [1e-1, 1e-2, 1e-3, 1e-4].map((fmr, at) => ({ fmr, threshold: 0.4 + at / 10, extrapolated: false }))
  return {
    model: { id: added ?? 'test-voice@1', name: 'test-voice', version: '1', sha256: '', dimension: 128 },
    thresholds: { points, nonMatedComparisons: 1, matedComparisons: 1, fittedOn: 'nothing' },
    async read(bytes): Promise<VoiceReading> {
      const { speaker, noise, take, onlyShipped, ...heard } = heardIn(bytes)
      const speechSeconds = added && onlyShipped ? 0 : heard.speechSeconds
      await whileReading()
      return {
        quality: {
          durationSeconds: speechSeconds + 1,
          speechSeconds,
          snrDb: 30,
          clippedShare: 0,
          levelDb: -20,
          rateHz: 16_000,
          channels: 1,
          bandwidthHz: 7000,
        },
        speech: [{ fromSeconds: 0.5, toSeconds: 0.5 + speechSeconds }],
        embedding:
          speechSeconds === 0 ? null : directionOf({ person: added ? `${speaker} by ${added}` : speaker, noise }),
        fingerprint: Buffer.from(take),
        severalSpeakers: false,
      }
    },
    async compare(enrolment, probe) {
      const mean = probe.map((_, at) => enrolment.reduce((sum, vector) => sum + vector[at]!, 0))
      const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
      return dot(mean, probe) / Math.sqrt(dot(mean, mean) * dot(probe, probe))
    },
    sameTake: (one, other) => Buffer.compare(one, other) === 0,
  }
}
