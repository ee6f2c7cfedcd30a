/** Finding and reading print by the nets themselves, on pages that the test prints. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { RgbImage } from '../../image'
import type { DocumentNets } from '../nets'
import type { Quad } from '../types'
import { findLines, heightOf, lengthOf, readText, uprightTurn } from '.'
import { openDocumentNets, printPage, type Print } from './testing'

let nets: DocumentNets
beforeAll(async () => {
  nets = await openDocumentNets()
})

const prints: Print[] = [
  { text: 'UTOPIA', left: 300, top: 30, size: 40 },
  { text: 'Date of birth/Date de naissance', left: 60, top: 120, size: 16 },
  { text: '12 AUG/AOUT 1974', left: 60, top: 150, size: 26 },
  { text: 'Document number', left: 480, top: 120, size: 16 },
  { text: 'L898902C3', left: 480, top: 150, size: 26 },
  { text: 'ERIKSSON', left: 60, top: 240, size: 30 },
  { text: 'F', left: 480, top: 240, size: 30 },
]
const quadAt = (left: number, top: number, width: number, height: number): Quad => [
  { x: left, y: top },
  { x: left + width, y: top },
  { x: left + width, y: top + height },
  { x: left, y: top + height },
]

const linesOn = async (page: RgbImage, zone: Quad | null) =>
  readText(nets, page, await findLines(nets.text_lines, page), zone)

describe('a page of print', () => {
  it('is read line by line from the top, each with its place', async () => {
    const lines = await linesOn(await printPage(800, 360, prints), null)
    expect(lines.map(({ text }) => text.replaceAll(' ', '')).sort()).toEqual(
      prints.map(({ text }) => text.replaceAll(' ', '')).sort(),
    )
    expect(lines[0].text).toBe('UTOPIA')
    for (const { text, quad, confidence } of lines) {
      const print = prints.find((print) => print.text.replaceAll(' ', '') === text.replaceAll(' ', ''))!
      expect(confidence, text).toBeGreaterThan(0.85)
      expect(Math.abs(quad[0].x - print.left), text).toBeLessThan(print.size)
      expect(Math.abs(quad[0].y - print.top), text).toBeLessThan(print.size)
      expect(quad[1].x - quad[0].x, text).toBeGreaterThan(text.length * print.size * 0.3)
    }
  })

  it('is read without what lies in its zone', async () => {
    const page = await printPage(800, 360, prints)
    const lines = await linesOn(page, quadAt(0, 200, 800, 160))
    expect(lines.map(({ text }) => text)).not.toContain('ERIKSSON')
    expect(lines).toHaveLength(prints.length - 2)
  })

  it('without print has no lines', async () => {
    expect(await linesOn(await printPage(640, 400, []), null)).toEqual([])
  })

  it('is found at any size of the net', async () => {
    const page = await printPage(800, 360, prints)
    for (const longSide of [480, 736]) expect(await findLines(nets.text_lines, page, { longSide })).toHaveLength(7)
  })

  it.each([0, 90, 180, 270] as const)('that was turned by %i degrees says so', async (turned) => {
    const page = await printPage(800, 360, prints, turned)
    const quads = await findLines(nets.text_lines, page)
    for (const quad of quads.filter((quad) => lengthOf(quad) > 3 * heightOf(quad))) {
      const [from, to] = quad
      expect(turned % 180 === 0 ? to.x - from.x : to.y - from.y).toBeGreaterThan(0)
    }
    const evidence = await uprightTurn(nets, page, quads)
    expect(evidence).toMatchObject({ degrees: (360 - turned) % 360 })
    expect(evidence!.agreement).toBeGreaterThan(0.9)
    expect(evidence!.upright).toBeGreaterThan(evidence!.onHead + 0.1)
  })

  it('tells no turn without print', async () => {
    expect(await uprightTurn(nets, await printPage(640, 400, []), [])).toBeNull()
  })

  it('that lies askew is found along its lines', async () => {
    const page = await printPage(800, 360, prints, 12)
    const quads = await findLines(nets.text_lines, page)
    expect(quads).toHaveLength(7)
    for (const [from, to] of quads) {
      expect((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI).toBeCloseTo(12, -0.7)
    }
  })
})
