/**
 * Many rows of one table at once, in the way that is fast in each dialect: a prepared statement that is run for each row on
 * SQLite, one statement that unfolds a JSON array on PostgreSQL. Defaults count as they do in drizzle's own `insert`.
 */
import { Column, getTableColumns, getTableName, is, SQL, sql, type AnyColumn } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from 'better-sqlite3'
import { columnName } from './columns'
import type { Connection } from './sqlite-driver'
import type { Tx } from './types'

/** Rows in one statement of PostgreSQL: its text stays small beside what a connection buffers anyway. */
const pageSize = 5_000

const prepared = new WeakMap<Connection, Map<string, Statement>>()

/**
 * @param common what all of the rows have alike, given and encoded once; a row's own value goes before it
 * @throws what the insert of the first row that does not fit would throw; then none stands once the transaction is undone
 */
export async function insertMany<
  Table extends SQLiteTable,
  Common extends Partial<Table['$inferInsert']> = Record<never, never>,
>(
  tx: Tx,
  table: Table,
  rows: (Omit<Table['$inferInsert'], keyof Common> & Partial<Table['$inferInsert']>)[],
  common?: Common,
): Promise<void> {
  if (rows.length === 0) return
  const given = rows as Record<string, unknown>[]
  const shared = { ...common } as Record<string, unknown>
  const varying = new Set<string>()
  for (const row of given) for (const key of Object.keys(row)) varying.add(key)
  const columns = Object.entries(getTableColumns(table) as Record<string, AnyColumn>).map(([key, column]) => ({
    key,
    column,
    // A default that is made anew for each row is as good as a value of its own.
    varies: varying.has(key) || (shared[key] === undefined && column.defaultFn !== undefined),
    shared: shared[key],
  }))
  if (tx.dialect === 'sqlite') insertOneByOne(tx, table, columns, given)
  else await insertPages(tx, table, columns, given)
}

interface Filled {
  key: string
  column: AnyColumn
  varies: boolean
  shared: unknown
}

function insertOneByOne(tx: Tx, table: SQLiteTable, columns: Filled[], rows: Record<string, unknown>[]): void {
  const statement = statementFor(tx, table, columns)
  const encoders = columns.map(encoder)
  const values = columns.map((of, place) => (of.varies ? null : encoders[place]!(undefined)))
  const places = columns.flatMap(({ key, varies }, place) => (varies ? [{ key, place, encode: encoders[place]! }] : []))
  for (const row of rows) {
    for (const { key, place, encode } of places) values[place] = encode(row[key])
    // What it is given is bound when it returns, so that the next row may take the same places.
    statement.run(values)
  }
}

async function insertPages(
  tx: Tx,
  table: SQLiteTable,
  columns: Filled[],
  rows: Record<string, unknown>[],
): Promise<void> {
  const [own, alike] = [columns.filter(({ varies }) => varies), columns.filter(({ varies }) => !varies)]
  const record = (of: Filled[], row: Record<string, unknown>) =>
    Object.fromEntries(
      of.map(({ key, column, shared }) => [
        columnName(column),
        jsonValue(column, row[key] === undefined ? shared : row[key]),
      ]),
    )
  const names = sql.raw(columns.map(({ column }) => `"${columnName(column)}"`).join(', '))
  const types = (of: Filled[]) =>
    sql.raw(of.map(({ column }) => `"${columnName(column)}" ${column.getSQLType()}`).join(', '))
  const common = JSON.stringify(record(alike, {}))
  const beside = alike.length > 0 ? sql`, jsonb_to_record(${common}::jsonb) as common (${types(alike)})` : sql``
  for (let from = 0; from < rows.length; from += pageSize) {
    const page = JSON.stringify(rows.slice(from, from + pageSize).map((row) => record(own, row)))
    await (tx.sql as unknown as NodePgDatabase).execute(
      sql`insert into ${table} (${names}) select ${names} from jsonb_to_recordset(${page}::jsonb) as rows (${types(own)})${beside}`,
    )
  }
}

function statementFor(tx: Tx, table: SQLiteTable, columns: Filled[]): Statement {
  const connection = (tx.sql as unknown as { $client: Connection }).$client
  const statements = prepared.get(connection) ?? new Map<string, Statement>()
  prepared.set(connection, statements)
  const name = getTableName(table)
  const known = statements.get(name)
  if (known) return known
  const names = columns.map(({ column }) => `"${columnName(column)}"`).join(', ')
  const made = connection.prepare(
    `insert into "${name}" (${names}) values (${columns.map(() => '?').join(', ')})`,
  ) as Statement
  statements.set(name, made)
  return made
}

/** Most columns hold what they are given, and asking each of them for each of many rows would cost as much as the insert. */
function encoder({ column, shared }: Filled): (value: unknown) => unknown {
  const isPlain = column.mapToDriverValue === Column.prototype.mapToDriverValue
  return (given) => {
    const value = given === undefined ? shared : given
    if (value === null) return null
    if (value === undefined) return encodeOwn(column, ownDefault(column))
    return isPlain ? value : column.mapToDriverValue(value)
  }
}

const encodeOwn = (column: AnyColumn, own: unknown) => (own === null ? null : column.mapToDriverValue(own))

/** JSON columns as they are: the array they travel in is JSON already. */
function jsonValue(column: AnyColumn, value: unknown): unknown {
  const own = value === undefined ? ownDefault(column) : value
  if (own instanceof Uint8Array) throw new TypeError(`Bytes cannot be inserted in bulk ('${column.name}').`)
  return own === null || column.getSQLType() === 'jsonb' ? own : column.mapToDriverValue(own)
}

function ownDefault(column: AnyColumn): unknown {
  if (column.defaultFn) return column.defaultFn()
  const value: unknown = column.default
  if (is(value, SQL)) throw new TypeError(`The database's own default of '${column.name}' cannot be inserted in bulk.`)
  return value ?? null
}
