import { describe, expect, it } from 'vitest'
import type { DocumentReading, ZoneFormat } from '@/engines/document/types'
import type { LabelledDocument } from './document-lists'
import type { Outcome } from './document-readings'
import { reportDocuments } from './documents'
import { missText } from './print-documents'

const lines = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']

function labelled(path: string, document: string, changes: Partial<LabelledDocument> = {}): LabelledDocument {
  return { path, document, kind: 'TD2', lines, checkDigitsValid: true, portrait: true, ...changes }
}

function read(zone: string[] | null, { format = 'TD2' as ZoneFormat, portrait = true, ms = 100 } = {}): Outcome {
  const quad = [0, 1, 2, 3].map((x) => ({ x, y: x })) as unknown as DocumentReading['lines'][number]['quad']
  const box = { x: 0, y: 0, width: 1, height: 1 }
  const reading: DocumentReading = {
    widthPx: 100,
    heightPx: 100,
    format: 'jpeg',
    outline: null,
    turnedDegrees: 0,
    page: { widthPx: 100, heightPx: 100, picture: new Uint8Array() },
    zone: zone && { format, lines: zone, confidences: zone.map((line) => Array.from(line, () => 1)), quad },
    lines: [],
    portrait: portrait ? { box, picture: new Uint8Array(), eyeDistancePx: 10 } : null,
    signature: null,
    quality: { dotsPerInch: null, edgeWidthPx: null, glareShare: 0, brightness: 0, contrast: 0, cutEdges: [] },
    severalDocuments: false,
  }
  return { reading, problem: null, ms, processorMs: ms / 2 }
}

const refused: Outcome = { reading: null, problem: { kind: 'refused', message: 'damaged' }, ms: 5, processorMs: 5 }
const misread = [lines[0], lines[1].replace('D23', 'O23')]

function report(list: [LabelledDocument, Outcome][], faces: [string, Outcome][] = [], rendered: typeof faces = []) {
  const outcomes = new Map(list.map(([label, outcome]) => [label.path, outcome]))
  const timed = { models: ['zone@1'], outcomes, firstMs: 900 }
  const labels = list.map(([label]) => label)
  return reportDocuments(timed, labels, { faces: new Map(faces), rendered: new Map(rendered) })
}

