/** The shared store: PostgreSQL, so that several instances can serve one bureau. */
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool, type PoolClient } from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { casing } from './columns'
import { listenOn, notifyOn } from './postgres-channels'
import type { Sql, Store } from './store'
import { isRetryable } from './violations'
import { statementLogger } from './statements'

export interface PostgresOptions {
  /** Connections for reading, and as many again for writing. Default 8. */
  connections?: number
}

/** Any fixed number: it names the lock that instances take to migrate one after another. */
const migrationLock = 7_305_114
/** A transaction that PostgreSQL gave up for another's sake is run again so many times. */
const tries = 10

export function openPostgres(url: string, { connections = 8 }: PostgresOptions = {}): Store {
  // Two pools, so that a reader never waits behind writers that queue for a chain's head row.
  const reading = openPool(url, connections, '-c default_transaction_read_only=on')
  const writing = openPool(url, connections)
  const read = drizzle(reading, { casing, logger: statementLogger }) as unknown as Sql
  const write = drizzle(writing, { casing, logger: statementLogger })
  const ears = listenOn(url)

  return {
    dialect: 'postgres',
    source: { dialect: 'postgres', place: url },
    read,
    transact: async (run) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await write.transaction((tx) => run(tx as unknown as Sql))
        } catch (error) {
          if (!isRetryable(error) || attempt === tries) throw error
          // Random, so that the two do not meet again.
          await delay(Math.random() * 5 * 2 ** attempt)
        }
      }
    },
    snapshot: (run) =>
      withClient(reading, async (client) => {
        await client.query('begin isolation level repeatable read read only')
        try {
          return await run(drizzle(client, { casing }) as unknown as Sql)
        } finally {
          await client.query('rollback')
        }
      }),
    exclusively: (run) =>
      withClient(writing, async (client) => {
        await client.query(`begin; select pg_advisory_xact_lock(${migrationLock})`)
        try {
          const result = await run(async (statement) => (await client.query<Record<string, unknown>>(statement)).rows)
          await client.query('commit')
          return result
        } catch (error) {
          await client.query('rollback')
          throw error
        }
      }),
    // A plain DELETE leaves the row in its page. What PostgreSQL's own log and backups keep is the operator's to expire.
    scrub: async (table) => void (await writing.query(`vacuum ${table}`)),
    notify: (channel, payload) => notifyOn(writing, channel, payload),
    listen: ears.listen,
    close: async () => {
      await ears.close()
      await Promise.all([reading.end(), writing.end()])
    },
  }
}

function openPool(url: string, max: number, options?: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'limen',
    options,
  })
  // An idle connection broke. The pool has dropped it; whoever needs one next gets a new one, or the error.
  pool.on('error', () => undefined)
  return pool
}

async function withClient<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await run(client)
  } finally {
    client.release()
  }
}
