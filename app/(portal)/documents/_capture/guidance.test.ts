import { describe, expect, test } from 'vitest'
import { adviceFor, type Outline, type Seen } from './guidance'

/** A rectangle around the middle of a frame of 640 x 480. */
const around = (width: number, height: number, dx = 0): Outline => [
  { x: 320 - width / 2 + dx, y: 240 - height / 2 },
  { x: 320 + width / 2 + dx, y: 240 - height / 2 },
  { x: 320 + width / 2 + dx, y: 240 + height / 2 },
  { x: 320 - width / 2 + dx, y: 240 + height / 2 },
]

const seen = (change: Partial<Seen> = {}): Seen => ({
  widthPx: 640,
  heightPx: 480,
  outline: around(480, 300),
  brightness: 120,
  ...change,
})

describe('what is said of a frame', () => {
  test('a document that is large, straight, light and still is good', () => {
    expect(adviceFor(seen(), around(480, 300, 3))).toEqual({ isGood: true, words: 'Good. Hold still …' })
  })

  test('the same document is good however its corners are counted', () => {
    const [a, b, c, d] = around(480, 300)
    expect(adviceFor(seen(), [c, d, a, b]).isGood).toBe(true)
  })

  test.each<[string, Partial<Seen>, RegExp]>([
    ['darkness', { brightness: 20 }, /^Too dark/],
    ['no document', { outline: null }, /^Lay the document flat/],
    ['a small document', { outline: around(240, 150) }, /^Come closer/],
    ['a corner outside', { outline: around(638, 400) }, /^Move back/],
    ['an edge that recedes', { outline: taper(150) }, /^Tilt less/],
    ['a document that leans', { outline: lean(130) }, /^Tilt less/],
  ])('%s has words of its own', (_, change, words) => {
    const advice = adviceFor(seen(change), around(480, 300))
    expect(advice.isGood).toBe(false)
    expect(advice.words).toMatch(words)
  })

  test('what moves, and what is seen for the first time, has to be held still', () => {
    expect(adviceFor(seen(), around(480, 300, 40)).words).toBe('Hold still.')
    expect(adviceFor(seen(), null).words).toBe('Hold still.')
  })

  test('a document that is turned, but not tilted, is good', () => {
    const turned = around(480, 300).map(({ x, y }) => rotate(x, y, 12)) as unknown as Outline
    expect(adviceFor(seen({ outline: turned }), turned).isGood).toBe(true)
  })
})

function taper(px: number): Outline {
  const [a, b, c, d] = around(520, 360)
  return [{ x: a.x + px / 2, y: a.y }, { x: b.x - px / 2, y: b.y }, c, d]
}

function lean(px: number): Outline {
  const [a, b, c, d] = around(440, 360, -px / 2)
  return [{ x: a.x + px, y: a.y }, { x: b.x + px, y: b.y }, c, d]
}

function rotate(x: number, y: number, degrees: number) {
  const angle = (degrees * Math.PI) / 180
  const [dx, dy] = [x - 320, y - 240]
  return { x: 320 + dx * Math.cos(angle) - dy * Math.sin(angle), y: 240 + dx * Math.sin(angle) + dy * Math.cos(angle) }
}
