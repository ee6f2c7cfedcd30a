/** What of a table stands in the address, read alike by the page on the server and by the table in the browser. */
import { createLoader, createParser, parseAsNumberLiteral, parseAsString } from 'nuqs/server'

export const pageSizes = [15, 30, 60, 100] as const

/** A place in a list, from 1. What is none, or further than any list goes, is as if it were not there. */
export const parseAsPlace = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null),
  serialize: String,
})

/** A day of the calendar as YYYY-MM-DD. One that is none is as if it were not there. */
export const parseAsDay = createParser<string>({
  parse: (text) => (isDay(text) ? text : null),
  serialize: (day) => day,
})

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  // The engine takes 31 February for a day in March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Words to look for. What no row can hold is left out, so that an address that was tampered with finds less and breaks nothing. */
export const parseAsWords = createParser<string>({
  parse: (text) => text.replace(/[\0\p{Surrogate}]/gu, ''),
  serialize: (text) => text,
})

/** `sort` is a column's sort key, with `.desc` behind it for the other way round. */
export const tableParsers = {
  page: parseAsPlace.withDefault(1),
  size: parseAsNumberLiteral(pageSizes).withDefault(15),
  sort: parseAsString.withDefault(''),
  q: parseAsWords.withDefault(''),
}

export const loadTableState = createLoader(tableParsers)

/** `created.desc` -> `{ by: 'created', descending: true }`; the first of the known keys where the address names another. */
export function readSort<Key extends string>(sort: string, keys: readonly [Key, ...Key[]]) {
  const [name, direction] = sort.split('.')
  return { by: keys.find((key) => key === name) ?? keys[0], descending: direction === 'desc' }
}
