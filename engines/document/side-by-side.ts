/** The fields of a document, from its zone and from its print, side by side. */
import { agree, sameNumber } from './agree'
import { fieldNames, type DocumentField, type FieldName, type Side, type VisualField } from './report-types'
import { speltAsRead } from './transliterate'
import type { Point, Quad, ZoneText } from './types'
import { layouts } from './zone/layout'
import type { ParsedZone, ZoneValue } from './zone/parse'
import type { ZoneSpan } from './zone/spans'

/** What there is of each side that was given. */
export interface Sides<T> {
  front?: T
  back?: T
}

export const sideNames: readonly Side[] = ['front', 'back']

export interface ZoneOfSide {
  side: Side
  /** As read. */
  text: ZoneText
  parsed: ParsedZone
}

export function fieldsOf(zone: ZoneOfSide | null, visual: Sides<VisualField[]>): DocumentField[] {
  return fieldNames.flatMap((name) => fieldOf(name, zone, visual) ?? [])
}

function fieldOf(name: FieldName, zone: ZoneOfSide | null, visual: Sides<VisualField[]>): DocumentField | null {
  const printed = mayBeLookAlikes(name, zone) ? null : surest(name, visual)
  const inZone = zone && zoneValueOf(name, zone.parsed, printed?.field.value)
  const cutOff = zone !== null && mayBeShortened(zone.parsed)
  const agrees = inZone && printed ? agree(name, printed.field.value, inZone.value, cutOff) : null
  const isFuller = agrees === true && isFullerInPrint(name, printed!.field.value, inZone!.value, cutOff)
  const chosen = isFuller ? printed!.field : (inZone ?? printed?.field)
  if (!chosen) return null
  return {
    name,
    value: chosen.value,
    source: inZone ? (printed ? 'both' : 'zone') : 'visual',
    confidence: chosen.confidence,
    agrees,
    zone: inZone?.value ?? null,
    visual: printed?.field.value ?? null,
    places: [
      ...(inZone ? inZone.spans.map((span) => ({ side: zone.side, quad: quadOf(zone.text, span) })) : []),
      ...(printed ? [{ side: printed.side, quad: printed.field.quad }] : []),
    ],
  }
}

function surest(name: FieldName, visual: Sides<VisualField[]>): { side: Side; field: VisualField } | null {
  const found = sideNames.flatMap((side) =>
    (visual[side] ?? []).filter((field) => field.name === name).map((field) => ({ side, field })),
  )
  return found.sort((a, b) => b.field.confidence - a.field.confidence)[0] ?? null
}

/** That print in Cyrillic or Greek, alone or beside Latin letters. */
const otherScripts = new Set('BGR BLR CYP GRC KAZ KGZ MKD MNG RUS SRB TJK UKR'.split(' '))

/** Only Latin letters are known to the reader, who takes others for those that look alike; in these fields no zone tells that it did. */
function mayBeLookAlikes(name: FieldName, zone: ZoneOfSide | null): boolean {
  if (name !== 'birthPlace' && name !== 'authority' && name !== 'address') return false
  const state = zone?.parsed.fields.find((field) => field.name === 'issuingState')?.value
  return state !== undefined && otherScripts.has(state)
}

/** Optional data say what the state likes; they are the personal number only where the print says that they are. */
function zoneValueOf(name: FieldName, parsed: ParsedZone, printed?: string): Omit<ZoneValue, 'name'> | null {
  const own = parsed.fields.find((field) => field.name === name)
  if (own || name !== 'personalNumber' || printed === undefined) return own ?? null
  return parsed.optional.find(({ value }) => sameNumber(value, printed)) ?? null
}

/** The French card has room for the first given names only, whether or not they fill it. */
export function mayBeShortened({ format, cutOff }: ParsedZone): boolean {
  return cutOff.surnames || cutOff.names || format === 'IDFR'
}

/**
 * Where both agree, the print knows more: letters that the zone has not, names that it cuts off, the century of a date. A name whose marks
 * were not read (MANNIK for MÄNNIK) stands nowhere, and the zone's MAENNIK at least in the zone.
 */
function isFullerInPrint(name: FieldName, printed: string, inZone: string, cutOff: boolean): boolean {
  if (name === 'surnames' || name === 'names') {
    return /^[\p{Script=Latin}\p{M} .,'’-]+$/u.test(printed) && speltAsRead(printed, inZone, cutOff)
  }
  return (name === 'birthDate' || name === 'expiryDate') && printed.length === 10
}

/** Lines share the zone's height, characters its width. */
function quadOf({ quad, format }: ZoneText, { line, from, to }: ZoneSpan): Quad {
  const { lines, length } = layouts[format]
  const [left, right, top, bottom] = [from / length, to / length, line / lines, (line + 1) / lines]
  return [within(quad, left, top), within(quad, right, top), within(quad, right, bottom), within(quad, left, bottom)]
}

function within([upperLeft, upperRight, lowerRight, lowerLeft]: Quad, x: number, y: number): Point {
  return between(between(upperLeft, upperRight, x), between(lowerLeft, lowerRight, x), y)
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) }
}
