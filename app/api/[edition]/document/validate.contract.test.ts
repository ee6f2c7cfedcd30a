/** Validate Document, as files (8.1) and as text (8.2). Its pooling mode is pooling.contract.test.ts. */
import { pino } from 'pino'
import { afterAll, expect, test, vi } from 'vitest'
import { documentPicture, passport } from '@/domain/documents/testing'
import { loseWorker, picture, testEngines } from '@/domain/faces/testing'
import { errorForLog } from '@/domain/log'
import { updateTenant } from '@/domain/tenants'
import type { TestContext } from '@/domain/testing'
import { describeLegacy } from '../_legacy/testing'
import { base64Of as text, formsOf } from '../_legacy/testing-forms'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const { asFiles, asText } = formsOf('/document/validate')
const forms = [asFiles, asText]

/** The page of a passport, and the two sides of a card. */
const page = () => documentPicture({ zone: passport(), person: 'anna' })
const withPortrait = documentPicture({ person: 'anna', lines: ['UTOPIA', 'IDENTITY CARD'] })
const withZone = documentPicture({ zone: idZone() })
const blank = documentPicture({})
const cat = picture()

const refused = (message: string) => ({ http: 400, body: { status: false, data: { message } } })
const read = { http: 200, status: true, message: 'DOCUMENT_VALIDATED_WITH_SUCCESS' }

