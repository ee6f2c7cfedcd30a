/** Readings for tests of the report: made-up people on made-up documents, as the engine would hand them over. */
import type { CheckName, DocumentReport, FieldName, VisualField } from './report-types'
import type { DocumentReading, ZoneFormat } from './types'
import { writeZone, zoneText, type Holder } from './zone/testing'

export const today = new Date('2026-11-21T12:00:00Z')

export const holder: Holder = {
  codeLetter: '<',
  state: 'UTO',
  surname: ['MUELLER'],
  given: ['ANNA', 'MARIA'],
  number: 'L898902C3',
  nationality: 'UTO',
  birth: '740812',
  sex: 'F',
  expiry: '300415',
  optional: ['', ''],
}

const french: Partial<Holder> = { number: '010375200001' }

export function lines(format: ZoneFormat, changes: Partial<Holder> = {}): string[] {
  return writeZone(format, { ...holder, ...(format === 'IDFR' && french), ...changes })
}

interface Parts {
  zone?: [ZoneFormat, string[]]
  portrait?: boolean
  text?: string[]
  picture?: number[]
}

export function reading({ zone, portrait = false, text = [], picture = [] }: Parts = {}): DocumentReading {
  return {
    widthPx: 1000,
    heightPx: 700,
    format: 'jpeg',
    outline: null,
    turnedDegrees: 0,
    page: { widthPx: 1000, heightPx: 700, picture: Uint8Array.from(picture) },
    zone: zone ? zoneText(...zone) : null,
    lines: text.map((text, row) => ({ text, confidence: 0.9, quad: quadAt(row) })),
    portrait: portrait
      ? { box: { x: 0, y: 0, width: 9, height: 9 }, picture: new Uint8Array(), eyeDistancePx: 60 }
      : null,
    signature: null,
    quality: { dotsPerInch: 300, edgeWidthPx: 2, glareShare: 0, brightness: 128, contrast: 100, cutEdges: [] },
    severalDocuments: false,
  }
}

export const quadAt = (row: number) =>
  [
    { x: 0, y: 40 * row },
    { x: 500, y: 40 * row },
    { x: 500, y: 40 * row + 30 },
    { x: 0, y: 40 * row + 30 },
  ] as const

export function printed(values: Partial<Record<FieldName, string>>, confidence = 0.95): VisualField[] {
  return Object.entries(values).map(([name, value], row) => ({
    name: name as FieldName,
    value,
    confidence,
    quad: quadAt(row),
  }))
}

export const page = (format: ZoneFormat = 'TD3', changes: Partial<Holder> = {}) =>
  reading({ zone: [format, lines(format, changes)], portrait: true })

export function check(report: DocumentReport, name: CheckName) {
  const { outcome, detail } = report.checks.find((check) => check.name === name)!
  return [outcome, detail]
}

export function field(report: DocumentReport, name: FieldName) {
  return report.fields.find((field) => field.name === name)
}
