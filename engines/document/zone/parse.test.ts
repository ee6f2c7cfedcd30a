/** Zones as ICAO 9303 prints them and as they come in the wild, with made-up people. */
import { describe, expect, test } from 'vitest'
import type { ZoneFormat, ZoneText } from '../types'
import { checkDigit } from './layout'
import { parseZone, type ParsedZone } from './parse'

const today = new Date('2026-11-21')

/** @param doubtful places that were read with a probability of 0.5, as `[line, column]` */
function zone(format: ZoneFormat, lines: string[], doubtful: [line: number, column: number][] = []): ZoneText {
  const confidences = lines.map((line) => new Array<number>(line.length).fill(0.99))
  for (const [line, column] of doubtful) confidences[line]![column] = 0.5
  const quad = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ] as const
  return { format, lines, confidences, quad }
}

function valuesOf({ fields }: ParsedZone): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]))
}

const examples: [ZoneFormat, string[], Record<string, string>][] = [
  [
    'TD1',
    ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
    { documentCode: 'I', documentNumber: 'D23145890', nationality: 'UTO', expiryDate: '2012-04-15' },
  ],
  [
    'TD2',
    ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'],
    { documentCode: 'I', documentNumber: 'D23145890', nationality: 'UTO', expiryDate: '2012-04-15' },
  ],
  [
    'TD3',
    ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
    {
      documentCode: 'P',
      documentNumber: 'L898902C3',
      nationality: 'UTO',
      personalNumber: 'ZE184226B',
      expiryDate: '2012-04-15',
    },
  ],
  [
    'MRVA',
    ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX7408122F96121096ZE184226B<<<<<<'],
    { documentCode: 'V', documentNumber: 'L8988901C', nationality: 'XXX', expiryDate: '1996-12-10' },
  ],
  [
    'MRVB',
    ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX7408122F9612109<<<<<<<<'],
    { documentCode: 'V', documentNumber: 'L8988901C', nationality: 'XXX', expiryDate: '1996-12-10' },
  ],
]

test.each(examples)('%s', (format, lines, differing) => {
  const parsed = parseZone(zone(format, lines), today)
  expect(valuesOf(parsed)).toEqual({
    issuingState: 'UTO',
    surnames: 'ERIKSSON',
    names: 'ANNA MARIA',
    gender: 'F',
    birthDate: '1974-08-12',
    ...differing,
  })
  expect(parsed).toMatchObject({ valid: true, wellFormed: true, corrections: [], impossibleDates: [], printed: lines })
  expect(parsed.optional.map(({ value }) => value)).toEqual(format === 'MRVA' ? ['6ZE184226B'] : [])
})

test('a French card, with several given names', () => {
  const first = `IDFRADE<LA<TOUR<<<<<<<<<<<<<<<<75C001`.slice(0, 30).padEnd(30, '<') + '75C001'
  const body = '010375200001'
  const second = `${body}${checkDigit(body)}JEANNE<<MARIE<701231${checkDigit('701231')}F`
  const parsed = parseZone(zone('IDFR', [first, second + checkDigit(first + second)]), today)
  expect(valuesOf(parsed)).toEqual({
    documentCode: 'ID',
    issuingState: 'FRA',
    surnames: 'DE LA TOUR',
    names: 'JEANNE MARIE',
    documentNumber: body,
    gender: 'F',
    birthDate: '1970-12-31',
  })
  expect(parsed.valid).toBe(true)
})

test('where each field stands, and how sure its weakest character is', () => {
  const long = ['I<UTOD23145890<7349<REST<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<']
  const parsed = parseZone(zone('TD1', long, [[0, 16]]), today)
  const field = (name: string) => parsed.fields.find((field) => field.name === name)!
  expect(field('documentNumber')).toEqual({
    name: 'documentNumber',
    value: 'D23145890734',
    confidence: 0.5,
    spans: [
      { line: 0, from: 5, to: 14 },
      { line: 0, from: 15, to: 18 },
    ],
  })
  expect(field('surnames').spans).toEqual([{ line: 2, from: 0, to: 9 }])
  expect(field('names')).toMatchObject({ spans: [{ line: 2, from: 11, to: 21 }], confidence: 0.99 })
  expect(parsed.optional).toEqual([{ value: 'REST', confidence: 0.99, spans: [{ line: 0, from: 20, to: 24 }] }])
})

