/**
 * Where things stand on a document: the zone at ICAO's place (9303 parts 4 to 7), above it the visual zone. All in millimetres;
 * the outcome is the inside of an SVG whose user unit is one millimetre.
 */
import type { Box } from '../../types'
import type { FieldName, Side } from '../report-types'
import type { ZoneFormat } from '../types'
import { dateStyle, labelOf } from './labels'
import { hands, lettered, pitch, widthOf, type Hand, type HandName, type Writing } from './lettering'
import { securityPrint, signature, silhouette } from './patterns'
import { holder, type Holder } from './people'
import { random, type Random } from './random'
import { zoneLines } from './zone-lines'

export interface Laid {
  widthMm: number
  heightMm: number
  svg: string
  zone: { lines: string[]; box: Box } | null
  /** Printed beside a label, dates as `YYYY-MM-DD`. */
  fields: Partial<Record<FieldName, string>>
  /** Where a picture of a face belongs; drawn by whoever has one. */
  portrait: Box | null
  signature: Box | null
  holder: Holder
}

export const sizes: Readonly<Record<ZoneFormat, { width: number; height: number }>> = {
  TD1: { width: 85.6, height: 54 },
  TD2: { width: 105, height: 74 },
  TD3: { width: 125, height: 88 },
  MRVA: { width: 120, height: 80 },
  MRVB: { width: 105, height: 74 },
  IDFR: { width: 105, height: 74 },
}

/** The side that holds the zone. */
export const zoneSide = (format: ZoneFormat): Side => (format === 'TD1' ? 'back' : 'front')

/** Rows of the visual zone, from the top. */
const rows: Readonly<Record<ZoneFormat, Readonly<Record<Side, readonly (readonly FieldName[])[]>>>> = {
  TD1: {
    front: [['surnames'], ['names'], ['gender', 'nationality', 'birthDate'], ['documentNumber', 'expiryDate']],
    back: [['address'], ['birthPlace', 'height'], ['authority', 'issueDate']],
  },
  TD2: {
    front: [
      ['surnames', 'documentNumber'],
      ['names'],
      ['nationality', 'gender', 'birthDate'],
      ['birthPlace', 'height'],
      ['issueDate', 'expiryDate'],
    ],
    back: [['address'], ['authority', 'personalNumber']],
  },
  TD3: {
    front: [
      ['documentCode', 'issuingState', 'documentNumber'],
      ['surnames'],
      ['names'],
      ['nationality', 'personalNumber'],
      ['birthDate', 'gender', 'birthPlace'],
      ['issueDate', 'authority'],
      ['expiryDate'],
    ],
    back: [['address'], ['height']],
  },
  MRVA: {
    front: [
      ['documentCode', 'issuingState', 'authority'],
      ['issueDate', 'expiryDate', 'documentNumber'],
      ['surnames'],
      ['names'],
      ['nationality', 'gender', 'birthDate'],
    ],
    back: [],
  },
  MRVB: {
    front: [
      ['documentCode', 'documentNumber', 'authority'],
      ['issueDate', 'expiryDate'],
      ['surnames'],
      ['names', 'nationality'],
      ['gender', 'birthDate'],
    ],
    back: [],
  },
  IDFR: {
    front: [['documentNumber'], ['surnames'], ['names'], ['gender', 'birthDate'], ['birthPlace', 'height']],
    back: [['address'], ['expiryDate', 'issueDate'], ['authority']],
  },
}

const titles: Readonly<Record<ZoneFormat, readonly string[]>> = {
  TD1: ['IDENTITY CARD', 'RESIDENCE PERMIT', "CARTE D'IDENTITE"],
  TD2: ['IDENTITY CARD', 'PERSONALAUSWEIS', 'RESIDENCE PERMIT'],
  TD3: ['PASSPORT', 'PASSPORT / PASSEPORT', 'PASSPORT / PASAPORTE'],
  MRVA: ['VISA'],
  MRVB: ['VISA'],
  IDFR: ["CARTE NATIONALE D'IDENTITÉ"],
}

const ink = '#16181d'
/** Of the strip at the foot that the zone fills (9303 parts 4 to 7). */
const stripHeight = 23.2
/** Middle of the lowest line above the lower edge, and between lines: two of them, or three. */
const lowest = 9.4
const spacing = { 2: 6.35, 3: 4.23 } as const

