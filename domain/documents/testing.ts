/** Documents for tests of the rules around them: "pictures" are words that say what is printed. Nothing outside of tests imports it. */
import type { DocumentQuality, DocumentReading, Quad, ZoneFormat } from '@/engines/document/types'
import { wordPicture } from '../faces/testing-words'

/** One side. */
export interface TestDocument {
  zone?: { format: ZoneFormat; lines: string[] }
  /** Printed beside the zone, from the top. */
  lines?: string[]
  /** Whose portrait is printed on it, by name: domain/faces/testing.ts. */
  person?: string
  quality?: Partial<DocumentQuality>
  widthPx?: number
  heightPx?: number
}

export const documentPicture = (document: TestDocument): Uint8Array => wordPicture([{ document }])

/** What anything but a document shows. */
const nothing: TestDocument = {}

export function documentOn(words: unknown[]): TestDocument | null {
  const [first] = words
  return typeof first === 'object' && first !== null && 'document' in first ? (first.document as TestDocument) : null
}

/** As the engine answers for such a side; null: no document is in the picture. */
export function readTestDocument(document: TestDocument | null): DocumentReading {
  const { zone, lines = [], person, quality, widthPx = 1000, heightPx = 700 } = document ?? nothing
  const all = rectangle(0, 0, widthPx, heightPx)
  return {
    widthPx,
    heightPx,
    format: 'jpeg',
    outline: document && all,
    turnedDegrees: 0,
    page: { widthPx, heightPx, picture: document ? documentPicture(document) : wordPicture([]) },
    zone: zone ? { ...zone, confidences: zone.lines.map((line) => [...line].map(() => 0.99)), quad: all } : null,
    lines: lines.map((text, at) => ({
      text,
      confidence: 0.95,
      quad: rectangle(400, 40 * at + 40, 12 * text.length, 30),
    })),
    portrait: person
      ? {
          box: { x: 40, y: 100, width: 300, height: 400 },
          picture: wordPicture([{ person }]),
          eyeDistancePx: 90,
        }
      : null,
    signature: null,
    quality: {
      dotsPerInch: 300,
      edgeWidthPx: 2,
      glareShare: 0,
      brightness: 150,
      contrast: 120,
      cutEdges: [],
      ...quality,
    },
    severalDocuments: false,
  }
}

function rectangle(x: number, y: number, width: number, height: number): Quad {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}

export interface TestHolder {
  surname?: string
  givenName?: string
  number?: string
  /** `YYMMDD` */
  born?: string
  expires?: string
}

/** A valid passport of Utopia; expires far in the future unless told otherwise. */
export function passport({
  surname = 'ERIKSSON',
  givenName = 'ANNA',
  ...given
}: TestHolder = {}): TestDocument['zone'] {
  const { number = 'L898902C3', born = '740812', expires = '340415' } = given
  const fields = [number, born, expires].map((field) => field + checkDigit(field))
  const personal = '<'.repeat(14)
  const [numbered, birth, expiry] = fields as [string, string, string]
  const composite = checkDigit(numbered + birth + expiry + personal + '<')
  return {
    format: 'TD3',
    lines: [
      `P<UTO${surname}<<${givenName}`.padEnd(44, '<'),
      `${numbered}UTO${birth}F${expiry}${personal}<${composite}`,
    ],
  }
}

/** ICAO 9303 part 3, section 4.9: weights 7, 3, 1. */
function checkDigit(field: string): string {
  const values = [...field].map((letter) => (letter === '<' ? 0 : parseInt(letter, 36)))
  return String(values.reduce((sum, value, at) => sum + value * [7, 3, 1][at % 3]!, 0) % 10)
}
