/** Fields by their labels, on lines laid out as documents print them. No document's own content stands here. */
import { describe, expect, it } from 'vitest'
import type { Point, TextLine } from '../types'
import { visualFields } from '.'
import { dateOf, orderOf } from './dates'
import { labelsOf } from './labels'
import { valueOf } from './values'

const today = new Date('2026-11-21T12:00:00Z')

/** A line of print 10 high, 6 to a letter. */
function line(text: string, left: number, top: number, confidence = 0.98): TextLine {
  const right = left + 6 * text.length
  return {
    text,
    confidence,
    quad: [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: top + 10 },
      { x: left, y: top + 10 },
    ],
  }
}

/** The same line, turned about its upper left corner, clockwise. */
function turned({ quad, ...rest }: TextLine, degrees: number): TextLine {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const [{ x: left, y: top }] = quad
  const about = ({ x, y }: Point): Point => ({
    x: left + (x - left) * cos - (y - top) * sin,
    y: top + (x - left) * sin + (y - top) * cos,
  })
  const [a, b, c, d] = quad
  return { ...rest, quad: [about(a), about(b), about(c), about(d)] }
}

const read = (...lines: TextLine[]) =>
  Object.fromEntries(visualFields(lines, today).map(({ name, value }) => [name, value]))

describe('a passport with its values below their labels', () => {
  const page = [
    line('Passport', 10, 10),
    line('Type/Type', 100, 10),
    line('Country code/Code du pays Passport Number/N de passeport', 200, 10),
    line('P', 100, 22),
    line('UTO', 204, 22),
    line('X12345678', 380, 22),
    line('Sumame/Nom', 100, 40),
    line('MUSTER-PROBE', 102, 52),
    line('Givenames/Prenoms', 100, 70),
    line('ADA EVA', 102, 82),
    line('Nationality/Nationalite', 100, 100),
    line('UTOPIAN', 102, 112),
    line('Date of Birth/Date denaissance', 100, 130),
    line('03 MAR/MARS 81', 102, 142),
    line('Sex/Sexe', 100, 160),
    line('F', 102, 172),
    line('Place of birth/Lieu de naissance', 200, 160),
    line('ZENITH', 204, 172),
    line('Date of issue/', 100, 190),
    line('Date de delivrance', 100, 201),
    line('16APR/AVR19', 102, 213),
    line('Authority/Autorte', 300, 190),
    line('PASSPORT OFFICE', 302, 202),
    line('Date of expiry/Date dexpiration', 100, 230),
    line('15APR/AVR29', 102, 242),
    line('P<UTOMUSTER<<ADA<EVA<<<<<<<<<<<<<<<<<<<<<<<<', 10, 290),
  ]
  const expected = {
    documentNumber: 'X12345678',
    surnames: 'MUSTER-PROBE',
    names: 'ADA EVA',
    nationality: 'UTO',
    birthDate: '1981-03-03',
    gender: 'F',
    birthPlace: 'ZENITH',
    issueDate: '2019-04-16',
    authority: 'PASSPORT OFFICE',
    expiryDate: '2029-04-15',
  }

  it('gives all of them, with the certainty and place of their lines', () => {
    expect(read(...page)).toEqual(expected)
    const birth = visualFields(page, today).find(({ name }) => name === 'birthDate')
    expect(birth).toMatchObject({ confidence: 0.98, quad: page[13].quad })
  })

  it('leaves out what was read with little certainty, and gives it to no other label', () => {
    const doubtful = page.map((one) => (one.text === 'ADA EVA' ? { ...one, confidence: 0.6 } : one))
    const { names, ...others } = expected
    expect(names).toBeDefined()
    expect(read(...doubtful)).toEqual(others)
  })

  it('leaves out every field whose label or value is missing', () => {
    expect(read(...page.filter(({ text }) => text !== 'ADA EVA'))).not.toHaveProperty('names')
    expect(read(...page.filter(({ text }) => !text.startsWith('Date of Birth')))).not.toHaveProperty('birthDate')
  })
})

