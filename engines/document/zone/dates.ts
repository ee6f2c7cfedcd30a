/**
 * Dates of a zone, which have six characters and no century. Birth dates may hold fillers for what is unknown (ICAO 9303 part 3 section 4.8);
 * what is known of them is kept: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
 */
import { filler } from './layout'

interface Parts {
  yearOfCentury: number
  month: number | null
  day: number | null
}

/** The latest date that is not after `today`; null when unknown, or no date of the calendar. */
function birthDateOf(text: string, today: Date): string | null {
  const parts = partsOf(text)
  if (!parts) return null
  const now = today.toISOString().slice(0, 10)
  for (const year of yearsOf(parts, today)) {
    const date = written(parts, year)
    // What is unknown of the date counts as its beginning: a person born some day of this month is born.
    if (date && date <= now.slice(0, date.length)) return date
  }
  return null
}

/** The latest date that is not more than 50 years after `today`: no document is valid for longer. */
function expiryDateOf(text: string, today: Date): string | null {
  const parts = partsOf(text)
  if (!parts || parts.day === null) return null
  const latest = today.getUTCFullYear() + 50
  const year = yearsOf(parts, today).find((candidate) => candidate <= latest)!
  return written(parts, year)
}

/** Both dates of a zone, with centuries in which the holder was born before the document expired. */
export function datesOf(birth: string, expiry: string, today: Date) {
  const expiryDate = expiryDateOf(expiry, today)
  const birthDate = birthDateOf(birth, today)
  const isTooLate = birthDate && expiryDate && birthDate > expiryDate
  return { birthDate: isTooLate ? birthDateOf(birth, new Date(expiryDate)) : birthDate, expiryDate }
}

/** Nothing was printed: unknown, or a document that does not expire. */
export function isBlank(text: string): boolean {
  return [...text].every((character) => character === filler)
}

function partsOf(text: string): Parts | null {
  const [, year, month, day] = /^(\d\d)(\d\d|<<)(\d\d|<<)$/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const numberOf = (part: string) => (part === '<<' ? null : Number(part))
  if (numberOf(month) === null && numberOf(day) !== null) return null
  return { yearOfCentury: Number(year), month: numberOf(month), day: numberOf(day) }
}

/** Of the next, this and the last century, latest first. */
function yearsOf({ yearOfCentury }: Parts, today: Date): number[] {
  const century = Math.floor(today.getUTCFullYear() / 100) * 100
  return [century + 100, century, century - 100].map((start) => start + yearOfCentury)
}

function written({ month, day }: Parts, year: number): string | null {
  if (month === null) return `${year}`
  const date = new Date(Date.UTC(year, month - 1, day ?? 1))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== (day ?? 1)) return null
  return date.toISOString().slice(0, day === null ? 7 : 10)
}
