/** The last of 4 GiB: addresses that are negative as 32-bit numbers. Long, as not every machine grants so much at once. */
import { expect, test } from 'vitest'
import { Gallery } from './gallery'
import { Kernel } from './kernel'
import { noise, normalised, plainScan } from './testing'

test('a gallery in the last pages of 4 GiB equals the float scan, and the page after them is refused', () => {
  const dimension = 128
  const kernel = new Kernel()
  kernel.reserve(65535)
  for (let page = 0; page < 65531; page++) kernel.takePage()
  const gallery = new Gallery(kernel, dimension)
  // 480 rows fill a page of 64 KiB at 128 components, so this needs the last four.
  const entries = Array.from({ length: 1900 }, (_, row): [string, Float32Array] => [
    `${row}`,
    normalised(noise(row, dimension)),
  ])
  for (const [id, vector] of entries) gallery.put([id], vector)
  const probe = normalised(noise(1899, dimension))
  expect(gallery.search(probe, 50, -Infinity)).toEqual(plainScan(entries, probe, 50, -Infinity))
  expect(() =>
    gallery.put(
      entries.map(([id]) => `more ${id}`),
      new Float32Array(entries.flatMap(([, v]) => Array.from(v))),
    ),
  ).toThrow('holds 4096 MiB and cannot grow by 4 pages')
  expect(gallery.size).toBe(1900)
})
