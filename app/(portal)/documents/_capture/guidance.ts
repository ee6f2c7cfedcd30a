/** What is said to whoever holds a document before the camera, from what was seen in one frame and the one before. Pure. */

export interface Corner {
  x: number
  y: number
}

/** Clockwise from the upper left. */
export type Outline = readonly [Corner, Corner, Corner, Corner]

/** What was seen in one frame; places in pixels of that frame. */
export interface Seen {
  widthPx: number
  heightPx: number
  /** Null: no document was told apart from what it lies on. */
  outline: Outline | null
  /** Mean luminance, 0..255. */
  brightness: number
}

export interface Advice {
  isGood: boolean
  words: string
}

/** So long has a document to be held well before the picture is taken by itself. */
export const steadyMs = 1_000

/** Below this a sensor adds more grain than light. */
const leastBrightness = 45
/** Of the frame: a card that fills less of a picture of 1920 x 1080 has under 300 dots an inch. */
const leastShare = 0.3
/** Of the frame's width: an edge nearer than this is cut off, or soon will be. */
const leastMargin = 0.008
/** Of the longer of two opposite edges to the shorter: more is a tilt that blurs one end. */
const mostTaper = 1.22
/** By how much a corner may differ from a right angle. */
const mostSkewDegrees = 16
/** Of the frame's diagonal, from one look to the next. */
const mostMotion = 0.018

export function adviceFor(seen: Seen, before: Outline | null): Advice {
  const { outline, brightness, widthPx, heightPx } = seen
  if (brightness < leastBrightness) return no('Too dark. Find more light, or turn towards a window.')
  if (!outline) return no('Lay the document flat on a plain ground of another colour, and aim at all of it.')
  const margin = leastMargin * widthPx
  const isCut = outline.some(({ x, y }) => Math.min(x, y, widthPx - x, heightPx - y) < margin)
  const share = areaOf(outline) / (widthPx * heightPx)
  if (isCut) return no('Move back a little: all four corners have to be seen.')
  if (share < leastShare) return no('Come closer.')
  if (taperOf(outline) > mostTaper || skewOf(outline) > mostSkewDegrees)
    return no('Tilt less: look straight down on it.')
  if (!before || motionOf(outline, before) > mostMotion * Math.hypot(widthPx, heightPx)) return no('Hold still.')
  return { isGood: true, words: 'Good. Hold still …' }
}

const no = (words: string): Advice => ({ isGood: false, words })

function areaOf(outline: Outline): number {
  let twice = 0
  outline.forEach(({ x, y }, at) => {
    const next = outline[(at + 1) % 4]!
    twice += x * next.y - next.x * y
  })
  return Math.abs(twice) / 2
}

function taperOf([a, b, c, d]: Outline): number {
  const [top, right, bottom, left] = [far(a, b), far(b, c), far(c, d), far(d, a)]
  return Math.max(top / bottom, bottom / top, left / right, right / left)
}

/** The corner that is furthest from a right angle, in degrees. */
function skewOf(outline: Outline): number {
  const angles = outline.map((corner, at) => {
    const [before, after] = [outline[(at + 3) % 4]!, outline[(at + 1) % 4]!]
    const [ux, uy, vx, vy] = [before.x - corner.x, before.y - corner.y, after.x - corner.x, after.y - corner.y]
    return (Math.acos((ux * vx + uy * vy) / (Math.hypot(ux, uy) * Math.hypot(vx, vy))) * 180) / Math.PI
  })
  return Math.max(...angles.map((angle) => Math.abs(angle - 90)))
}

/** How far the corners went; a document that is told apart turned by a quarter lies where it lay. */
function motionOf(now: Outline, before: Outline): number {
  const turns = [0, 1, 2, 3].map((turn) => Math.max(...now.map((corner, at) => far(corner, before[(at + turn) % 4]!))))
  return Math.min(...turns)
}

const far = (a: Corner, b: Corner) => Math.hypot(a.x - b.x, a.y - b.y)
