/** Documents that a job reads: by whichever instance, whatever dies meanwhile, and for nobody but who asked. */
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runJobs } from '../job-loop'
import { claimJob, failJob, leaseMs, PutOff } from '../jobs'
import { garbage, loseWorker, testEngines, type TestEngines } from '../faces/testing'
import { newId } from '../ids'
import { createTenant } from '../tenants'
import { describeDialects, type TestContext } from '../testing'
import { forgetDocumentsJob, heldMs, readHeldDocument } from './held'
import { documentReadingOf, readDocumentJob, startDocumentReading } from './later'
import { documentPicture } from './testing'
import { blobsOf, documentBureau, linesOf, passportOf, running } from './testing-bureau'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterEach(() => {
  engines.whileReading = async () => undefined
  engines.full = false
})
afterAll(() => engines.close())

const system = ({ actor, ...context }: TestContext) => {
  const tenantId = 'tenantId' in actor ? actor.tenantId : ''
  return { ...context, actor: { kind: 'system' as const, id: running.id, tenantId } }
}
const read = (context: TestContext, processId: string, job = running) =>
  readDocumentJob.run(system(context), { readingId: processId }, job)

describeDialects('Documents that nobody waits for', (open) => {
  test('The answer is there once it was read, for ten minutes and for who asked', async () => {
    const { client, admin, tenantId, operator, as, later } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna'), expected: 'passport' })
    expect(await documentReadingOf(client, { processId })).toEqual({ state: 'processing' })
    const [pictures] = await blobsOf(client)
    expect((await client.blobs.get(pictures!)).toString('latin1')).not.toMatch(/ERIKSSON|anna/)
    await expect(readHeldDocument(client, { reference: processId })).rejects.toMatchObject({ code: 'not_found' })

    await read(client, processId)
    const done = await documentReadingOf(client, { processId })
    expect(done).toMatchObject({
      state: 'done',
      validation: { outcome: 'read', reference: processId, result: 'ok', report: { format: 'TD3' } },
    })
    const [answer, ...more] = await blobsOf(client)
    expect([answer === pictures, more]).toEqual([false, []])
    const [line] = await linesOf(client, 'document.validated')
    expect(line).toMatchObject({ actorKind: 'client', subjectId: processId, detail: { verdict: 'ok', format: 'TD3' } })

    const other = as({ kind: 'client', id: newId(), tenantId, scopes: ['enrol'] })
    for (const stranger of [admin, other]) {
      await expect(documentReadingOf(stranger, { processId })).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(
      documentReadingOf(as({ kind: 'client', id: newId(), tenantId, scopes: ['read'] }), { processId }),
    ).rejects.toMatchObject({ code: 'forbidden' })

    later(heldMs)
    await expect(documentReadingOf(client, { processId })).rejects.toMatchObject({ code: 'not_found' })
    expect(await forgetDocumentsJob.run(operator, {}, running)).toEqual({ readings: 1, documents: 0 })
    expect(await blobsOf(client)).toEqual([])
  })

  test('An instance that dies while it reads leaves it to another', async () => {
    const { client, later } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    const claimed = await claimJob(client.db, ['document.read'], client.now())
    expect(claimed?.payload).toEqual({ readingId: processId })
    // What it held is never given back: kill -9.
    later(leaseMs + 1)
    const stop = new AbortController()
    const loop = runJobs(client, { 'document.read': readDocumentJob }, stop.signal, { claimers: 1, pollMs: 20 })
    await expect
      .poll(async () => (await documentReadingOf(client, { processId })).state, { timeout: 10_000 })
      .toBe('done')
    stop.abort()
    await loop
    expect(await blobsOf(client)).toHaveLength(1)
  })

  test('Of two that read the same, one writes', async () => {
    const { client } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    await Promise.all([read(client, processId), read(client, processId)])
    await read(client, processId)
    expect(await linesOf(client, 'document.validated')).toHaveLength(1)
    expect(await blobsOf(client)).toHaveLength(1)
  })

  test('Pictures that show nothing, and such as are none, end in an answer', async () => {
    const { client } = await documentBureau(open, engines)
    const { processId: nothing } = await startDocumentReading(client, { front: documentPicture({}) })
    await read(client, nothing)
    expect(await documentReadingOf(client, { processId: nothing })).toMatchObject({
      state: 'done',
      validation: { outcome: 'unreadable', reason: { code: 'nothing_read' } },
    })
    await expect(readHeldDocument(client, { reference: nothing })).rejects.toMatchObject({ code: 'not_found' })

    await expect(startDocumentReading(client, { front: garbage })).rejects.toMatchObject({ code: 'picture_refused' })
    const broken = Buffer.from('\xff\xd8\xff not a picture', 'latin1')
    const { processId } = await startDocumentReading(client, { front: passportOf('anna'), back: broken })
    await read(client, processId)
    expect(await documentReadingOf(client, { processId })).toMatchObject({
      state: 'failed',
      reason: { code: 'picture_refused', message: expect.stringContaining('of the back') as string },
    })
    expect(await blobsOf(client)).toHaveLength(1)
  })

  test('A busy engine is asked again a little later, as often as it takes', async () => {
    const { client, later } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    engines.full = true
    // The last attempt there is: one that finds no room is none.
    const refused = await read(client, processId, { ...running, attempt: 5 }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(PutOff)
    expect(refused).toHaveProperty('forMs', 7_000)
    expect(await documentReadingOf(client, { processId })).toEqual({ state: 'processing' })

    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const stop = new AbortController()
    const loop = runJobs({ ...client, log } as TestContext, { 'document.read': readDocumentJob }, stop.signal, {
      claimers: 1,
      pollMs: 20,
    })
    const { jobs } = client.db.tables
    const job = async () => (await client.db.sql.select().from(jobs).where(eq(jobs.kind, 'document.read')))[0]!
    const created = client.now()
    await expect.poll(async () => (await job()).runAt > created).toBe(true)
    expect(await job()).toMatchObject({ state: 'queued', attempts: 0, error: null })
    engines.full = false
    later(7_000)
    await expect.poll(async () => (await job()).state, { timeout: 10_000 }).toBe('done')
    stop.abort()
    await loop
    expect(await documentReadingOf(client, { processId })).toMatchObject({ state: 'done' })
    expect(lines).toEqual([])
  })

  test('A picture that costs worker after worker is given up, and the caller is told', async () => {
    const { client } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    engines.whileReading = loseWorker
    await expect(read(client, processId)).rejects.toMatchObject({ code: 'busy' })
    expect(await documentReadingOf(client, { processId })).toEqual({ state: 'processing' })
    await expect(read(client, processId, { ...running, attempt: 5 })).rejects.toMatchObject({ code: 'busy' })
    expect(await documentReadingOf(client, { processId })).toMatchObject({
      state: 'failed',
      reason: { code: 'failed' },
    })
    expect(await blobsOf(client)).toEqual([])
  })

  test('Where its job was given up, that is told', async () => {
    const { client } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    const job = await claimJob(client.db, ['document.read'], client.now())
    await failJob(client.db, job!, client.now(), 'Each attempt ended with the process that ran it.', 0)
    expect(await documentReadingOf(client, { processId })).toMatchObject({
      state: 'failed',
      reason: { code: 'failed' },
    })
  })

  test('What was swept while it was read leaves nothing behind', async () => {
    const { client } = await documentBureau(open, engines)
    const { processId } = await startDocumentReading(client, { front: passportOf('anna') })
    const { documentReadings } = client.db.tables
    engines.whileReading = async () => {
      const [pictures] = await blobsOf(client)
      await client.db.transact((tx) =>
        tx.sql.delete(documentReadings).where(eq(documentReadings.id, processId)).execute(),
      )
      if (pictures) await client.blobs.remove(pictures)
    }
    await read(client, processId)
    expect(await blobsOf(client)).toEqual([])
    expect(await linesOf(client, 'document.validated')).toEqual([])
  })

  test('So many wait for one tenant, and no more', async () => {
    const { client, operator, as } = await documentBureau(open, engines)
    const start = () => startDocumentReading(client, { front: documentPicture({}) })
    await Promise.all(Array.from({ length: 50 }, start))
    await expect(start()).rejects.toMatchObject({ code: 'busy', options: { retryAfterSeconds: 20 } })
    expect(await blobsOf(client)).toHaveLength(50)
    const { id: tenantId } = await createTenant(operator, { slug: 'other' })
    const neighbour = as({ kind: 'client', id: newId(), tenantId, scopes: ['enrol'] })
    await startDocumentReading(neighbour, { front: documentPicture({}) })
  })
})
