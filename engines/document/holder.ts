/** Which of the faces in a picture the document shows: not that of whoever holds it up, nor that of a picture beside it. */
import { centreOf } from '../face/geometry'
import type { LocatedFace } from '../face/locate'
import { ontoQuad, applyHomography, inverse } from '../warp'
import { heightOf } from './text'
import type { Quad, TextLine, ZoneFormat } from './types'

export interface Surroundings {
  /** The picture shows nothing but the document, which was told apart by its edges. */
  isAlone: boolean
  zone: { format: ZoneFormat; quad: Quad } | null
  /** Of print. */
  lines: readonly Quad[]
}

/**
 * Of documents, in mm (ISO/IEC 7810; ICAO 9303 parts 4 to 7), and how wide their zone is: ten characters to an inch. The other side of a
 * card may lie beside it, on a sheet that shows both; what has its portrait on the side of its zone has it nowhere else.
 */
const card = { width: 85.6, height: 53.98, characters: 30, hasOtherSide: true }
const largerCard = { width: 105, height: 74, characters: 36, hasOtherSide: true }
const sizes: Record<ZoneFormat, typeof card> = {
  TD1: card,
  TD2: largerCard,
  IDFR: largerCard,
  TD3: { width: 125, height: 88, characters: 44, hasOtherSide: false },
  MRVA: { width: 120, height: 80, characters: 44, hasOtherSide: false },
  MRVB: { width: 105, height: 74, characters: 36, hasOtherSide: false },
}
const mmPerCharacter = 2.54
/** Zones are printed a little narrower and wider, and not all at the same distance from the edges: this much, in widths of the zone. */
const play = 0.08
/** Between two sides on one sheet, in widths of the zone. */
const gap = 0.4
/** Of the height of a document: faces are at most 0.4 of it high (32 of 80 mm). */
const highestFace = 0.45
/** Times the height of print: faces are 15 to 32 mm high on documents, print at least 1.2; of a living face it is ten times as much. */
const highestOfPrint = 26
/** Of the area of the largest: a smaller face is its ghost, or one in a seal. */
const ghost = 0.25

/** Sides that show their holder have a dozen lines of print and more; a person in front of a wall of posters stands before fewer. */
const leastLines = 6

/** Whether a face can be the holder's at all: a picture of a face with little or nothing printed beside it is no side of a document. */
export function mayShowHolder(zone: Surroundings['zone'], lines: readonly TextLine[]): boolean {
  return zone !== null || lines.length >= leastLines
}

/** @returns null where there is none, or where it cannot be told which of several it is */
export function holderOf(faces: readonly LocatedFace[], { isAlone, zone, lines }: Surroundings): LocatedFace | null {
  const bySize = [...faces].sort((a, b) => areaOf(b) - areaOf(a))
  if (isAlone) return bySize[0] ?? null
  if (zone) return nearZone(bySize, zone)
  const heights = lines.map(heightOf).sort((a, b) => a - b)
  const print = heights[heights.length >> 1]
  const [largest, next] = bySize
  if (!largest || (print && heightOfFace(largest) > highestOfPrint * print)) return null
  return next && areaOf(next) > ghost * areaOf(largest) ? null : largest
}

/** The largest on the document that the zone is on, as large as its format says; then on its other side, beside it. */
function nearZone(faces: readonly LocatedFace[], { format, quad }: NonNullable<Surroundings['zone']>) {
  const { width, height, characters, hasOtherSide } = sizes[format]
  const zoneMm = characters * mmPerCharacter
  const [wide, high] = [width / zoneMm, height / zoneMm]
  const side = (wide - 1) / 2
  // In widths of the zone, to the right and upwards from the left end of its lower edge; the zone's own height does not matter.
  const onto = inverse(ontoQuad(levelled(quad), 1, 1))
  const placed = faces.map((face) => {
    const { x, y } = applyHomography(onto, ...pointOf(centreOf(face.detection.box)))
    return { face, x, y: 1 - y, height: heightOfFace(face) / lengthOfZone(quad) }
  })
  const within = (by: { x: number; y: number }) =>
    placed.find(
      ({ x, y, height }) =>
        x > -side - by.x && x < 1 + side + by.x && y > -by.y && y < high + by.y && height < highestFace * high,
    )?.face ?? null
  const here = within({ x: play, y: play })
  return here ?? (hasOtherSide ? within({ x: wide + gap, y: high + gap }) : null)
}

const pointOf = ({ x, y }: { x: number; y: number }) => [x, y] as const
const areaOf = ({ detection: { box } }: LocatedFace) => box.width * box.height
const heightOfFace = ({ detection: { box } }: LocatedFace) => Math.max(box.width, box.height)
const lengthOfZone = ([a, b]: Quad) => Math.hypot(b.x - a.x, b.y - a.y)

/** A square as wide as the zone that stands on its lower edge. */
function levelled([, , right, left]: Quad): Quad {
  const [dx, dy] = [right.x - left.x, right.y - left.y]
  const up = { x: dy, y: -dx }
  const raised = (point: { x: number; y: number }) => ({ x: point.x + up.x, y: point.y + up.y })
  return [raised(left), raised(right), right, left]
}
