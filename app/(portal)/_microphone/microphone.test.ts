/** What becomes of what a microphone hears, as far as it needs no browser. */
import { expect, test } from 'vitest'
import { atFirst, hear, isOver, levelOf, longestMs, type Hearing } from './hearing'
import { wavOf, wavRateHz } from './wav'

test('a WAV file says what it is, and holds each sample in 16 bits', () => {
  const bytes = Buffer.from(wavOf(Float32Array.from([0, 0.5, -1, 2])))
  expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
  expect(bytes.toString('latin1', 8, 16)).toBe('WAVEfmt ')
  expect([bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt32LE(24)]).toEqual([1, 1, wavRateHz])
  expect([bytes.readUInt32LE(28), bytes.readUInt16LE(32), bytes.readUInt16LE(34)]).toEqual([2 * wavRateHz, 2, 16])
  expect([bytes.toString('latin1', 36, 40), bytes.readUInt32LE(40)]).toEqual(['data', 8])
  expect([0, 2, 4, 6].map((at) => bytes.readInt16LE(44 + at))).toEqual([0, 16384, -32767, 32767])
})

test('loudness is told below full scale', () => {
  expect(levelOf(new Float32Array(100))).toBe(-100)
  expect(levelOf(new Float32Array(100).fill(1))).toBeCloseTo(0)
  expect(levelOf(new Float32Array(100).fill(0.1))).toBeCloseTo(-20)
})

/** Levels of 50 ms each. */
const heard = (...levels: [db: number, times: number][]): Hearing =>
  levels
    .flatMap(([db, times]) => Array<number>(times).fill(db))
    .reduce((before, levelDb) => hear(before, levelDb, 50), atFirst)

test('it stops when somebody has spoken and is silent, not in the pause between two words', () => {
  expect(isOver(heard([-60, 10], [-25, 20], [-60, 10]))).toBe(false)
  expect(isOver(heard([-60, 10], [-25, 20], [-60, 30]))).toBe(true)
  expect(isOver(heard([-60, 10], [-25, 10], [-60, 10], [-25, 10], [-60, 10]))).toBe(false)
})

test('it waits for whoever has not begun, and never longer than it takes', () => {
  expect(isOver(heard([-60, 100]))).toBe(false)
  expect(isOver(heard([-60, longestMs / 50]))).toBe(true)
  expect(heard([-60, 100]).spokenMs).toBe(0)
})

test('a voice is heard in a loud room, and a hum is none', () => {
  expect(heard([-35, 20], [-15, 20]).spokenMs).toBe(1_000)
  expect(heard([-35, 60]).spokenMs).toBe(0)
})
