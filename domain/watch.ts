/**
 * Watching what changes: a dump being made, terminals, the access log. Woken by whoever writes, on whichever instance, and looked
 * at anew every so often besides, because a wake-up can be lost. Nothing is held between two looks.
 */
import type { Channel } from '@/db/types'
import { listAccessEvents, type AccessEvent } from './access-log'
import { dumpsByIds } from './by-ids'
import type { Context } from './context'
import { activeStates, type Dump } from './dumps/dump'
import { AppError } from './errors'
import { idBefore } from './ids'
import { tenantFor } from './permissions'
import { listTerminals, type Terminal } from './terminals/read'

/** Ends when the caller has gone or may no longer look: `context.signal`. */
async function* looks(context: Context, channels: Channel[], everyMs: number): AsyncGenerator<void> {
  const { db, signal } = context
  const tenantId = 'tenantId' in context.actor ? context.actor.tenantId : ''
  let woken = true
  let wake = () => {}
  const heard = (payload: string) => {
    if (payload !== '' && payload !== tenantId) return
    woken = true
    wake()
  }
  const unlisten = channels.map((channel) => db.listen(channel, heard))
  const stop = () => wake()
  signal?.addEventListener('abort', stop)
  try {
    while (!signal?.aborted) {
      if (!woken) await sleep(everyMs, (done) => (wake = done))
      if (signal?.aborted) return
      woken = false
      yield
    }
  } finally {
    for (const stopListening of unlisten) stopListening()
    signal?.removeEventListener('abort', stop)
  }
}

function sleep(ms: number, begun: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    begun(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The dump at once, whenever something about it changes, and for the last time when it has ended. @throws AppError `not_found` */
export async function* watchDump(context: Context, { dumpId }: { dumpId: string }): AsyncGenerator<Dump> {
  let last = ''
  for await (const _ of looks(context, ['jobs'], 1_000)) {
    const [dump] = await dumpsByIds(context, [dumpId])
    if (!dump) throw new AppError('not_found', 'There is no such dump.', { subject: 'dump' })
    const now = JSON.stringify(dump)
    if (now !== last) yield dump
    last = now
    if (!activeStates.some((state) => state === dump.state)) return
  }
}

/** Each terminal once, and then each that changes. @param zoneRow a facility means its spaces as well */
export async function* watchTerminals(context: Context, { zoneRow }: { zoneRow?: string }): AsyncGenerator<Terminal> {
  const last = new Map<string, string>()
  for await (const _ of looks(context, ['terminals', 'changes'], 2_000)) {
    for (let after: Terminal | undefined; ;) {
      const { terminals, hasMore } = await listTerminals(context, { first: 200, after, zoneRow })
      for (const terminal of terminals) {
        const now = JSON.stringify(terminal)
        if (last.get(terminal.id) !== now) yield terminal
        last.set(terminal.id, now)
      }
      if (!hasMore) break
      after = terminals.at(-1)
    }
  }
}

/** Two reports that come in at once may be committed in another order than that of their ids. */
const overlapMs = 15_000

type AccessFilter = Omit<Parameters<typeof listAccessEvents>[1] & object, 'first' | 'after' | 'direction'>

/** What comes into the log from now on. */
export async function* watchAccess(context: Context, filter: AccessFilter): AsyncGenerator<AccessEvent> {
  tenantFor(context, 'access-log:read')
  const seen = new Map<string, number>()
  let isFirst = true
  for await (const _ of looks(context, ['access'], 2_000)) {
    const since = context.now().getTime() - overlapMs
    for (const [id, at] of seen) if (at < since - overlapMs) seen.delete(id)
    for (let after = idBefore(new Date(since)); ;) {
      const page = await listAccessEvents(context, { ...filter, first: 200, after, direction: 'asc' })
      for (const event of page.accessEvents) {
        if (seen.has(event.id)) continue
        seen.set(event.id, event.receivedAt.getTime())
        if (!isFirst) yield event
      }
      if (!page.hasMore) break
      after = page.accessEvents.at(-1)!.id
    }
    isFirst = false
  }
}
