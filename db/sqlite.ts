/** The embedded store: SQLite in WAL mode, one connection that reads and one that writes. */
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Channels } from './channels'
import { casing } from './columns'
import { begin, GroupCommit } from './group-commit'
import { Driver, type Connection } from './sqlite-driver'
import type { Store } from './store'
import { statementLogger } from './statements'

export interface SqliteOptions {
  /** False only in tests: a commit then does not wait for the disk. */
  durable?: boolean
}

export function openSqlite(file: string, { durable = true }: SqliteOptions = {}): Store {
  createPrivately(file)
  const writer = connect(file, durable)
  const reader = connect(file, durable)
  reader.pragma('query_only = on')
  // Waiting for another writer is group-commit.ts's, which does not block the event loop.
  writer.pragma('busy_timeout = 0')
  // What a transaction may take back would otherwise be copied into a file outside of the data folder.
  writer.pragma('temp_store = memory')

  const read = drizzle(reader, { casing, logger: statementLogger })
  const write = drizzle(writer, { casing, logger: statementLogger })
  const queue = new GroupCommit(writer)
  const channels = new Channels()

  return {
    dialect: 'sqlite',
    source: { dialect: 'sqlite', place: file },
    read,
    transact: (run) => queue.transact(() => run(write)),
    snapshot: async (run) => {
      const connection = connect(file, durable)
      try {
        connection.pragma('query_only = on')
        // The first read fixes what all later ones see.
        connection.exec('begin; select count(*) from sqlite_schema')
        return await run(drizzle(connection, { casing }))
      } finally {
        connection.close()
      }
    },
    exclusively: async (run) => {
      // Rebuilding a table, which is how SQLite alters one, must not cascade; the check before the commit makes up for it.
      writer.pragma('foreign_keys = off')
      // Nor must what it sorts for an index of a large table fit into memory.
      writer.pragma('temp_store = default')
      try {
        await begin(writer)
        const result = await run(async (statement) => {
          const prepared = writer.prepare<[], Record<string, unknown>>(statement)
          return prepared.reader ? prepared.all() : (prepared.run(), [])
        })
        const broken = writer.pragma('foreign_key_check') as unknown[]
        if (broken.length > 0) throw new Error(`A migration left ${broken.length} rows whose parent is missing.`)
        writer.exec('commit')
        return result
      } finally {
        if (writer.inTransaction) writer.exec('rollback')
        writer.pragma('foreign_keys = on')
        writer.pragma('temp_store = memory')
      }
    },
    scrub: () => truncateLog(writer),
    notify: async (channel, payload) => channels.emit(channel, payload),
    listen: (channel, heard) => channels.on(channel, heard),
    close: async () => {
      await queue.close()
      reader.close()
      writer.close()
    },
  }
}

/**
 * SQLite would make the file readable by all; its log and index take the mode of the file. One that is there is not opened:
 * closing it again would drop the locks that another connection of this process holds on it.
 */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function connect(file: string, durable: boolean): Connection {
  const connection = new Driver(file, { timeout: 15_000 })
  connection.pragma('journal_mode = wal')
  connection.pragma(`synchronous = ${durable ? 'full' : 'off'}`)
  // macOS answers an ordinary fsync before the disk has the bytes. No effect elsewhere.
  connection.pragma('fullfsync = on')
  connection.pragma('foreign_keys = on')
  // Deleted rows are overwritten with zeros, not only unlinked.
  connection.pragma('secure_delete = on')
  return connection
}

/** Copies the log into the file and empties it, so that no page from before a deletion is left. */
async function truncateLog(writer: Connection): Promise<void> {
  const until = performance.now() + 15_000
  for (;;) {
    const [outcome] = writer.pragma('wal_checkpoint(truncate)') as { busy: number }[]
    if (outcome?.busy === 0) return
    if (performance.now() > until) {
      throw new Error(
        'The log of the key store could not be emptied, because another process keeps reading it; try again.',
      )
    }
    await delay(20)
  }
}
