/** WAV files of any kind that is read, and of some that are not. */
import wavefile from 'wavefile'
import { sampleRate } from '../features'

export type BitDepth = '8' | '16' | '24' | '32' | '32f' | '64'

export interface WavOptions {
  rateHz?: number
  depth?: BitDepth | 'a-law' | 'mu-law'
  bigEndian?: boolean
}

/** @param channels one array a channel, or one alone, -1..1, at `rateHz` */
export function wav(
  channels: Float32Array | Float32Array[],
  { rateHz = sampleRate, depth = '16', bigEndian = false }: WavOptions = {},
): Uint8Array {
  const separate = Array.isArray(channels) ? channels : [channels]
  const file = new wavefile.WaveFile()
  const isLaw = depth === 'a-law' || depth === 'mu-law'
  const bits = isLaw ? '16' : depth
  const scaled = separate.map((channel) => Array.from(channel, (value) => toDepth(value, bits)))
  const container = bigEndian ? 'RIFX' : 'RIFF'
  file.fromScratch(separate.length, rateHz, bits, scaled.length === 1 ? scaled[0]! : scaled, { container })
  if (depth === 'a-law') file.toALaw()
  if (depth === 'mu-law') file.toMuLaw()
  return new Uint8Array(file.toBuffer())
}

function toDepth(value: number, depth: BitDepth): number {
  if (depth === '32f' || depth === '64') return value
  const full = 2 ** (Number(depth) - 1)
  const whole = Math.max(-full, Math.min(full - 1, Math.round(value * full)))
  return depth === '8' ? whole + full : whole
}
