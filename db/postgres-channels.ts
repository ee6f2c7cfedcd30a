/** LISTEN and NOTIFY: wakes every instance that shares a PostgreSQL. A wake-up may be lost; nothing may depend on one. */
import { Client, type Pool } from 'pg'
import { Channels, channelNames } from './channels'
import type { Channel } from './types'

const prefix = 'limen_'
const reconnectMs = 1_000

export async function notifyOn(pool: Pool, channel: Channel, payload: string): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [prefix + channel, payload])
}

/**
 * One connection that listens, opened with the first listener and opened again when it breaks. After each opening every
 * listener is called with an empty payload, because it may have missed something.
 */
export function listenOn(url: string) {
  const channels = new Channels()
  let client: Client | undefined
  let retry: NodeJS.Timeout | undefined
  let opening: Promise<void> = Promise.resolve()
  let closed = false

  const open = async () => {
    const fresh = new Client({ connectionString: url, application_name: 'limen listener', keepAlive: true })
    client = fresh
    // Both `error` and `end` may come, in either order; the first one that finds this connection still in use wins.
    const lost = () => {
      if (client !== fresh) return
      client = undefined
      if (!closed) retry = setTimeout(start, reconnectMs)
    }
    fresh.on('error', lost)
    fresh.on('end', lost)
    fresh.on('notification', ({ channel, payload }) =>
      channels.emit(channel.slice(prefix.length) as Channel, payload ?? ''),
    )
    try {
      await fresh.connect()
      for (const name of channelNames) await fresh.query(`listen ${prefix}${name}`)
      for (const name of channelNames) channels.emit(name, '')
    } catch {
      // Not to be reached now: `lost` has set, or here sets, the next try.
      lost()
      await fresh.end()
    }
  }
  const start = () => {
    opening = open()
  }

  return {
    listen: (channel: Channel, heard: (payload: string) => void): (() => void) => {
      if (!client && !retry && !closed) start()
      return channels.on(channel, heard)
    },
    close: async (): Promise<void> => {
      closed = true
      clearTimeout(retry)
      await opening
      clearTimeout(retry)
      const last = client
      client = undefined
      await last?.end()
    },
  }
}
