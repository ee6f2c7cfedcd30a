/** What was read, in the contract's words. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { DocumentRead } from '@/domain/documents/read'
import { readTestDocument, type TestDocument } from '@/domain/documents/testing'
import type { DocumentCheck, DocumentField, DocumentReport } from '@/domain/documents/types'
import { showValidation, validated } from './document-answer'

const values: [DocumentField['name'], string][] = [
  ['documentCode', 'I'],
  ['surnames', 'ERIKSSON'],
  ['names', 'ANNA MARIA'],
  ['documentNumber', 'D23145890'],
  ['personalNumber', '123456789'],
  ['nationality', 'UTO'],
  ['issuingState', 'UTO'],
  ['gender', 'F'],
  ['birthDate', '1974-08-12'],
  ['birthPlace', 'ZENITH'],
  ['issueDate', '2024-04-15'],
  ['expiryDate', '2034-04-15'],
  ['authority', 'PASSPORT OFFICE'],
  ['address', '1 MAIN STREET'],
  ['height', '1.89'],
]

const check = (name: DocumentCheck['name'], outcome: DocumentCheck['outcome']): DocumentCheck => ({
  name,
  outcome,
  detail: '',
})

const report = (given: Partial<DocumentReport> = {}): DocumentReport => ({
  format: 'TD1',
  kind: 'idcard',
  zoneSide: 'back',
  zoneLines: ['FIRST', 'SECOND', 'THIRD'],
  corrections: [],
  fields: values.map(([name, value]) => ({
    name,
    value,
    source: 'visual',
    confidence: 0.9,
    agrees: null,
    zone: null,
    visual: value,
    places: [],
  })),
  checks: [check('composite_digit', 'passed'), check('not_expired', 'failed'), check('zone_format', 'not_tested')],
  verdict: 'doubtful',
  ...given,
})

const read = (front: TestDocument | null, back: TestDocument | null | undefined, given?: Partial<DocumentReport>) => {
  const validation: DocumentRead = {
    outcome: 'read',
    reference: 'the-reading',
    front: readTestDocument(front),
    back: back === undefined ? null : readTestDocument(back),
    report: report(given),
    result: given?.verdict === 'ok' ? 'ok' : 'doubtful',
  }
  const answer = showValidation(validation)
  if (!('code' in answer)) throw new Error('A validation has a message.')
  expect(z.object(validated).strict().parse(answer.fields)).toEqual(answer.fields)
  return answer.fields as Record<string, unknown> & { fields: { normal: object; validation: object } }
}

test('Every field has a name of its own, and all are text: dates as they are, the height with a comma', () => {
  expect(read({ person: 'anna' }, {}).fields.normal).toEqual({
    doc_code: 'I',
    surnames: 'ERIKSSON',
    names: 'ANNA MARIA',
    doc_number: 'D23145890',
    id_number: '123456789',
    origin: 'UTO',
    issuing_state: 'UTO',
    gender: 'F',
    birth_date: '1974-08-12',
    birth_place: 'ZENITH',
    issue_date: '2024-04-15',
    expiry_date: '2034-04-15',
    authority: 'PASSPORT OFFICE',
    address: '1 MAIN STREET',
    height: '1,89',
    mrz: { line0: 'FIRST', line1: 'SECOND', line2: 'THIRD' },
  })
})

test('A height in centimetres is told in metres, and a date that is not whole is not told', () => {
  const field = (name: DocumentField['name'], value: string): DocumentField => ({
    ...{ name, value, source: 'visual', confidence: 0.9, agrees: null, zone: null, visual: value, places: [] },
  })
  const shown = (...fields: DocumentField[]) => read({}, {}, { fields, zoneLines: [] }).fields.normal
  expect(shown(field('height', '189 cm'), field('birthDate', '1974-08'))).toEqual({ height: '1,89' })
  expect(shown(field('height', '1,7 m'), field('birthDate', '1974'))).toEqual({ height: '1,70' })
  expect(shown(field('height', 'tall'))).toEqual({})
})

test('What was not read is absent: no field, no line of a zone, no picture', () => {
  const answer = read({}, undefined, { fields: [], zoneLines: [], checks: [] })
  expect(answer.fields.normal).toEqual({})
  expect(Object.keys(answer)).toEqual(['result', 'side', 'reference', 'frontCut', 'fields'])
  expect(read({}, undefined, { zoneLines: ['ONE', 'TWO'] }).fields.normal).toMatchObject({
    mrz: { line0: 'ONE', line1: 'TWO' },
  })
})

test('The sides that were read are told, and cut out; a picture of anything else is no side', () => {
  const cuts = ({ side, frontCut, backCut }: Record<string, unknown>) => [side, Boolean(frontCut), Boolean(backCut)]
  expect(cuts(read({}, undefined))).toEqual(['1', true, false])
  expect(cuts(read({}, {}))).toEqual(['0', true, true])
  expect(cuts(read({}, null))).toEqual(['1', true, false])
  expect(cuts(read(null, {}))).toEqual(['2', false, true])
})

test('The portrait is that of the front, or of the back where the front has none', () => {
  const photo = (front: TestDocument, back: TestDocument) => read(front, back).photo
  const anna = photo({ person: 'anna' }, {})
  expect(anna).toEqual(expect.any(String))
  expect(photo({}, { person: 'anna' })).toBe(anna)
  expect(photo({ person: 'anna' }, { person: 'ben' })).toBe(anna)
  expect(photo({}, {})).toBeUndefined()
})

test('What was tested is GOOD or BAD with what was measured, what was not is absent', () => {
  const poor = { dotsPerInch: 70, edgeWidthPx: 9, brightness: 20.4 }
  expect(read({ widthPx: 1040, heightPx: 738 }, { quality: poor }).fields.validation).toEqual({
    front_resolution: 'GOOD [1040x738]',
    front_blurring: 'GOOD [2.0]',
    front_luminance: 'GOOD [150]',
    back_resolution: 'BAD [1000x700]',
    back_blurring: 'BAD [9.0]',
    back_luminance: 'BAD [20]',
    integrity_composite_digit: 'GOOD',
    integrity_not_expired: 'BAD',
  })
  const unknown = { dotsPerInch: null, edgeWidthPx: null }
  expect(Object.keys(read({ quality: unknown }, undefined, { checks: [] }).fields.validation)).toEqual([
    'front_luminance',
  ])
})

test('A document whose checks held is Ok, another one Fail, and one that could not be read has a reason', () => {
  expect(read({}, {}, { verdict: 'ok' }).result).toBe('Ok')
  expect(read({}, {}, { verdict: 'doubtful' }).result).toBe('Fail')
  const unreadable = (side: 'front' | null) =>
    showValidation({
      outcome: 'unreadable',
      reference: 'the-reading',
      reason: { code: 'blurred', message: 'The picture is blurred.', side },
    })
  expect(unreadable(null)).toEqual({
    code: 'DOCUMENT_VALIDATION_FAILED',
    fields: { reason: 'The picture is blurred.' },
  })
  expect(unreadable('front')).toMatchObject({ fields: { reason: "'front': The picture is blurred." } })
})
