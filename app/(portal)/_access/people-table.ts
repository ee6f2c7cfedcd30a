/**
 * A table of people as somebody brings it: comma, semicolon or tab between cells, UTF-8, with headings or without. Read in the
 * browser, so that it can be looked at before anything is sent. And the table of what became of them.
 */
import { parse } from 'csv-parse/browser/esm/sync'

export interface NamedRow {
  /** As a spreadsheet counts. */
  line: number
  externalId: string
  /** As they were typed, empty where nothing was; read only where they are asked for. */
  from: string
  until: string
}

export interface PeopleTable {
  rows: NamedRow[]
  /** Headings of what is not read, as they were typed. */
  unread: string[]
}

const fromHeadings = ['from', 'valid_from', 'validfrom']
const untilHeadings = ['until', 'valid_until', 'validuntil']
const headings = ['external_id', 'externalid', 'acs_id', 'reference_id']
export const mostRows = 100_000
export const mostBytes = 20 * 1024 * 1024
const longestId = 1_024

/**
 * @param windows whether each row may say from when until when
 * @throws Error whose message is for people
 */
export function readPeople(bytes: ArrayBuffer, { windows }: { windows: boolean }): PeopleTable {
  if (bytes.byteLength > mostBytes) throw new Error('The table is larger than 20 MiB. Split it in two.')
  const text = decode(bytes)
  const rows = cellsOf(text)
  const [first = []] = rows
  const names = first.map((cell) => cell.toLowerCase().replaceAll(/[\s-]+/g, '_'))
  const named = names.findIndex((name) => headings.includes(name))
  if (named === -1 && first.length > 1) {
    throw new Error('The table has several columns and none is called external_id. Its first row has to name them.')
  }
  const column = Math.max(0, named)
  const columnOf = (wanted: string[]) => (windows ? names.findIndex((name) => wanted.includes(name)) : -1)
  const [from, until] = [columnOf(fromHeadings), columnOf(untilHeadings)]
  const people = rows.flatMap((cells, index) => {
    const externalId = cells[column] ?? ''
    if (externalId === '' || (named !== -1 && index === 0)) return []
    return [{ line: index + 1, externalId, from: cells[from] ?? '', until: cells[until] ?? '' }]
  })
  const unread = named === -1 ? [] : first.filter((name, index) => name && ![column, from, until].includes(index))
  if (people.length === 0) throw new Error('The table names nobody.')
  if (people.length > mostRows)
    throw new Error(`The table has more than ${mostRows.toLocaleString('en-GB')} rows. Split it.`)
  const long = people.find(({ externalId }) => externalId.length > longestId)
  if (long) throw new Error(`Row ${long.line} of the table is longer than any external id.`)
  return { rows: people, unread }
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Error('The table is not in UTF-8. In a spreadsheet save it as "CSV UTF-8".', { cause: error })
  }
}

function cellsOf(text: string): string[][] {
  const line = text.split(/[\r\n]/, 1)[0]!.replaceAll(/"[^"]*"/g, '')
  const times = (mark: string) => line.split(mark).length
  const delimiter = [',', ';', '\t'].reduce((best, mark) => (times(mark) > times(best) ? mark : best))
  try {
    return parse(text, { delimiter, relax_column_count: true, trim: true, skip_empty_lines: false }) as string[][]
  } catch (error) {
    const where = error instanceof Error && 'lines' in error ? ` near row ${String(error.lines)}` : ''
    throw new Error(`The table cannot be read${where}: a quotation mark is in the wrong place or never closed.`, {
      cause: error,
    })
  }
}
