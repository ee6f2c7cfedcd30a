/** What stands behind a label, in the form that its field demands; null where it is not certain that it is one. */
import { states } from 'mrz'
import type { FieldName } from '../report-types'
import { dateOf, type DayOrder } from './dates'
import { bare, labelOf } from './labels'

/** Adjectives by which documents name nationalities, bare, and names of states in their own language. */
const nationalities = `AUT AUSTRIAN OSTERREICH|BEL BELGIAN BELGE BELG|BGR BULGARIAN|BRA BRAZILIAN BRASILEIRA BRASILEIRO|CAN CANADIAN CANADIENNE
  CHE SWISS SUISSE SCHWEIZ|CZE CZECH|DNK DANISH DANSK|ESP SPANISH ESPANOLA ESPANOL|EST ESTONIAN EESTI|FIN FINNISH SUOMI FINLAND|FRA FRENCH FRANCAISE
  FRANCAIS|GBR BRITISHCITIZEN|GRC GREEK HELLENIC|HRV CROATIAN HRVATSKO|HUN HUNGARIAN MAGYAR|IRL IRISH EIREANNACH|ISL ICELANDIC ISLENSKT
  ITA ITALIAN ITALIANA|LTU LITHUANIAN LIETUVOS|LUX LUXEMBOURGEOISE|LVA LATVIAN LATVIJAS|MEX MEXICAN MEXICANA|NLD DUTCH NEDERLANDSE NEDERLANDS
  NOR NORWEGIAN NORSK|POL POLISH POLSKIE|PRT PORTUGUESE PORTUGUESA|ROU ROMANIAN ROMANA|SRB SERBIAN|SVK SLOVAK|SVN SLOVENIAN SLOVENSKO|SWE SWEDISH
  SVENSK|TUR TURKISH|UKR UKRAINIAN|UTO UTOPIAN UTOPIA|D GERMAN DEUTSCH`
const stateByText = new Map<string, string>()
for (const [code, name] of Object.entries(states)) for (const text of [code, name]) stateByText.set(bare(text), code)
for (const entry of nationalities.split(/\||\n/)) {
  const [code, ...names] = entry.trim().split(/\s+/)
  for (const name of [code, ...names]) stateByText.set(name, code)
}

const sexes = new Map(
  Object.entries({
    F: 'F',
    M: 'M',
    X: 'X',
    FEMALE: 'F',
    MALE: 'M',
    FEMININ: 'F',
    MASCULIN: 'M',
    FF: 'F',
    MM: 'M',
    XX: 'X',
  }),
)
/** Sex in the letter of a language, then in the one that all understand: Z/F and K/F are women, V/M men. H/M stays unknown: M may be mujer. */
const nationalLetters = new Map(
  Object.entries({ ZF: 'F', KF: 'F', NF: 'F', SF: 'F', DF: 'F', EF: 'F', VM: 'M', MUM: 'M', EM: 'M', FM: 'M' }),
)

export interface Circumstances {
  today: Date
  /** Of the days and months that this document prints as numbers. */
  order: DayOrder
}

export function valueOf(field: FieldName | 'name', text: string, { today, order }: Circumstances): string | null {
  const value = text.replace(/^[\s:.,;*-]+|[\s:;,*-]+$/g, '')
  switch (field) {
    case 'birthDate':
    case 'issueDate':
    case 'expiryDate':
      return dateOf(value.replace(/\.$/, ''), field, today, order)
    case 'gender':
      return genderOf(value)
    case 'nationality':
      return stateOf(value)
    case 'documentNumber':
      return numberOf(value, { least: 5, most: 14, digits: 3 })
    case 'personalNumber':
      return numberOf(value, { least: 6, most: 16, digits: 5 })
    case 'height':
      return heightOf(value)
    case 'surnames':
    case 'name':
      return nameOf(value)
    case 'names':
      return nameOf(value.replaceAll(',', ' '))
    case 'birthPlace':
      return isBesideState(value) ? null : wordsOf(value)
    case 'authority':
      return wordsOf(value)
    case 'address':
      return isAddress(value) ? value : null
    default:
      return null
  }
}

