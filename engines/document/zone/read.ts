/**
 * Finds the machine-readable zone among the lines of print and reads it: rows are tried with the line reader, which stays silent on other print;
 * rows that speak and stand over each other are a block; the block is read again, more closely, in every layout that fits its rows.
 */
import type { RgbImage } from '../../image'
import type { Net } from '../../runtime'
import type { Point, Quad, ZoneFormat, ZoneText } from '../types'
import { mean, readExactly, readFreely, type Read, type Scores } from './decode'
import { layouts, strangersIn, type Layout } from './layout'
import { placeOfZone, type PlacedLine } from './place'
import { between, blockAround, directionOf, joined, placeOn, rowOf, turned } from './rows'
import { lengthOf, readRows, varied, widthOf, type Row } from './strip'
import { settleTwins, type LineRead } from './twins'

/** Rows shorter than this many times their height hold fewer characters than the shortest line of a zone. */
const leastProportion = 9
/** A row speaks when at least this many characters are read on it, this surely on the whole. */
const speaks = { characters: 18, confidence: 0.55 }
/** Beyond the ends that were found: fillers that the detector did not see. In heights of the row. */
const beyondEnds = 1.2
/** What the detector calls a line's height is 1.05 to 1.6 times its capitals'; the reader was trained on strips of 1.15 to 2.1. */
const firstLooks = [1.1, 1.5]
/** Ways to look at a line whose height is told, whose probabilities are averaged. */
const closeLooks = [
  { height: 0.9, shift: 0 },
  { height: 1, shift: 0.06 },
  { height: 1, shift: -0.06 },
  { height: 1.15, shift: 0 },
]
/** Between the lines of a zone, in heights of a row as it is looked at: where the next is looked for when only one was found. */
const lineDistances = [1.1, 1.35, 1.6, 1.85, 2.15, 2.5]
/** A row that was found too short grows while more characters are read beyond its ends: by so many at a time, so often. */
const growth = { characters: 4, times: 6 }
/** A character that does not belong to its place costs this much, in nats: a sure reading stands, a doubtful one gives way. */
const misplaced = 2.5
/** Rows that are tried at most: the longest. */
const mostRows = 14
/** The mean confidence from which a zone is believed whatever its check digits say; below, so many have to be right: one is right by chance in ten. */
const sureWithoutDigits = 0.8
const digitsOfDoubtful = 2
/** Characters of a whole zone that may stand where their kind does not belong. */
const mostStrangers = 4

interface SpeakingRow {
  row: Row
  read: Read
}

/** @returns the zone as it is printed, its places in pixels of the picture; null when there is none */
export async function readZone(net: Net, image: RgbImage, lines: readonly Quad[]): Promise<ZoneText | null> {
  const rows = joined(lines.map(rowOf).filter((row) => row.heightPx >= 3)).filter(
    (row) => lengthOf(row) >= leastProportion * row.heightPx,
  )
  for (const tried of [rows, rows.map(turned)]) {
    const speaking = await speakingRows(net, image, tried.slice(0, mostRows))
    const zone = await bestBlock(net, image, speaking, tried)
    if (zone) return zone
  }
  return null
}

async function speakingRows(net: Net, image: RgbImage, rows: readonly Row[]): Promise<SpeakingRow[]> {
  const speaking: SpeakingRow[] = []
  for (const row of rows) {
    const wide = between(row, -beyondEnds * row.heightPx, lengthOf(row) + beyondEnds * row.heightPx)
    const heard = await listen(net, image, wide)
    if (heard) speaking.push(await grown(net, image, heard))
  }
  return speaking
}

/** Looks at a row in several heights. @returns what was read on the best of them, the row trimmed to it; null when none speaks */
async function listen(net: Net, image: RgbImage, row: Row): Promise<SpeakingRow | null> {
  let best: SpeakingRow | null = null
  for (const height of firstLooks) {
    const looked = varied(row, { height, shift: 0 })
    const heard = await hear(net, image, looked)
    if (heard && (!best || certainty(heard.read) > certainty(best.read))) best = heard
  }
  return best
}

