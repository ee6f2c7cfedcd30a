/** What tests of dumps stand on: a bureau with something of everything, and a look into a zip. Nothing else imports it. */
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { newId } from '../ids'
import type { Context } from '../context'
import { createClient } from '../clients'
import { enrolFace } from '../faces/enrol'
import { picture } from '../faces/testing'
import { hashPassword } from '../passwords'
import { adminActor } from '../testing'
import { createUser } from '../users'
import { downloadDump } from './download'
import { makeDumpJob } from './make'
import { runDump, type DumpRequest } from './run'

export interface Filled {
  /** Signed in a moment ago. */
  owner: Context
  tenantId: string
  anna: string
  ben: string
}

/** Two enrolled users, a device, an owner, a client. */
export async function filledBureau(operator: Context, slug = 'main'): Promise<Filled> {
  const { tenantId } = await createClient(operator, { tenantSlug: slug, name: 'Gate', requestQuota: 9 })
  const id = newId()
  await operator.db.transact(async (tx) => {
    await tx.sql.insert(tx.tables.admins).values({
      id,
      tenantId,
      email: `owner@${slug}.example`,
      firstName: 'Olga',
      lastName: 'Owner',
      passwordHash: await hashPassword('correct horse battery staple'),
      role: 'owner',
      createdAt: operator.now(),
    })
  })
  const owner: Context = { ...operator, actor: adminActor({ id, tenantId }) }
  const enrol = async (person: string, device?: string) => {
    const { user } = await createUser(owner, {
      externalId: `${slug}-${person}`,
      macAddress: device,
      appToken: 'push-token-of-a-phone',
    })
    await enrolFace(owner, { userId: user.id, gate: 'legacy', picture: picture(person) })
    return user.id
  }
  return { owner, tenantId, anna: await enrol('anna', '00:11:22:33:44:55'), ben: await enrol('ben') }
}

/** As the job loop runs it. */
export async function make(context: Context, dumpId: string, signal = new AbortController().signal): Promise<unknown> {
  const { dumps } = context.db.tables
  const row = (await context.db.sql.select().from(dumps)).find(({ id }) => id === dumpId)!
  const own: Context = { ...context, actor: { kind: 'system', id: row.jobId, tenantId: row.tenantId } }
  return makeDumpJob.run(own, { dumpId }, { id: row.jobId, attempt: 1, signal, progress: () => undefined })
}

export async function madeDump(owner: Context, request: DumpRequest = {}) {
  const dump = await runDump(owner, request)
  await make(owner, dump.id)
  return dump
}

export async function download(owner: Context, dump: string): Promise<Buffer> {
  const { bytes } = await downloadDump(owner, { dump })
  return buffer(bytes)
}

/** Name -> text of each file. */
export async function unzip(zip: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const file = await fromBufferPromise(zip, { lazyEntries: true })
  for await (const entry of file.eachEntry()) {
    files[entry.fileName] = (await buffer(await file.openReadStreamPromise(entry))).toString()
  }
  return files
}

export const records = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
