/** Writes text as SVG paths in our own stroke letters (strokes.ts), in several hands. No font of the system is needed. */
import { glyphs, marks } from './strokes'

export interface Hand {
  /** Width of the pen, hundredths of a millimetre. */
  pen: number
  /** Of the letters, against OCR-B. */
  width: number
  height: number
  /** Sideways lean for each unit of height. */
  slant: number
  /** 1: full curves; less: straighter sides and tighter corners. */
  roundness: number
  /** Whether the digit one stands on a foot. */
  foot: boolean
  caps: 'round' | 'butt'
}

const plain: Hand = { pen: 35, width: 1, height: 1, slant: 0, roundness: 0.95, foot: false, caps: 'round' }

/** None of them is a copy of a font: what reads them has not been trained on them. */
export const hands = {
  plain,
  light: { ...plain, pen: 25 },
  bold: { ...plain, pen: 46, width: 0.97 },
  narrow: { ...plain, pen: 32, width: 0.82, height: 1.04, roundness: 0.8 },
  round: { ...plain, pen: 33, width: 1.06, roundness: 1, foot: true },
  square: { ...plain, pen: 34, roundness: 0.55, caps: 'butt' },
  slanted: { ...plain, slant: 0.1 },
} satisfies Record<string, Hand>

export type HandName = keyof typeof hands
export const handNames = Object.keys(hands) as HandName[]

/** OCR-B tells O from 0 and 8 from B by their curves: a hand that straightens them does not keep to it. */
export const isLikeOcrB = (name: HandName) => hands[name].roundness >= 0.8

/** Room that a letter of OCR-B takes, and the width of its middle lines, in hundredths of a millimetre. */
export const pitch = 254
const letterWidth = 140
const capital = 210
const small = 156
const digit = 242

export interface Writing {
  hand: Hand
  /** 1: the size of OCR-B in a zone. */
  scale?: number
  /** Each letter takes the room that it needs, as in ordinary print, instead of the same pitch. */
  proportional?: boolean
  /** Pitch in millimetres, where the same for all. */
  pitchMm?: number
}

/** Middle lines of a text that starts at (x, base line) in millimetres: path data and the pen's width, and how wide it is. */
export function write(
  text: string,
  x: number,
  baseline: number,
  writing: Writing,
): { path: string; penMm: number; widthMm: number } {
  const { hand, scale = 1, proportional = false } = writing
  const size = scale / 100
  const parts: string[] = []
  let at = x
  for (const character of text) {
    const { strokes, left } = glyphOf(character, hand)
    const advance = advanceOf(character, writing)
    const origin = proportional
      ? at + (gapOf(hand) / 2 - left * hand.width) * size
      : at + advance / 2 - (letterWidth / 2) * hand.width * size
    for (const points of strokes) {
      const placed = points.map(({ x: px, y: py, round }) => ({
        x: origin + (px * hand.width + py * hand.slant) * size,
        y: baseline - py * hand.height * size,
        round,
      }))
      parts.push(curve(placed, points.closed, hand.roundness))
    }
    at += advance
  }
  return { path: parts.join(''), penMm: hand.pen * size, widthMm: at - x }
}

/** How wide a text is, in millimetres. */
export function widthOf(text: string, writing: Writing): number {
  let width = 0
  for (const character of text) width += advanceOf(character, writing)
  return width
}

const gapOf = (hand: Hand) => hand.pen + 30

function advanceOf(character: string, { hand, scale = 1, proportional = false, pitchMm }: Writing): number {
  if (!proportional) return pitchMm ?? (pitch / 100) * scale
  if (character === ' ') return (90 * scale) / 100
  const { left, right } = glyphOf(character, hand)
  return (((right - left) * hand.width + gapOf(hand)) * scale) / 100
}

