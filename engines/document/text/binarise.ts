/**
 * From the detector's map of probabilities to rectangles: what comes after the net in "Real-time Scene Text Detection with Differentiable
 * Binarization" (Liao et al., 2020), over rectangles instead of polygons, since lines of documents are straight.
 */
import type { Point } from '../types'
import { convexHull, leastRectangle, rectangleAlong, type Rectangle } from './rectangle'

/** As PaddleOCR ships them with this net. */
const coreProbability = 0.3
const leastScore = 0.6
const unclipRatio = 1.5
/** Pixels of the map: a core thinner than this is no line that could be read. */
const leastThickness = 3
/** A rectangle whose sides differ by less says nothing of the way its line runs; one across all others has to differ by more: a lone letter stands. */
const elongated = 1.5
const elongatedAcross = 3

export interface ProbabilityMap {
  width: number
  height: number
  /** 0..1, row by row. */
  data: Float32Array
}

/** A line found in the map, in its pixels. Its length lies along the text, at -45 to 135 degrees: to the right or, where it stands, downwards. */
export interface FoundLine extends Rectangle {
  /** Mean probability inside the core, 0..1. */
  score: number
}

export function linesOf(map: ProbabilityMap): FoundLine[] {
  const cores: { hull: Point[]; rectangle: Rectangle }[] = []
  for (const hull of hullsOf(map)) {
    const rectangle = leastRectangle(hull)
    if (rectangle.thickness >= leastThickness) cores.push({ hull, rectangle })
  }
  const common = commonAngle(cores.map(({ rectangle }) => rectangle))
  const lines: FoundLine[] = []
  for (const { hull, rectangle } of cores) {
    const isAcross = Math.abs(Math.sin(rectangle.angle - common)) > Math.SQRT1_2
    const isClear = rectangle.length >= (isAcross ? elongatedAcross : elongated) * rectangle.thickness
    const core = forwards(isClear ? rectangle : rectangleAlong(hull, common))
    const score = meanInside(map, core)
    if (score >= leastScore) lines.push({ ...grown(core), score })
  }
  return lines
}

/** The convex hull of every connected region of the core, 8 neighbours; pixels count with their whole area. */
function hullsOf({ width, height, data }: ProbabilityMap): Point[][] {
  const hulls: Point[][] = []
  const seen = new Uint8Array(width * height)
  const waiting: number[] = []
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || data[start] <= coreProbability) continue
    const rows = new Map<number, [left: number, right: number]>()
    seen[start] = 1
    waiting.push(start)
    while (waiting.length > 0) {
      const at = waiting.pop()!
      const y = Math.floor(at / width)
      const x = at - y * width
      const row = rows.get(y)
      if (!row) rows.set(y, [x, x])
      else if (x < row[0]) row[0] = x
      else if (x > row[1]) row[1] = x
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx
          if (seen[next] || data[next] <= coreProbability) continue
          seen[next] = 1
          waiting.push(next)
        }
      }
    }
    const corners = [...rows].flatMap(([y, [left, right]]) => [
      { x: left, y },
      { x: left, y: y + 1 },
      { x: right + 1, y },
      { x: right + 1, y: y + 1 },
    ])
    hulls.push(convexHull(corners.sort((a, b) => a.x - b.x || a.y - b.y)))
  }
  return hulls
}

/** The angle that most of the length of clear lines lies at, -45 to 135 degrees, to a degree; 0 without any. */
function commonAngle(rectangles: readonly Rectangle[]): number {
  const degrees = new Float64Array(180)
  for (const rectangle of rectangles) {
    if (rectangle.length < elongated * rectangle.thickness) continue
    const angle = Math.round((forwards(rectangle).angle * 180) / Math.PI)
    for (let near = -2; near <= 2; near++)
      degrees[(((angle + near) % 180) + 180) % 180] += rectangle.length * (3 - Math.abs(near))
  }
  const most = degrees.reduce((best, length, angle) => (length > degrees[best] ? angle : best), 0)
  return ((most >= 135 ? most - 180 : most) * Math.PI) / 180
}

/** The same rectangle with its length pointing at -45 to 135 degrees. */
function forwards(rectangle: Rectangle): Rectangle {
  const quarter = Math.PI / 4
  const turns = Math.floor((rectangle.angle + quarter) / Math.PI)
  return { ...rectangle, angle: rectangle.angle - turns * Math.PI }
}

/** The core is the line shrunk by its area times (1 - 0.4 squared) over its girth; growing it by 1.5 times area over girth undoes that. */
function grown(core: Rectangle): Rectangle {
  const { length, thickness } = core
  const by = (length * thickness * unclipRatio) / (2 * (length + thickness))
  return { ...core, length: length + 2 * by, thickness: thickness + 2 * by }
}

function meanInside({ width, height, data }: ProbabilityMap, { centre, length, thickness, angle }: Rectangle): number {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const reachX = (Math.abs(cos) * length + Math.abs(sin) * thickness) / 2
  const reachY = (Math.abs(sin) * length + Math.abs(cos) * thickness) / 2
  let sum = 0
  let count = 0
  for (let y = Math.max(0, Math.floor(centre.y - reachY)); y < Math.min(height, centre.y + reachY); y++) {
    for (let x = Math.max(0, Math.floor(centre.x - reachX)); x < Math.min(width, centre.x + reachX); x++) {
      const dx = x + 0.5 - centre.x
      const dy = y + 0.5 - centre.y
      if (Math.abs(dx * cos + dy * sin) > length / 2 || Math.abs(dy * cos - dx * sin) > thickness / 2) continue
      sum += data[y * width + x]
      count++
    }
  }
  return count === 0 ? 0 : sum / count
}
