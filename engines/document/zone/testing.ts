/**
 * Zones for tests, written and judged straight from ICAO 9303 (parts 3 to 7) and the French card, sharing no code with the parser: what it
 * gets wrong must not be wrong here in the same way.
 */
import * as fc from 'fast-check'
import type { ZoneFormat, ZoneText } from '../types'

export const formats: readonly ZoneFormat[] = ['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB', 'IDFR']

/** What a document says; every text as a zone writes it, padded nowhere. */
export interface Holder {
  codeLetter: string
  state: string
  surname: string[]
  given: string[]
  /** Up to nine characters, or more where the format has room for them. */
  number: string
  nationality: string
  birth: string
  sex: string
  expiry: string
  optional: [string, string]
}

const values = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Part 3 section 4.9: each character times 7, 3, 1, 7, 3, 1 and so on; the last digit of the sum. */
export function digitOf(text: string): string {
  let sum = 0
  let weight = 7
  for (const character of text) {
    sum += Math.max(0, values.indexOf(character)) * weight
    weight = weight === 7 ? 3 : weight === 3 ? 1 : 7
  }
  return String(sum).at(-1)!
}

const pad = (text: string, length: number) => text.slice(0, length) + '<'.repeat(Math.max(0, length - text.length))

const withDigit = (text: string) => text + digitOf(text)

/** Number and digit in ten places, and what of both goes into the optional data (part 5 section 4.2.4). */
function numberParts(number: string): [string, string] {
  if (number.length <= 9) return [withDigit(pad(number, 9)), '']
  return [`${number.slice(0, 9)}<`, `${number.slice(9)}${digitOf(number)}<`]
}

function nameOf({ surname, given }: Holder, length: number): string {
  return pad(surname.join('<') + (given.length ? `<<${given.join('<')}` : ''), length)
}

export function writeZone(format: ZoneFormat, holder: Holder): string[] {
  const { codeLetter, state, nationality, sex, optional } = holder
  const [number, rest] = numberParts(holder.number)
  const [birth, expiry] = [withDigit(holder.birth), withDigit(holder.expiry)]
  const person = `${number}${pad(nationality, 3)}${birth}${sex}${expiry}`
  const visaOrPassport = (letter: string, length: number) =>
    `${letter}${codeLetter}${pad(state, 3)}${nameOf(holder, length - 5)}`
  switch (format) {
    case 'TD1': {
      const first = pad(rest + optional[0], 15)
      const second = pad(optional[1], 11)
      return [
        `I${codeLetter}${pad(state, 3)}${number}${first}`,
        `${birth}${sex}${expiry}${pad(nationality, 3)}${second}${digitOf(number + first + birth + expiry + second)}`,
        nameOf(holder, 30),
      ]
    }
    case 'TD2': {
      const other = pad(rest + optional[0], 7)
      return [visaOrPassport('I', 36), `${person}${other}${digitOf(number + birth + expiry + other)}`]
    }
    case 'TD3': {
      const personal = pad(optional[0], 14)
      // Part 4 section 4.2.2: the digit of an empty personal number may be 0 or the filler.
      const own = personal + (personal === pad('', 14) && sex === 'F' ? '<' : digitOf(personal))
      return [visaOrPassport('P', 44), `${person}${own}${digitOf(number + birth + expiry + own)}`]
    }
    case 'MRVA':
      return [visaOrPassport('V', 44), `${person}${pad(optional[0], 16)}`]
    case 'MRVB':
      return [visaOrPassport('V', 36), `${person}${pad(optional[0], 8)}`]
    case 'IDFR': {
      const first = `IDFRA${pad(holder.surname.join('<'), 25)}${pad(optional[0], 6)}`
      const card = withDigit(holder.number)
      const second = `${card}${pad(holder.given.join('<<'), 14)}${birth}${sex}`
      return [first, second + digitOf(first + second)]
    }
  }
}

const any = '[A-Z0-9<]'
const name = '[A-Z<]'
const date = '[0-9<]{6}[0-9]'
const numberToExpiry = (digit: string) => `${any}{9}${digit}${name}{3}${date}[MFX<]${date}`
const forms: Record<ZoneFormat, string[]> = {
  TD1: [
    `[ACI]${any}${name}{3}${any}{9}[0-9<]${any}{15}`,
    `${date}[MFX<]${date}${name}{3}${any}{11}[0-9]`,
    `${name}{30}`,
  ],
  TD2: [`[ACI]${any}${name}{34}`, `${numberToExpiry('[0-9<]')}${any}{7}[0-9]`],
  TD3: [`P${name}{43}`, `${numberToExpiry('[0-9]')}${any}{14}[0-9<][0-9]`],
  MRVA: [`V${name}{43}`, `${numberToExpiry('[0-9]')}${any}{16}`],
  MRVB: [`V${name}{35}`, `${numberToExpiry('[0-9]')}${any}{8}`],
  IDFR: [`IDFRA${name}{25}${any}{6}`, `[0-9]{4}${any}{3}[0-9]{6}${name}{14}${date}[MFX<][0-9]`],
}
const patterns = Object.fromEntries(
  Object.entries(forms).map(([format, lines]) => [format, lines.map((form) => new RegExp(`^${form}$`))]),
) as Record<ZoneFormat, RegExp[]>

/** Whether every character may stand where it stands. */
export function isAllowed(format: ZoneFormat, lines: readonly string[]): boolean {
  return lines.length === patterns[format].length && patterns[format].every((form, index) => form.test(lines[index]!))
}

/** Whether every check digit is right, and every character allowed. */
export function isRight(format: ZoneFormat, lines: readonly string[]): boolean {
  return isAllowed(format, lines) && digitsRight(format, lines as [string, string])
}

