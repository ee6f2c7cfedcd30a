/** The pooling mode of Validate Document (10): begun by one call, asked for by others. */
import { afterAll, expect, test, vi } from 'vitest'
import { readDocumentJob } from '@/domain/documents/later'
import { documentPicture, passport } from '@/domain/documents/testing'
import { running } from '@/domain/documents/testing-bureau'
import { picture, testEngines } from '@/domain/faces/testing'
import { describeLegacy, type LegacyApi } from '../_legacy/testing'
import { formsOf, type Send, type Sent } from '../_legacy/testing-forms'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const { asFiles, asText } = formsOf('/document/validate')
const forms = [asFiles, asText]
const front = documentPicture({ zone: passport(), person: 'anna' })
const cat = picture()

const refused = (message: string) => ({ http: 400, body: { status: false, data: { message } } })
const read = { http: 200, status: true, message: 'DOCUMENT_VALIDATED_WITH_SUCCESS' }

describeLegacy('Pooling', (open, edition) => {
  const ask = (api: LegacyApi, process?: unknown, as = api.client) =>
    api.call('POST', '/document/pooling', { json: process === undefined ? {} : { process, processId: 'my own' } }, as)
  const begin = async (api: LegacyApi, send: Send, sent: Sent): Promise<string> => {
    const begun = await send(api, { doctype: 'passport', type: 'pooling', ...sent })
    expect(begun.body).toEqual({ status: true, data: { message: 'PROCESSING', process: expect.any(String) as string } })
    return String(begun.data.process)
  }
  const work = ({ context }: LegacyApi, readingId: string) => readDocumentJob.run(context, { readingId }, running)

  test('10: type pooling answers PROCESSING until the document was read, and then as Validate Document; 1.0 knows no type', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      if (edition === '1.0') {
        expect(await send(api, { doctype: 'passport', type: 'pooling', front })).toMatchObject(read)
        continue
      }
      const process = await begin(api, send, { front })
      expect((await ask(api, process)).body).toEqual({ status: true, data: { message: 'PROCESSING', process } })
      await work(api, process)
      const direct = await send(api, { doctype: 'passport', type: 'regular', front })
      for (let n = 0; n < 2; n++) {
        const { data, ...answer } = await ask(api, process)
        expect(answer).toMatchObject(read)
        expect(data).toEqual({ ...direct.data, reference: process })
      }
    }
  })

  test('10: pooling is an address of 1.1 only', async () => {
    const api = await open({ engines })
    if (edition === '1.1') {
      expect(await api.call('GET', '/document/pooling')).toMatchObject({ http: 405, message: 'METHOD_NOT_ALLOWED' })
      return
    }
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await api.call(method, '/document/pooling', {}, null)
      expect(answer).toMatchObject({ http: 404, body: { status: false, data: { message: 'NOT_FOUND' } } })
    }
  })

  test('10: what was asked for is there for ten minutes, for the client that began it', async () => {
    if (edition === '1.0') return
    let now = new Date()
    const api = await open({ engines, now: () => now })
    const process = await begin(api, asText, { front })
    await work(api, process)
    const gone = { http: 404, body: { status: false, data: { message: 'PROCESS_NOT_EXISTS' } } }
    for (const tenantSlug of ['acme', 'other']) {
      expect(await ask(api, process, await api.newClient({ tenantSlug }))).toMatchObject(gone)
    }
    for (const other of ['x', 'x'.repeat(64), `${process.slice(0, -1)}x`]) {
      expect(await ask(api, other)).toMatchObject(gone)
    }
    expect(await ask(api, process)).toMatchObject(read)
    now = new Date(now.getTime() + 10 * 60_000 + 1)
    expect(await ask(api, process)).toMatchObject(gone)
  })

  test('10: 400 PROCESS_MISSING without a process, UNEXPECTED_FIELD for a type or process that is none', async () => {
    if (edition === '1.0') return
    const api = await open({ engines })
    expect(await ask(api)).toMatchObject(refused('PROCESS_MISSING'))
    expect(await ask(api, ' ')).toMatchObject(refused('PROCESS_MISSING'))
    expect(await ask(api, {})).toMatchObject(refused('UNEXPECTED_FIELD'))
    for (const send of forms) {
      expect(await send(api, { type: 'later', front, back: front })).toMatchObject(refused('UNEXPECTED_FIELD'))
    }
  })

  test('10: pictures that show nothing, and such as are none, end as Validate Document would', async () => {
    if (edition === '1.0') return
    const api = await open({ engines })
    const nothing = await begin(api, asFiles, { front: cat })
    await work(api, nothing)
    expect(await ask(api, nothing)).toMatchObject({ http: 200, status: false, message: 'DOCUMENT_VALIDATION_FAILED' })
    const broken = await begin(api, asFiles, { front: front.subarray(0, 60) })
    await work(api, broken)
    expect(await ask(api, broken)).toMatchObject(refused('NO_FILES_OR_INVALID_FORMATS'))
  })
})