function genderOf(text: string): string | null {
  const letters = bare(text)
  // Two readings of one word are no contradiction only where the first is a language's own.
  return /\d/.test(text) ? null : (sexes.get(letters) ?? nationalLetters.get(letters) ?? null)
}

/** One state in every part that is known, and the parts that are not known are words: `CANADIAN/CANADIENNE`, `ISLENSKT/ICELANDIC`. */
function stateOf(text: string): string | null {
  if (/\d/.test(text)) return null
  const parts = text.split('/').map(bare).filter(Boolean)
  const found = new Set(
    [bare(text), ...parts].map((part) => stateByText.get(part)).filter((code) => code !== undefined),
  )
  return found.size === 1 ? [...found][0] : null
}

function numberOf(
  text: string,
  { least, most, digits }: { least: number; most: number; digits: number },
): string | null {
  const squeezed = text.replace(/\s+/g, '')
  if (!/^[A-Z0-9-]+$/.test(squeezed) || squeezed.length < least || squeezed.length > most) return null
  const count = squeezed.replace(/\D/g, '').length
  return count >= digits && count * 2 >= squeezed.length - 1 ? squeezed : null
}

/** Metres with a point: `1.78`. */
function heightOf(text: string): string | null {
  const squeezed = text.replace(/\s+/g, '').toUpperCase()
  const centimetres = /^(\d{3})(?:CM)?$/.exec(squeezed)
  const metres = /^([12])[.,M](\d{2})M?$/.exec(squeezed)
  const value = centimetres ? Number(centimetres[1]) : metres ? Number(metres[1]) * 100 + Number(metres[2]) : NaN
  return value >= 50 && value <= 250 ? (value / 100).toFixed(2) : null
}

/** In capitals. Names in another script come before the Latin one, parted by a stroke; which is which is not certain, so neither is taken. */
function nameOf(text: string): string | null {
  const name = text.replace(/\s+/g, ' ').trim()
  if (!isLatin(name) || !/^\p{L}[\p{L}' .,-]*$/u.test(name) || bare(name).length < 2) return null
  if (labelOf(bare(name)) !== undefined) return null
  return name.replace(/[.,]$/, '').toLocaleUpperCase('en')
}

function wordsOf(text: string): string | null {
  return /\p{L}{2}/u.test(text) && isLatin(text) && !/\d{4}/.test(text) && !isStamp(text) ? text : null
}

/** A place and, behind a stroke, its state's letters: so the states print that write the place in Cyrillic, which is read as Latin look-alikes. */
function isBesideState(text: string): boolean {
  const [, code] = /\/\s*([A-Z]{3})$/.exec(text) ?? []
  return code !== undefined && stateByText.get(code) === code
}

/** Anything may be an address, so it has to look like one: a number, a comma or a second word beside a word. */
function isAddress(text: string): boolean {
  if (!isLatin(text) || isStamp(text)) return false
  return /\p{L}{3}/u.test(text) && (/\d|,/.test(text) || /\p{L}{2}.*\s.*\p{L}{2}/u.test(text))
}

/** What is printed across specimens, which may run as the print does. People are called Muster on many, so names are not asked. */
const stamps = new Set(
  'SPECIMEN SPECIMENS ESPECIMEN SPESIMEN MUSTER MUESTRA FACSIMILE FACSIMIL FACSIMILI ECHANTILLON CAMPIONE WZOR VZOR VZOREC UZORAK'.split(
    ' ',
  ),
)

function isStamp(text: string): boolean {
  return text.split(/[^\p{L}\p{M}]+/u).some((word) => stamps.has(bare(word)))
}

function isLatin(text: string): boolean {
  return !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text)
}
