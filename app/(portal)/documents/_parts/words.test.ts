import { describe, expect, test } from 'vitest'
import { boxesOf } from './boxes'
import { qualityWords } from './quality'
import type { DocumentField, DocumentQuality, Quad, ShownPage } from './view'
import {
  checkWords,
  fieldGroups,
  fieldWords,
  heldWords,
  meaningOf,
  sourceWords,
  sureWords,
  verdictWords,
} from './words'

const quad = (x: number, y: number): Quad => [
  { x, y },
  { x: x + 10, y },
  { x: x + 10, y: y + 5 },
  { x, y: y + 5 },
]

const field = (change: Partial<DocumentField>): DocumentField => ({
  name: 'surnames',
  value: 'ERIKSSON',
  source: 'both',
  confidence: 0.976,
  agrees: true,
  zone: 'ERIKSSON',
  visual: 'ERIKSSON',
  places: [{ side: 'front', quad: quad(5, 50) }],
  ...change,
})

describe('words of fields', () => {
  test('every field is in one group, and has a name', () => {
    const grouped = fieldGroups.flatMap(({ names }) => names)
    expect([...grouped].sort()).toEqual(Object.keys(fieldWords).sort())
  })

  test.each([
    ['gender', 'X', 'not specified'],
    ['birthDate', '1974-08-12', '12 August 1974'],
    ['birthDate', '1974-13-40', undefined],
    ['surnames', 'ERIKSSON', undefined],
    ['nationality', 'AUT', 'Austria'],
    ['issuingState', 'D', 'Germany'],
    ['issuingState', 'RKS', 'Kosovo'],
    ['nationality', 'XXA', undefined],
    ['nationality', 'UTO', undefined],
    ['birthPlace', 'AUT', undefined],
  ] as const)('%s %s means %s', (name, value, meaning) => expect(meaningOf(name, value)).toBe(meaning))

  test('a date has one name, in the list of fields and in that of checks', () => {
    expect(checkWords.expiry_date_digit).toBe(`Check digit of the ${fieldWords.expiryDate.toLowerCase()}`)
    expect(checkWords.birth_date_digit).toBe(`Check digit of the ${fieldWords.birthDate.toLowerCase()}`)
  })

  test('how long a document is held, and what may become of it', () => {
    expect(heldWords(9 * 60_000 + 1, false)).toBe('Nothing of it is kept: the server forgets it in 10 minutes.')
    expect(heldWords(100_000, true)).toBe(
      'The server forgets it in two minutes, unless you enrol the person and they agree that it is kept.',
    )
    expect(heldWords(1_000, false)).toBe('Nothing of it is kept: the server forgets it in less than a minute.')
  })

  test('nothing is called certain', () => {
    expect(sureWords(1)).toBe('99 % sure')
    expect(sureWords(0.976)).toBe('97 % sure')
  })

  test('where a field comes from, and whether both agree', () => {
    expect(sourceWords(field({}))).toBe('Zone and print agree')
    expect(sourceWords(field({ agrees: false }))).toBe('Zone and print differ')
    expect(sourceWords(field({ source: 'zone', agrees: null }))).toBe('Zone only')
    expect(sourceWords(field({ source: 'visual', agrees: null }))).toBe('Print only')
  })
})

test('a verdict counts the checks it rests on', () => {
  const check = (outcome: 'passed' | 'failed' | 'not_tested') => ({ name: 'not_expired' as const, outcome, detail: '' })
  const checks = [check('passed'), check('passed'), check('failed'), check('not_tested')]
  expect(verdictWords({ verdict: 'doubtful', format: 'TD3', checks })).toMatchObject({
    tone: 'bad',
    text: expect.stringMatching(/^One check failed/),
  })
  const good = checks.slice(0, 2)
  expect(verdictWords({ verdict: 'ok', format: 'TD3', checks: good })).toMatchObject({
    tone: 'good',
    text: expect.stringMatching(/^2 checks passed/),
  })
  expect(verdictWords({ verdict: 'ok', format: null, checks: good })).toMatchObject({
    tone: 'wait',
    title: 'Little could be tested',
    text: expect.stringMatching(/^No machine-readable zone was read.* 2 checks passed/),
  })
})

test('boxes of a side: its parts below its fields, and those from the top; none of the other side', () => {
  const page: ShownPage = {
    side: 'front',
    widthPx: 100,
    heightPx: 60,
    src: '',
    zone: quad(0, 40),
    portrait: { x: 1, y: 2, width: 3, height: 4 },
    signature: null,
  }
  const fields = [
    field({}),
    field({ name: 'names', agrees: false, places: [{ side: 'front', quad: quad(5, 10) }] }),
    field({ name: 'address', places: [{ side: 'back', quad: quad(0, 0) }] }),
  ]
  expect(boxesOf(page, fields).map(({ name, tone }) => [name, tone])).toEqual([
    ['zone', 'part'],
    ['portrait', 'part'],
    ['names', 'differs'],
    ['surnames', 'field'],
  ])
})

describe('words of quality', () => {
  const good: DocumentQuality = {
    dotsPerInch: 320,
    edgeWidthPx: 2,
    glareShare: 0.001,
    brightness: 150,
    contrast: 120,
    cutEdges: [],
  }
  const poor = (change: Partial<DocumentQuality>) =>
    qualityWords({ ...good, ...change }).flatMap(({ what, isPoor }) => (isPoor ? [what] : []))

  test('a good picture falls short of nothing', () => expect(poor({})).toEqual([]))

  test.each<[string, Partial<DocumentQuality>]>([
    ['Resolution', { dotsPerInch: 90 }],
    ['Sharpness', { edgeWidthPx: 9 }],
    ['Glare', { glareShare: 0.1 }],
    ['Light', { brightness: 30 }],
    ['Light', { brightness: 250 }],
    ['Light', { contrast: 20 }],
    ['Edges', { cutEdges: ['left', 'top'] }],
  ])('%s: %o', (what, change) => expect(poor(change)).toEqual([what]))

  test('what was not measured is not said', () => {
    const words = qualityWords({ ...good, dotsPerInch: null, edgeWidthPx: null }).map(({ what }) => what)
    expect(words).toEqual(['Glare', 'Light', 'Edges'])
  })
})
