import { describe, expect, it } from 'vitest'
import { applyAffine, boxShrink, cut, mirrorPlanes, scaleOf, squareMap, type RgbImage } from './image'

/** A picture whose red is x, green is y and blue is 7: what a bilinear cut of it must give is known exactly. */
function ramp(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([x, y, 7], (y * width + x) * 3)
  return { width, height, data }
}

describe('cut', () => {
  it('copies pixels when the map is the identity', () => {
    const out = new Float32Array(3 * 16)
    expect(cut(ramp(4, 4), squareMap(2, 2, 4, 0, 4), 4, out)).toBe(0)
    expect([...out.subarray(0, 4)]).toEqual([0, 1, 2, 3])
    expect([...out.subarray(16, 20)]).toEqual([0, 0, 0, 0])
    expect([...out.subarray(20, 24)]).toEqual([1, 1, 1, 1])
    expect([...out.subarray(32, 36)]).toEqual([7, 7, 7, 7])
  })

  it('reads a turned, scaled square at the place the map names', () => {
    const map = squareMap(100, 60, 40, 0.4, 50)
    const out = new Float32Array(3 * 2500)
    expect(cut(ramp(200, 120), map, 50, out)).toBe(0)
    for (const [u, v] of [
      [3, 5],
      [25, 25],
      [49, 10],
    ]) {
      const [x, y] = applyAffine(map, u + 0.5, v + 0.5)
      expect(out[v * 50 + u]).toBeCloseTo(x - 0.5, 3)
      expect(out[2500 + v * 50 + u]).toBeCloseTo(y - 0.5, 3)
    }
  })

  it('keeps the geometry when it shrinks by blocks first', () => {
    const map = squareMap(100, 100, 150, 0.2, 30)
    expect(scaleOf(map)).toBeCloseTo(5)
    const out = new Float32Array(3 * 900)
    cut(ramp(200, 200), map, 30, out)
    for (const [u, v] of [
      [2, 3],
      [15, 15],
      [27, 9],
    ]) {
      const [x, y] = applyAffine(map, u + 0.5, v + 0.5)
      expect(Math.abs(out[v * 30 + u] - (x - 0.5))).toBeLessThan(0.6)
      expect(Math.abs(out[900 + v * 30 + u] - (y - 0.5))).toBeLessThan(0.6)
    }
  })

  it('averages a fine checkerboard to grey instead of picking single pixels', () => {
    const board = ramp(64, 64)
    for (let i = 0; i < 64 * 64; i++) board.data.fill(((i % 64) + (i >> 6)) % 2 ? 255 : 0, i * 3, i * 3 + 3)
    const out = new Float32Array(3 * 256)
    cut(board, squareMap(32, 32, 64, 0, 16), 16, out)
    expect(Math.min(...out)).toBeGreaterThan(126)
    expect(Math.max(...out)).toBeLessThan(129)
  })

  it('is black outside the picture and says how much lay outside', () => {
    const out = new Float32Array(3 * 100)
    expect(cut(ramp(10, 10), squareMap(0, 5, 10, 0, 10), 10, out)).toBeCloseTo(0.5, 2)
    expect(out[0]).toBe(0)
    expect(cut(ramp(10, 10), squareMap(500, 500, 40, 0, 10), 10, out)).toBe(1)
    expect(Math.max(...out)).toBe(0)
  })

  it('writes into a batch from where it is told', () => {
    const out = new Float32Array(3 * 4 + 5).fill(9)
    cut(ramp(4, 4), squareMap(3, 1, 2, 0, 2), 2, out, 5)
    expect([...out]).toEqual([9, 9, 9, 9, 9, 2, 3, 2, 3, 0, 0, 1, 1, 7, 7, 7, 7])
  })
})

describe('boxShrink', () => {
  it('averages what is there at the ragged edge', () => {
    const small = boxShrink(ramp(5, 5), 2, 0, 0, 5, 5)
    expect([small.width, small.height]).toEqual([3, 3])
    expect([...small.data.subarray(6, 9)]).toEqual([4, 1, 7])
    expect([...small.data.subarray(24, 27)]).toEqual([4, 4, 7])
  })
})

describe('mirrorPlanes', () => {
  it('exchanges left and right in each channel', () => {
    const out = new Float32Array(13)
    mirrorPlanes(
      Float32Array.from({ length: 12 }, (_, i) => i),
      2,
      out,
      1,
    )
    expect([...out]).toEqual([0, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10])
  })
})
