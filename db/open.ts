/** Opens the main database, migrated and ready. Which dialect is decided by `databaseUrl` alone. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { postgresColumns, sqliteColumns } from './columns'
import { migrate } from './migrate'
import { openPostgres } from './postgres'
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
  /** On PostgreSQL: connections for reading, and as many again for writing. Default 8; 3 for keys. */
  connections?: number
  /** Root of the checkout, which holds db/migrations. Default: the working directory. */
  root?: string
  /** False only in tests: commits then do not wait for the disk. */
  durable?: boolean
}

/** Of the embedded database, in the data folder. */
export const databaseFile = 'limen.db'

const tables = { sqlite: makeTables(sqliteColumns), postgres: makeTables(postgresColumns) }

export async function openDatabase({ root, ...options }: DatabaseOptions): Promise<Database> {
  return openDatabaseOver(await openStore(databaseFile, options), { root })
}

/** @param file where the dialect is a file: its name in the data folder */
export async function openStore(
  file: string,
  { dataDir, databaseUrl, connections, durable }: DatabaseOptions,
): Promise<Store> {
  if (databaseUrl) return openPostgres(databaseUrl, { connections })
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return openSqlite(join(dataDir, file), { durable })
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
