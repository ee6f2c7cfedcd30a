/** The portrait that is printed on a document: the largest face on the page, cut along the picture's frame or with the margins of one. */
import type { Encode } from '../decode'
import { angleOf, distance } from '../face/geometry'
import { eyesOf } from '../face/landmarks'
import { locateFaces, type LocatedFace, type LocateNets } from '../face/locate'
import { ontoQuad, warp } from '../warp'
import type { RgbImage } from '../image'
import type { Box } from '../types'
import { holderOf, type Surroundings } from './holder'
import { edgesOf, shrink, type Edges } from './page/edges'
import type { DocumentReading, Quad } from './types'

/** Of the face's own box: what is cut beside, above and below it. A passport picture shows hair and shoulders (ICAO 9303 part 9). */
const margin = { side: 0.45, above: 0.6, below: 0.5 }

/** Besides the holder's portrait pages show ghosts of it and faces in seals, and pictures whoever holds the document. */
export const mostFaces = 4

export async function findPortrait(
  nets: LocateNets,
  page: RgbImage,
  surroundings: Surroundings,
): Promise<LocatedFace | null> {
  return holderOf(await locateFaces(nets, page, mostFaces), surroundings)
}

/** By how much the picture has to be turned clockwise for the face to stand upright. */
export function turnOfFace({ points }: LocatedFace): DocumentReading['turnedDegrees'] {
  const quarters = Math.round(angleOf(...eyesOf(points)) / (Math.PI / 2))
  return (((4 - quarters) % 4) * 90) as DocumentReading['turnedDegrees']
}

/**
 * Whether what was taken for a document is a picture of a person: on documents faces are at most 0.4 of the short side high (32 x 40 mm
 * on a card of 54 mm), in their own frame more than half.
 */
export function isPortraitItself({ detection: { box } }: LocatedFace, outline: Quad): boolean {
  const side = (i: number) => Math.hypot(outline[(i + 1) % 4].x - outline[i].x, outline[(i + 1) % 4].y - outline[i].y)
  const shortSide = Math.min(Math.max(side(0), side(2)), Math.max(side(1), side(3)))
  return Math.max(box.width, box.height) > 0.45 * shortSide
}

/** Cuts the portrait upright, clipped to the page. */
export async function cutPortrait(
  page: RgbImage,
  face: LocatedFace,
  encode: Encode,
): Promise<NonNullable<DocumentReading['portrait']>> {
  const box = portraitBox(page, face.detection.box)
  return { box, picture: await encode(clip(page, box)), eyeDistancePx: distance(...eyesOf(face.points)) }
}

/** Side of a face in the small picture in which its frame is looked for. */
const faceSide = 64
/** Share of a frame's side that shows an edge; and how far from the face, in its own width and height, it may lie. */
const leastFrame = 0.8
const away = { least: 0.08, most: 0.85, mostBelow: 1 }
/** Width over height of printed portraits: 35 x 45 mm and its relatives, square ones included. */
const shapes = { least: 0.62, most: 1.08 }

/** The frame of the portrait around a face, in whole pixels of the page; sides that no frame shows have the margins of a portrait. */
export function portraitBox(page: RgbImage, face: Box): Box {
  const usual = {
    left: face.x - margin.side * face.width,
    top: face.y - margin.above * face.height,
    right: face.x + (1 + margin.side) * face.width,
    bottom: face.y + (1 + margin.below) * face.height,
  }
  const framed = { ...usual, ...frameAround(page, face) }
  const shape = (framed.right - framed.left) / (framed.bottom - framed.top)
  const { left, top, right, bottom } = shape >= shapes.least && shape <= shapes.most ? framed : usual
  const x = Math.max(0, Math.round(left))
  const y = Math.max(0, Math.round(top))
  return {
    x,
    y,
    width: Math.min(page.width, Math.round(right)) - x,
    height: Math.min(page.height, Math.round(bottom)) - y,
  }
}

