/** Makes the Database of types.ts over a store: the one way to open a transaction, and wake-ups once it has committed. */
import { companion } from './companion'
import type { Store } from './store'
import type { Tables } from './tables'
import type { Channel, Database, Tx } from './types'

export function overStore(store: Store, tables: Tables): Database {
  return {
    dialect: store.dialect,
    source: store.source,
    tables,
    get sql() {
      return store.read
    },
    async transact(run) {
      let wakes = new Map<string, [Channel, string]>()
      const beside = companion()
      const value = await store.transact(async (sql) => {
        // A transaction that is run again must not wake for what its first try did.
        wakes = new Map()
        const tx: Tx = {
          dialect: store.dialect,
          tables,
          sql,
          inTransaction: true,
          wake: (channel, payload) => void wakes.set(`${channel} ${payload}`, [channel, payload]),
        }
        await beside?.write(tx)
        return run(tx)
      })
      if (beside) beside.written = true
      // The commit stands. A wake-up that is lost only makes others wait for their next look.
      for (const [channel, payload] of wakes.values()) void store.notify(channel, payload).catch(() => undefined)
      return value
    },
    snapshot: (run) => store.snapshot((sql) => run({ dialect: store.dialect, tables, sql })),
    notify: (channel, payload) => store.notify(channel, payload),
    listen: (channel, heard) => store.listen(channel, heard),
    close: () => store.close(),
  }
}
