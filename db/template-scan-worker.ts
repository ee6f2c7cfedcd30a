/** The thread of template-scan.ts: reads templates beside the keys of their users, opens them, and hands them on in batches. */
import { Client } from 'pg'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { openOne } from './open-many'
import { templatePlace } from './places'
import { Driver } from './sqlite-driver'
import { SealBroken, type Source } from './types'

export interface ScanWork {
  main: Source
  keystore: Source
  tenantId: string
  model: string
  /** Begins behind this id. */
  after: string
  tenantKey: Uint8Array
}

export interface ScanBatch {
  ids: string[]
  /** The opened values, one behind the other. */
  values: Uint8Array<ArrayBuffer>
  /** For each id the length of its value; -1 where it does not open, -2 where the user's key is gone. */
  lengths: Int32Array
  isLast: boolean
}

type Row = [id: string, userId: string, sealed: Buffer, wrapped: Buffer | null]
type ReadPage = (after: string) => Promise<Row[]>

const pageSize = 2_000
/** Batches that may wait to be fetched, so that a busy main thread does not hold this one up. */
const ahead = 16

/** Both dialects: the keystore is a schema of PostgreSQL, and a database attached under the same name in SQLite. */
const query = `
  select t.id, t.user_id, t.sealed, k.wrapped
  from templates t left join keystore.user_keys k on k.user_id = t.user_id and k.tenant_id = t.tenant_id
  where t.tenant_id = $1 and t.model = $2 and t.id > $3
  order by t.id limit ${pageSize}`

function onSqlite({ main, keystore, tenantId, model }: ScanWork): ReadPage {
  const connection = new Driver(main.place, { readonly: true, timeout: 15_000 })
  connection.prepare('attach ? as keystore').run(keystore.place)
  const statement = connection.prepare(query.replace(/\$\d/g, '?')).raw()
  return async (after) => statement.all(tenantId, model, after) as Row[]
}

async function onPostgres({ main, tenantId, model }: ScanWork): Promise<ReadPage> {
  const client = new Client({ connectionString: main.place, application_name: 'limen-scan' })
  await client.connect()
  return async (after) =>
    (await client.query<Row>({ text: query, values: [tenantId, model, after], rowMode: 'array' })).rows
}

function openBatch(rows: Row[], tenantKey: KeyObject, tenantId: string): ScanBatch {
  // A plain value is shorter than its seal.
  const values = new Uint8Array(rows.reduce((sum, [, , sealed]) => sum + sealed.length, 0))
  let end = 0
  const lengths = Int32Array.from(rows, ([id, userId, sealed, wrapped]) => {
    const opened = openOne(tenantKey, wrapped, { userId, place: templatePlace(tenantId, id), sealed })
    if (opened instanceof Error) return opened instanceof SealBroken ? -1 : -2
    values.set(opened, end)
    end += opened.length
    return opened.length
  })
  return { ids: rows.map(([id]) => id), values: values.subarray(0, end), lengths, isLast: rows.length < pageSize }
}

async function scan(work: ScanWork): Promise<void> {
  const port = parentPort!
  const tenantKey = createSecretKey(work.tenantKey)
  const readPage = work.main.dialect === 'sqlite' ? onSqlite(work) : await onPostgres(work)
  let fetched = ahead
  let wake = () => {}
  port.on('message', () => {
    fetched += 1
    wake()
  })
  for (let after = work.after, sent = 0; ; sent += 1) {
    while (sent >= fetched) await new Promise<void>((resolve) => (wake = resolve))
    const rows = await readPage(after)
    const batch = openBatch(rows, tenantKey, work.tenantId)
    port.postMessage(batch, [batch.values.buffer])
    if (batch.isLast) return
    after = rows.at(-1)![0]
  }
}

await scan(workerData as ScanWork)