export function layOut(seed: number, format: ZoneFormat, side: Side, hand: HandName): Laid {
  const chance = random(seed, `layout ${format} ${side}`)
  const { width, height } = sizes[format]
  const who = holder(seed, format)
  const hasZone = side === zoneSide(format)
  // Both sides of a card are printed alike.
  const style = random(seed, `style ${format}`)
  const parts = [securityPrint(style, width, height)]

  const zone = hasZone ? placeZone(chance, zoneLines(format, who), width, height, hands[hand]) : null
  const foot = hasZone ? height - stripHeight : height - 3
  const isFace = side === 'front'
  const head = isFace ? 11 : 3
  if (isFace) {
    const title = [who.stateName, chance.pick(titles[format])].join('   ')
    const writing = fitted(title, width - 8, { hand: hands.bold, scale: 1.15, proportional: true })
    parts.push(lettered(title, 4, 7, `hsl(${style.whole(0, 359)} 60% 25%)`, writing))
  }
  const signed = isFace && format !== 'MRVA' && format !== 'MRVB'
  const under = signed && format !== 'TD1' ? 7 : 0
  const portrait = isFace ? portraitBox(style, width, head, foot - under) : null
  if (portrait) parts.push(silhouette(portrait))
  const columnX = portrait && portrait.x < width / 2 ? portrait.x + portrait.width + 3.5 : 5
  const columnWidth = portrait ? width - portrait.width - 12.5 : width - 10
  const fields: Laid['fields'] = {}
  const printed = rows[format][side].map((row) => row.filter((field) => who[field] !== undefined))
  const signatureHeight = signed && format === 'TD1' ? 6.5 : 0
  const rowHeight = Math.min(8, (foot - head - signatureHeight) / Math.max(1, printed.length))
  const write = { date: dateStyle(style), second: style.pick(['en', 'fr', null] as const), inline: style.chance(0.15) }
  printed.forEach((row, index) => {
    const y = head + index * rowHeight
    parts.push(fieldRow(row, { x: columnX, y, width: columnWidth, height: rowHeight }, who, write, fields))
  })
  const scribble =
    signed && portrait
      ? under
        ? { x: portrait.x, y: portrait.y + portrait.height + 1, width: portrait.width, height: 5.5 }
        : { x: columnX, y: head + printed.length * rowHeight + 0.5, width: 24, height: 5 }
      : null
  if (scribble) parts.push(signature(chance, scribble))
  if (zone) parts.push(zone.svg)
  return {
    widthMm: width,
    heightMm: height,
    svg: parts.join(''),
    zone: zone && { lines: zone.lines, box: zone.box },
    fields,
    portrait,
    signature: scribble,
    holder: who,
  }
}

function placeZone(chance: Random, lines: string[], width: number, height: number, hand: Hand) {
  const length = lines[0]!.length
  const [pitchMm, capital] = [pitch / 100, (210 / 100) * hand.height]
  const slack = width - length * pitchMm
  // Centred in the strip, within the printing tolerance of the standard.
  const x = slack / 2 + chance.between(-0.8, 0.8)
  const gap = spacing[lines.length as 2 | 3] + chance.between(-0.1, 0.25)
  const last = height - (lines.length === 3 ? 6.6 : lowest) + capital / 2 + chance.between(-0.8, 0.8)
  const baselines = lines.map((_, index) => last - (lines.length - 1 - index) * gap)
  const svg = lines.map((line, index) => lettered(line, x, baselines[index]!, '#101114', { hand })).join('')
  const pen = hand.pen / 200
  const box = {
    x,
    y: baselines[0]! - capital - pen,
    width: length * pitchMm,
    height: last - baselines[0]! + capital + 2 * pen,
  }
  return { lines, svg, box }
}

function portraitBox(style: Random, width: number, head: number, foot: number): Box {
  const height = Math.min(45, foot - head - 2)
  const portraitWidth = (height * 7) / 9
  const x = style.chance(0.8) ? 5 : width - 5 - portraitWidth
  return { x, y: head + 0.5, width: portraitWidth, height }
}

interface Manner {
  date: (date: string) => string
  second: 'en' | 'fr' | null
  /** Label and value on one line. */
  inline: boolean
}

/** Labels above or before their values; what was printed is added to `fields`. */
function fieldRow(row: readonly FieldName[], box: Box, who: Holder, manner: Manner, fields: Laid['fields']): string {
  const share = box.width / row.length
  return row
    .map((field, index) => {
      const value = who[field]!
      const text = valueText(field, value, manner)
      fields[field] = field.endsWith('Date') || field === 'gender' ? value : text
      const x = box.x + index * share
      const room = share - 2
      const small: Writing = { hand: hands.light, scale: 0.55, proportional: true }
      const label = fittingLabel(field, who, manner, manner.inline ? room * 0.5 : room, small)
      const large: Writing = { hand: hands.plain, scale: 0.85, proportional: true }
      if (manner.inline) {
        const before = fitted(`${label}:`, room * 0.5, small)
        const start = x + widthOf(`${label}:`, before) + 1
        return (
          lettered(`${label}:`, x, box.y + 4.4, '#4a5160', before) +
          lettered(text, start, box.y + 4.4, ink, fitted(text, x + room - start, large))
        )
      }
      return (
        lettered(label, x, box.y + 1.9, '#4a5160', fitted(label, room, small)) +
        lettered(text, x, box.y + Math.min(5.2, box.height - 0.9), ink, fitted(text, room, large))
      )
    })
    .join('')
}

/** In two languages where there is room for both. */
function fittingLabel(
  field: FieldName,
  { language }: Holder,
  { second }: Manner,
  room: number,
  writing: Writing,
): string {
  const both = labelOf(field, language, second)
  return widthOf(both, writing) <= room * 1.2 ? both : labelOf(field, language, null)
}

function valueText(field: FieldName, value: string, { date }: Manner): string {
  if (field.endsWith('Date')) return date(value)
  return field === 'surnames' || field === 'names' ? value.toUpperCase() : value
}

/** The same hand, made smaller until the text fits. */
function fitted(text: string, room: number, writing: Writing): Writing {
  const width = widthOf(text, writing)
  return width <= room ? writing : { ...writing, scale: (writing.scale ?? 1) * (room / width) }
}
