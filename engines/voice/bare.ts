/** A WAV file with nothing in it but its format and its sound: what else programs write there is nobody's business here. */
import { readWavHeader, type SampleCoding, type WavHeader } from './wav-header'

const tags: Record<SampleCoding, number> = { integer: 1, float: 3, 'a-law': 6, 'mu-law': 7 }
const headBytes = 44

/** Leaves out all that tells of where and with what it was recorded, and states sizes that are right. @throws RecordingRefused */
export function withoutMetadata(recording: Uint8Array): Uint8Array {
  return plainFile(recording, readWavHeader(recording))
}

/** The samples under the shortest header that says how to read them. */
export function plainFile(
  bytes: Uint8Array,
  { bigEndian, coding, bits, channels, rateHz, data }: WavHeader,
): Uint8Array {
  const size = data.to - data.from
  const file = new Uint8Array(headBytes + size)
  const view = new DataView(file.buffer)
  const text = (at: number, value: string) => file.set(new TextEncoder().encode(value), at)
  const word = (at: number, value: number) => view.setUint16(at, value, !bigEndian)
  const long = (at: number, value: number) => view.setUint32(at, value, !bigEndian)
  text(0, bigEndian ? 'RIFX' : 'RIFF')
  long(4, headBytes - 8 + size)
  text(8, 'WAVEfmt ')
  long(16, 16)
  word(20, tags[coding])
  word(22, channels)
  long(24, rateHz)
  long(28, (rateHz * channels * bits) / 8)
  word(32, (channels * bits) / 8)
  word(34, bits)
  text(36, 'data')
  long(40, size)
  file.set(bytes.subarray(data.from, data.to), headBytes)
  return file
}
