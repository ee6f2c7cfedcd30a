/** PostgreSQL's dialect without a server, for tests only: PGlite keeps nothing safe and serves one query at a time. */
import type { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { Channels } from './channels'
import { casing } from './columns'
import type { Sql, Store } from './store'
import { statementLogger } from './statements'

/** A store over an instance that the caller keeps and closes. */
export async function overPglite(instance: PGlite): Promise<Store> {
  await instance.exec('set default_transaction_read_only = on')
  const db = drizzle(instance, { casing, logger: statementLogger })
  const channels = new Channels()
  return {
    dialect: 'postgres',
    read: db as unknown as Sql,
    transact: (run) => db.transaction((tx) => run(tx as unknown as Sql), { accessMode: 'read write' }),
    snapshot: (run) => run(db as unknown as Sql),
    exclusively: (run) =>
      instance.transaction(async (tx) => {
        await tx.exec('set transaction read write')
        return run(async (statement) => (await tx.query<Record<string, unknown>>(statement)).rows)
      }),
    scrub: async (table) => void (await instance.exec(`vacuum ${table}`)),
    // One process only, so that nobody else is there to be woken.
    notify: async (channel, payload) => channels.emit(channel, payload),
    listen: (channel, heard) => channels.on(channel, heard),
    close: async () => undefined,
  }
}
