/**
 * Column builders, one set per dialect, so that every table is written once (tables.ts).
 * Names are left out in the tables: both dialects turn `createdAt` into `created_at` (drizzle's `casing`).
 * No table and no rule lives here.
 */
import { sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'

export const casing = 'snake_case'

export const sqliteColumns = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  primaryKey: sqlite.primaryKey,
  text: sqlite.text,
  int: () => sqlite.integer({ mode: 'number' }),
  /** Whole numbers up to 2^53. */
  bigint: () => sqlite.integer({ mode: 'number' }),
  bool: () => sqlite.integer({ mode: 'boolean' }),
  /** A Date, kept to the millisecond. */
  time: () => sqlite.integer({ mode: 'timestamp_ms' }),
  json: () => sqlite.text({ mode: 'json' }),
  bytes: () => sqlite.blob({ mode: 'buffer' }),
  /** In an index: a column that may be null, with its nulls first. */
  nullsFirst: <Column>(column: Column): Column => column,
  /** In an index: text in the order of its bytes, whatever the database's language, with its nulls first. */
  byteOrder: <Column>(column: Column): Column => column,
}

export type Columns = typeof sqliteColumns

const bytea = pg.customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  // PGlite hands out a bare Uint8Array where pg hands out a Buffer.
  fromDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
})

const postgresBuilders = {
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  text: pg.text,
  int: () => pg.integer(),
  bigint: () => pg.bigint({ mode: 'number' }),
  bool: () => pg.boolean(),
  time: () => pg.timestamp({ withTimezone: true, precision: 3, mode: 'date' }),
  json: () => pg.jsonb(),
  bytes: () => bytea(),
  nullsFirst: (column: { nullsFirst(): unknown }) => column.nullsFirst(),
  byteOrder: (column: { name: string }) => sql.raw(`"${columnName(column)}" collate "C" nulls first`),
}

/** As `casing` names the column, for text of SQL that drizzle does not write. */
export function columnName({ name }: { name: string }): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Cast to SQLite's type: the two builders accept the same calls and give the same row types. */
export const postgresColumns = { table: pg.pgTable, ...postgresBuilders } as unknown as Columns

/** The keystore's tables live in a PostgreSQL schema of their own, so that a dump of the main schema holds no key. */
export const keystoreSchema = pg.pgSchema('keystore')
export const postgresKeystoreColumns = {
  table: keystoreSchema.table.bind(keystoreSchema),
  ...postgresBuilders,
} as unknown as Columns
