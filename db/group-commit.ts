/**
 * Group commit for SQLite: all transactions that wait are run one after another inside one BEGIN … COMMIT, each in a
 * savepoint of its own, so that one fsync serves all of them and a failing one is rolled back alone.
 * Nobody is answered before the COMMIT.
 */
import { AsyncResource } from 'node:async_hooks'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { Database as Connection } from 'better-sqlite3'

/** After so long a group takes no more members: queries of this process block its event loop, others wait for the lock. */
const groupMs = 10
/** How long another process may hold the write lock. */
const lockPatienceMs = 15_000

interface Waiting {
  run: () => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export class GroupCommit {
  readonly #connection: Connection
  readonly #waiting: Waiting[] = []
  #draining: Promise<void> | undefined
  #closed = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Settles after the commit. `run` keeps the caller's async context. */
  transact<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The database is closed.'))
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run: AsyncResource.bind(run), resolve: resolve as (value: unknown) => void, reject })
      this.#draining ??= this.#drain().finally(() => (this.#draining = undefined))
    })
  }

  /** Lets what waits finish; refuses what comes after. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Requests whose input has arrived meanwhile join the group, and timers are not starved between groups.
      await nextTurn()
      await this.#runGroup()
    }
  }

  async #runGroup(): Promise<void> {
    const members: Waiting[] = []
    const settle: (() => void)[] = []
    try {
      await begin(this.#connection)
      const until = performance.now() + groupMs
      do {
        const member = this.#waiting.shift()!
        members.push(member)
        settle.push(await this.#runMember(member))
      } while (this.#waiting.length > 0 && performance.now() < until)
      this.#connection.exec('commit')
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec('rollback')
      // A refusal may rest on a row that is now gone, so that members which failed by themselves hear of this as well.
      for (const { reject } of members.length > 0 ? members : this.#waiting.splice(0)) reject(error)
      return
    }
    for (const answer of settle) answer()
  }

  async #runMember({ run, resolve, reject }: Waiting): Promise<() => void> {
    this.#connection.exec('savepoint member')
    try {
      const value = await run()
      this.#connection.exec('release member')
      return () => resolve(value)
    } catch (error) {
      // SQLite ends the whole transaction by itself on a full disk or an I/O error: nobody's work is left to commit.
      if (!this.#connection.inTransaction) throw error
      this.#connection.exec('rollback to member; release member')
      return () => reject(error)
    }
  }
}

/**
 * Takes the write lock. Waits without blocking the event loop: the holder may be another handle of this very process,
 * which could never finish while SQLite's own busy handler sleeps.
 */
export async function begin(connection: Connection): Promise<void> {
  const until = performance.now() + lockPatienceMs
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 25)) {
    try {
      connection.exec('begin immediate')
      return
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
      if (!busy || performance.now() > until) throw error
    }
    await delay(pauseMs)
  }
}
