import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { renderFilm } from './film'

/** Motion JPEG taken apart again. */
function picturesOf(film: Uint8Array): Buffer[] {
  const bytes = Buffer.from(film)
  const starts: number[] = []
  for (let at = bytes.indexOf('ffd8ff', 0, 'hex'); at >= 0; at = bytes.indexOf('ffd8ff', at + 3, 'hex')) starts.push(at)
  return starts.map((start, i) => bytes.subarray(start, starts[i + 1]))
}

describe('films of documents', () => {
  it('shows each document come in and rest, all pictures of one size', async () => {
    const front = { seed: 4, format: 'TD1', side: 'front', face: false } as const
    const film = await renderFilm([front, { ...front, side: 'back' }], {
      width: 320,
      height: 180,
      coming: 4,
      resting: 20,
    })
    const pictures = picturesOf(film)
    expect(pictures).toHaveLength(2 * (4 + 20))
    for (const picture of [pictures[0]!, pictures[30]!]) {
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 })
    }
    const difference = async (a: number, b: number) => {
      const [one, other] = await Promise.all([a, b].map((at) => sharp(pictures[at]).greyscale().raw().toBuffer()))
      return one!.reduce((sum, value, i) => sum + Math.abs(value - other![i]!), 0) / one!.length
    }
    expect(await difference(0, 20)).toBeGreaterThan(5)
    expect(await difference(8, 16)).toBeLessThan(4)
    expect(await difference(20, 44)).toBeGreaterThan(5)
  })
})