describe('what a name can be', () => {
  const names = (line: string) => {
    const parsed = parseZone(zone('TD1', [...examples[0]![1].slice(0, 2), line]), today)
    const { surnames, names } = valuesOf(parsed)
    return { surnames, names, cutOff: parsed.cutOff, wellFormed: parsed.wellFormed }
  }
  const whole = { surnames: false, names: false }

  test.each([
    ['no given names', 'ARKFREITH<<<<<<<<<<<<<<<<<<<<<', { surnames: 'ARKFREITH', cutOff: whole }],
    [
      'given names cut off',
      'NILAVADHANANANDA<<CHAYAPA<DEJT',
      { surnames: 'NILAVADHANANANDA', names: 'CHAYAPA DEJT', cutOff: { surnames: false, names: true } },
    ],
    [
      'a surname that fills the line',
      'BENNELONG<WOOLOOMOOLOO<WARRAND',
      { surnames: 'BENNELONG WOOLOOMOOLOO WARRAND', cutOff: { surnames: true, names: false } },
    ],
    [
      'a surname that leaves one place',
      'BENNELONG<WOOLOOMOOLOO<WARRAN<',
      { surnames: 'BENNELONG WOOLOOMOOLOO WARRAN', cutOff: whole },
    ],
    ['no surname', '<<ANNA<MARIA<<<<<<<<<<<<<<<<<<', { names: 'ANNA MARIA', cutOff: whole }],
    ['nothing at all', '<'.repeat(30), { cutOff: whole }],
  ])('%s', (_, line, expected) => {
    expect(names(line)).toEqual({ wellFormed: true, ...expected })
  })

  test('a name with a digit that is no letter in disguise is not read', () => {
    expect(names('ERIKS4ON<<ANNA<<<<<<<<<<<<<<<<')).toEqual({ names: 'ANNA', cutOff: whole, wellFormed: false })
    expect(names('ERIKSSON<<AN7A<<<<<<<<<<<<<<<<')).toEqual({ surnames: 'ERIKSSON', cutOff: whole, wellFormed: false })
  })
})

describe('dates', () => {
  const dates = (birth: string, expiry: string) => {
    const second = `L898902C36UTO${birth}${checkDigit(birth)}F${expiry}${checkDigit(expiry)}<<<<<<<<<<<<<<<`
    const composite = checkDigit(second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43))
    const parsed = parseZone(zone('TD3', [examples[2]![1][0]!, second + composite]), today)
    expect(parsed.valid).toBe(true)
    const { birthDate, expiryDate } = valuesOf(parsed)
    return { birthDate, expiryDate, impossibleDates: parsed.impossibleDates }
  }

  test.each([
    ['of this century', '261120', '301231', { birthDate: '2026-11-20', expiryDate: '2030-12-31' }],
    ['tomorrow is no birthday', '261122', '301231', { birthDate: '1926-11-22', expiryDate: '2030-12-31' }],
    ['day unknown', '7408<<', '301231', { birthDate: '1974-08', expiryDate: '2030-12-31' }],
    ['day and month unknown', '74<<<<', '301231', { birthDate: '1974', expiryDate: '2030-12-31' }],
    ['birth unknown', '<<<<<<', '301231', { expiryDate: '2030-12-31' }],
    ['no expiry', '740812', '<<<<<<', { birthDate: '1974-08-12' }],
    ['a leap day', '000229', '301231', { birthDate: '2000-02-29', expiryDate: '2030-12-31' }],
    ['expired in the last century', '740812', '961210', { birthDate: '1974-08-12', expiryDate: '1996-12-10' }],
    ['birth is before expiry', '200101', '991231', { birthDate: '1920-01-01', expiryDate: '1999-12-31' }],
  ])('%s', (_, birth, expiry, expected) => {
    expect(dates(birth, expiry)).toEqual({ impossibleDates: [], ...expected })
  })

  test.each([
    ['30 February', '740230', '301231', { expiryDate: '2030-12-31', impossibleDates: ['birthDate'] }],
    ['month 13', '741301', '301301', { impossibleDates: ['birthDate', 'expiryDate'] }],
    ['a day of no month', '74<<12', '301231', { expiryDate: '2030-12-31', impossibleDates: ['birthDate'] }],
    ['an expiry without day', '740812', '3012<<', { birthDate: '1974-08-12', impossibleDates: ['expiryDate'] }],
  ])('%s is no date', (_, birth, expiry, expected) => {
    expect(dates(birth, expiry)).toEqual(expected)
  })
})

test('codes that ICAO does not list are reported as read, and the unspecified sex is X', () => {
  const line = 'A3SI<085043401<01<9108<<<<<<<<'
  const parsed = parseZone(
    zone(
      'TD1',
      [line, '7006171<0108168QQQ<<<<A5AA37743', 'A<<B<<<<<<<<<<<<<<<<<<<<<<<<<<'].map((text) => text.slice(0, 30)),
    ),
    today,
  )
  expect(valuesOf(parsed)).toMatchObject({ documentCode: 'A3', issuingState: 'SI', nationality: 'QQQ', gender: 'X' })
  expect(parsed).toMatchObject({ valid: false, wellFormed: true })
})

