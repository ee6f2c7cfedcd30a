/** What of a table stands in the address, read alike by the page on the server and by the table in the browser. */
import { createLoader, parseAsInteger, parseAsNumberLiteral, parseAsString } from 'nuqs/server'

export const pageSizes = [15, 30, 60, 100] as const

/** `sort` is a column's sort key, with `.desc` behind it for the other way round. */
export const tableParsers = {
  page: parseAsInteger.withDefault(1),
  size: parseAsNumberLiteral(pageSizes).withDefault(15),
  sort: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
}

export const loadTableState = createLoader(tableParsers)

/** `created.desc` -> `{ by: 'created', descending: true }`; the first of the known keys where the address names another. */
export function readSort<Key extends string>(sort: string, keys: readonly [Key, ...Key[]]) {
  const [name, direction] = sort.split('.')
  return { by: keys.find((key) => key === name) ?? keys[0], descending: direction === 'desc' }
}