type Frame = Partial<Record<'left' | 'top' | 'right' | 'bottom', number>>

/** Straight edges beside, above and below a face, where there are any. Both sides or neither: one alone is a wall or a hat. */
function frameAround(page: RgbImage, face: Box): Frame {
  const reach = 1.2
  const area = clipped(page, {
    x: face.x - reach * face.width,
    y: face.y - reach * face.height,
    width: (1 + 2 * reach) * face.width,
    height: (1 + 2 * reach) * face.height,
  })
  if (area.width < 8 || area.height < 8) return {}
  const scale = Math.min(1, faceSide / Math.max(face.width, face.height))
  const small = shrink(clip(page, area), Math.max(area.width, area.height) * scale)
  const edges = edgesOf(small)
  const perX = small.width / area.width
  const perY = small.height / area.height
  const inSmall = {
    x: (face.x - area.x) * perX,
    y: (face.y - area.y) * perY,
    width: face.width * perX,
    height: face.height * perY,
  }
  const rows = [inSmall.y - 0.2 * inSmall.height, inSmall.y + 1.2 * inSmall.height] as const
  const { least, most, mostBelow } = away
  const left = strongest(edges, 'column', inSmall.x - most * inSmall.width, inSmall.x - least * inSmall.width, rows)
  const rightEdge = inSmall.x + inSmall.width
  const right = strongest(edges, 'column', rightEdge + least * inSmall.width, rightEdge + most * inSmall.width, rows)
  if (left === null || right === null) return {}
  const frame: Frame = { left: area.x + left / perX, right: area.x + right / perX }
  const columns = [left + 2, right - 2] as const
  const top = strongest(edges, 'row', inSmall.y - most * inSmall.height, inSmall.y - least * inSmall.height, columns)
  const chin = inSmall.y + inSmall.height
  const bottom = strongest(edges, 'row', chin + least * inSmall.height, chin + mostBelow * inSmall.height, columns)
  if (top !== null) frame.top = area.y + top / perY
  if (bottom !== null) frame.bottom = area.y + bottom / perY
  return frame
}

/** The column (or row) between two places along which most of a stretch shows an edge across it; null where too little does. */
function strongest(
  { width, height, gx, gy, steepness, floor }: Edges,
  kind: 'column' | 'row',
  from: number,
  to: number,
  [start, end]: readonly [number, number],
): number | null {
  const [places, steps] = kind === 'column' ? [width, height] : [height, width]
  const across = kind === 'column' ? gx : gy
  const [first, last] = [Math.max(1, Math.round(from)), Math.min(places - 2, Math.round(to))]
  const [begin, stop] = [Math.max(1, Math.round(start)), Math.min(steps - 2, Math.round(end))]
  let best: number | null = null
  let most = leastFrame * (stop - begin + 1)
  for (let place = first; place <= last; place++) {
    let seen = 0
    for (let step = begin; step <= stop; step++) {
      for (const beside of [0, -1, 1]) {
        const at = kind === 'column' ? step * width + place + beside : (place + beside) * width + step
        if (steepness[at] >= floor && Math.abs(across[at]) >= 0.94 * steepness[at]) {
          seen += beside === 0 ? 1 : 0.9
          break
        }
      }
    }
    if (seen <= most) continue
    most = seen
    best = place + 0.5
  }
  return best
}

function clipped({ width, height }: RgbImage, box: Box): Box {
  const x = Math.max(0, Math.round(box.x))
  const y = Math.max(0, Math.round(box.y))
  return {
    x,
    y,
    width: Math.min(width, Math.round(box.x + box.width)) - x,
    height: Math.min(height, Math.round(box.y + box.height)) - y,
  }
}

/** The part of a picture inside a box of whole pixels. */
export function clip(image: RgbImage, { x, y, width, height }: Box): RgbImage {
  const corners = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ] as const
  return warp(image, ontoQuad(corners, width, height), width, height)
}
