/**
 * Reads and opens all templates of a tenant and a model, as a gallery needs them when it is filled. Reading and opening
 * 100,000 takes more than a second of computing, which may not stand between a server and its requests: beyond a first
 * page it is done by a thread with a connection of its own.
 */
import { and, asc, eq, gt } from 'drizzle-orm'
import { on } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { templatePlace } from './places'
import { sealBroken } from './seal'
import type { ScanBatch, ScanWork } from './template-scan-worker'
import { KeyDestroyed, type Database, type Opened, type OpenedTemplate, type SealedItem } from './types'

const pageSize = 500

export interface Scan {
  db: Database
  tenantId: string
  /** `name@version` of the model that made the templates. */
  model: string
  /** Opens a page here. */
  open: (items: SealedItem[]) => Promise<Opened[]>
  /** What a thread needs to go on; undefined where the database lives in this process only. */
  thread?: { root: string; work: () => Promise<Omit<ScanWork, 'tenantId' | 'model' | 'after'>> }
}

/** Yields pages in rising order of ids; what does not open comes as its error. */
export async function* scanTemplates({ db, tenantId, model, open, thread }: Scan): AsyncGenerator<OpenedTemplate[]> {
  const { templates } = db.tables
  for (let after = ''; ;) {
    const rows = await db.sql
      .select({ id: templates.id, userId: templates.userId, sealed: templates.sealed })
      .from(templates)
      .where(and(eq(templates.tenantId, tenantId), eq(templates.model, model), gt(templates.id, after)))
      .orderBy(asc(templates.id))
      .limit(pageSize)
    const opened = await open(
      rows.map(({ id, userId, sealed }) => ({ userId, place: templatePlace(tenantId, id), sealed })),
    )
    if (rows.length > 0) yield rows.map(({ id }, index) => ({ id, opened: opened[index]! }))
    if (rows.length < pageSize) return
    after = rows.at(-1)!.id
    if (thread) return yield* scanInThread(thread.root, { ...(await thread.work()), tenantId, model, after })
  }
}

async function* scanInThread(root: string, work: ScanWork): AsyncGenerator<OpenedTemplate[]> {
  // Written as `new Worker(…)`, Next's bundler takes the file for a part of the app, and then does not find it.
  const thread: Worker = Reflect.construct(Worker, [
    join(root, 'build', 'template-scan-worker.mjs'),
    { name: 'limen-scan', workerData: work },
  ])
  try {
    for await (const [batch] of on(thread, 'message', { close: ['exit'] }) as AsyncIterable<[ScanBatch]>) {
      yield unpack(work.tenantId, batch)
      if (batch.isLast) return
      thread.postMessage('more')
    }
    throw new Error('The thread that reads templates has stopped.')
  } finally {
    await thread.terminate()
  }
}

function unpack(tenantId: string, { ids, values, lengths }: ScanBatch): OpenedTemplate[] {
  let from = 0
  return ids.map((id, index) => {
    const length = lengths[index]!
    if (length === -1) return { id, opened: sealBroken(templatePlace(tenantId, id)) }
    if (length === -2) return { id, opened: new KeyDestroyed(`The user of template ${id} has no key.`) }
    const opened = Buffer.from(values.buffer, values.byteOffset + from, length)
    from += length
    return { id, opened }
  })
}