describe('the document report', () => {
  it('counts whole zones, characters, formats and portraits', () => {
    const { zones, portraits, pictures, documents } = report([
      [labelled('a/1.jpg', 'a'), read(lines)],
      [labelled('a/2.jpg', 'a'), read(misread)],
      [labelled('b/1.jpg', 'b', { portrait: false }), read(null)],
      [labelled('c/1.jpg', 'c'), read(lines, { format: 'MRVB', portrait: false })],
    ])
    expect({ pictures, documents }).toEqual({ pictures: 4, documents: 3 })
    expect(zones.wholeExact).toMatchObject({ count: 2, of: 4, rate: 0.5 })
    expect(zones.characters).toMatchObject({ errors: 1 + 72, of: 4 * 72, rate: 1 - 73 / 288 })
    expect(zones.found).toMatchObject({ count: 3, of: 4 })
    expect(zones.format).toMatchObject({ count: 2, of: 4 })
    expect(portraits.found).toMatchObject({ count: 2, of: 3 })
    expect(portraits.wronglyClaimed).toMatchObject({ count: 1, of: 1 })
  })

  it('holds the verdict over the check digits against the labelled one', () => {
    // The digit of the expiry date is another one.
    const wrong = [lines[0], lines[1].replace('1204159', '1204153')]
    const { zones, checkDigits } = report([
      [labelled('a/1.jpg', 'a'), read(lines)],
      [labelled('b/1.jpg', 'b', { lines: wrong, checkDigitsValid: false }), read(wrong)],
      [labelled('c/1.jpg', 'c'), read(wrong)],
      [labelled('d/1.jpg', 'd', { lines: wrong, checkDigitsValid: false }), read(lines)],
      [labelled('e/1.jpg', 'e'), read(null)],
    ])
    expect(zones.wholeExact.count).toBe(2)
    expect(zones.wholeExactCorrected.count).toBe(2)
    expect(checkDigits.agrees).toMatchObject({ count: 2, of: 5 })
    expect(checkDigits.rightCalledWrong).toMatchObject({ count: 1, of: 3 })
    expect(checkDigits.wrongCalledRight).toMatchObject({ count: 1, of: 2 })
    expect(checkDigits.misreadCalledRight).toBe(1)
  })

  it('holds what the print says against the zone, and not against what no zone says', () => {
    const printed = read(lines)
    const at = (row: number) => {
      const corner = (x: number, y: number) => ({ x, y: 30 * row + y })
      return [corner(0, 0), corner(200, 0), corner(200, 20), corner(0, 20)] as const
    }
    const texts = ['Surname', 'ERIKSSON', 'Given names', 'ANNE MARIE', 'Place of birth', 'ZENITH']
    printed.reading!.lines = texts.map((text, row) => ({ text, confidence: 0.99, quad: [...at(row)] }))
    const { print } = report([
      [labelled('a/1.jpg', 'a'), printed],
      [labelled('b/1.jpg', 'b'), read(lines)],
      [labelled('c/1.jpg', 'c', { kind: 'NONE', lines: [], checkDigitsValid: null }), printed],
    ])
    const shares = Object.fromEntries(print.map((field) => [field.name, field]))
    expect(shares.surnames).toMatchObject({ read: { count: 1, of: 2 }, right: { count: 1, of: 1 } })
    expect(shares.names).toMatchObject({ read: { count: 1, of: 2 }, right: { count: 0, of: 1 } })
    expect(shares.birthDate).toMatchObject({ read: { count: 0, of: 2 }, right: { of: 0 } })
    expect(shares).not.toHaveProperty('birthPlace')
  })

  it('counts a zone that correction mends, and not as one that was read right', () => {
    const swapped = [lines[0], lines[1].replace('7408122', '74O8122')]
    const { zones } = report([[labelled('a/1.jpg', 'a'), read(swapped)]])
    expect(zones.wholeExact.count).toBe(0)
    expect(zones.wholeExactCorrected.count).toBe(1)
  })

  it('takes pictures of one document for less than as many documents', () => {
    const many = (documentOf: (i: number) => string) =>
      report(
        Array.from({ length: 40 }, (_, i) => [
          labelled(`${i}.jpg`, documentOf(i)),
          read(i % 8 < 4 && i < 36 ? lines : misread),
        ]),
      ).zones.wholeExact
    const apart = many((i) => `document ${i}`)
    const together = many((i) => `document ${i >> 2}`)
    expect(together.rate).toBe(apart.rate)
    const width = ({ overDocuments: { low, high } }: typeof apart) => high - low
    expect(width(together)).toBeGreaterThan(1.5 * width(apart))
    expect(apart.overDocuments.low).toBeLessThan(apart.rate)
    expect(apart.overDocuments.high).toBeGreaterThan(apart.rate)
  })

  it('counts a zone that is claimed of a picture without one, labelled or of a person', () => {
    const none = labelled('n/1.jpg', 'n', { kind: 'NONE', lines: [], checkDigitsValid: null, portrait: false })
    const { falseZones, misses } = report(
      [
        [labelled('a/1.jpg', 'a'), read(lines)],
        [none, read(lines, { portrait: false })],
      ],
      [
        ['faces/x.jpg', read(lines)],
        ['faces/y.jpg', { reading: null, problem: null, ms: 1, processorMs: 1 }],
      ],
      [['rendered/1.jpg', { reading: null, problem: null, ms: 1, processorMs: 1 }]],
    )
    expect(falseZones.labelled).toMatchObject({ count: 1, of: 1 })
    expect(falseZones.faces).toMatchObject({ count: 1, of: 2 })
    expect(falseZones.rendered).toMatchObject({ count: 0, of: 1 })
    expect(misses.map(({ path, wrong }) => [path, wrong])).toEqual([
      ['n/1.jpg', ['zone claimed']],
      ['faces/x.jpg', ['zone claimed']],
    ])
  })

  it('counts a portrait that is claimed of a person’s own picture', () => {
    const { portraits, misses } = report(
      [[labelled('a/1.jpg', 'a'), read(lines)]],
      [
        ['faces/x.jpg', read(null)],
        ['faces/y.jpg', read(null, { portrait: false })],
      ],
    )
    expect(portraits.claimedOfPeople).toMatchObject({ count: 1, of: 2 })
    expect(misses).toEqual([])
  })

  it('counts a refused picture as nothing read, and says why', () => {
    const { zones, problems } = report([
      [labelled('a/1.jpg', 'a'), read(lines)],
      [labelled('b/1.jpg', 'b'), refused],
    ])
    expect(zones.wholeExact).toMatchObject({ count: 1, of: 2 })
    expect(zones.characters.errors).toBe(72)
    expect(problems).toEqual([{ path: 'b/1.jpg', kind: 'refused', message: 'damaged' }])
  })

  it('is no worse than unread where lines too many were read', () => {
    const { zones } = report([[labelled('a/1.jpg', 'a'), read(['1', '2', '3'].map((c) => c.repeat(44)))]])
    expect(zones.characters).toMatchObject({ errors: 72, rate: 0 })
  })

  it('shows a miss with the place where it differs', () => {
    const [miss] = report([[labelled('a/1.jpg', 'a'), read(misread)]]).misses
    const text = missText(miss).split('\n')
    expect(text[0]).toContain('a/1.jpg (TD2): zone misread')
    expect(text[6].indexOf('^')).toBe(text[5].indexOf('D231'))
  })

  it('gives times of the labelled pictures alone', () => {
    const times = [100, 200, 300, 400]
    const { timeMs, processorMs } = report(
      times.map((ms) => [labelled(`${ms}.jpg`, 'a'), read(lines, { ms })]),
      [['faces/x.jpg', read(null, { ms: 9_000 })]],
    )
    expect(timeMs).toEqual({ pictures: 4, median: 250, p95: 400, longest: 400, withLoadingOfNets: 900 })
    expect(processorMs).toEqual({ median: 125, p95: 200 })
  })
})
