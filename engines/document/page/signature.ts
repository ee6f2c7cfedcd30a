/**
 * The holder's signature: joined strokes of ink that are no print, beside the word for it. By their shape alone they are not told from
 * seals, chips and patterns of the background.
 */
import type { RgbImage } from '../../image'
import type { Box } from '../../types'
import type { Quad, TextLine } from '../types'
import { shrink } from './edges'
import { luminanceOf, patchesOf } from './quality'

/** Long side of the page on which strokes are looked for: handwriting is millimetres high. */
const searchedSide = 800

/**
 * The word for it as documents of Europe and the Americas print it, its beginning where the ending varies. Spaces between words are often lost
 * in reading, so only the short words have to stand alone.
 */
const label =
  /signat(ur|ue)|unterschrift|handtekening|assinatura|semn[aă]tura|podpis|potpis|parakst|para[sš]as|all?kiri|allekirjoitus|al[aá][ií]r[aá]s|underskrift|namnteckning|undirskrift|sinjatura|nenshkrimi|підпис|подпис|потпис|υπογραφή|(?<!\p{L})(firma|firme|imza)(?!\p{L})/iu

/** Beside these words the officer signs who issued it. */
const officer = /issuing|officer|authority|d[ée]livr|autorit|beh[öo]rde/iu

/** What joined handwriting looks like, in shares of the page and of its own box. */
const shape = {
  /** Of the page's width. */
  leastWidth: 0.045,
  leastAspect: 0.8,
  /** Share of its box that is ink: letters of print are denser. */
  mostInk: 0.42,
  /** Mean height of its columns over its own: print is as high everywhere, handwriting goes up and down. */
  mostEven: 0.6,
}
/** Of the page's height: print beside the word for it is 2 to 4 % high, and in small pictures as joined as handwriting. */
const heights = { least: 0.042, most: 0.2 }
const mostWidth = 0.5
/** Strokes of a pen, of the page's width: 0.3 to 1 mm. */
const thickest = 0.011

interface Stroke {
  box: Box
  ink: number
  even: number
  thickness: number
  /** Runs of ink in a row of pixels, on average: a line has one. */
  runs: number
}

/**
 * Null when it is not certain, and wherever no line says that here is a signature.
 * @param lines printed lines: the word for a signature tells where one is
 * @param apart where none is: the portrait, the zone
 */
export function findSignature(page: RgbImage, lines: readonly TextLine[], apart: readonly Box[]): Box | null {
  const small = shrink(page, searchedSide)
  const scale = small.width / page.width
  const scaled = ({ x, y, width, height }: Box): Box => ({
    x: x * scale,
    y: y * scale,
    width: width * scale,
    height: height * scale,
  })
  const labels = lines
    .filter(({ text }) => label.test(text) && !officer.test(text))
    .map(({ quad }) => scaled(boundsOf(quad)))
  if (labels.length === 0) return null
  const closed = [...apart.map(scaled), ...labels]
  const strokes = strokesOf(small).filter(({ box }) => !closed.some((area) => isMostlyIn(box, area)))
  const [best] = strokes
    .filter(({ box }) => labels.some((area) => isNear(box, area, small)))
    .filter((stroke) => isHandwriting(stroke, small))
    .sort((left, right) => worth(right) - worth(left))
  return best ? inPage(grown(best.box, strokes), scale, page) : null
}

const worth = ({ box }: Stroke) => box.width * Math.sqrt(box.height)

function isHandwriting({ box, ink, even, thickness, runs }: Stroke, page: RgbImage): boolean {
  return (
    box.width >= shape.leastWidth * page.width &&
    box.width <= mostWidth * page.width &&
    box.height >= heights.least * page.height &&
    box.height <= heights.most * page.height &&
    box.width >= shape.leastAspect * box.height &&
    ink <= shape.mostInk &&
    even <= shape.mostEven &&
    thickness <= Math.max(3, thickest * page.width) &&
    runs >= 1.6
  )
}

/** Ink: darker than the mean around by as much as print is. */
function strokesOf(page: RgbImage): Stroke[] {
  const { width, height } = page
  const luminance = luminanceOf(page)
  const mask = inkOf(luminance, width, height)
  return patchesOf(closedGaps(mask, width, height), width, height)
    .map((patch) => patch.filter((at) => mask[at] === 1))
    .filter((patch) => patch.length >= 12)
    .map((patch) => strokeOf(patch, mask, width))
}

