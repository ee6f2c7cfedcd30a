/** Dates as documents print them, to `YYYY-MM-DD`. What can be read in two ways is not read. */
import { bare } from './labels'

export type DateKind = 'birthDate' | 'issueDate' | 'expiryDate'

/** Day, month and year as they stand: the year with two digits or four. */
interface PrintedDate {
  day: number
  month: number
  year: number
  shortYear: boolean
}

/** By month: its names in the languages that print Latin letters, bare. Some are two months', by the language: another name beside decides. */
const monthNames = [
  'JAN JANUARY JANVIER JANV ENE ENERO GEN GENNAIO JANUAR JANUARI STY LED SIJ SIECANJ TAMMI JAANUAR',
  'FEB FEBRUARY FEV FEVRIER FEVR FEBRERO FEVEREIRO FEBBRAIO FEBRUAR FEBRUARI LUT UNO VEL VELJ HELMI VEEBRUAR',
  'MAR MARCH MARS MARZO MARCO MARZ MRT MAART BRE OZU MAALIS MARTS',
  'APR APRIL AVR AVRIL ABR ABRIL APRILE KWI DUB TRA HUHTI APRILL',
  'MAY MAI MAYO MAIO MAG MAGGIO MEI MAJ KVE SVI TOUKO',
  'JUN JUNE JUIN JUNIO JUNHO GIU GIUGNO JUNI CZE CER LIP KESA JUUNI',
  'JUL JULY JUIL JUILLET JULIO JULHO LUG LUGLIO JULI CVC LIP SRP HEINA JUULI',
  'AUG AUGUST AOU AOUT AGO AGOSTO AUGUSTUS AUGUSTI SIE SRP KOL ELO',
  'SEP SEPT SEPTEMBER SEPTEMBRE SEPTIEMBRE SET SETEMBRO SETTEMBRE ZAR RUJ SYYS',
  'OCT OCTOBER OCTOBRE OCTUBRE OUT OUTUBRO OTT OTTOBRE OKT OKTOBER PAZ RIJ LIS LOKA',
  'NOV NOVEMBER NOVEMBRE NOVIEMBRE NOVEMBRO STU LIS MARRAS',
  'DEC DECEMBER DECEMBRE DIC DICIEMBRE DEZ DEZEMBRO DICEMBRE DEZEMBER DES GRU PRO JOULU DETSEMBER',
]
const months = new Map<string, Set<number>>()
for (const [index, names] of monthNames.entries()) {
  for (const name of names.split(' ')) months.set(name, (months.get(name) ?? new Set()).add(index + 1))
}

/** How day and month follow each other where both are numbers and the mark between them does not tell. */
export type DayOrder = 'day-first' | 'month-first' | null

/** A date by its label: `null` where the text is none, or could be two. */
export function dateOf(text: string, kind: DateKind, today: Date, order: DayOrder = null): string | null {
  const printed = printedDate(text, order)
  if (!printed) return null
  const year = printed.shortYear ? fullYear(printed.year, kind, today) : printed.year
  const date = new Date(Date.UTC(year, printed.month - 1, printed.day))
  if (date.getUTCMonth() !== printed.month - 1 || date.getUTCDate() !== printed.day) return null
  const isPast = date.getTime() <= today.getTime()
  if (kind !== 'expiryDate' && !isPast) return null
  if (year < 1900 || year > today.getUTCFullYear() + 50) return null
  return date.toISOString().slice(0, 10)
}

/** What a document's own dates say of their order: those in which one number can only be the day. Null where they say nothing, or both. */
export function orderOf(texts: readonly string[]): DayOrder {
  const orders = new Set<DayOrder>()
  for (const text of texts) {
    const numbers = numbersOf(text)
    if (!numbers || numbers[0].length === 4) continue
    const [first, second] = numbers.map(Number)
    if (first > 12 && first <= 31 && second <= 12) orders.add('day-first')
    if (second > 12 && second <= 31 && first <= 12) orders.add('month-first')
  }
  return orders.size === 1 ? [...orders][0] : null
}

function printedDate(text: string, order: DayOrder): PrintedDate | null {
  return namedMonth(text) ?? numbered(text, order)
}

/** `12 AUG/AOUT 74`, `01 JAN /JAN 85`, `3 March 1990`, `15APR2012`. */
function namedMonth(text: string): PrintedDate | null {
  const match = /^(\d{1,2})[\s.\-/]*(\p{L}[\p{L}\s./-]*?)[\s.\-/]*(\d{4}|\d{2})$/u.exec(digitsMended(text.trim()))
  if (!match) return null
  const named = match[2].split(/[\s./-]+/).filter(Boolean)
  let possible: Set<number> | null = null
  for (const name of named) {
    const meant = months.get(bare(name))
    if (!meant) return null
    possible = new Set([...(possible ?? meant)].filter((month) => meant.has(month)))
  }
  if (possible?.size !== 1) return null
  return { day: Number(match[1]), month: [...possible][0], year: Number(match[3]), shortYear: match[3].length === 2 }
}

/** O among digits is a zero, I and l a one; only beside a digit, so that months keep their letters. */
function digitsMended(text: string): string {
  return text.replace(/(?<=\d)[Oo](?=\d|[\s.\-/])|(?<=^|[\s.\-/])[Oo](?=\d)/g, '0').replace(/(?<=\d)[Il|](?=\d)/g, '1')
}

/** `12.08.1974`, `12 08 1974`, `2012-08-12`, `12081974`: marks may be lost where all eight digits are there. */
function numbersOf(text: string): string[] | null {
  const trimmed = digitsMended(text.trim())
  const marked =
    /^(\d{4})[.\-/\s]+(\d{2})[.\-/\s]+(\d{2})\.?$|^(\d{1,2})[.\-/\s]+(\d{1,2})[.\-/\s]+(\d{4}|\d{2})\.?$/.exec(trimmed)
  if (marked) return marked.slice(1).filter((part) => part !== undefined)
  const dayFirst = /^(\d{2})\.?(\d{2})\.?((?:19|20)\d{2})$/.exec(trimmed)
  return dayFirst ? dayFirst.slice(1) : null
}

function numbered(text: string, order: DayOrder): PrintedDate | null {
  const numbers = numbersOf(text)
  if (!numbers) return null
  const [first, second, third] = numbers.map(Number)
  if (numbers[0].length === 4) return { year: first, month: second, day: third, shortYear: false }
  const date = { year: third, shortYear: numbers[2].length === 2 }
  // Points and spaces part a date only where the day comes first; strokes and hyphens do in either order.
  const isDayFirst = !/[/-]/.test(text) || order === 'day-first' || first > 12 || first === second
  const isMonthFirst = !isDayFirst && (order === 'month-first' || second > 12)
  if (isDayFirst) return { ...date, day: first, month: second }
  return isMonthFirst ? { ...date, day: second, month: first } : null
}

/** A birth or an issue lies in the past, an expiry at most 20 years ahead. */
function fullYear(short: number, kind: DateKind, today: Date): number {
  const latest = today.getUTCFullYear() + (kind === 'expiryDate' ? 20 : 0)
  const century = Math.floor(latest / 100) * 100
  return century + short <= latest ? century + short : century - 100 + short
}
