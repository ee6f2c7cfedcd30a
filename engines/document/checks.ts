/**
 * What is checked of a document, each answer with a sentence for people. A check for which something is missing says so; none is passed
 * because nothing was there to fail it. Sentences name fields and never say their values.
 */
import {
  checkNames,
  type CheckName,
  type DocumentCheck,
  type DocumentField,
  type DocumentKind,
  type FieldName,
} from './report-types'
import { sidesAnswer, type SidesEvidence } from './sides'
import type { ZoneOfSide } from './side-by-side'
import { digitChecks, isEmpty } from './zone/digits'
import { filler, layouts, type DigitCheckName } from './zone/layout'

export interface Evidence extends SidesEvidence {
  /** The zone that counts. */
  zone: ZoneOfSide | null
  fields: readonly DocumentField[]
  kind: DocumentKind | null
  expected: DocumentKind | null
  today: Date
}

type Answer = Pick<DocumentCheck, 'outcome' | 'detail'>

export const labels: Record<FieldName, string> = {
  documentCode: 'kind of document',
  surnames: 'surname',
  names: 'given names',
  documentNumber: 'document number',
  personalNumber: 'personal number',
  nationality: 'nationality',
  issuingState: 'issuing state',
  gender: 'sex',
  birthDate: 'date of birth',
  birthPlace: 'place of birth',
  issueDate: 'date of issue',
  expiryDate: 'date of expiry',
  authority: 'authority',
  address: 'address',
  height: 'height',
}

const kinds: Record<DocumentKind, string> = { idcard: 'an identity card', passport: 'a passport', visa: 'a visa' }

const oldest = 120

const passed = (detail: string): Answer => ({ outcome: 'passed', detail })
const failed = (detail: string): Answer => ({ outcome: 'failed', detail })
const notTested = (detail: string): Answer => ({ outcome: 'not_tested', detail })

const noZone = 'No machine-readable zone was read.'

const checks: Record<CheckName, (evidence: Evidence) => Answer> = {
  document_number_digit: digitAnswer('document_number_digit', 'document number'),
  birth_date_digit: digitAnswer('birth_date_digit', 'date of birth'),
  expiry_date_digit: digitAnswer('expiry_date_digit', 'date of expiry'),
  personal_number_digit: digitAnswer('personal_number_digit', 'personal number'),
  composite_digit: digitAnswer('composite_digit', 'zone as a whole'),
  zone_format: formatAnswer,
  not_expired: expiryAnswer,
  plausible_dates: datesAnswer,
  zone_agrees_with_print: agreementAnswer,
  portrait_present: portraitAnswer,
  sides_belong_together: sidesAnswer,
  expected_kind: kindAnswer,
}

export function checksOf(evidence: Evidence): DocumentCheck[] {
  return checkNames.map((name) => ({ name, ...checks[name](evidence) }))
}

function digitAnswer(name: DigitCheckName, label: string): (evidence: Evidence) => Answer {
  return ({ zone }) => {
    if (!zone) return notTested(noZone)
    const { digits, format, lines, corrections } = zone.parsed
    if (digits.length === 0) return notTested('The zone could not be divided into its fields.')
    const digit = digits.find((digit) => digit.name === name)
    if (!digit) return notTested(`A zone of this format has no check digit for the ${label}.`)
    const isPrinted = layouts[format].checks.some(({ name: own, digit: { line, column } }) => {
      return own === name && lines[line]![column] !== filler
    })
    if (!digit.holds) return failed(`The check digit of the ${label} is ${isPrinted ? '' : 'missing or '}wrong.`)
    const { covers } = digitChecks(format, lines).find((check) => check.name === name)!
    if (isEmpty({ covers }, lines)) return notTested(`The zone has no ${label}.`)
    const isCorrected = corrections.some(({ line, column }) =>
      covers.some((place) => place.line === line && place.column === column),
    )
    return passed(`The check digit of the ${label} is right${isCorrected ? ', after a character was corrected' : ''}.`)
  }
}

function formatAnswer({ zone }: Evidence): Answer {
  if (!zone) return notTested(noZone)
  return zone.parsed.wellFormed
    ? passed('Every character of the zone may stand where it stands.')
    : failed('The zone holds characters where its format does not allow them.')
}

