import { describe, expect, it } from 'vitest'
import type { RgbImage } from '../../image'
import type { DocumentQuality } from '../types'
import { measureQuality } from './quality'
import { qualityWords } from './quality-words'
import { card } from './testing'

const plain = { zone: null, toldApart: true, cutEdges: [] }
const measured = (page: RgbImage) => measureQuality(page, plain)
const codes = (quality: DocumentQuality) => qualityWords(quality).map(({ code }) => code)

/** Every channel of every pixel, changed. */
function changed(page: RgbImage, change: (value: number, x: number, y: number) => number): RgbImage {
  const data = page.data.map((value, i) => {
    const at = Math.floor(i / 3)
    return Math.max(0, Math.min(255, Math.round(change(value, at % page.width, Math.floor(at / page.width)))))
  })
  return { ...page, data }
}

/** Gaussian blur, rows then columns. */
function blurred({ width, height, data }: RgbImage, sigma: number): RgbImage {
  const reach = Math.ceil(3 * sigma)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)))
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  const pass = (from: ArrayLike<number>, step: number, count: (at: number) => [place: number, length: number]) =>
    Float32Array.from({ length: from.length }, (_, i) => {
      const [place, length] = count(Math.floor(i / 3))
      let sum = 0
      for (let k = -reach; k <= reach; k++) {
        const shift = Math.max(0, Math.min(length - 1, place + k)) - place
        sum += from[i + shift * step * 3] * kernel[k + reach]
      }
      return sum / total
    })
  const rows = pass(data, 1, (at) => [at % width, width])
  const both = pass(rows, width, (at) => [Math.floor(at / width), height])
  return { width, height, data: Uint8Array.from(both, Math.round) }
}

/** A reflection: light that is burnt out within a radius and falls off around it. */
const withGlare = (page: RgbImage, radius: number) =>
  changed(page, (value, x, y) => {
    const far = Math.hypot(x - 560, y - 260) / radius
    return value + 400 * Math.exp(-(far ** 2))
  })

describe('the quality of a page', () => {
  it('of a clean one leaves nothing to say', () => {
    const quality = measured(card())
    expect(quality.edgeWidthPx).toBeLessThan(1.5)
    expect(quality.glareShare).toBe(0)
    expect(quality.contrast).toBeGreaterThan(150)
    expect(quality.dotsPerInch).toBe(254)
    expect(codes(quality)).toEqual([])
  })

  it('has wider edges the more it is blurred: 2.56 sigma', () => {
    const widths = [0.8, 1.2, 1.6, 2.2].map((sigma) => measured(blurred(card(), sigma)).edgeWidthPx!)
    ;[0.8, 1.2, 1.6, 2.2].forEach((sigma, i) => {
      expect(widths[i]).toBeGreaterThan(2.56 * sigma * 0.8)
      expect(widths[i]).toBeLessThan(2.56 * sigma * 1.25 + 0.5)
    })
    expect([...widths].sort((left, right) => left - right)).toEqual(widths)
    expect(codes(measured(blurred(card(), 3.4)))).toContain('blurred')
  })

  it('has no edge width without print', () => {
    expect(measured(changed(card(), () => 200)).edgeWidthPx).toBeNull()
  })

  it('shows more glare the larger the reflection', () => {
    const shares = [40, 80, 120].map((radius) => measured(withGlare(card(), radius)).glareShare)
    expect(shares[0]).toBeGreaterThan(0)
    expect(shares[1]).toBeGreaterThan(shares[0])
    expect(shares[2]).toBeGreaterThan(shares[1])
    expect(codes(measured(withGlare(card(), 120)))).toEqual(['glare'])
  })

  it('does not take white paper for glare', () => {
    const { data, ...size } = card({ paper: [255, 255, 255] })
    expect(measured({ ...size, data }).glareShare).toBe(0)
    const white = changed(card(), (value, x, y) => (x > 300 && x < 500 && y > 20 && y < 90 ? 255 : value))
    expect(measured(white).glareShare).toBe(0)
  })

  it('is darker in less light and brighter in more', () => {
    const of = (factor: number) => measured(changed(card(), (value) => value * factor))
    const [dark, dim, lit] = [of(0.2), of(0.5), of(1)]
    expect(dark.brightness).toBeLessThan(dim.brightness)
    expect(dim.brightness).toBeLessThan(lit.brightness)
    expect(dark.contrast).toBeLessThan(dim.contrast)
    expect(codes(dark)).toEqual(['too_dark'])
    expect(codes(dim)).toEqual([])
    const washed = measured(changed(card(), (value) => 200 + value * 0.2))
    expect(codes(washed)).toEqual(['too_bright'])
  })

  it('says when a document has too few pixels, and nothing of dots where none was told apart', () => {
    const { width, height, data } = card()
    const small: RgbImage = { width: width / 4, height: height / 4, data: new Uint8Array((width * height * 3) / 16) }
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) {
        const from = (y * 4 * width + x * 4) * 3
        small.data.set(data.subarray(from, from + 3), (y * small.width + x) * 3)
      }
    }
    const quality = measured(small)
    expect(quality.dotsPerInch).toBe(64)
    expect(codes(quality)).toContain('too_few_pixels')
    expect(measureQuality(small, { ...plain, toldApart: false }).dotsPerInch).toBeNull()
    const quad = [
      { x: 40, y: 400 },
      { x: 40 + 44 * 16, y: 400 },
      { x: 40 + 44 * 16, y: 460 },
      { x: 40, y: 460 },
    ] as const
    const zone = { lines: ['P'.padEnd(44, '<'), ''], quad }
    expect(measureQuality(card(), { ...plain, toldApart: false, zone }).dotsPerInch).toBe(160)
  })

  it('names the edges that are cut off', () => {
    const quality = measureQuality(card(), { ...plain, cutEdges: ['top', 'left'] })
    expect(qualityWords(quality)).toEqual([
      {
        code: 'edges_cut_off',
        words: 'The upper and the left edges of the document are cut off: move away a little.',
      },
    ])
  })
})
