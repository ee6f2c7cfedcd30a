import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeNode } from '../decode-node'
import { defaultLimits } from '../decode'
import { loadFaceNets } from '../face/nets'
import { placeOf, type Person } from '../face/testing'
import type { LocateNets } from '../face/locate'
import type { RgbImage } from '../image'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { ontoQuad, warp } from '../warp'
import { box, card, disc, drawn, print, type Colour } from './page/testing'
import { straighten } from './page/straighten'
import { clip, findPortrait, isPortraitItself, portraitBox, turnOfFace } from './portrait'

const paper: Colour = [236, 238, 232]
const head = disc(200, 290, 62, [190, 150, 120])
const face = { x: 150, y: 240, width: 100, height: 100 }
const alone = { isAlone: true, zone: null, lines: [] }

describe('the cut of a portrait', () => {
  it('follows the frame of the printed picture', () => {
    const page = drawn(900, 570, [
      box(0, 0, 900, 570, paper),
      box(105, 170, 190, 250, [120, 150, 175]),
      head,
      ...print(340, 130, 30, 6, 16),
    ])
    const { x, y, width, height } = portraitBox(page, face)
    expect(Math.abs(x - 105)).toBeLessThanOrEqual(2)
    expect(Math.abs(y - 170)).toBeLessThanOrEqual(2)
    expect(Math.abs(x + width - 295)).toBeLessThanOrEqual(2)
    expect(Math.abs(y + height - 420)).toBeLessThanOrEqual(2)
  })

  it('has the margins of a passport picture where no frame is seen, within the page', () => {
    const page = drawn(900, 570, [box(0, 0, 900, 570, paper), head])
    expect(portraitBox(page, face)).toEqual({ x: 105, y: 180, width: 190, height: 210 })
    expect(portraitBox(page, { x: 10, y: 20, width: 100, height: 100 })).toMatchObject({ x: 0, y: 0 })
  })

  it('is not the frame of something much wider', () => {
    const page = drawn(900, 570, [box(0, 0, 900, 570, paper), box(70, 200, 262, 170, [120, 150, 175]), head])
    expect(portraitBox(page, face)).toEqual({ x: 105, y: 180, width: 190, height: 210 })
  })
})

/** Lays a person's picture onto the card. */
async function withPerson(page: RgbImage, person: Person, x: number, y: number, side: number): Promise<void> {
  const { path, area } = placeOf(person)
  const { image } = await decodeNode(await readFile(path), { ...defaultLimits, maxSide: 10_000 })
  const cut = clip(image, { x: area.left, y: area.top, width: area.width, height: area.height })
  const whole = [
    { x: 0, y: 0 },
    { x: cut.width, y: 0 },
    { x: cut.width, y: cut.height },
    { x: 0, y: cut.height },
  ] as const
  const small = warp(cut, ontoQuad(whole, side, side), side, side)
  for (let row = 0; row < side; row++) {
    page.data.set(small.data.subarray(row * side * 3, (row + 1) * side * 3), ((y + row) * page.width + x) * 3)
  }
}

describe('the portrait on a page', () => {
  let nets: LocateNets
  let page: RgbImage

  beforeAll(async () => {
    const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
    nets = await loadFaceNets(createRuntime({ threads: 1 }), loadManifest(), readModel, false)
    page = card()
    await withPerson(page, 'berta', 700, 250, 90)
    await withPerson(page, 'anna', 40, 130, 230)
  })

  it('is the largest face, whatever ghosts there are', async () => {
    const found = await findPortrait(nets, page, alone)
    expect(found!.detection.box.x).toBeGreaterThan(40)
    expect(found!.detection.box.x).toBeLessThan(270)
    expect(turnOfFace(found!)).toBe(0)
    expect(isPortraitItself(found!, [at(0, 0), at(856, 0), at(856, 540), at(0, 540)])).toBe(false)
    expect(isPortraitItself(found!, [at(40, 130), at(270, 130), at(270, 360), at(40, 360)])).toBe(true)
  })

  it.each([90, 180, 270] as const)('tells that the page has to be turned by %i degrees', async (turn) => {
    const lying = straighten(page, null, ((360 - turn) % 360) as typeof turn).image
    expect(turnOfFace((await findPortrait(nets, lying, alone))!)).toBe(turn)
  })

  it('is none on a page without a face', async () => {
    expect(await findPortrait(nets, card(), alone)).toBeNull()
  })
})

const at = (x: number, y: number) => ({ x, y })