function digitsRight(format: ZoneFormat, [first, second]: [string, string]): boolean {
  const cut = (line: string, from: number, to: number) => line.slice(from - 1, to)
  const right = (text: string, digit: string) => digitOf(text) === digit
  const numberRight = (number: string, digit: string, optional: string) => {
    if (digit !== '<') return right(number, digit)
    const long = /^([^<]+)([^<])</.exec(optional)
    return long !== null && right(number + long[1]!, long[2]!)
  }
  const [s1, s2] = [first, second]
  // Positions count from 1, as in the tables of the standard.
  switch (format) {
    case 'TD1':
      return (
        numberRight(cut(s1, 6, 14), cut(s1, 15, 15), cut(s1, 16, 30)) &&
        right(cut(s2, 1, 6), cut(s2, 7, 7)) &&
        right(cut(s2, 9, 14), cut(s2, 15, 15)) &&
        right(cut(s1, 6, 30) + cut(s2, 1, 7) + cut(s2, 9, 15) + cut(s2, 19, 29), cut(s2, 30, 30))
      )
    case 'IDFR':
      return (
        right(cut(s2, 1, 12), cut(s2, 13, 13)) &&
        right(cut(s2, 28, 33), cut(s2, 34, 34)) &&
        right(s1 + cut(s2, 1, 35), cut(s2, 36, 36))
      )
    default: {
      const isDates = right(cut(s2, 14, 19), cut(s2, 20, 20)) && right(cut(s2, 22, 27), cut(s2, 28, 28))
      const composite = (end: number) =>
        right(cut(s2, 1, 10) + cut(s2, 14, 20) + cut(s2, 22, end), cut(s2, end + 1, end + 1))
      const [number, digit] = [cut(s2, 1, 9), cut(s2, 10, 10)]
      if (format === 'TD2') return isDates && numberRight(number, digit, cut(s2, 29, 35)) && composite(35)
      if (format !== 'TD3') return isDates && right(number, digit)
      const [personal, own] = [cut(s2, 29, 42), cut(s2, 43, 43)]
      const isEmpty = personal === pad('', 14)
      return isDates && right(number, digit) && (right(personal, own) || (isEmpty && own === '<')) && composite(43)
    }
  }
}

/** `x`: a check digit covers the place, or it holds one. Nothing covers the others. */
export const covered: Record<ZoneFormat, string[]> = {
  TD1: ['.....xxxxxxxxxxxxxxxxxxxxxxxxx', 'xxxxxxx.xxxxxxx...xxxxxxxxxxxx', '..............................'],
  TD2: ['....................................', 'xxxxxxxxxx...xxxxxxx.xxxxxxxxxxxxxxx'],
  TD3: ['............................................', 'xxxxxxxxxx...xxxxxxx.xxxxxxxxxxxxxxxxxxxxxxx'],
  MRVA: ['............................................', 'xxxxxxxxxx...xxxxxxx.xxxxxxx................'],
  MRVB: ['....................................', 'xxxxxxxxxx...xxxxxxx.xxxxxxx........'],
  IDFR: ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
}

/** What check digits cannot tell apart: all weights are prime to 10, so only equal last digits of the values are. */
export function looksSameToDigits(a: string, b: string): boolean {
  return Math.max(0, values.indexOf(a)) % 10 === Math.max(0, values.indexOf(b)) % 10
}

/** Characters that the parser may take for one another. */
export function areTwins(a: string, b: string): boolean {
  return ['0O', '1I', '2Z', '5S', '6G', '8B'].some((pair) => pair === a + b || pair === b + a)
}

export function zoneText(format: ZoneFormat, lines: string[], confidences?: number[][]): ZoneText {
  const quad = [
    { x: 0, y: 0 },
    { x: 880, y: 0 },
    { x: 880, y: 90 },
    { x: 0, y: 90 },
  ] as const
  return { format, lines, confidences: confidences ?? lines.map((line) => [...line].map(() => 0.99)), quad }
}

const letters = values.slice(10)
const text = (of: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...of), minLength, maxLength })
const twoDigits = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((value) => String(value).padStart(2, '0'))
const date6 = fc.tuple(twoDigits(0, 99), twoDigits(1, 12), twoDigits(1, 28)).map((parts) => parts.join(''))
const words = (least: number) => fc.array(text(letters, 1, 9), { minLength: least, maxLength: 4 })

/** A word that the optional data begin with must not be taken for a number's end, so none holds a filler. */
export function holders(format: ZoneFormat): fc.Arbitrary<Holder> {
  const longest = { TD1: 22, TD2: 14, TD3: 9, MRVA: 9, MRVB: 9, IDFR: 9 }[format]
  const french = fc.tuple(twoDigits(0, 99), twoDigits(1, 12), text(values, 3, 3), text('0123456789', 5, 5))
  return fc.record({
    codeLetter: fc.constantFrom('<', 'D', 'P', 'N'),
    state: fc.constantFrom('UTO', 'D', 'FRA', 'XXK', 'QQQ'),
    surname: words(1),
    given: words(0),
    number: format === 'IDFR' ? french.map((parts) => parts.join('')) : text(values, 1, longest),
    nationality: fc.constantFrom('UTO', 'D', 'XXA', 'XOM'),
    birth: fc.oneof(
      date6,
      date6.map((birth) => `${birth.slice(0, 4)}<<`),
      fc.constant('<<<<<<'),
    ),
    sex: fc.constantFrom('F', 'M', '<'),
    expiry: date6,
    optional: fc.tuple(text(values, 0, 6), text(values, 0, 11)),
  })
}
