/** Whatever the bytes are: a sound that fits them, or a refusal. */
import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { noise, wav } from './testing'
import { RecordingRefused } from './types'
import { readWav } from './wav'
import { limits } from './wav-header'

const rounds = inject('long') ? 200_000 : 2_000
const headerBytes = 80

function isReadOrRefused(bytes: Uint8Array): void {
  try {
    const { rateHz, channels } = readWav(bytes)
    const samples = channels.reduce((sum, { length }) => sum + length, 0)
    expect(samples).toBeGreaterThan(0)
    expect(samples).toBeLessThanOrEqual(bytes.length)
    expect(channels[0]!.length).toBeLessThanOrEqual(limits.seconds * rateHz)
    expect(channels.every((channel) => channel.every((value) => Math.abs(value) <= 1))).toBe(true)
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
  }
}

const signed = fc
  .tuple(fc.constantFrom('RIFF', 'RIFX', 'RF64'), fc.uint8Array({ maxLength: 300 }))
  .map(([kind, rest]) => Buffer.concat([Buffer.from(kind), rest]))

const original = fc.constantFrom(
  wav(noise(300)),
  wav([noise(300), noise(300, 2)], { depth: '24' }),
  wav(noise(300), { depth: '32f', bigEndian: true }),
  wav(noise(300), { depth: 'mu-law', rateHz: 8_000 }),
)
const mutation = fc.record({
  at: fc.nat(headerBytes - 1),
  value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
})
const mutated = fc
  .tuple(original, fc.array(mutation, { minLength: 1, maxLength: 6 }), fc.nat(700))
  .map(([file, mutations, length]) => {
    const copy = file.slice(0, Math.max(headerBytes, length))
    for (const { at, value } of mutations) copy[at] = value
    return copy
  })

it.each([
  ['random bytes', fc.uint8Array({ maxLength: 400 })],
  ['random bytes behind a good beginning', signed],
  ['a changed and shortened file', mutated],
])('reads or refuses %s', (_, bytes) => {
  fc.assert(fc.property(bytes, isReadOrRefused), { numRuns: rounds })
})
