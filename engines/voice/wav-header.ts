/**
 * The head of a WAV file, read by us and believed only as far as the bytes go: a reader of samples that trusts sizes and counts of
 * the file (loops of a sampler, cue points) can be made to fill the memory. All that leaves here fits the bytes given.
 */
import { RecordingRefused } from './types'

export const limits = { bytes: 5 * 1024 * 1024, seconds: 60, leastRateHz: 8_000, mostRateHz: 192_000 }

export type SampleCoding = 'integer' | 'float' | 'a-law' | 'mu-law'

export interface WavHeader {
  bigEndian: boolean
  coding: SampleCoding
  /** Of one sample in the file: 8, 16, 24, 32 or 64. */
  bits: number
  channels: 1 | 2
  rateHz: number
  /** Where the samples lie: whole frames only. */
  data: { from: number; to: number }
}

/** Format tags of RFC 2361. */
const tags = { integer: 1, float: 3, aLaw: 6, muLaw: 7, extensible: 0xfffe }
const codings: Record<number, { coding: SampleCoding; bits: number[] }> = {
  [tags.integer]: { coding: 'integer', bits: [8, 16, 24, 32] },
  [tags.float]: { coding: 'float', bits: [32, 64] },
  [tags.aLaw]: { coding: 'a-law', bits: [8] },
  [tags.muLaw]: { coding: 'mu-law', bits: [8] },
}

const riffBytes = 12
const chunkHeadBytes = 8
const formatBytes = 16
/** Up to the tag of the real format inside an extensible one. */
const extensibleBytes = 26
/** Who writes into a pipe cannot know the size and gives the largest that it can, or none: ffmpeg, sox, arecord. */
const streamedFrom = 0x7fff_0000

const damaged = (what: string) => new RecordingRefused('damaged', `The recording is damaged: ${what}.`)
const unsupported = (what: string) =>
  new RecordingRefused('unsupported_format', `${what} Send a WAV file (PCM, mono or stereo).`)

interface Chunk {
  id: string
  from: number
  /** As the file says; may lie beyond its end. */
  size: number
}

/** @throws RecordingRefused */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  if (bytes.length === 0) throw new RecordingRefused('empty', 'The recording is empty.')
  if (bytes.length > limits.bytes) {
    throw new RecordingRefused('too_many_bytes', `The recording is larger than ${limits.bytes / 1024 / 1024} MB.`)
  }
  const bigEndian = endiannessOf(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const { format, data } = findChunks(view, bigEndian)
  const found = readFormat(view, format, !bigEndian)
  const frameBytes = (found.bits / 8) * found.channels
  const frames = Math.floor((data.to - data.from) / frameBytes)
  if (frames === 0) throw new RecordingRefused('empty', 'The recording holds no sound.')
  if (frames > limits.seconds * found.rateHz) {
    throw new RecordingRefused('too_long', `The recording is longer than ${limits.seconds} seconds.`)
  }
  return { bigEndian, ...found, data: { from: data.from, to: data.from + frames * frameBytes } }
}

function endiannessOf(bytes: Uint8Array): boolean {
  const kind = textAt(bytes, 0)
  if (kind === 'RF64' || kind === 'BW64') throw unsupported('The recording is a WAV file for more than 4 GB.')
  if (kind !== 'RIFF' && kind !== 'RIFX') throw unsupported('The recording is no WAV file.')
  if (bytes.length < riffBytes) throw damaged('it ends within its header')
  if (textAt(bytes, 8) !== 'WAVE') throw unsupported('The recording is no WAV file.')
  return kind === 'RIFX'
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

/** Walks to the sound; what lies behind it is not looked at. */
function findChunks(view: DataView, bigEndian: boolean): { format: Chunk; data: { from: number; to: number } } {
  let format: Chunk | undefined
  for (let at = riffBytes; at + chunkHeadBytes <= view.byteLength;) {
    const id = textAt(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at)
    const chunk: Chunk = { id, from: at + chunkHeadBytes, size: view.getUint32(at + 4, !bigEndian) }
    if (id === 'fmt ') format = chunk
    if (id === 'data') {
      if (!format) throw damaged('it does not say how its sound is written')
      return { format, data: { from: chunk.from, to: endOfData(view, chunk, bigEndian) } }
    }
    at = chunk.from + chunk.size + (chunk.size % 2)
  }
  throw damaged(format ? 'it ends before its sound begins' : 'it ends within its header')
}

function endOfData(view: DataView, { from, size }: Chunk, bigEndian: boolean): number {
  const wholeSize = view.getUint32(4, !bigEndian)
  const isStreamed = size >= streamedFrom || (size === 0 && wholeSize + chunkHeadBytes !== view.byteLength)
  const to = isStreamed ? view.byteLength : from + size
  if (to > view.byteLength) throw damaged('it holds less sound than its header says')
  return to
}

function readFormat(
  view: DataView,
  { from, size }: Chunk,
  littleEndian: boolean,
): Pick<WavHeader, 'coding' | 'bits' | 'channels' | 'rateHz'> {
  if (size < formatBytes || from + size > view.byteLength) throw damaged('its header is cut short')
  const word = (offset: number) => view.getUint16(from + offset, littleEndian)
  const [tag, channels, rateHz, frameBytes, bits] = [
    word(0),
    word(2),
    view.getUint32(from + 4, littleEndian),
    word(12),
    word(14),
  ]
  if (channels === 0 || rateHz === 0) throw damaged('its header names no channel or no rate')
  if (tag === tags.extensible && size < extensibleBytes) throw damaged('its header is cut short')
  const known = codings[tag === tags.extensible ? word(24) : tag]
  if (!known?.bits.includes(bits)) throw unsupported('The recording is compressed, or coded in a way that is not read.')
  if (channels > 2) throw unsupported(`The recording has ${channels} channels.`)
  if (frameBytes !== (bits / 8) * channels) throw damaged('its header contradicts itself')
  if (rateHz < limits.leastRateHz) {
    throw new RecordingRefused(
      'rate_too_low',
      `The recording has ${rateHz} samples a second and needs ${limits.leastRateHz}.`,
    )
  }
  if (rateHz > limits.mostRateHz) throw unsupported(`The recording has ${rateHz} samples a second.`)
  return { coding: known.coding, bits, channels: channels as 1 | 2, rateHz }
}