describeLegacy('Validate Document', (open, edition) => {
  test('8.1, 8.2 Validate Document: 200 true DOCUMENT_VALIDATED_WITH_SUCCESS with both sides of a card', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      for (const doctype of [{}, { doctype: 'idcard' }]) {
        const answer = await send(api, { front: withPortrait, back: withZone, ...doctype })
        expect(answer).toMatchObject(read)
        expect(answer.data).toMatchObject({
          result: 'Ok',
          side: '0',
          reference: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          frontCut: text(withPortrait),
          backCut: text(withZone),
          photo: text(picture('anna')),
          fields: {
            normal: { mrz: { line0: idZone().lines[0], line1: idZone().lines[1], line2: idZone().lines[2] } },
            validation: {
              front_resolution: 'GOOD [1000x700]',
              front_blurring: 'GOOD [2.0]',
              front_luminance: 'GOOD [150]',
              back_resolution: 'GOOD [1000x700]',
              integrity_portrait_present: 'GOOD',
            },
          },
        })
        expect(answer.data).not.toHaveProperty('signature')
      }
    }
  })

  test('8.1, 8.2 Validate Document: a passport needs no back, and then has side 1 and no backCut', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      for (const back of [{}, { back: '' }]) {
        const answer = await send(api, { doctype: 'passport', front: page(), ...back })
        expect(answer).toMatchObject(read)
        expect(answer.data).toMatchObject({ result: 'Ok', side: '1', frontCut: text(page()) })
        expect(answer.data).not.toHaveProperty('backCut')
      }
      const both = await send(api, { doctype: 'passport', front: page(), back: withPortrait })
      expect(both.data).toMatchObject({ side: '0', backCut: text(withPortrait) })
    }
  })

  test('8.1, 8.2 Validate Document: a document that is read and doubtful stays status true with result Fail', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const wrongKind = await send(api, { front: page(), back: blank })
      expect(wrongKind).toMatchObject({ ...read, data: { result: 'Fail' } })
      expect(wrongKind.data.fields).toMatchObject({ validation: { integrity_expected_kind: 'BAD' } })
      const nobody = await send(api, { front: blank, back: withZone })
      expect(nobody.data).toMatchObject({ result: 'Fail' })
      expect(nobody.data).not.toHaveProperty('photo')
    }
  })

  test('8.1, 8.2 Validate Document: the sides may be swapped, and a side that shows no document is none', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const swapped = await send(api, { front: withZone, back: withPortrait })
      expect(swapped.data).toMatchObject({ side: '0', frontCut: text(withZone), photo: text(picture('anna')) })
      const catInFront = await send(api, { front: cat, back: withZone })
      expect(catInFront).toMatchObject(read)
      expect(catInFront.data).toMatchObject({ side: '2', backCut: text(withZone) })
      expect(catInFront.data).not.toHaveProperty('frontCut')
      expect((await send(api, { front: withZone, back: cat })).data).toMatchObject({ side: '1' })
    }
  })

  test('8.1, 8.2 Validate Document: 200 false DOCUMENT_VALIDATION_FAILED with a reason when nothing could be read', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      for (const [front, back] of [
        [cat, cat],
        [blank, blank],
        [cat, blank],
      ] as const) {
        const answer = await send(api, { front, back })
        expect(answer.http).toBe(200)
        expect(answer.body).toEqual({
          status: false,
          data: { message: 'DOCUMENT_VALIDATION_FAILED', reason: expect.any(String) as string },
        })
      }
    }
  })

  test('8.1, 8.2 Validate Document: 400 NO_FILES_OR_INVALID_FORMATS without a front, or without the back of a card', async () => {
    const api = await open({ engines })
    const noPicture = Buffer.from('This is not an image.')
    for (const send of forms) {
      for (const sent of [
        {},
        { doctype: 'passport' },
        { front: page() },
        { front: page(), back: ' ', doctype: 'idcard' },
        { back: withZone },
        { back: page(), doctype: 'passport' },
        { front: noPicture, back: withZone },
        { front: page(), back: noPicture },
        { front: page(), back: noPicture, doctype: 'passport' },
        { front: page().subarray(0, 60), back: withZone },
      ]) {
        expect(await send(api, sent)).toMatchObject(refused('NO_FILES_OR_INVALID_FORMATS'))
      }
    }
  })

  test('8.1, 8.2 Validate Document: 1,048,576 bytes of each picture are read, one more is 400 NO_FILES_OR_INVALID_FORMATS', async () => {
    const api = await open({ engines })
    const padded = (size: number) => Buffer.concat([page(), Buffer.alloc(size - page().length)])
    const most = padded(1_048_576)
    for (const send of forms) {
      expect((await send(api, { front: most, back: most })).http).toBe(200)
      for (const sent of [
        { front: most, back: padded(1_048_577) },
        { front: padded(1_048_577), back: most },
      ]) {
        expect(await send(api, sent)).toMatchObject(refused('NO_FILES_OR_INVALID_FORMATS'))
      }
    }
  })

  test('8.1, 8.2 Validate Document: 400 INVALID_DOCTYPE before any picture is looked at', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      for (const doctype of ['visa', 'ID', 'Passport', 'idcard,passport']) {
        expect(await send(api, { doctype })).toMatchObject(refused('INVALID_DOCTYPE'))
        expect(await send(api, { doctype, front: page() })).toMatchObject(refused('INVALID_DOCTYPE'))
      }
      expect((await send(api, { doctype: ' ', front: withPortrait, back: withZone })).http).toBe(200)
    }
  })

  test('8.1 Validate Document: 400 UNEXPECTED_FIELD for a file that was not asked for, or a side sent twice', async () => {
    const api = await open({ engines })
    for (const more of ['photo', 'processId', 'front']) {
      const parts: [string, Uint8Array][] = [
        ['front', withPortrait],
        ['back', withZone],
        [more, withZone],
      ]
      expect(await api.call('POST', '/document/validate', { parts })).toMatchObject(refused('UNEXPECTED_FIELD'))
    }
  })

  test('8.2 Validate Document (base64): 400 INVALID_BASE64STRING_FRONT and _BACK, and UNEXPECTED_FIELD for a file', async () => {
    const api = await open({ engines })
    const good = text(withZone)
    const send = (json: object) => api.call('POST', '/document/validate-base64', { json })
    for (const bad of ['%%%', 'data:image/jpeg;base64,', good.slice(0, 101), 7, {}, [good]]) {
      expect(await send({ front: bad, back: good })).toMatchObject(refused('INVALID_BASE64STRING_FRONT'))
      expect(await send({ front: good, back: bad })).toMatchObject(refused('INVALID_BASE64STRING_BACK'))
      expect(await send({ front: good, back: bad, doctype: 'passport' })).toMatchObject(
        refused('INVALID_BASE64STRING_BACK'),
      )
    }
    expect(await send({ front: `data:image/jpeg;base64,${good}`, back: good })).toMatchObject(read)
    const file = { parts: { front: withZone, back: good } }
    expect(await api.call('POST', '/document/validate-base64', file)).toMatchObject(refused('UNEXPECTED_FIELD'))
  })

  test('8.1, 8.2 Validate Document: a processId and fields that nobody knows change nothing, and nothing is kept', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const more = { processId: 'my own', zoomSessionId: 'x', liveness: 'true' }
      expect(await send(api, { front: withPortrait, back: withZone, ...more })).toMatchObject(read)
    }
    const { documentReadings, documents, samples } = api.context.db.tables
    for (const table of [documentReadings, documents, samples]) {
      expect(await api.context.db.sql.select().from(table)).toEqual([])
    }
    for await (const name of api.context.blobs.list()) expect(name).toBe('no blob at all')
  })

  test('2.4: 404 NO_OCR_ENGINE_CONFIGURATION_AVAILABLE before fields are looked at, whether or not faces are compared', async () => {
    const api = await open({ engines })
    await updateTenant(api.context, { slug: 'acme', settings: { faceEngine: false } })
    expect(await asFiles(api, { front: withPortrait, back: withZone })).toMatchObject(read)
    await updateTenant(api.context, { slug: 'acme', settings: { documentEngine: false, faceEngine: true } })
    for (const send of forms) {
      expect(await send(api, { doctype: 'visa' })).toMatchObject({
        http: 404,
        body: { status: false, data: { message: 'NO_OCR_ENGINE_CONFIGURATION_AVAILABLE' } },
      })
    }
  })

  test('2.4: a busy engine is 503 with Retry-After, and a line of the log says where and why', async () => {
    const api = await open({ engines })
    const lines = logged(api.context)
    const [before, isFull] = [engines.isFull, [true, false]]
    engines.full = true
    try {
      for (const send of forms) {
        for (const full of isFull) {
          engines.isFull = () => full
          const answer = await send(api, { front: withPortrait, back: withZone })
          expect(answer).toMatchObject({ http: 503, message: 'PROBLEM_OCURRED_REPEAT_REQUEST' })
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
        }
      }
    } finally {
      engines.full = false
      engines.isFull = before
    }
    const line = (route: string) => ({
      level: 40,
      route: `POST /api/${edition}/document/${route}`,
      reason: 'queue_full',
    })
    const told = ['validate', 'validate', 'validate-base64', 'validate-base64'].map(line)
    expect(lines).toMatchObject(told)
    expect(lines).toHaveLength(4)
  })

  test('2.4: a worker that is lost is 503 as well, and a line of the log says why', async () => {
    const api = await open({ engines })
    const lines = logged(api.context)
    engines.whileReading = loseWorker
    try {
      for (const send of forms) {
        const answer = await send(api, { front: withPortrait, back: withZone })
        expect(answer).toMatchObject({ http: 503, message: 'PROBLEM_OCURRED_REPEAT_REQUEST' })
        expect(answer.headers.get('retry-after')).toBe('1')
      }
    } finally {
      engines.whileReading = async () => undefined
    }
    const err = { type: 'WorkerLost', cause: { message: 'A recognition took too long.' } }
    expect(lines).toMatchObject([
      { level: 50, reason: 'worker_lost', err },
      { level: 50, reason: 'worker_lost', err },
    ])
  })
})

/** What is written to the log from now on. */
function logged(context: TestContext): unknown[] {
  const lines: unknown[] = []
  const write = (line: string) => void lines.push(JSON.parse(line))
  context.log = pino({ serializers: { err: errorForLog } }, { write })
  return lines
}

/** The zone of a valid card of Utopia. */
function idZone() {
  return {
    format: 'TD1' as const,
    lines: ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F3404159UTO<<<<<<<<<<<2', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
  }
}
