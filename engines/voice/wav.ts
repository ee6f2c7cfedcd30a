/** WAV bytes to samples. Only wav-header.ts says what the file holds; the library is given a file that we wrote around its samples. */
import wavefile from 'wavefile'
import { plainFile } from './bare'
import { RecordingRefused } from './types'
import { readWavHeader, type WavHeader } from './wav-header'

export interface Sound {
  rateHz: number
  /** One or two of equal length, full scale -1..1. */
  channels: Float32Array[]
}

/** @throws RecordingRefused, and nothing else whatever the bytes are */
export function readWav(bytes: Uint8Array): Sound {
  const header = readWavHeader(bytes)
  const file = new wavefile.WaveFile()
  file.fromBuffer(plainFile(bytes, header))
  if (header.coding === 'a-law') file.fromALaw()
  if (header.coding === 'mu-law') file.fromMuLaw()
  const isLaw = header.coding === 'a-law' || header.coding === 'mu-law'
  const samples = file.getSamples(true, Float64Array)
  return { rateHz: header.rateHz, channels: separate(samples, header, isLaw ? 16 : header.bits) }
}

function separate(samples: Float64Array, { coding, channels }: WavHeader, bits: number): Float32Array[] {
  const scale = coding === 'float' ? 1 : 2 ** (1 - bits)
  // Eight bits are written without a sign.
  const zero = coding === 'integer' && bits === 8 ? 128 : 0
  const frames = samples.length / channels
  const separated = Array.from({ length: channels }, () => new Float32Array(frames))
  for (let frame = 0, at = 0; frame < frames; frame++) {
    for (const channel of separated) {
      const value = (samples[at++]! - zero) * scale
      if (!Number.isFinite(value)) throw new RecordingRefused('damaged', 'The recording is damaged: it is no sound.')
      channel[frame] = Math.min(1, Math.max(-1, value))
    }
  }
  return separated
}
