/** Where in a zone each of its fields stands, without the fillers that pad it. */
import type { FieldName } from '../report-types'
import type { ZoneFormat } from '../types'
import { documentNumberPlaces, longNumberEnd } from './digits'
import { filler, layouts, type Place } from './layout'
import { nameParts } from './library'

export interface ZoneSpan {
  line: number
  /** First column, and the one after the last. */
  from: number
  to: number
}

/** @param name a field that the zone holds */
export function spansOf(format: ZoneFormat, lines: readonly string[], name: FieldName): ZoneSpan[] {
  return padded(format, lines, name).map(({ line, from, to }) => {
    const text = lines[line]!.slice(from, to).replace(/<+$/, '')
    // An unspecified sex is a filler itself.
    return text ? { line, from, to: from + text.length } : { line, from, to }
  })
}

function padded(format: ZoneFormat, lines: readonly string[], name: FieldName): ZoneSpan[] {
  const { fields } = layouts[format]
  if (name === 'documentNumber') return runs(documentNumberPlaces(format, lines))
  const whole = fields.find((field) => field.name === 'name')
  if (whole && (name === 'surnames' || name === 'names')) {
    const { line, from, to } = whole
    const [surname] = nameParts(format, lines)
    const end = from + surname.length
    return [name === 'surnames' ? { line, from, to: end } : { line, from: end + 2, to }]
  }
  const own = { surnames: 'surname', names: 'givenNames' }[name as 'surnames' | 'names'] ?? name
  return fields.filter((field) => field.name === own)
}

/** What is not empty of the optional data, after a long document number that takes their beginning. */
export function optionalSpans(format: ZoneFormat, lines: readonly string[]): ZoneSpan[] {
  const end = longNumberEnd(format, lines)
  return layouts[format].fields
    .filter(({ name }) => name === 'optional1' || name === 'optional2')
    .map(({ name, line, from, to }) => {
      const text = lines[line]!.slice(0, to)
      const start = name === 'optional1' && end !== null ? end + 1 : from
      const [fillers] = /^<*/.exec(text.slice(start))!
      return { line, from: start + fillers.length, to: text.replace(/<+$/, '').length }
    })
    .filter(({ from, to }) => from < to)
}

function runs(places: readonly Place[]): ZoneSpan[] {
  const spans: ZoneSpan[] = []
  for (const { line, column } of places) {
    const last = spans.at(-1)
    if (last?.line === line && last.to === column) last.to = column + 1
    else spans.push({ line, from: column, to: column + 1 })
  }
  return spans
}

/** Whether the last place for a name is a letter: what follows may have been left out (ICAO 9303 part 3 section 4.6). */
export function cutOff(format: ZoneFormat, lines: readonly string[]): { surnames: boolean; names: boolean } {
  const isFull = (name: 'name' | 'surname' | 'givenNames') => {
    const field = layouts[format].fields.find((field) => field.name === name)
    return field !== undefined && lines[field.line]![field.to - 1] !== filler
  }
  const hasGiven = nameParts(format, lines)[1] !== null
  return {
    surnames: isFull('surname') || (isFull('name') && !hasGiven),
    names: isFull('givenNames') || (isFull('name') && hasGiven),
  }
}