describe('a card with its values beside their labels', () => {
  it('reads them behind colons and to the right', () => {
    const card = [
      line('Nom: MUSTER', 10, 10),
      line('Prenom(s):', 10, 30),
      line('ADA, EVA', 80, 31),
      line('Sexe: F', 10, 50),
      line('Ne(e) le:', 100, 50),
      line('06.12.1965', 170, 50),
      line('Taille: 1,70m', 10, 70),
      line('Nationalite Francaise', 10, 90),
    ]
    expect(read(...card)).toEqual({
      surnames: 'MUSTER',
      names: 'ADA EVA',
      gender: 'F',
      birthDate: '1965-12-06',
      height: '1.70',
      nationality: 'FRA',
    })
  })

  it('parts a whole name at its comma only', () => {
    expect(read(line('Name/Nom', 10, 10), line('MUSTER, ADA EVA', 12, 22))).toEqual({
      surnames: 'MUSTER',
      names: 'ADA EVA',
    })
    expect(read(line('Name/Nom', 10, 10), line('MUSTER ADA', 12, 22))).toEqual({})
    expect(read(line('Surname, Given names', 10, 10), line('MUSTER ADA', 12, 22))).toEqual({})
  })

  it('takes no field that two labels fill differently', () => {
    const lines = [
      line('Passport No', 10, 10),
      line('X12345678', 12, 22),
      line('Document No.', 200, 10),
      line('Y98765432', 202, 22),
    ]
    expect(read(...lines)).toEqual({})
    expect(read(...lines.slice(0, 2))).toEqual({ documentNumber: 'X12345678' })
  })

  it('takes no name in another script', () => {
    expect(read(line('Surname', 10, 10), line('Мустер', 12, 22))).toEqual({})
    expect(read(line('Surname', 10, 10), line('MYCTEP/MUSTER', 12, 22))).toEqual({})
    expect(read(line('Surname', 10, 10), line('姓名', 12, 22))).toEqual({})
  })

  it('lets no label reach over another', () => {
    const lines = [line('Surname', 10, 10), line('Given names', 10, 22), line('ADA', 12, 34)]
    expect(read(...lines)).toEqual({ names: 'ADA' })
  })

  it('takes no stamp that runs across the page', () => {
    const [label, value] = [line('Address', 10, 10), line('12 MAIN STREET, ZENITH', 12, 22)]
    for (const degrees of [-40, -20, 20, 40, 90]) {
      expect(read(label, turned(line('ANYTOWN BAT14 12', 14, 34), degrees))).toEqual({})
    }
    expect(read(label, value, turned(line('OFFICE COPY 14', 60, 30), -20))).toEqual({ address: value.text })
  })

  it('takes lines that are bent a little, and short ones that are found askew', () => {
    const [label, value] = [line('Address', 10, 10), line('12 MAIN STREET, ZENITH', 12, 22)]
    for (const degrees of [-3, 3]) expect(read(label, turned(value, degrees))).toEqual({ address: value.text })
    const sex = [line('Sex/Sexe', 10, 10), turned(line('F', 14, 22), 12)]
    expect(read(...sex)).toEqual({ gender: 'F' })
    const page = [line('Nationality', 10, 10), line('UTO', 12, 22), line('Sex', 200, 10), line('F', 202, 22)]
    expect(read(...page.map((one) => turned(one, 3)))).toEqual({ nationality: 'UTO', gender: 'F' })
  })

  it('gives nothing for lines without labels', () => {
    expect(read(line('MUSTER', 10, 10), line('12.08.1974', 10, 30))).toEqual({})
    expect(visualFields([], today)).toEqual([])
  })
})

it.each([
  ['Date de naissance', ['birthDate']],
  ['Dafe of birh/Date denaissance', ['birthDate', 'birthDate']],
  ['3. Geburtsdatum', ['birthDate']],
  ['Data urodzenia / Date of birth', ['birthDate', 'birthDate']],
  ['Přijmení/Surname', ['surnames', 'surnames']],
  ['Spol/Sex', ['gender', 'gender']],
  ['PASSPORT', ['other']],
])('knows %s', (text, kinds) => {
  expect(labelsOf(text)?.labels.map(({ kind }) => kind)).toEqual(kinds)
})

it.each(['POL', 'UTOPIA', 'ANNA MARIA', '12.08.1974', 'PASSPORT OFFICE', 'NATIONAL BANK', ''])(
  'takes %j for no label',
  (text) => {
    expect(labelsOf(text)).toBeNull()
  },
)