/** Half the side of the square that the ground is taken from. */
const groundReach = 14

function inkOf(luminance: Uint8Array, width: number, height: number): Uint8Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += luminance[y * width + x]
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
    }
  }
  const mask = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - groundReach), Math.min(height, y + groundReach + 1)]
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - groundReach), Math.min(width, x + groundReach + 1)]
      const at = (row: number, column: number) => sums[row * (width + 1) + column]
      const sum = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left)
      const ground = sum / ((bottom - top) * (right - left))
      if (luminance[y * width + x] < ground * 0.78 - 6) mask[y * width + x] = 1
    }
  }
  return mask
}

/** Pixels that touch ink by a corner or across one pixel are joined: a thin stroke breaks. */
function closedGaps(mask: Uint8Array, width: number, height: number): Uint8Array {
  const joined = mask.slice()
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      if (mask[at] === 1) continue
      const across = mask[at - 1] + mask[at + 1] === 2 || mask[at - width] + mask[at + width] === 2
      const aslant =
        mask[at - width - 1] + mask[at + width + 1] === 2 || mask[at - width + 1] + mask[at + width - 1] === 2
      if (across || aslant) joined[at] = 1
    }
  }
  return joined
}

function strokeOf(patch: number[], mask: Uint8Array, width: number): Stroke {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  let rim = 0
  const columns = new Map<number, [number, number]>()
  let starts = 0
  for (const at of patch) {
    const x = at % width
    const y = (at - x) / width
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    for (const step of [1, -1, width, -width]) if (mask[at + step] !== 1) rim++
    if (mask[at - 1] !== 1) starts++
    const column = columns.get(x)
    columns.set(x, column ? [Math.min(column[0], y), Math.max(column[1], y)] : [y, y])
  }
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
  let extents = 0
  for (const [from, to] of columns.values()) extents += to - from + 1
  return {
    box,
    ink: patch.length / (box.width * box.height),
    even: extents / (columns.size * box.height),
    thickness: (2 * patch.length) / Math.max(1, rim),
    runs: starts / box.height,
  }
}

/** The strokes beside a found one that belong to it: capitals that stand alone, a second name. */
function grown(first: Box, strokes: readonly Stroke[]): Box {
  let whole = first
  for (let round = 0; round < 3; round++) {
    for (const { box } of strokes) {
      const alike = box.height >= 0.4 * first.height && box.height <= 1.6 * first.height
      if (alike && box.width <= 2.5 * first.width && isBeside(whole, box)) {
        whole = union(whole, box)
      }
    }
  }
  return whole
}

/** As far apart as words are, and sharing half of the lower one's height. */
function isBeside(one: Box, other: Box): boolean {
  const gap = Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width)
  const shared = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return gap < 0.7 * Math.max(one.height, other.height) && shared > 0.5 * Math.min(one.height, other.height)
}

/** A signature stands under, over or behind the word for it. */
function isNear(box: Box, area: Box, page: RgbImage): boolean {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const [beside, above] = [0.3 * page.width, 0.15 * page.height]
  return (
    middle.x > area.x - 0.12 * page.width &&
    middle.x < area.x + area.width + beside &&
    middle.y > area.y - above &&
    middle.y < area.y + area.height + above
  )
}

function isMostlyIn(box: Box, area: Box): boolean {
  const width = Math.min(box.x + box.width, area.x + area.width) - Math.max(box.x, area.x)
  const height = Math.min(box.y + box.height, area.y + area.height) - Math.max(box.y, area.y)
  return width > 0 && height > 0 && width * height > 0.3 * box.width * box.height
}

function union(one: Box, other: Box): Box {
  const x = Math.min(one.x, other.x)
  const y = Math.min(one.y, other.y)
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  }
}

export function boundsOf(quad: Quad): Box {
  const xs = quad.map(({ x }) => x)
  const ys = quad.map(({ y }) => y)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

/** With a little paper around it, in whole pixels of the page. */
function inPage(box: Box, scale: number, page: RgbImage): Box {
  const rim = 0.12 * box.height
  const x = Math.max(0, Math.floor((box.x - rim) / scale))
  const y = Math.max(0, Math.floor((box.y - rim) / scale))
  const right = Math.min(page.width, Math.ceil((box.x + box.width + rim) / scale))
  const bottom = Math.min(page.height, Math.ceil((box.y + box.height + rim) / scale))
  return { x, y, width: right - x, height: bottom - y }
}