/** As an element; `opacity` and colour are the caller's. */
export function lettered(text: string, x: number, baseline: number, colour: string, writing: Writing): string {
  const { path, penMm } = write(text, x, baseline, writing)
  if (path === '') return ''
  const [cap, join] = writing.hand.caps === 'round' ? ['round', 'round'] : ['square', 'miter']
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${penMm.toFixed(3)}" stroke-linecap="${cap}" stroke-linejoin="${join}"/>`
}

/** Whether every letter of the text can be written. */
export const canWrite = (text: string) =>
  [...text.normalize('NFD')].every((part) => part === ' ' || part in glyphs || part in marks)

interface Vertex {
  x: number
  y: number
  round: number
}
type Stroke = Vertex[] & { closed: boolean }

interface Glyph {
  strokes: Stroke[]
  left: number
  right: number
}

const known = new Map<string, Glyph>()

function glyphOf(character: string, hand: Hand): Glyph {
  const name = hand.foot && character === '1' ? 'footed 1' : character
  const found = known.get(name)
  if (found) return found
  const strokes = strokesOf(character)
  if (name === 'footed 1') strokes.push(parse('34,0 128,0'))
  const xs = strokes.flatMap((points) => points.map(({ x }) => x))
  const glyph = { strokes, left: Math.min(...xs, letterWidth), right: Math.max(...xs, 0) }
  known.set(name, glyph)
  return glyph
}

function strokesOf(character: string): Stroke[] {
  if (character === ' ') return []
  if (character in glyphs) return glyphs[character]!.map(parse)
  const [base, ...combining] = [...character.normalize('NFD')]
  if (!(base! in glyphs) || combining.some((mark) => !(mark in marks))) {
    throw new Error(`There is no glyph for U+${character.codePointAt(0)!.toString(16)}.`)
  }
  const high = /[A-Z]/.test(base!) ? capital : /[bdfhkl]/.test(base!) ? digit : small
  // A letter's own dot makes room for what stands above it.
  const carrier = base === 'i' && combining.some((mark) => !marks[mark]!.below) ? 'ı' : base!
  return [
    ...glyphs[carrier]!.map(parse),
    ...combining.flatMap((mark) => {
      const { below = false, strokes } = marks[mark]!
      return strokes.map((stroke) => {
        const points = parse(stroke)
        for (const point of points) point.y += below ? 0 : high
        return points
      })
    }),
  ]
}

function parse(stroke: string): Stroke {
  const words = stroke.split(' ')
  const closed = words.at(-1) === 'z'
  const points = (closed ? words.slice(0, -1) : words).map((word) => {
    const [x, y, round] = word.split(/[,~]/)
    return { x: Number(x), y: Number(y), round: round === undefined ? 0 : round === '' ? 1 : Number(round) }
  })
  return Object.assign(points, { closed })
}

/** Control points of a quarter of an ellipse lie this far from its ends. */
const kappa = 0.5523

function curve(points: Vertex[], closed: boolean, roundness: number): string {
  const number = (value: number) => Math.round(value * 1000) / 1000
  const to = (a: Vertex, b: Vertex, share: number) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share })
  const steps: string[] = []
  const last = points.length - 1
  points.forEach((point, index) => {
    const isEnd = !closed && (index === 0 || index === last)
    if (isEnd || point.round === 0) {
      steps.push(`${number(point.x)} ${number(point.y)}`)
      return
    }
    const before = points[index === 0 ? last : index - 1]!
    const after = points[index === last ? 0 : index + 1]!
    const reach = (neighbour: Vertex) => point.round * roundness * (neighbour.round > 0 ? 0.5 : 1)
    const start = to(point, before, reach(before))
    const end = to(point, after, reach(after))
    const c1 = to({ ...point, ...start }, point, kappa)
    const c2 = to({ ...point, ...end }, point, kappa)
    steps.push(`${number(start.x)} ${number(start.y)}C${[c1.x, c1.y, c2.x, c2.y, end.x, end.y].map(number).join(' ')}`)
  })
  return `M${steps.join('L')}${closed ? 'Z' : ''}`
}
