/** What the library gets wrong, each fault beside what is made of it; a test that fails here says that a fault is mended. */
import { parse } from 'mrz'
import { expect, test } from 'vitest'
import type { ZoneFormat } from '../types'
import { libraryFields } from './library'

const second = { TD1: '7408122F1204159UTO<<<<<<<<<<<6', TD2: 'D231458907UTO7408122F1204159<<<<<<<6' }

test('a surname that fills the line is given as given names too', () => {
  const lines = ['I<UTOD231458907<<<<<<<<<<<<<<<', second.TD1, 'BENNELONG<WOOLOOMOOLOO<WARRAND']
  expect(parse(lines).fields.firstName).toBe('BENNELONG WOOLOOMOOLOO WARRAND')
  expect(libraryFields('TD1', lines).names).toBeUndefined()
})

test('a number without a digit takes all fillers of the optional data but one', () => {
  const lines = [`I<UTO123456789${'<'.repeat(16)}`, second.TD1, 'A<<B<<<<<<<<<<<<<<<<<<<<<<<<<<']
  expect(parse(lines).fields.documentNumberCheckDigit).toBeNull()
  expect(parse(lines).details.find(({ field }) => field === 'documentNumber')?.value).toBe(`123456789${'<'.repeat(14)}`)
  expect(libraryFields('TD1', lines).documentNumber).toBe('123456789')
})

test('a long number that no filler ends loses two characters', () => {
  const lines = ['I<UTO123456789<ABCDEFGHIJKLMNO', second.TD1, 'A<<B<<<<<<<<<<<<<<<<<<<<<<<<<<']
  expect(parse(lines).documentNumber).toBe('123456789ABCDEFGHIJKLM')
  expect(libraryFields('TD1', lines).documentNumber).toBe('123456789')
})

test.each<[string, ZoneFormat, string]>([
  ['begins with IDFRA', 'TD2', 'IDFRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<'],
  ['has a digit at the end of its names', 'TD2', 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<4<<<'],
])('a TD2 that %s is taken for a French card', (_, format, first) => {
  expect(parse([first, second.TD2]).format).toBe('FRENCH_NATIONAL_ID')
  expect(libraryFields(format, [first, second.TD2])).toMatchObject({
    surnames: 'ERIKSSON',
    documentNumber: 'D23145890',
  })
})

test('a French card with an impossible month of issue has no number', () => {
  const lines = [`IDFRADUPONT${'<'.repeat(19)}75C001`, '0113752000018JEANNE<<MARIE<7012311F0']
  expect(parse(lines).documentNumber).toBeNull()
  expect(libraryFields('IDFR', lines)).toEqual({
    surnames: 'DUPONT',
    names: 'JEANNE MARIE',
    documentNumber: '011375200001',
  })
})

test('visas are not known', () => {
  expect(parse(['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', second.TD2])).toMatchObject({ valid: false, format: 'TD2' })
  expect(libraryFields('MRVB', ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', second.TD2]).names).toBe('ANNA MARIA')
})

test('a digit that holds only with the filler between the parts of a long number passes', () => {
  // ICAO 9303 part 5 section 4.2.4 leaves the filler out: the digit is 5. With it, 7.
  const lines = ['IDBEL000590696<1017<<<<<<<<<<<', '9401013F2710017BEL000101123453', 'SPECIMEN<<SPECIMEN<<<<<<<<<<<<']
  expect(parse(lines).details.find(({ field }) => field === 'documentNumberCheckDigit')?.valid).toBe(true)
})

test('states that are not in its list, the sex X and 30 February', () => {
  const fields = parse([
    'I<QQQD231458907<<<<<<<<<<<<<<<',
    '7402302X1204159QQQ<<<<<<<<<<<6',
    'A<<B<<<<<<<<<<<<<<<<<<<<<<<<<<',
  ]).fields
  expect(fields).toMatchObject({ issuingState: null, nationality: null, sex: null, birthDate: '740230' })
})
