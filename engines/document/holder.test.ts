import { describe, expect, it } from 'vitest'
import type { LocatedFace } from '../face/locate'
import { holderOf, type Surroundings } from './holder'
import type { Quad, ZoneFormat } from './types'

const face = (x: number, y: number, side: number) =>
  ({ detection: { box: { x: x - side / 2, y: y - side / 2, width: side, height: side } } }) as LocatedFace

const box = (left: number, top: number, right: number, bottom: number): Quad => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
]

/** The zone of a passport page whose upper left corner lies at 100, 100, at 8 pixels a millimetre. */
const passport: Surroundings = {
  isAlone: false,
  zone: { format: 'TD3', quad: box(152, 604, 1046, 724) },
  lines: [],
}
const printed = face(250, 350, 150)

describe('the face of a document’s holder', () => {
  it('is the largest of a document that was told apart', () => {
    const ghost = face(900, 300, 60)
    expect(holderOf([ghost, printed], { ...passport, isAlone: true })).toBe(printed)
    expect(holderOf([], { ...passport, isAlone: true })).toBeNull()
  })

  it('is on the page of the zone, whatever larger faces are beside it', () => {
    for (const beside of [face(1500, 400, 200), face(600, -150, 200), face(-200, 350, 300), face(600, 1000, 250)]) {
      expect(holderOf([beside, printed], passport)).toBe(printed)
      expect(holderOf([beside], passport)).toBeNull()
    }
  })

  it('is found by the zone in any direction', () => {
    const turned = ({ x, y }: { x: number; y: number }) => ({ x: 2000 - y, y: x })
    const [a, b, c, d] = passport.zone!.quad.map(turned)
    const standing = { ...passport, zone: { format: 'TD3' as ZoneFormat, quad: [a, b, c, d] as Quad } }
    const on = face(2000 - 350, 250, 150)
    expect(holderOf([face(2000 - 400, 1500, 200), on], standing)).toBe(on)
  })

  it('is not a living face before which the document is held', () => {
    expect(holderOf([face(600, 300, 600)], passport)).toBeNull()
  })

  it('may be on the other side of a card, beside the one with the zone, as large as faces are on cards', () => {
    // 8 pixels a millimetre: 610 wide, 432 high.
    const card: Surroundings = { isAlone: false, zone: { format: 'TD1', quad: box(137, 300, 747, 500) }, lines: [] }
    const onFront = face(220, -200, 150)
    expect(holderOf([onFront], card)).toBe(onFront)
    expect(holderOf([face(220, -200, 300)], card)).toBeNull()
    expect(holderOf([face(220, -900, 150)], card)).toBeNull()
    const onBack = face(250, 200, 120)
    expect(holderOf([onFront, onBack], card)).toBe(onBack)
  })

  it('without a zone is told by the height of print, and not at all between two as large', () => {
    const lines = [box(300, 300, 500, 316), box(300, 340, 560, 356), box(300, 380, 420, 396)]
    const front: Surroundings = { isAlone: false, zone: null, lines }
    expect(holderOf([printed, face(700, 500, 60)], front)).toBe(printed)
    expect(holderOf([face(600, 400, 700)], front)).toBeNull()
    expect(holderOf([printed, face(900, 350, 140)], front)).toBeNull()
    expect(holderOf([face(600, 400, 700)], { ...front, lines: [] })).not.toBeNull()
  })
})
