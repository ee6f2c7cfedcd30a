import { describe, expect, it } from 'vitest'
import { canWrite, handNames, hands, widthOf, write } from './lettering'
import { layOut, sizes } from './layout'
import { negativeSheet } from './negatives'
import type { ZoneFormat } from '../types'

const zone = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<'

describe('lettering', () => {
  it('has every character of a zone, each drawn its own way in every hand', () => {
    for (const name of handNames) {
      const drawn = [...zone].map((character) => write(character, 0, 0, { hand: hands[name] }).path)
      expect(new Set(drawn).size, name).toBe(zone.length)
      expect(drawn.every((path) => /^M[-\d.]/.test(path) && !path.includes('NaN'))).toBe(true)
    }
  })

  it('keeps the pitch of OCR-B in a zone, and lets words take what they need', () => {
    expect(write(zone, 0, 0, { hand: hands.plain }).widthMm).toBeCloseTo(37 * 2.54, 6)
    const proportional = { hand: hands.plain, proportional: true }
    expect(widthOf('ii', proportional)).toBeLessThan(widthOf('mm', proportional))
    expect(widthOf('Anna Maria', proportional)).toBeCloseTo(write('Anna Maria', 9, 0, proportional).widthMm, 6)
  })

  it('writes names with marks, and says which letter it lacks', () => {
    expect(canWrite('Świątek Gonçalves Øye Großmann')).toBe(true)
    expect(canWrite('Ж')).toBe(false)
    expect(() => write('Ж', 0, 0, { hand: hands.plain })).toThrow('U+416')
  })

  it('has all letters that documents and negatives need', () => {
    for (const format of Object.keys(sizes) as ZoneFormat[]) {
      for (let seed = 0; seed < 20; seed++) {
        for (const side of ['front', 'back'] as const) {
          const { svg, zone } = layOut(seed, format, side, 'plain')
          expect(svg).not.toContain('NaN')
          if (zone) {
            const { width, height } = sizes[format]
            expect(zone.box.x).toBeGreaterThan(2)
            expect(zone.box.x + zone.box.width).toBeLessThan(width - 2)
            expect(zone.box.y).toBeGreaterThan(height - 23.2)
            expect(zone.box.y + zone.box.height).toBeLessThan(height - 2)
          }
        }
      }
    }
    for (let seed = 0; seed < 200; seed++) expect(negativeSheet(seed).svg).not.toContain('NaN')
  })
})
