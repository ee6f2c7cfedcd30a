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

/** @throws what the insert of the first row that does not fit would throw; then none stands once the transaction is undone */
export async function insertMany<Table extends SQLiteTable>(
  tx: Tx,
  table: Table,
  rows: Table['$inferInsert'][],
): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.entries(getTableColumns(table) as Record<string, AnyColumn>)
  const given = rows as Record<string, unknown>[]
  if (tx.dialect === 'sqlite') {
    const statement = statementFor(tx, table, columns)
    const encoders = columns.map(([key, column]) => encoder(key, column))
    for (const row of given) statement.run(encoders.map((encode) => encode(row)))
    return
  }
  for (let from = 0; from < given.length; from += pageSize) {
    const page = given.slice(from, from + pageSize)
    const json = JSON.stringify(
      page.map((row) =>
        Object.fromEntries(columns.map(([key, column]) => [columnName(column), jsonValue(column, row[key])])),
      ),
    )
    const names = sql.raw(columns.map(([, column]) => `"${columnName(column)}"`).join(', '))
    const types = sql.raw(columns.map(([, column]) => `"${columnName(column)}" ${column.getSQLType()}`).join(', '))
    await (tx.sql as unknown as NodePgDatabase).execute(
      sql`insert into ${table} (${names}) select ${names} from jsonb_to_recordset(${json}::jsonb) as rows (${types})`,
    )
  }
}

function statementFor(tx: Tx, table: SQLiteTable, columns: [string, AnyColumn][]): Statement {
  const connection = (tx.sql as unknown as { $client: Connection }).$client
  const statements = prepared.get(connection) ?? new Map<string, Statement>()
  prepared.set(connection, statements)
  const name = getTableName(table)
  const known = statements.get(name)
  if (known) return known
  const names = columns.map(([, column]) => `"${columnName(column)}"`).join(', ')
  const made = connection.prepare(
    `insert into "${name}" (${names}) values (${columns.map(() => '?').join(', ')})`,
  ) as Statement
  statements.set(name, made)
  return made
}

/** Most columns hold what they are given, and asking each of them for each of many rows would cost as much as the insert. */
function encoder(key: string, column: AnyColumn): (row: Record<string, unknown>) => unknown {
  const isPlain = column.mapToDriverValue === Column.prototype.mapToDriverValue
  return (row) => {
    const value = row[key]
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