it.each([
  ['12 AUG/AOUT 74', '1974-08-12'],
  ['12AUG/AOÛT74', '1974-08-12'],
  ['01 JAN /JAN 85', '1985-01-01'],
  ['3 March 1990', '1990-03-03'],
  ['12.08.1974', '1974-08-12'],
  ['12 08 1974', '1974-08-12'],
  ['12081974', '1974-08-12'],
  ['2012-08-12', '2012-08-12'],
  ['13/08/1974', '1974-08-13'],
  ['08/13/1974', '1974-08-13'],
  ['08/08/1974', '1974-08-08'],
  ['O5.O3.2017', '2017-03-05'],
  ['05 LIP/JUN 90', '1990-06-05'],
  ['05/03/1974', null],
  ['05-03-1974', null],
  ['05 LIP 90', null],
  ['12 AUG/SEP 74', null],
  ['30.02.1990', null],
  ['12.13.1990', null],
  ['12 AUG 2074', null],
  ['AUG 1974', null],
  ['A12.08.1974', null],
])('reads %s as a birth on %s', (text, date) => {
  expect(dateOf(text, 'birthDate', today)).toBe(date)
})

it('takes the century by the kind of date', () => {
  expect(dateOf('12 AUG 30', 'birthDate', today)).toBe('1930-08-12')
  expect(dateOf('12 AUG 30', 'expiryDate', today)).toBe('2030-08-12')
  expect(dateOf('12 AUG 95', 'expiryDate', today)).toBe('1995-08-12')
  expect(dateOf('12 AUG 19', 'issueDate', today)).toBe('2019-08-12')
  expect(dateOf('12 DEC 26', 'birthDate', today)).toBeNull()
})

it('tells the order of days and months by the dates that have only one', () => {
  expect(orderOf(['01/02/1990', '13/02/2020'])).toBe('day-first')
  expect(orderOf(['01/02/1990', '02/13/2020'])).toBe('month-first')
  expect(orderOf(['01/02/1990'])).toBeNull()
  expect(orderOf(['13/02/1990', '02/13/2020'])).toBeNull()
  expect(dateOf('01/02/1990', 'birthDate', today, 'day-first')).toBe('1990-02-01')
  expect(dateOf('01/02/1990', 'birthDate', today, 'month-first')).toBe('1990-01-02')
})

it.each([
  ['gender', 'M', 'M'],
  ['gender', 'Ž/F', 'F'],
  ['gender', 'V/M', 'M'],
  ['gender', 'H/M', null],
  ['gender', '1', null],
  ['nationality', 'CANADIAN/CANADIENNE', 'CAN'],
  ['nationality', 'Croatia', 'HRV'],
  ['nationality', 'UTO', 'UTO'],
  ['nationality', 'NOWHERE', null],
  ['documentNumber', 'ZE 000509', 'ZE000509'],
  ['documentNumber', 'PASSPORT', null],
  ['documentNumber', '12/34567', null],
  ['height', '1,89', '1.89'],
  ['height', '180 CM', '1.80'],
  ['height', '512', null],
  ['names', 'ADA 7', null],
  ['names', 'José-María', 'JOSÉ-MARÍA'],
  ['authority', 'Мвд', null],
  ['authority', 'SPECIMEN', null],
  ['birthPlace', 'ESPÉCIMEN 12', null],
  ['birthPlace', 'M.KVIB/UKR', null],
  ['birthPlace', 'ZENITH / UTO', null],
  ['birthPlace', 'BRUXELLES/BRUSSEL', 'BRUXELLES/BRUSSEL'],
  ['birthPlace', 'ZENITH UTO', 'ZENITH UTO'],
  ['birthPlace', 'MUSTERHAUSEN', 'MUSTERHAUSEN'],
  ['address', '1 MAIN STREET', '1 MAIN STREET'],
  ['address', 'HAUPTSTRASSE 5', 'HAUPTSTRASSE 5'],
  ['address', 'ZENITH, UTOPIA', 'ZENITH, UTOPIA'],
  ['address', 'RUA DA FONTE', 'RUA DA FONTE'],
  ['address', 'ZENITH', null],
  ['address', 'SPECIMEN BAT14', null],
  ['address', 'SPÉCIMEN 12', null],
  ['address', 'MUSTER 4', null],
  ['address', '12345 6', null],
] as const)('takes as %s from %j: %j', (field, text, value) => {
  expect(valueOf(field, text, { today, order: null })).toBe(value)
})
