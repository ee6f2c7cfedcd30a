/**
 * Rows as the JSON records of a dump, and back. Works from a table's columns, so that a new column is dumped, checked and
 * restored without a line here. Equal rows give equal bytes on both dialects.
 */
import { getTableColumns, type Column } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { canonicalJson } from '../audit'

export type Row = Record<string, unknown>

export interface Shape {
  table: SQLiteTable
  /** Columns that never leave the bureau. The tenant's id is in the manifest instead. */
  omit: readonly string[]
  /** Column -> member, where a contract calls it otherwise. */
  rename: Readonly<Record<string, string>>
}

/** A record that cannot be what a dump of this format holds. The message names the member, never its value. */
export class RecordRefused extends Error {
  override readonly name = 'RecordRefused'
}

/** @param extra members that are no columns, such as an opened picture */
export function toLine(shape: Shape, row: Row, extra: Row = {}): string {
  const record: Row = { ...extra }
  for (const [name] of columnsOf(shape)) {
    const value = row[name]
    record[shape.rename[name] ?? name] = Buffer.isBuffer(value) ? value.toString('base64') : (value ?? null)
  }
  return canonicalJson(record)
}

/**
 * @param extra members that are no columns: allowed, and given back as they are
 * @throws RecordRefused
 */
export function fromLine(shape: Shape, line: string, extra: readonly string[] = []): { row: Row; extra: Row } {
  const record = parseObject(line)
  const row: Row = {}
  for (const [name, column] of columnsOf(shape)) {
    const member = shape.rename[name] ?? name
    row[name] = read(member, column, record[member])
    delete record[member]
  }
  const unknown = Object.keys(record).filter((member) => !extra.includes(member))
  if (unknown.length > 0) throw new RecordRefused(`This version knows no member '${unknown[0]!.slice(0, 40)}'.`)
  return { row, extra: record }
}

function columnsOf({ table, omit }: Shape): [string, Column][] {
  return Object.entries(getTableColumns(table)).filter(([name]) => name !== 'tenantId' && !omit.includes(name))
}

function parseObject(line: string): Row {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new RecordRefused('It is not JSON.', { cause: error })
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new RecordRefused('It is no object.')
  return { ...value }
}

function read(member: string, column: Column, value: unknown): unknown {
  if (value === undefined || value === null) {
    if (column.notNull) throw new RecordRefused(`'${member}' is missing.`)
    return null
  }
  const read = readers[column.dataType as keyof typeof readers]
  const result = read?.(value, column)
  if (result === undefined) throw new RecordRefused(`'${member}' is not what belongs there.`)
  return result
}

const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const bytes = (value: unknown) => {
  if (typeof value !== 'string') return undefined
  const read = Buffer.from(value, 'base64')
  return read.toString('base64') === value ? read : undefined
}

/** By drizzle's name of what a column holds; undefined for a value that it cannot hold. */
const readers = {
  // What no database keeps (parse.ts) is in no honest dump either.
  string: (value: unknown, { enumValues }: Column) =>
    typeof value === 'string' &&
    !/[\0\p{Surrogate}]/u.test(value) &&
    (!enumValues?.length || enumValues.includes(value))
      ? value
      : undefined,
  number: (value: unknown) => (Number.isSafeInteger(value) ? value : undefined),
  boolean: (value: unknown) => (typeof value === 'boolean' ? value : undefined),
  date: (value: unknown) => {
    if (typeof value !== 'string' || !utc.test(value)) return undefined
    const date = new Date(value)
    return Number.isNaN(date.getTime()) ? undefined : date
  },
  json: (value: unknown) => (/\\u0000/.test(JSON.stringify(value)) ? undefined : value),
  buffer: bytes,
  // How PostgreSQL's columns of bytes are built: columns.ts.
  custom: bytes,
}

/** Base64 as `toLine` writes it. @throws RecordRefused */
export function readBytes(member: string, value: unknown): Buffer {
  const read = bytes(value)
  if (!read) throw new RecordRefused(`'${member}' is not base64.`)
  return read
}