async function hear(net: Net, image: RgbImage, row: Row): Promise<SpeakingRow | null> {
  const [scores] = await readRows(net, image, [row])
  const read = readFreely(scores)
  if (read.text.length < speaks.characters || average(read.confidences) < speaks.confidence) return null
  return { row: trimmed(row, read, scores), read }
}

const certainty = ({ confidences }: Read) => confidences.reduce((sum, confidence) => sum + confidence, 0)

/** Follows a row beyond its ends: fillers that are printed thin are not always found as print. */
async function grown(net: Net, image: RgbImage, found: SpeakingRow): Promise<SpeakingRow> {
  let best = found
  for (let time = 0; time < growth.times; time++) {
    const more = (growth.characters * lengthOf(best.row)) / (best.read.text.length + 1.4)
    const heard = await hear(net, image, between(best.row, -more, lengthOf(best.row) + more))
    if (!heard || certainty(heard.read) < certainty(best.read) + 0.5) break
    best = heard
  }
  return best
}

/** From the first character of a row to the last, with a margin of seven tenths of a character. */
function trimmed(row: Row, { at }: Read, { steps }: Scores): Row {
  const perStep = lengthOf(row) / steps
  const first = (at[0] + 0.5) * perStep
  const last = (at[at.length - 1] + 0.5) * perStep
  const pitch = (last - first) / (at.length - 1)
  return between(row, first - 1.2 * pitch, last + 1.2 * pitch)
}

async function bestBlock(
  net: Net,
  image: RgbImage,
  speaking: readonly SpeakingRow[],
  all: readonly Row[],
): Promise<ZoneText | null> {
  const seeds = [...speaking].sort((a, b) => b.read.text.length - a.read.text.length)
  for (const seed of seeds) {
    const around = blockAround(
      seed.row,
      speaking.map(({ row }) => row),
    )
    const block = await completed(net, image, around, all)
    const zone = await readBlock(net, image, block)
    if (zone) return zone
  }
  return null
}

/** Looks for lines where some are missing: a zone has two or three, at equal distances. */
async function completed(net: Net, image: RgbImage, block: readonly Row[], all: readonly Row[]): Promise<Row[]> {
  const rows = [...block]
  const [first] = rows
  const told = rows.length === 2 ? placeOn(first, rows[1].left).across : null
  const distances = told === null ? lineDistances.map((by) => by * first.heightPx) : [told]
  for (const side of ['above', 'below'] as const) {
    if (rows.length >= 3) break
    const last = side === 'above' ? rows[0] : rows[rows.length - 1]
    const found = await lineBeside(net, image, last, side === 'above' ? distances.map((by) => -by) : distances, all)
    if (!found) continue
    if (side === 'above') rows.unshift(found)
    else rows.push(found)
  }
  return rows
}

/** The surest of the lines that are read at these distances across a row; null where none is. */
async function lineBeside(net: Net, image: RgbImage, row: Row, distances: readonly number[], all: readonly Row[]) {
  let best: SpeakingRow | null = null
  for (const across of distances) {
    const guess = beside(row, across)
    const near = all.find((other) => {
      return Math.abs(placeOn(guess, other.left).across) < 0.4 * row.heightPx && overlaps(guess, other)
    })
    const place = near ? between(near, placeOn(near, guess.left).along, placeOn(near, guess.right).along) : guess
    const heard = await hear(net, image, place)
    if (heard && (!best || certainty(heard.read) > certainty(best.read))) best = heard
  }
  return best && (await grown(net, image, best)).row
}

function overlaps(a: Row, b: Row): boolean {
  const left = placeOn(a, b.left).along
  const right = placeOn(a, b.right).along
  return Math.min(lengthOf(a), right) - Math.max(0, left) > 0.3 * Math.min(lengthOf(a), lengthOf(b))
}

