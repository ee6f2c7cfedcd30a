/** Reading documents, and holding what was read for a moment. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AppError } from '../errors'
import { garbage, loseWorker, picture, testEngines, type TestEngines } from '../faces/testing'
import { wordPicture } from '../faces/testing-words'
import { newId } from '../ids'
import { findOrphansJob } from '../sweep'
import { createTenant, updateTenant } from '../tenants'
import { adminActor, describeDialects, type TestContext } from '../testing'
import { forgetDocumentsJob, heldMs, readHeldDocument } from './held'
import { pack, unpack } from './pack'
import { documentPicture, passport } from './testing'
import { blobsOf, documentBureau, linesOf, passportOf, running } from './testing-bureau'
import { validateDocument } from './validate'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterEach(() => {
  engines.full = false
  engines.whileReading = async () => undefined
})
afterAll(() => engines.close())

describeDialects('Reading a document', (open) => {
  test('What it says is answered, and nothing of it stays', async () => {
    const { client } = await documentBureau(open, engines)
    const read = await validateDocument(client, { front: passportOf('anna'), expected: 'passport' })
    expect(read).toMatchObject({
      outcome: 'read',
      result: 'ok',
      back: null,
      report: { format: 'TD3', kind: 'passport', zoneSide: 'front', verdict: 'ok' },
    })
    if (read.outcome !== 'read') throw new Error(read.outcome)
    const fields = Object.fromEntries(read.report.fields.map(({ name, value }) => [name, value]))
    expect(fields).toMatchObject({ surnames: 'ERIKSSON', names: 'ANNA', documentNumber: 'L898902C3', gender: 'F' })
    expect(read.reference).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(await blobsOf(client)).toEqual([])
    await expect(readHeldDocument(client, { reference: read.reference })).rejects.toMatchObject({ code: 'not_found' })
    const [line, ...others] = await linesOf(client, 'document.validated')
    expect([line!.subjectKind, line!.subjectId, others.length]).toEqual(['document', read.reference, 0])
    expect(line!.detail).toEqual({ verdict: 'ok', format: 'TD3' })
  })

  test('One of another kind than was expected is read, and doubtful', async () => {
    const { client } = await documentBureau(open, engines)
    const read = await validateDocument(client, { front: passportOf('anna'), expected: 'idcard' })
    expect(read).toMatchObject({ outcome: 'read', result: 'doubtful' })
    const [line] = await linesOf(client, 'document.validated')
    expect(line!.detail).toEqual({ verdict: 'doubtful', format: 'TD3', failed: ['expected_kind'] })
    expect(JSON.stringify(line)).not.toMatch(/ERIKSSON|L898902C3/)
    const forged = passport()!
    forged.lines[1] = forged.lines[1]!.replace('L898902C3', 'L898902C4')
    expect(await validateDocument(client, { front: documentPicture({ zone: forged, person: 'anna' }) })).toMatchObject({
      outcome: 'read',
      result: 'doubtful',
    })
    const [, second] = await linesOf(client, 'document.validated')
    expect(second!.detail).toMatchObject({ failed: expect.arrayContaining(['document_number_digit']) as string[] })
  })

  test('Both sides are read, whichever holds the zone', async () => {
    const { client } = await documentBureau(open, engines)
    const [front, back] = [documentPicture({ person: 'anna' }), documentPicture({ zone: passport() })]
    const read = await validateDocument(client, { front, back })
    expect(read).toMatchObject({ outcome: 'read', report: { zoneSide: 'back' } })
    expect(read).toHaveProperty('front.portrait.eyeDistancePx')
    expect(read).toHaveProperty('back.zone.format', 'TD3')
  })

  test('What is printed is put beside what the zone says', async () => {
    const { client } = await documentBureau(open, engines)
    const read = async (surname: string) =>
      validateDocument(client, {
        front: documentPicture({ zone: passport(), person: 'anna', lines: ['Surname', surname] }),
      })
    const agreed = await read('ERIKSSON')
    expect(agreed).toMatchObject({ result: 'ok' })
    const surnames = { name: 'surnames', value: 'ERIKSSON', source: 'both', agrees: true, zone: 'ERIKSSON' }
    expect(agreed).toHaveProperty('report.fields', expect.arrayContaining([expect.objectContaining(surnames)]))
    const other = await read('LINDQVIST')
    expect(other).toMatchObject({ result: 'doubtful' })
    const [, line] = await linesOf(client, 'document.validated')
    expect(line!.detail).toEqual({ verdict: 'doubtful', format: 'TD3', failed: ['zone_agrees_with_print'] })
  })

  test('Where nothing can be read, it is said why', async () => {
    const { client } = await documentBureau(open, engines)
    const reasonOf = async (front: Uint8Array, back?: Uint8Array) => {
      const answer = await validateDocument(client, { front, back, hold: true })
      return answer.outcome === 'unreadable' ? [answer.reason.code, answer.reason.side] : answer.outcome
    }
    expect(await reasonOf(picture('a cat'))).toEqual(['no_document', null])
    expect(await reasonOf(documentPicture({ widthPx: 200, heightPx: 100 }))).toEqual(['too_small', null])
    expect(await reasonOf(documentPicture({ quality: { edgeWidthPx: 9 } }))).toEqual(['blurred', null])
    expect(await reasonOf(documentPicture({ quality: { glareShare: 0.5 } }))).toEqual(['glare', null])
    expect(await reasonOf(documentPicture({ quality: { brightness: 10 } }))).toEqual(['too_dark', null])
    expect(await reasonOf(documentPicture({ quality: { cutEdges: ['left'] } }))).toEqual(['cut_off', null])
    expect(await reasonOf(documentPicture({}), picture('a cat'))).toEqual(['no_document', 'back'])
    expect(await reasonOf(documentPicture({}), documentPicture({}))).toEqual(['nothing_read', null])
    expect(await blobsOf(client)).toEqual([])
    const lines = await linesOf(client, 'document.validated')
    expect([lines.length, lines[0]!.detail]).toEqual([8, { verdict: 'unreadable', reason: 'no_document' }])
  })

  test('What is no picture is refused, and which of the two it is', async () => {
    const { client } = await documentBureau(open, engines)
    const front = passportOf('anna')
    await expect(validateDocument(client, { front, back: garbage })).rejects.toMatchObject({
      code: 'picture_refused',
      message: expect.stringContaining('of the back') as string,
      options: { subject: 'damaged', details: { side: 'back' } },
    })
    engines.full = true
    await expect(validateDocument(client, { front })).rejects.toMatchObject({ code: 'busy' })
    expect(await linesOf(client, 'document.validated')).toEqual([])
  })

  test('The second side is handed in once the first is read, and counts as accepted', async () => {
    const { client } = await documentBureau(open, engines)
    const seen: string[] = []
    const watched = (free: number): TestContext => ({
      ...client,
      engines: {
        ...engines,
        health: () => ({ ready: true, workers: 4, busy: 4 - free, queued: 0, queueLimit: 8 }),
        document: {
          models: [],
          async read(bytes, call) {
            seen.push(call?.accepted ? 'accepted' : 'asked')
            const reading = await engines.document.read(bytes, call)
            seen.push('read')
            return reading
          },
        },
      },
    })
    const [front, back] = [documentPicture({ person: 'anna' }), documentPicture({ zone: passport() })]
    const seenOf = async (context: TestContext, pictures: { front: Uint8Array; back: Uint8Array }) => {
      seen.length = 0
      await validateDocument(context, pictures).catch((error: unknown) => seen.push((error as AppError).code))
      return seen
    }
    expect(await seenOf(watched(1), { front, back })).toEqual(['asked', 'read', 'accepted', 'read'])
    expect(await seenOf(watched(2), { front, back })).toEqual(['asked', 'asked', 'read', 'read'])
    expect(await seenOf(watched(1), { front: garbage, back })).toEqual(['asked', 'picture_refused'])
    engines.full = true
    expect(await seenOf(watched(1), { front, back })).toEqual(['asked', 'busy'])
  })

  test('A worker that is lost with a picture is told as busy', async () => {
    const { client } = await documentBureau(open, engines)
    engines.whileReading = loseWorker
    const lost = validateDocument(client, { front: passportOf('anna') })
    await expect(lost).rejects.toMatchObject({ code: 'busy', options: { retryAfterSeconds: 1 } })
  })

  test('It takes what enrolling takes, and the tenant can switch it off', async () => {
    const { client, operator, tenantId, as } = await documentBureau(open, engines)
    const front = passportOf('anna')
    const others = [
      { kind: 'client', id: newId(), tenantId, scopes: ['read', 'erase'] },
      adminActor({ tenantId, role: 'auditor' }),
    ] as const
    for (const actor of others) {
      await expect(validateDocument(as(actor), { front })).rejects.toMatchObject({ code: 'forbidden' })
    }
    await updateTenant(operator, { slug: 'main', settings: { documentEngine: false } })
    await expect(validateDocument(client, { front })).rejects.toMatchObject({
      code: 'not_found',
      options: { subject: 'document_engine' },
    })
  })

  test('Held, it is there for ten minutes, sealed, and for nobody but who had it read', async () => {
    const { client, admin, operator, tenantId, as, later } = await documentBureau(open, engines)
    const front = passportOf('anna')
    const read = await validateDocument(client, { front, hold: true })
    const { reference } = read
    expect(await readHeldDocument(client, { reference })).toEqual({ ...read, heldUntil: expect.any(Date) })

    const { id: otherId } = await createTenant(operator, { slug: 'other' })
    const clientId = client.actor.kind === 'client' ? client.actor.id : ''
    const strangers = [
      admin,
      as({ kind: 'client', id: newId(), tenantId, scopes: ['enrol'] }),
      as({ kind: 'client', id: clientId, tenantId: otherId, scopes: ['enrol'] }),
    ]
    for (const stranger of strangers) {
      await expect(readHeldDocument(stranger, { reference })).rejects.toMatchObject({
        code: 'not_found',
        options: { subject: 'document' },
      })
    }
    const [blob, ...more] = await blobsOf(client)
    expect(more).toEqual([])
    expect((await client.blobs.get(blob!)).toString('latin1')).not.toMatch(/ERIKSSON|anna/)
    expect(await findOrphansJob.run(operator, {}, running)).toEqual({ suspected: 0 })

    later(heldMs - 1)
    expect(await forgetDocumentsJob.run(operator, {}, running)).toEqual({ readings: 0, documents: 0 })
    await readHeldDocument(client, { reference })
    later(1)
    await expect(readHeldDocument(client, { reference })).rejects.toMatchObject({ code: 'not_found' })
    expect(await forgetDocumentsJob.run(operator, {}, running)).toEqual({ readings: 1, documents: 0 })
    expect(await blobsOf(client)).toEqual([])
  })

  test('The job that forgets is made once for all that ends in the same minute', async () => {
    const { client, later } = await documentBureau(open, engines)
    await validateDocument(client, { front: passportOf('anna'), hold: true })
    await validateDocument(client, { front: passportOf('ben'), hold: true })
    later(heldMs)
    await validateDocument(client, { front: passportOf('carl'), hold: true })
    const { jobs, documentReadings } = client.db.tables
    const made = await client.db.sql.select().from(jobs)
    const ends = (await client.db.sql.select().from(documentReadings)).map(({ expiresAt }) => expiresAt.getTime())
    expect(made.map(({ kind }) => kind)).toEqual(['documents.forget', 'documents.forget'])
    const runs = made.map(({ runAt }) => runAt.getTime())
    expect(ends.every((end) => runs.some((run) => run >= end && run < end + 60_000))).toBe(true)
  })

  test('A tenant holds no more than so many at once', async () => {
    const { client, tenantId, later } = await documentBureau(open, engines)
    const createdAt = client.now()
    const row = (_: unknown, at: number) => ({
      id: newId(),
      tenantId,
      actorKind: 'client',
      actorId: 'somebody',
      state: 'read' as const,
      blobName: String(at).padStart(32, '0'),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + heldMs),
    })
    await client.db.transact(async (tx) => {
      await tx.sql.insert(tx.tables.documentReadings).values(Array.from({ length: 500 }, row))
    })
    const held = () => validateDocument(client, { front: passportOf('anna'), hold: true })
    await expect(held()).rejects.toMatchObject({ code: 'busy', options: { retryAfterSeconds: 20 } })
    expect(await blobsOf(client)).toEqual([])
    expect(await validateDocument(client, { front: passportOf('anna') })).toHaveProperty('outcome', 'read')
    later(heldMs)
    expect(await held()).toHaveProperty('outcome', 'read')
  })
})

describe('What is sealed', () => {
  test('comes back as it was, pictures included', () => {
    const value = {
      lines: ['A', 'Ü'],
      empty: null,
      pages: [{ picture: Buffer.from(wordPicture(['a'])) }],
      deep: [[0.25]],
    }
    expect(unpack(pack(value))).toEqual(value)
    const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3)
    expect(unpack(pack({ view }))).toEqual({ view: Buffer.from([1, 2]) })
  })
})
