/** Files as recorders write them, and files that lie about themselves. */
import { expect, it } from 'vitest'
import { gained, noise, tone, wav, type WavOptions } from './testing'
import { RecordingRefused } from './types'
import { readWav } from './wav'

const sound = gained(noise(4_000), 0.5)
const plain = wav(sound)

/** A copy with 32-bit numbers written into it, little-endian. */
function patched(bytes: Uint8Array, changes: Record<number, number>, bits: 16 | 32 = 32): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  for (const [at, value] of Object.entries(changes)) {
    if (bits === 32) view.setUint32(Number(at), value, true)
    else view.setUint16(Number(at), value, true)
  }
  return copy
}

/** Places in the header of 44 bytes. */
const at = { riffSize: 4, formatSize: 16, tag: 20, channels: 22, rate: 24, frameBytes: 32, bits: 34, dataSize: 40 }

function refusalOf(bytes: Uint8Array): RecordingRefused {
  try {
    readWav(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingRefused)
    return error as RecordingRefused
  }
  throw new Error('It was read.')
}

it.each<[WavOptions, number]>([
  [{ depth: '8' }, 1 / 128],
  [{ depth: '16' }, 2 ** -15],
  [{ depth: '24' }, 2 ** -23],
  [{ depth: '32' }, 2 ** -31],
  [{ depth: '32f' }, 1e-7],
  [{ depth: '64' }, 1e-7],
  [{ depth: '16', bigEndian: true }, 2 ** -15],
  [{ depth: '24', bigEndian: true }, 2 ** -23],
  [{ depth: '32f', bigEndian: true }, 1e-7],
  [{ depth: 'a-law' }, 0.02],
  [{ depth: 'mu-law' }, 0.02],
])('reads %j', (options, step) => {
  const { rateHz, channels } = readWav(wav(sound, { ...options, rateHz: 44_100 }))
  expect([rateHz, channels.length, channels[0]!.length]).toEqual([44_100, 1, sound.length])
  const worst = channels[0]!.reduce((most, value, index) => Math.max(most, Math.abs(value - sound[index]!)), 0)
  expect(worst).toBeLessThanOrEqual(step + 1e-7)
})

it('reads both channels of a stereo file', () => {
  const right = tone(300, 0.25)
  const { channels } = readWav(wav([sound, right]))
  expect(channels).toHaveLength(2)
  expect(channels[1]![10]).toBeCloseTo(right[10]!, 4)
})

it('reads the extensible header', () => {
  const extra = 24
  const extensible = new Uint8Array(plain.length + extra)
  extensible.set(plain.subarray(0, 36))
  extensible.set(plain.subarray(36), 36 + extra)
  const file = patched(extensible, { [at.formatSize]: 40 })
  // cbSize, valid bits, channel mask, then the tag of the real format.
  file.set(patched(patched(file, { [at.tag]: 0xfffe, 36: 22, 38: 16, 44: 1 }, 16), {}))
  expect(readWav(file).channels[0]).toEqual(readWav(plain).channels[0])
})

it.each([0xffffffff, 0x7ffff000, 0])('reads a stream that could not know its size and wrote %i', (size) => {
  const streamed = patched(plain, { [at.riffSize]: size, [at.dataSize]: size })
  expect(readWav(streamed).channels[0]).toEqual(readWav(plain).channels[0])
})

it('skips chunks before the sound, also of odd length, and does not look at those behind it', () => {
  const odd = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')
  const loops = Buffer.alloc(44, 0xff)
  loops.write('smpl', 'latin1')
  const file = Buffer.concat([plain.subarray(0, 36), odd, plain.subarray(36), loops])
  expect(readWav(file).channels[0]).toEqual(readWav(plain).channels[0])
})

it('drops half a frame at the end', () => {
  expect(readWav(patched(plain, { [at.dataSize]: 3 })).channels[0]).toHaveLength(1)
})

it.each<[string, string, () => Uint8Array]>([
  ['nothing', 'empty', () => new Uint8Array()],
  ['no samples', 'empty', () => wav(new Float32Array())],
  ['half a frame', 'empty', () => patched(plain, { [at.dataSize]: 1 })],
  [
    'an MP3 named .wav',
    'unsupported_format',
    () => Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0#'), Buffer.alloc(2_000, 0xfb)]),
  ],
  ['an MP3 inside a WAV file', 'unsupported_format', () => patched(plain, { [at.tag]: 0x55 }, 16)],
  ['ADPCM', 'unsupported_format', () => patched(plain, { [at.tag]: 0x11, [at.bits]: 4 }, 16)],
  ['twelve bits', 'unsupported_format', () => patched(plain, { [at.bits]: 12 }, 16)],
  ['RF64', 'unsupported_format', () => Buffer.concat([Buffer.from('RF64'), plain.subarray(4)])],
  [
    'another RIFF file',
    'unsupported_format',
    () => Buffer.concat([plain.subarray(0, 8), Buffer.from('AVI '), plain.subarray(12)]),
  ],
  ['three channels', 'unsupported_format', () => wav([sound, sound, sound])],
  ['384 kHz', 'unsupported_format', () => wav(sound, { rateHz: 384_000 })],
  ['4 kHz', 'rate_too_low', () => wav(sound, { rateHz: 4_000 })],
  ['61 s', 'too_long', () => wav(new Float32Array(61 * 8_000), { rateHz: 8_000, depth: '8' })],
  ['minutes in 5 MB', 'too_long', () => wav(new Float32Array(5_000_000), { rateHz: 8_000, depth: '8' })],
  ['more than 5 MiB', 'too_many_bytes', () => new Uint8Array(5 * 1024 * 1024 + 1)],
  ['a claim of 1 GB', 'damaged', () => patched(plain, { [at.dataSize]: 2 ** 30 })],
  ['a claim of 3 hours', 'damaged', () => patched(plain, { [at.dataSize]: 3 * 3600 * 32_000 })],
  ['a truncated header', 'damaged', () => plain.subarray(0, 30)],
  ['a header alone', 'damaged', () => plain.subarray(0, 40)],
  ['four letters', 'damaged', () => Buffer.from('RIFF')],
  ['a short format', 'damaged', () => patched(plain, { [at.formatSize]: 10 })],
  ['no channel', 'damaged', () => patched(plain, { [at.channels]: 0 }, 16)],
  ['no rate', 'damaged', () => patched(plain, { [at.rate]: 0 })],
  ['frames of odd length', 'damaged', () => patched(plain, { [at.frameBytes]: 3 }, 16)],
  ['sound before its format', 'damaged', () => Buffer.concat([plain.subarray(0, 12), plain.subarray(36)])],
  [
    'numbers that are none',
    'damaged',
    () =>
      wav(
        sound.map(() => Number.NaN),
        { depth: '32f' },
      ),
  ],
])('refuses %s: %s', (_, code, make) => {
  const refusal = refusalOf(make())
  expect(refusal.code).toBe(code)
  expect(refusal.message).toMatch(/^The recording .*\.$/)
})

it('cuts floats that are louder than full scale', () => {
  const [loud] = readWav(wav(Float32Array.of(3, -1e30, 0.5), { depth: '32f' })).channels
  expect([...loud!]).toEqual([1, -1, 0.5])
})
