import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { hands, write } from './lettering'
import { renderDocument, renderNegative } from './render'

const small = { pixelsPerCharacter: 10, quality: null }

async function grey(picture: Uint8Array) {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  return { at: (x: number, y: number) => data[Math.round(y) * info.width + Math.round(x)]!, ...info }
}

describe('rendered documents', () => {
  it('draws the same document for a seed, and another for another', async () => {
    const order = {
      seed: 5,
      format: 'TD2',
      distortion: { tilt: 6, noise: 5, glare: 0.4, shade: 0.4, blur: 1 },
    } as const
    const first = await renderDocument(order)
    const again = await renderDocument(order)
    expect(Buffer.compare(again.picture, first.picture)).toBe(0)
    expect(again.truth).toEqual(first.truth)
    const other = await renderDocument({ ...order, seed: 6 })
    expect(other.truth.zone!.lines).not.toEqual(first.truth.zone!.lines)
  })

  it('says where the zone lies: its ink is inside the quad, at the pitch that was asked for', async () => {
    const { picture, truth } = await renderDocument({
      seed: 8,
      format: 'TD3',
      distortion: { ...small, pixelsPerCharacter: 16, tilt: 8, turn: 90, perspective: 0.05 },
    })
    const image = await grey(picture)
    const [a, b, c, d] = truth.zone!.quad
    const inside = (u: number, v: number) => {
      const top = { x: a.x + (b.x - a.x) * u, y: a.y + (b.y - a.y) * u }
      const bottom = { x: d.x + (c.x - d.x) * u, y: d.y + (c.y - d.y) * u }
      return image.at(top.x + (bottom.x - top.x) * v, top.y + (bottom.y - top.y) * v)
    }
    const inkOf = (v: number) => {
      let dark = 0
      for (let u = 0; u < 1; u += 0.001) if (inside(u, v) < 110) dark++
      return dark / 1000
    }
    // Both lines hold ink through their middle, the room between them and beyond the corners holds none.
    expect(inkOf(0.15)).toBeGreaterThan(0.08)
    expect(inkOf(0.87)).toBeGreaterThan(0.08)
    expect(inkOf(0.5)).toBeLessThan(0.005)
    expect(inkOf(1.06)).toBeLessThan(0.005)
    expect(Math.hypot(b.x - a.x, b.y - a.y) / 44).toBeCloseTo(16, -0.5)
    expect(truth.distortion.turn).toBe(90)
    expect(b.y - a.y).toBeGreaterThan(500)
  })

  it('prints a face where the truth says so, and none on a back', async () => {
    const front = await renderDocument({ seed: 2, format: 'TD1', side: 'front', distortion: small })
    expect(front.truth).toMatchObject({ zone: null, portrait: true, side: 'front' })
    expect(front.truth.portraitQuad).not.toBeNull()
    const back = await renderDocument({ seed: 2, format: 'TD1', distortion: small })
    expect(back.truth).toMatchObject({ portrait: false, side: 'back', portraitQuad: null })
    expect(back.truth.zone!.lines).toHaveLength(3)
    const faceless = await renderDocument({ seed: 2, format: 'TD3', face: false, distortion: small })
    expect(faceless.truth.portrait).toBe(false)
  })

  it('does what each distortion is named for', async () => {
    const spread = async (distortion: object) => {
      const { picture } = await renderDocument({ seed: 3, format: 'TD3', distortion: { ...small, ...distortion } })
      const { channels, sharpness } = await sharp(picture).stats()
      return { mean: channels[0]!.mean, sharpness }
    }
    const plain = await spread({})
    expect((await spread({ blur: 2 })).sharpness).toBeLessThan(plain.sharpness)
    expect((await spread({ shade: 0.6 })).mean).toBeLessThan(plain.mean - 20)
    expect((await spread({ glare: 1 })).mean).toBeGreaterThan(plain.mean + 0.5)
    expect((await spread({ noise: 20 })).sharpness).toBeGreaterThan(plain.sharpness)
    const jpeg = (quality: number) => renderDocument({ seed: 3, format: 'TD3', distortion: { ...small, quality } })
    expect((await jpeg(30)).picture.length).toBeLessThan((await jpeg(90)).picture.length)
  })

  it('fills the picture when there is no table', async () => {
    const { picture, truth } = await renderDocument({
      seed: 3,
      format: 'MRVB',
      distortion: { ...small, scene: 'page' },
    })
    const { width, height } = await grey(picture)
    expect(truth.quad[0]).toEqual({ x: 0, y: 0 })
    expect(truth.quad[2].x).toBeCloseTo(width, -0.3)
    expect(truth.quad[2].y).toBeCloseTo(height, -0.3)
  })

  it('draws negatives of every kind', async () => {
    const kinds = await Promise.all([0, 5, 8].map(async (seed) => (await renderNegative(seed, small)).kind))
    expect(kinds).toEqual(['payment card', 'ticket', 'lines of capitals'])
  })

  it('writes no letter with the pen of another hand', () => {
    expect(write('A', 0, 0, { hand: hands.bold }).penMm).toBeGreaterThan(write('A', 0, 0, { hand: hands.light }).penMm)
  })
})