describe("a filler in the place of the document number's digit", () => {
  const others = ['3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<']
  const parsed = (first: string) => parseZone(zone('TD1', [first, ...others]), today)
  const numberDigit = ({ digits }: ParsedZone) => digits.find(({ name }) => name === 'document_number_digit')?.holds

  test.each([
    ['a long number, by the standard', 'I<UTOD23145890<7349<REST<<<<<<', 'D23145890734', true, ['REST']],
    [
      'a long number whose digit counts the filler too, as Belgium does',
      'IDBEL000590696<1017<REST<<<<<<',
      '000590696101',
      false,
      ['REST'],
    ],
    [
      'optional data, as the United States print them',
      'A3USA085043401<01<9108<<<<<<<<',
      '085043401',
      false,
      ['01 9108'],
    ],
    ['a long number that was read wrong', 'I<UTOD23145890<7359<REST<<<<<<', 'D23145890', false, ['7359 REST']],
    ['nothing', 'I<UTOD23145890<<<<<<<<<<<<<<<<', 'D23145890', false, []],
  ])('%s', (_, first, number, holds, optional) => {
    const answer = parsed(first)
    expect([valuesOf(answer).documentNumber, numberDigit(answer)]).toEqual([number, holds])
    expect(answer.optional.map(({ value }) => value)).toEqual(optional)
    const spans = answer.fields.find(({ name }) => name === 'documentNumber')!.spans
    expect(spans.map(({ from, to }) => first.slice(from, to)).join('')).toBe(number)
  })

  test('a character of a long number that was read with doubt is put right', () => {
    const read = zone('TD1', ['I<UTOD2314S890<7349<<<<<<<<<<<', ...others], [[0, 10]])
    expect(valuesOf(parseZone(read, today)).documentNumber).toBe('D23145890734')
  })
})

describe('corrections', () => {
  const [first, second] = examples[2]![1] as [string, string]

  test('by the class of the place, however sure the reader was', () => {
    const parsed = parseZone(
      zone('TD3', [first.replace('ERIKSSON', 'ER1K5SON'), second.replace('740812', '74OBI2')]),
      today,
    )
    expect(parsed.lines).toEqual([first, second])
    expect(parsed.printed[1]).toContain('74OBI2')
    expect(parsed.corrections).toEqual([
      { line: 0, column: 7, read: '1', corrected: 'I' },
      { line: 0, column: 9, read: '5', corrected: 'S' },
      { line: 1, column: 15, read: 'O', corrected: '0' },
      { line: 1, column: 16, read: 'B', corrected: '8' },
      { line: 1, column: 17, read: 'I', corrected: '1' },
    ])
    expect(parsed.valid).toBe(true)
  })

  test('what has no twin stays, and the zone is not well formed', () => {
    const parsed = parseZone(zone('TD3', [first, second.replace('740812', '74K812')]), today)
    expect(parsed).toMatchObject({ wellFormed: false, valid: false, corrections: [], impossibleDates: ['birthDate'] })
    expect(valuesOf(parsed).birthDate).toBeUndefined()
  })

  const wrong = second.replace('L898902C3', 'LB98902C3')

  test('a character of either class, when read with doubt, for the sake of a digit that it makes right', () => {
    const parsed = parseZone(zone('TD3', [first, wrong], [[1, 1]]), today)
    expect(parsed.corrections).toEqual([{ line: 1, column: 1, read: 'B', corrected: '8' }])
    expect(parsed).toMatchObject({ valid: true, lines: [first, second] })
  })

  test.each<[string, string, [number, number][]]>([
    ['the reader was sure of it', wrong, []],
    [
      'another character was read with more doubt',
      wrong,
      [
        [1, 1],
        [1, 4],
      ],
    ],
    [
      'no twin makes the digit right',
      second.replace('L898902C3', 'L898907C3'),
      [
        [1, 1],
        [1, 7],
      ],
    ],
  ])('not when %s', (_, text, doubtful) => {
    const read = zone('TD3', [first, text], doubtful)
    if (doubtful.length > 1) read.confidences[1]![4] = 0.2
    const parsed = parseZone(read, today)
    expect(parsed).toMatchObject({ valid: false, corrections: [], lines: [first, text] })
  })

  test('not when two of them do', () => {
    // B to 8 and 8 to B in places of one weight: either undoes the other's fault.
    const text = `8B<8<<<<<${checkDigit('8B<B<<<<<')}`
    const read = zone(
      'TD3',
      [first, second.replace('L898902C36', text)],
      [
        [1, 0],
        [1, 3],
      ],
    )
    expect(parseZone(read, today)).toMatchObject({ valid: false, corrections: [] })
  })
})

test.each([
  ['a line short', ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<']],
  [
    'a character short',
    ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  ],
  [
    'a character that no zone holds',
    ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<é', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  ],
  ['no lines', []],
])('%s: the text is returned and nothing claimed', (_, lines) => {
  expect(parseZone(zone('TD3', lines), today)).toMatchObject({
    printed: lines,
    lines,
    wellFormed: false,
    valid: false,
    fields: [],
    digits: [],
  })
})
