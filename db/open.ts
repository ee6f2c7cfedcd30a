/** Opens the main database, migrated and ready. Which dialect is decided by `databaseUrl` alone. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { postgresColumns, sqliteColumns } from './columns'
import { migrate } from './migrate'
import { openSqlite } from './sqlite'
import { guarded, type Store } from './store'
import { makeTables } from './tables'
import { overStore } from './transact'
import type { Database } from './types'

export interface DatabaseOptions {
  /** Folder of the embedded database; made when absent. */
  dataDir: string
  /** `postgres://…`; without it the database is embedded. */
  databaseUrl?: string
  /** Root of the checkout, which holds db/migrations. Default: the working directory. */
  root?: string
  /** False only in tests: commits then do not wait for the disk. */
  durable?: boolean
}

const tables = { sqlite: makeTables(sqliteColumns), postgres: makeTables(postgresColumns) }

export async function openDatabase({ dataDir, databaseUrl, root, durable }: DatabaseOptions): Promise<Database> {
  if (databaseUrl) throw new Error('PostgreSQL follows.')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return openDatabaseOver(openSqlite(join(dataDir, 'limen.db'), { durable }), { root })
}

/** For tests, which bring a store of their own. Closes it when it cannot be migrated. */
export async function openDatabaseOver(
  store: Store,
  { root = process.cwd() }: { root?: string } = {},
): Promise<Database> {
  try {
    await migrate(store, 'main', join(root, 'db', 'migrations', store.dialect))
  } catch (error) {
    await store.close()
    throw error
  }
  return overStore(guarded(store), tables[store.dialect])
}