/** The row as far below (negative: above) as said, in pixels. */
function beside(row: Row, across: number): Row {
  const { x, y } = directionOf(row)
  const move = (point: Point): Point => ({ x: point.x - y * across, y: point.y + x * across })
  return { left: move(row.left), right: move(row.right), heightPx: row.heightPx }
}

interface Candidate {
  format: ZoneFormat
  lines: (PlacedLine & LineRead)[]
  /** -log of the path per character, in nats. */
  cost: number
}

async function readBlock(net: Net, image: RgbImage, block: readonly Row[]): Promise<ZoneText | null> {
  // Every line of a zone is as long as the others: the widest says where fillers were not seen.
  const rows = aligned(block)
  const looks = await Promise.all(rows.map((row) => closely(net, image, row)))
  const free = looks.map((scores) => readFreely(scores).text.length)
  const candidates: Candidate[] = []
  for (const layout of Object.values(layouts)) {
    for (let top = 0; top + layout.lines <= rows.length; top++) {
      const lengths = free.slice(top, top + layout.lines)
      if (lengths.some((length) => Math.abs(length - layout.length) > 5)) continue
      const candidate = fitted(layout, looks.slice(top, top + layout.lines), rows.slice(top, top + layout.lines))
      if (candidate) candidates.push(candidate)
    }
  }
  const [best] = candidates.sort((a, b) => a.cost - b.cost)
  if (!best) return null
  const reads = settleTwins(layouts[best.format], best.lines)
  if (!isBelieved(best.format, reads)) return null
  return {
    format: best.format,
    lines: reads.map(({ text }) => text),
    confidences: reads.map(({ confidences }) => confidences),
    quad: placeOfZone(best.lines),
  }
}

/** The rows between the same two ends, taken across the block. */
function aligned(block: readonly Row[]): Row[] {
  const [first] = block
  const ends = block.flatMap((row) => [placeOn(first, row.left).along, placeOn(first, row.right).along])
  const from = Math.min(...ends)
  const to = Math.max(...ends)
  return block.map((row) => {
    const start = placeOn(row, pointOn(first, from)).along
    const end = placeOn(row, pointOn(first, to)).along
    return between(row, start, end)
  })
}

function pointOn(row: Row, along: number): Point {
  const { x, y } = directionOf(row)
  return { x: row.left.x + along * x, y: row.left.y + along * y }
}

async function closely(net: Net, image: RgbImage, row: Row): Promise<Scores> {
  const width = widthOf(varied(row, closeLooks[0]))
  return mean(
    await readRows(
      net,
      image,
      closeLooks.map((look) => varied(row, look)),
      width,
    ),
  )
}

function fitted(layout: Layout, looks: readonly Scores[], rows: readonly Row[]): Candidate | null {
  const lines: Candidate['lines'] = []
  let cost = 0
  for (const [line, scores] of looks.entries()) {
    const read = readExactly(scores, layout.length, { allowed: layout.allowed[line], cost: misplaced })
    if (!read) return null
    cost += read.cost / (layout.lines * layout.length)
    lines.push({ row: rows[line], read, scores, steps: scores.steps })
  }
  return { format: layout.format, lines, cost }
}

function isBelieved(format: ZoneFormat, reads: readonly Read[]): boolean {
  const lines = reads.map(({ text }) => text)
  // However sure the reader is of its characters: print that does not begin as a zone, or keep to its places, is none.
  if (!layouts[format].starts.includes(lines[0][0]) || strangersIn(format, lines) > mostStrangers) return false
  const confidence = average(reads.flatMap(({ confidences }) => confidences))
  if (confidence < speaks.confidence) return false
  if (confidence >= sureWithoutDigits) return true
  const right = layouts[format].checks.filter(({ digit, covers }) => {
    const sum = covers.reduce(
      (total, { line, column, weight }) => total + weight * valueAt(reads[line].text[column]),
      0,
    )
    return reads[digit.line].text[digit.column] === `${sum % 10}` && sum > 0
  })
  return right.length >= digitsOfDoubtful
}

function valueAt(character: string): number {
  return character === '<' ? 0 : parseInt(character, 36)
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
