/**
 * The table of an import, row by row: comma, semicolon or tab between cells, with or without a byte order mark, UTF-8. What is
 * wrong with one row is said of that row; what is wrong with the table ends it, and says in which line.
 */
import { parse as parseCsv, CsvError } from 'csv-parse'
import { pipeline, Readable } from 'node:stream'
import { AppError } from '../errors'
import { refusal, tableBytes } from './archive'

/** A cell is a name or a path. */
const recordBytes = 64 * 1024

export interface TableRow {
  /** As a spreadsheet counts: the headings are row 1. */
  row: number
  externalId: string
  file: string
  consent: { purpose: string; version: string; language: string } | null
}

const headings = ['external_id', 'file', 'consent_text', 'consent_version', 'consent_language'] as const

/** Empty rows are skipped and counted. @throws AppError `invalid_input` */
export async function* readTable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TableRow> {
  const pieces = textOf(bytes)
  let first = ''
  while (!/[\r\n]/.test(first) && first.length <= recordBytes) {
    const { done, value } = await pieces.next()
    if (done) break
    first += value
  }
  const whole = (async function* () {
    yield first
    yield* pieces
  })()
  const parser = parseCsv({
    delimiter: delimiterOf(first.split(/[\r\n]/, 1)[0]!),
    relax_column_count: true,
    max_record_size: recordBytes,
    trim: true,
  })
  // Hands errors on to the parser, whose reader then meets them below.
  pipeline(Readable.from(whole), parser, () => undefined)
  let columns: Map<string, number> | undefined
  let row = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++
      if (!columns) columns = columnsOf(cells)
      else if (cells.some((cell) => cell !== '')) yield rowOf(row, cells, columns)
    }
  } catch (error) {
    throw tableFault(error, row)
  } finally {
    parser.destroy()
  }
  if (!columns) throw refusal('The table is empty.')
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // Also drops a byte order mark.
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (error) {
      throw refusal('The table is not in UTF-8. In a spreadsheet save it as "CSV UTF-8".', error)
    }
  }
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > tableBytes) throw refusal(`The table is larger than ${tableBytes / 1024 / 1024} MiB.`)
    yield decode(chunk)
  }
  yield decode()
}

function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '')
  const times = (mark: string) => bare.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (times(mark) > times(best) ? mark : best))
}

function columnsOf(cells: string[]): Map<string, number> {
  const columns = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const name = cell.toLowerCase().replaceAll(/[\s-]+/g, '_')
    if (!headings.some((heading) => heading === name)) continue
    if (columns.has(name)) throw refusal(`The table has two columns '${name}'.`)
    columns.set(name, index)
  }
  for (const name of ['external_id', 'file']) {
    if (!columns.has(name)) throw refusal(`The table has no column '${name}'. Its first row has to name the columns.`)
  }
  return columns
}

function rowOf(row: number, cells: string[], columns: Map<string, number>): TableRow {
  const cell = (name: (typeof headings)[number]) => cells[columns.get(name) ?? -1] ?? ''
  const purpose = cell('consent_text')
  const version = cell('consent_version')
  const language = cell('consent_language')
  return {
    row,
    externalId: cell('external_id'),
    file: cell('file'),
    consent: purpose || version || language ? { purpose, version, language } : null,
  }
}

function tableFault(error: unknown, rowsBefore: number): unknown {
  if (error instanceof AppError) return error
  if (!(error instanceof CsvError)) {
    // The unpacking failed; our own storage's errors pass by name.
    const isOurs = error instanceof Error && (/^(BlobMissing|SealBroken)$/.test(error.name) || 'syscall' in error)
    return isOurs ? error : refusal('The table is damaged in the archive.', error)
  }
  const where = `Row ${rowsBefore + 1} of the table`
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return refusal(`${where} is longer than ${recordBytes / 1024} KiB.`, error)
    case 'CSV_QUOTE_NOT_CLOSED':
      return refusal(`${where} opens a quotation mark that is never closed.`, error)
    default:
      return refusal(`${where} has a quotation mark in the wrong place.`, error)
  }
}
