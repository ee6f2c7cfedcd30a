/** One PostgreSQL database for a test file, on PGlite or on a server, and how it is emptied between tests. */
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { postgresColumns, postgresKeystoreColumns } from './columns'
import { readTestDatabaseUrl } from './env'
import { makeKeystoreTables } from './keystore-tables'
import { overPglite } from './pglite'
import { startPglite } from './pglite-image'
import { openPostgres } from './postgres'
import type { Store } from './store'
import { makeTables } from './tables'

/** A store whose `close` does nothing, because the file's other tests go on with it. */
export type SharedStore = Store & { empty(): Promise<void> }

const shared = new Map<'pglite' | 'postgres', Promise<SharedStore>>()

/** @param atEnd takes what has to run after the file's last test */
export function sharedStore(
  dialect: 'pglite' | 'postgres',
  atEnd: (close: () => Promise<unknown>) => void,
): Promise<SharedStore> {
  const open = async () => {
    const store = dialect === 'pglite' ? await onPglite(atEnd) : await onServer(atEnd)
    return { ...store, close: async () => undefined, empty: () => empty(store) }
  }
  const store = shared.get(dialect) ?? open()
  shared.set(dialect, store)
  return store
}

async function onPglite(atEnd: (close: () => Promise<unknown>) => void): Promise<Store> {
  const instance = await startPglite()
  atEnd(() => instance.close())
  return overPglite(instance)
}

async function onServer(atEnd: (close: () => Promise<unknown>) => void): Promise<Store> {
  const url = new URL(readTestDatabaseUrl()!)
  const name = `limen_test_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: readTestDatabaseUrl() })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await administer(`create database ${name}`)
  atEnd(() => administer(`drop database ${name} with (force)`))
  url.pathname = `/${name}`
  const store = openPostgres(url.href)
  atEnd(() => store.close())
  return store
}

async function empty(store: Store): Promise<void> {
  const tables = [
    ...Object.values(makeTables(postgresColumns)),
    ...Object.values(makeKeystoreTables(postgresKeystoreColumns)),
  ]
  const names = tables.map((table) => {
    const { schema, name } = getTableConfig(table as unknown as PgTable)
    return `"${schema ?? 'public'}"."${name}"`
  })
  await store.exclusively(async (run) => {
    const existing = await run(`select schemaname || '.' || tablename as name from pg_tables`)
    const there = new Set(existing.map((row) => String(row.name)))
    const emptied = names.filter((name) => there.has(name.replaceAll('"', '')))
    if (emptied.length > 0) await run(`truncate ${emptied.join(', ')}`)
  })
}