function valueOf(fields: readonly DocumentField[], name: FieldName): DocumentField | undefined {
  return fields.find((field) => field.name === name)
}

function expiryAnswer({ zone, fields, today }: Evidence): Answer {
  const expiry = valueOf(fields, 'expiryDate')
  if (!expiry) return notTested('No date of expiry was read.')
  if (expiry.agrees === false) return notTested('Zone and print say different dates of expiry.')
  const digit = zone?.parsed.digits.find(({ name }) => name === 'expiry_date_digit')
  if (expiry.source === 'zone' && !digit?.holds) return notTested('The date of expiry was not read with certainty.')
  return expiry.value < dayOf(today) ? failed('The document has expired.') : passed('The document has not expired.')
}

function datesAnswer({ zone, fields, today }: Evidence): Answer {
  const [impossible] = zone?.parsed.impossibleDates ?? []
  if (impossible) return failed(`The ${labels[impossible]} in the zone is no date of the calendar.`)
  const [birth, issue, expiry] = (['birthDate', 'issueDate', 'expiryDate'] as const).map((name) =>
    valueOf(fields, name),
  )
  const read = [birth, issue, expiry].filter((field) => field !== undefined)
  // The century of a zone's date is chosen so that it is plausible; alone it shows nothing.
  if (read.length === 0 || (read.length === 1 && read[0]!.source === 'zone')) {
    return notTested('Too few dates were read to compare them.')
  }
  const now = dayOf(today)
  if (isAfter(birth?.value, now)) return failed('The date of birth lies in the future.')
  if (birth && today.getUTCFullYear() - Number(birth.value.slice(0, 4)) > oldest) {
    return failed(`The date of birth lies more than ${oldest} years back.`)
  }
  if (isAfter(issue?.value, now)) return failed('The date of issue lies in the future.')
  if (isAfter(birth?.value, issue?.value)) return failed('The document was issued before its holder was born.')
  if (isAfter(issue?.value, expiry?.value)) return failed('The document expires before it was issued.')
  if (isAfter(birth?.value, expiry?.value)) return failed('The document expires before its holder was born.')
  return passed('The dates are possible, and in their order.')
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** As far as both dates go. */
function isAfter(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) > b.slice(0, length)
}

function agreementAnswer({ zone, fields }: Evidence): Answer {
  if (!zone) return notTested(noZone)
  const compared = fields.filter(({ agrees }) => agrees !== null)
  if (compared.length === 0) return notTested('No field was read in both the zone and the print.')
  const differing = compared.filter(({ agrees }) => !agrees).map(({ name }) => labels[name])
  return differing.length === 0
    ? passed(`Zone and print agree in ${listed(compared.map(({ name }) => labels[name]))}.`)
    : failed(`Zone and print differ in ${listed(differing)}.`)
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Cards of three lines have their portrait on the other side than their zone; all other documents on the same. */
function portraitAnswer({ readings, zone, fields, kind }: Evidence): Answer {
  const { front, back } = readings
  if (front?.portrait ?? back?.portrait) return passed('A portrait was found.')
  if (!zone && fields.length === 0) return notTested('No document was read.')
  if (kind === 'visa') return notTested('No portrait was found; a visa need not have one.')
  const isGiven = !zone ? front !== undefined : zone.parsed.format !== 'TD1' || Boolean(front && back)
  return isGiven ? failed('No portrait was found.') : notTested('The side that holds the portrait was not given.')
}

/** Passports and visas always bear a zone (ICAO 9303 parts 4 and 7), so print alone is neither; identity cards need not. */
function kindAnswer({ zone, fields, kind, expected }: Evidence): Answer {
  if (!expected) return notTested('No kind of document was asked for.')
  if (kind && kind !== expected) return failed(`It is ${kinds[kind]}; ${kinds[expected]} was asked for.`)
  if (!zone && fields.length > 0 && expected !== 'idcard') {
    return failed(`No machine-readable zone was read, and ${kinds[expected]} always has one.`)
  }
  return kind ? passed(`It is ${kinds[kind]}.`) : notTested('What kind of document it is could not be told.')
}
