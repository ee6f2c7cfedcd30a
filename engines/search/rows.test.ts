/** The bound of the int8 scan: never too tight, even where every rounding error points the same way, and of use. */
import { expect, test } from 'vitest'
import { cosine } from './score'
import { Kernel } from './kernel'
import { Rows } from './rows'
import { noise, normalised } from './testing'

function filled(dimension: number, vectors: Float32Array[]): Rows {
  const rows = new Rows(new Kernel(), dimension)
  rows.reserve(vectors.length)
  vectors.forEach((vector, row) => rows.write(row, vector, 0))
  return rows
}

test.each([16, 100, 128, 512, 4096])(
  'a row whose every rounding error points at the probe is found, %i',
  (dimension) => {
    // One component of 127 steps, the others just under half a step: int8 keeps none of them.
    const lost = noise(dimension, dimension).map((value, i) => (i === 0 ? 0 : value < 0 ? -0.4999 : 0.4999))
    const row = normalised(lost.map((value, i) => (i === 0 ? 127 : value)))
    const probe = normalised(lost)
    const score = cosine(row, 0, probe)
    // The row before it scores a little less, so that only the bound can say that the second one is better.
    const rival = 0.98 * score
    const before = normalised(probe.map((value, i) => (i === 0 ? Math.sqrt(1 - rival ** 2) : rival * value)))
    const rows = filled(dimension, [before, before, before, before, row])
    const floorNow = cosine(before, 0, probe)
    expect(floorNow).toBeLessThan(score)
    const found: number[] = []
    rows.scan(probe, floorNow, (row) => {
      found.push(row)
      return floorNow
    })
    expect(found).toContain(4)
  },
)

test.each([128, 512])('the bound passes over nearly all rows that cannot matter, %i', (dimension) => {
  const vectors = Array.from({ length: 5000 }, (_, row) => normalised(noise(row, dimension)))
  const probe = normalised(noise(5000, dimension))
  const scores = vectors.map((vector) => cosine(vector, 0, probe)).sort((a, b) => b - a)
  let scored = 0
  filled(dimension, vectors).scan(probe, scores[9], () => {
    scored += 1
    return scores[9]
  })
  expect(scored).toBeGreaterThanOrEqual(10)
  expect(scored).toBeLessThan(250)
})

test('a removed row leaves nothing behind in the kernel', () => {
  const kernel = new Kernel()
  const rows = new Rows(kernel, 128)
  for (let row = 0; row < 5; row++) rows.write(row, normalised(noise(row, 128)), 0)
  for (let row = 4; row >= 1; row--) rows.remove(row)
  const page = new Rows(kernel, 128)
  page.write(0, normalised(noise(0, 128)), 0)
  const held = (address: number) => Array.from(kernel.bytes.subarray(address, address + 544))
  expect(held(65536)).toEqual(held(131072))
})
