/** The layouts against figures and examples that ICAO 9303 prints. */
import { describe, expect, test } from 'vitest'
import { digitChecks, digitHolds } from './digits'
import { allowedAt, checkDigit, fieldText, layouts, strangersIn, zoneFormats } from './layout'

/** The examples of ICAO 9303 parts 4 to 7. */
const examples = {
  TD1: ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
  TD2: ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'],
  TD3: ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  MRVA: ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<'],
  MRVB: ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'],
} as const

test('check digits as ICAO 9303 part 3 computes them', () => {
  expect(checkDigit('520727')).toBe('3')
  expect(checkDigit('AB2134<<<')).toBe('5')
  expect(checkDigit('HA672242<658022549601086<<<<<<<<<<<<<<0')).toBe('8')
  expect(checkDigit('D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<')).toBe('2')
})

describe.each(zoneFormats)('%s', (format) => {
  const { lines, length, fields, allowed, checks, starts } = layouts[format]

  test('every place belongs to exactly one field', () => {
    const owners = Array.from({ length: lines }, () => new Array<number>(length).fill(0))
    for (const { line, from, to } of fields) for (let column = from; column < to; column++) owners[line]![column]! += 1
    expect(owners.flat().every((count) => count === 1)).toBe(true)
    expect(allowed.flat().every((characters) => characters.length > 0)).toBe(true)
    expect(allowedAt(format, 0, 0)).toBe(starts)
  })

  test('each digit stands where a digit may, and covers no place twice, with weights 7, 3, 1 in turn', () => {
    for (const { digit, covers } of checks) {
      expect(allowedAt(format, digit.line, digit.column)).toContain('7')
      expect(new Set(covers.map(({ line, column }) => line * length + column)).size).toBe(covers.length)
      expect(covers.map(({ weight }) => weight)).toEqual(covers.map((_, index) => [7, 3, 1][index % 3]))
    }
  })
})

test.each(['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB'] as const)(
  'the example of ICAO 9303 fits %s and its digits hold',
  (format) => {
    const text = examples[format]
    expect(text.map((line) => line.length)).toEqual(new Array(layouts[format].lines).fill(layouts[format].length))
    text.forEach((line, row) =>
      [...line].forEach((character, column) => expect(allowedAt(format, row, column)).toContain(character)),
    )
    expect(digitChecks(format, text).map((check) => [check.name, digitHolds(check, text)])).toEqual(
      layouts[format].checks.map(({ name }) => [name, true]),
    )
    expect(fieldText(format, text, 'birthDate')).toBe(format.startsWith('MRV') ? '400907' : '740812')
  },
)

test('a French card', () => {
  const first = `IDFRADUPONT${'<'.repeat(19)}75C001`
  const body = '010375200001'
  const birth = '701231'
  const second = `${body}${checkDigit(body)}JEANNE<<MARIE<${birth}${checkDigit(birth)}F`
  const text = [first, second + checkDigit(first + second)]
  expect(text.map((line) => line.length)).toEqual([36, 36])
  expect(digitChecks('IDFR', text).every((check) => digitHolds(check, text))).toBe(true)
  expect(fieldText('IDFR', text, 'surname')).toBe(`DUPONT${'<'.repeat(19)}`)
  expect(fieldText('IDFR', text, 'documentNumber')).toBe('75200001')
})

test('a long document number goes on in the optional data, and its digit leaves out the filler between (part 11, appendix D)', () => {
  const td1 = ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<']
  const [number, , , composite] = digitChecks('TD1', td1)
  expect(number!.digit).toEqual({ line: 0, column: 18 })
  expect(digitHolds(number!, td1)).toBe(true)
  expect(digitHolds(composite!, td1)).toBe(true)
  // A Belgian specimen: here it matters, with the filler counted the digit would be 7.
  const belgian = ['IDBEL000590696<1015<<<<<<<<<<<', '9401013F2710017BEL000101123453', 'SPECIMEN<<SPECIMEN<<<<<<<<<<<<']
  expect(digitHolds(digitChecks('TD1', belgian)[0]!, belgian)).toBe(true)
})

test('the digit of an empty personal number may be 0 or a filler, no other', () => {
  const [first] = examples.TD3
  const outcome = (digit: string) => {
    const text = [first, `L898902C36UTO7408122F1204159${'<'.repeat(14)}${digit}0`]
    return digitHolds(
      layouts.TD3.checks.find(({ name }) => name === 'personal_number_digit')!,
      text,
    )
  }
  expect(['0', '<', '1'].map(outcome)).toEqual([true, true, false])
})

test('characters that stand where their kind does not belong', () => {
  for (const [format, lines] of Object.entries(examples)) {
    expect(strangersIn(format as keyof typeof examples, lines)).toBe(0)
  }
  const [first, second] = examples.TD2
  expect(strangersIn('TD2', [first, second.replace('7408122', '74O8122')])).toBe(1)
  // Capitals and digits as they come, of the length of a zone.
  const random = ['CPMITTBBP0ESFU3EHW3OSMMDQSBZ0O5V2XQM', 'RXQ2C6EPC8KCS5VUYLEG7KI122SX6F762R0G']
  expect(strangersIn('TD2', random)).toBeGreaterThan(10)
})

test('a place that is not there', () => {
  expect(() => allowedAt('TD2', 2, 0)).toThrow(new RangeError('TD2 has no place at line 2, column 0'))
})
