/**
 * What was read of a document in the contract's words: the shape of the vendor's one provider with the names of the other inside it
 * (I, after D1.1). Everything is text, and only what was read or tested appears.
 */
import { z } from 'zod'
import type { DocumentRead, DocumentValidation } from '@/domain/documents/read'
import { qualityFaults } from '@/domain/documents/quality'
import { showsNothing } from '@/domain/documents/unreadable'
import type { DocumentField, DocumentReading, DocumentReport, FieldName, Side } from '@/domain/documents/types'
import type { Answer } from './envelope'

/** The vendor has no word for those of the second group. */
const names: Readonly<Record<FieldName, string>> = {
  surnames: 'surnames',
  names: 'names',
  nationality: 'origin',
  gender: 'gender',
  height: 'height',
  birthDate: 'birth_date',
  expiryDate: 'expiry_date',
  personalNumber: 'id_number',
  documentNumber: 'doc_number',

  documentCode: 'doc_code',
  issuingState: 'issuing_state',
  birthPlace: 'birth_place',
  issueDate: 'issue_date',
  authority: 'authority',
  address: 'address',
}

const base64 = z.base64().optional()
const line = z.string().optional()
const date = z.iso.date().optional()
const verdict = z.string().regex(/^(GOOD|BAD)( \[[\dx.]+\])?$/)

export const validated = {
  result: z.enum(['Ok', 'Fail']).describe('`Fail`: it was read, and a check failed.'),
  side: z.enum(['0', '1', '2']).describe('What was read: `0` both sides, `1` the front, `2` the back.'),
  reference: z.string(),
  frontCut: base64.describe('The side cut out and straightened: JPEG in base64.'),
  backCut: base64,
  photo: base64.describe('The portrait that is printed on it.'),
  signature: base64,
  fields: z.object({
    normal: z
      .object({
        ...(Object.fromEntries(Object.values(names).map((name) => [name, line])) as Record<string, typeof line>),
        birth_date: date,
        expiry_date: date,
        issue_date: date,
        mrz: z.object({ line0: z.string(), line1: z.string(), line2: line }).optional(),
      })
      .describe('Only what was read.'),
    validation: z.record(z.string(), verdict).describe('Only what was tested: `GOOD` or `BAD`, and what was measured.'),
  }),
}

export function showValidation(validation: DocumentValidation): Answer {
  if (validation.outcome === 'unreadable') {
    const { message, side } = validation.reason
    return { code: 'DOCUMENT_VALIDATION_FAILED', fields: { reason: side ? `'${side}': ${message}` : message } }
  }
  const { report, reference, result } = validation
  const sides = sidesRead(validation)
  const { front, back } = sides
  return {
    code: 'DOCUMENT_VALIDATED_WITH_SUCCESS',
    fields: {
      result: result === 'ok' ? 'Ok' : 'Fail',
      side: front && back ? '0' : back ? '2' : '1',
      reference,
      ...shown({
        frontCut: front?.page.picture,
        backCut: back?.page.picture,
        photo: (front?.portrait ?? back?.portrait)?.picture,
        signature: (front?.signature ?? back?.signature)?.picture,
      }),
      fields: { normal: normalFields(report), validation: { ...qualities(sides), ...integrity(report) } },
    },
  }
}

type Sides = Partial<Record<Side, DocumentReading>>

function sidesRead({ front, back }: DocumentRead): Sides {
  return { ...(!showsNothing(front) && { front }), ...(back && !showsNothing(back) && { back }) }
}

function shown(pictures: Record<string, Uint8Array | undefined>): Record<string, string> {
  const there = Object.entries(pictures).flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [[name, Buffer.from(bytes).toString('base64')] as const],
  )
  return Object.fromEntries(there)
}

function normalFields({ fields, zoneLines }: DocumentReport): Record<string, unknown> {
  const read = fields.flatMap((field) => {
    const value = textOf(field)
    return value === null ? [] : [[names[field.name], value] as const]
  })
  const mrz = Object.fromEntries(zoneLines.map((text, index) => [`line${index}`, text]))
  return { ...Object.fromEntries(read), ...(zoneLines.length > 0 && { mrz }) }
}

/** Null for what this contract has no form for: a date of which the document itself leaves a part open. */
function textOf({ name, value }: DocumentField): string | null {
  if (name === 'height') return metres(value)
  if (name === 'birthDate' || name === 'issueDate' || name === 'expiryDate') return isWhole.test(value) ? value : null
  return value
}

const isWhole = /^\d{4}-\d\d-\d\d$/

/** As the vendor's `1,89`, whether metres or centimetres are printed. */
function metres(height: string): string | null {
  const [number] = /\d+(?:[.,]\d+)?/.exec(height) ?? []
  if (number === undefined) return null
  const printed = Number(number.replace(',', '.'))
  return (printed > 3 ? printed / 100 : printed).toFixed(2).replace('.', ',')
}

function qualities(sides: Sides): Record<string, string> {
  const all = Object.entries(sides).map(([side, reading]) => {
    const { widthPx, heightPx, quality } = reading
    const { dotsPerInch, edgeWidthPx, brightness } = quality
    const faults = qualityFaults(reading)
    const told = (...those: typeof faults) => word(!those.some((fault) => faults.includes(fault)))
    return {
      ...(dotsPerInch !== null && { [`${side}_resolution`]: `${told('too_few_pixels')} [${widthPx}x${heightPx}]` }),
      ...(edgeWidthPx !== null && { [`${side}_blurring`]: `${told('blurred')} [${edgeWidthPx.toFixed(1)}]` }),
      [`${side}_luminance`]: `${told('too_dark', 'too_bright')} [${Math.round(brightness)}]`,
    }
  })
  return Object.assign({}, ...all) as Record<string, string>
}

function integrity({ checks }: DocumentReport): Record<string, string> {
  const tested = checks.filter(({ outcome }) => outcome !== 'not_tested')
  return Object.fromEntries(tested.map(({ name, outcome }) => [`integrity_${name}`, word(outcome === 'passed')]))
}

const word = (isGood: boolean) => (isGood ? 'GOOD' : 'BAD')
