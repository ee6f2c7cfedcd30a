/**
 * A store is one opened database of either dialect, without any knowledge of tables: how to read, how to write in a
 * transaction, how to be migrated, how to wake others. sqlite.ts, postgres.ts and pglite.ts make one each.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Channel, Dialect, Source } from './types'

export type Sql = BetterSQLite3Database

/** Runs one statement as it stands and gives its rows. */
export type RunStatement = (statement: string) => Promise<Record<string, unknown>[]>

export interface Store {
  readonly dialect: Dialect
  readonly source?: Source
  /** Refuses to write. */
  readonly read: Sql
  transact<T>(run: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * Reads one unchanging state for as long as `run` takes, on a connection of its own: writers do not wait for it. PGlite,
   * which serves tests, has one connection and shows the state as it is at each query.
   */
  snapshot<T>(run: (sql: Sql) => Promise<T>): Promise<T>
  /** One transaction that no other process can run at the same time. For migrations. */
  exclusively<T>(run: (statement: RunStatement) => Promise<T>): Promise<T>
  /** Overwrites what deleted rows leave behind in files, as far as the dialect can. `table` with its schema. */
  scrub(table: string): Promise<void>
  notify(channel: Channel, payload: string): Promise<void>
  listen(channel: Channel, heard: (payload: string) => void): () => void
  close(): Promise<void>
}

const inside = new AsyncLocalStorage<{ open: boolean }>()

/**
 * Forbids every use of a store while a transaction of any store is open in the same call chain. Such a read would see the
 * state before the transaction, and such a write would wait for itself for ever; which of the two, differs by dialect.
 */
export function guarded(store: Store): Store {
  return {
    dialect: store.dialect,
    source: store.source,
    get read() {
      refuseInside()
      return store.read
    },
    async transact(run) {
      refuseInside()
      return store.transact((sql) => {
        const scope = { open: true }
        return inside.run(scope, async () => {
          try {
            return await run(sql)
          } finally {
            scope.open = false
          }
        })
      })
    },
    async snapshot(run) {
      refuseInside()
      return store.snapshot(run)
    },
    async exclusively(run) {
      refuseInside()
      return store.exclusively(run)
    },
    async scrub(table) {
      refuseInside()
      return store.scrub(table)
    },
    notify: (channel, payload) => store.notify(channel, payload),
    listen: (channel, heard) => store.listen(channel, heard),
    close: () => store.close(),
  }
}

function refuseInside(): void {
  if (inside.getStore()?.open) {
    throw new Error('Inside a transaction only its own handle may be used: read, seal and open before it, or use `tx`.')
  }
}
