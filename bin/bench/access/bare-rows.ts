/**
 * The peer of a batch: rows that are ready, inserted with prepared statements in one transaction of a connection of its own, and
 * nothing else. Nothing is checked, decided, numbered or told to anybody.
 */
import { Client } from 'pg'
import { Driver } from '@/db/sqlite-driver'
import type { Source } from '@/db/types'

export type Row = Record<string, unknown>

/** Rows of one table: what is inserted, and what of its one row is overwritten where there is a head. */
export interface Written {
  table: string
  rows: Row[]
  /** Columns by which the one row there is found and replaced, instead of another being inserted. */
  replaces?: string[]
}

export interface BarePeer {
  name: string
  /** Rows as the database has them, to be written again under other keys. */
  read(statement: string, values: unknown[]): Promise<Row[]>
  /** Makes statements and values ready. @returns what writes them */
  prepare(written: Written[]): () => Promise<void>
  /** Empties the log, so that no side pays for what the other has written. */
  settle(): Promise<void>
  close(): Promise<void>
}

export async function openPeers({ dialect, place }: Source): Promise<BarePeer[]> {
  if (dialect === 'sqlite') return [onSqlite(place)]
  return [await onPostgres(place, 'row by row'), await onPostgres(place, 'as arrays')]
}

/** With the settings of db/sqlite.ts, so that a commit costs what it costs there. */
function onSqlite(file: string): BarePeer {
  const connection = new Driver(file)
  for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'secure_delete = on']) {
    connection.pragma(pragma)
  }
  const prepared = new Map<string, ReturnType<typeof connection.prepare>>()
  const statement = (text: string) => {
    const known = prepared.get(text) ?? connection.prepare(text)
    prepared.set(text, known)
    return known
  }
  return {
    name: 'prepared statements, row by row',
    read: async (text, values) => connection.prepare(text).all(...values) as Row[],
    prepare(written) {
      const steps = written.map((of) => ({
        run: statement(textOf(of, () => '?')),
        rows: of.rows.map((row) => Object.values(row)),
      }))
      const begin = statement('begin immediate')
      const commit = statement('commit')
      return async () => {
        begin.run()
        for (const { run, rows } of steps) for (const values of rows) run.run(values)
        commit.run()
      }
    },
    settle: async () => void connection.pragma('wal_checkpoint(truncate)'),
    close: async () => void connection.close(),
  }
}

/** Row by row, one call and answer each; or a prepared statement for each table that takes a column as one array. */
async function onPostgres(url: string, way: 'row by row' | 'as arrays'): Promise<BarePeer> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const names = new Map<string, string>()
  const named = (text: string) => {
    const name = names.get(text) ?? `bare ${names.size}`
    names.set(text, name)
    return { name, text }
  }
  const types = new Map<string, string>()
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select table_name || '.' || column_name as name, data_type as type from information_schema.columns`,
  )
  for (const { name, type } of columns) types.set(name, type)
  return {
    name: `prepared statements, ${way}`,
    read: async (text, values) => (await client.query<Row>(numbered(text), values)).rows,
    prepare(written) {
      const calls = written.flatMap((of) => {
        if (way === 'row by row' || of.rows.length === 1) {
          const text = named(textOf(of, (at) => `$${at + 1}`))
          return of.rows.map((row) => ({ ...text, values: Object.values(row) }))
        }
        const keys = Object.keys(of.rows[0]!)
        const arrays = keys.map((key, at) => `$${at + 1}::${types.get(`${of.table}.${key}`)}[]`).join(', ')
        const given = keys.map((key) => of.rows.map((row) => row[key]))
        return [
          { ...named(`insert into ${of.table} (${keys.join(', ')}) select * from unnest(${arrays})`), values: given },
        ]
      })
      return async () => {
        await client.query('begin')
        for (const call of calls) await client.query(call)
        await client.query('commit')
      }
    },
    settle: async () => void (await client.query('checkpoint')),
    close: () => client.end(),
  }
}

function textOf({ table, rows, replaces }: Written, place: (at: number) => string): string {
  const keys = Object.keys(rows[0]!)
  const insert = `insert into ${table} (${keys.join(', ')}) values (${keys.map((_, at) => place(at)).join(', ')})`
  if (!replaces) return insert
  const changed = keys.filter((key) => !replaces.includes(key)).map((key) => `${key} = excluded.${key}`)
  return `${insert} on conflict (${replaces.join(', ')}) do update set ${changed.join(', ')}`
}

function numbered(text: string): string {
  let count = 0
  return text.replaceAll('?', () => `$${++count}`)
}
