/** What the portal calls what a document says: fields, checks, quality and verdict. Codes come from the engines; sentences are for people. */
import type { UnreadableCode } from '@/domain/documents/unreadable'
import { stateName } from './states'
import type { CheckName, DocumentField, DocumentKind, DocumentReport, FieldName, Side } from './view'

type Tone = 'good' | 'wait' | 'bad'

export const kindWords: Record<DocumentKind, string> = { idcard: 'Identity card', passport: 'Passport', visa: 'Visa' }

export const sideWords: Record<Side, string> = { front: 'Front', back: 'Back' }

/** In the order in which people look for them. */
export const fieldGroups: { title: string; names: FieldName[] }[] = [
  {
    title: 'Person',
    names: [
      'surnames', 'names', 'birthDate', 'gender', 'nationality', 'birthPlace', 'personalNumber', 'height', 'address',
    ], // prettier-ignore
  },
  {
    title: 'Document',
    names: ['documentCode', 'documentNumber', 'issuingState', 'authority', 'issueDate', 'expiryDate'],
  },
]

export const fieldWords: Record<FieldName, string> = {
  documentCode: 'Kind of document',
  surnames: 'Surnames',
  names: 'Given names',
  documentNumber: 'Document number',
  personalNumber: 'Personal number',
  nationality: 'Nationality',
  issuingState: 'Issued by the state',
  gender: 'Sex',
  birthDate: 'Date of birth',
  birthPlace: 'Place of birth',
  issueDate: 'Date of issue',
  expiryDate: 'Date of expiry',
  authority: 'Issued by',
  address: 'Address',
  height: 'Height',
}

const sexWords: Record<string, string> = { F: 'female', M: 'male', X: 'not specified' }

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** What a value means, where it is a code; undefined where it speaks for itself. */
export function meaningOf(name: FieldName, value: string): string | undefined {
  if (name === 'gender') return sexWords[value]
  if (name === 'nationality' || name === 'issuingState') return stateName(value)
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined
  return at && !Number.isNaN(at.getTime()) ? day.format(at) : undefined
}

export function sourceWords({ source, agrees }: Pick<DocumentField, 'source' | 'agrees'>): string {
  if (source === 'zone') return 'Zone only'
  if (source === 'visual') return 'Print only'
  return agrees === false ? 'Zone and print differ' : 'Zone and print agree'
}

/** 0.973 -> `97 % sure`. Never rounded up to a certainty. */
export const sureWords = (confidence: number) => `${Math.min(99, Math.floor(confidence * 100))} % sure`

export const checkWords: Record<CheckName, string> = {
  document_number_digit: 'Check digit of the document number',
  birth_date_digit: 'Check digit of the date of birth',
  expiry_date_digit: 'Check digit of the date of expiry',
  personal_number_digit: 'Check digit of the personal number',
  composite_digit: 'Check digit of the whole zone',
  zone_format: 'Layout of the zone',
  not_expired: 'Not expired',
  plausible_dates: 'Dates that can be',
  zone_agrees_with_print: 'Zone and print say the same',
  portrait_present: 'Portrait',
  sides_belong_together: 'Front and back belong together',
  expected_kind: 'The kind you chose',
}

export const outcomeWords = { passed: 'Passed', failed: 'Failed', not_tested: 'Not tested' } as const

export function verdictWords({ verdict, format, checks }: Pick<DocumentReport, 'verdict' | 'format' | 'checks'>): {
  tone: Tone
  title: string
  text: string
} {
  const count = (outcome: string) => checks.filter((check) => check.outcome === outcome).length
  switch (verdict) {
    case 'ok':
      if (format === null)
        return {
          tone: 'wait',
          title: 'Little could be tested',
          text: `No machine-readable zone was read, so most checks had nothing to work on. ${checksWords(count('passed'))} passed, none failed: this says little of the document.`,
        }
      return {
        tone: 'good',
        title: 'Nothing speaks against it',
        text: `${checksWords(count('passed'))} passed, none failed. What was not tested says so: this is no proof that it is genuine.`,
      }
    case 'doubtful':
      return {
        tone: 'bad',
        title: 'Something is wrong with it',
        text: `${checksWords(count('failed'))} failed. Look at the list, and at the document itself.`,
      }
    case 'unreadable':
      return {
        tone: 'wait',
        title: 'Nothing could be read',
        text: 'Neither a zone nor a field was found. Take the picture again: the whole document, flat, sharp, and without glare.',
      }
  }
}

const checksWords = (count: number) => (count === 0 ? 'No check' : count === 1 ? 'One check' : `${count} checks`)

const minuteMs = 60_000

/** @param mayBeKept this bureau keeps documents of people who agree to it, and whoever looks may enrol them */
export function heldWords(leftMs: number, mayBeKept: boolean): string {
  const minutes = Math.ceil(leftMs / minuteMs)
  const span = minutes <= 1 ? 'less than a minute' : minutes === 2 ? 'two minutes' : `${minutes} minutes`
  return mayBeKept
    ? `The server forgets it in ${span}, unless you enrol the person and they agree that it is kept.`
    : `Nothing of it is kept: the server forgets it in ${span}.`
}

export const kindChoices = [
  { value: 'any', label: 'Let Limen tell', hint: 'By the layout of its zone.' },
  { value: 'idcard', label: kindWords.idcard },
  { value: 'passport', label: kindWords.passport },
  { value: 'visa', label: kindWords.visa },
]

/** What to do better at the next picture, where nothing could be read. */
export const adviceOn: Record<UnreadableCode, string> = {
  too_small: 'Take it from nearer, or send the picture as the camera made it, not a smaller copy.',
  no_document: 'Lay the document flat on a plain ground of another colour, and take all of it, from above.',
  blurred: 'Hold still, let the camera focus, and wipe its lens.',
  glare: 'Turn the document away from the lamp or the window, and switch the flash off.',
  too_dark: 'Find more light; daylight from the side is best.',
  cut_off: 'Move back a little: all four corners have to be seen.',
  nothing_read: 'Make sure that it is an identity card, a passport or a visa, upright enough, sharp, and whole.',
}
