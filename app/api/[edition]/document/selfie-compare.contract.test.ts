/** Verify document photo, as files (8.3) and as text (8.4): real pictures of the same and of different people. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { picture, testEngines } from '@/domain/faces/testing'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { updateTenant } from '@/domain/tenants'
import { describeLegacy } from '../_legacy/testing'
import { formsOf, type Sent } from '../_legacy/testing-forms'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

/** Real pictures where the answer is about people, words for pictures where it is about the call. */
const real = realEngines()
const engines = testEngines()
afterAll(async () => {
  await real.close()
  await engines.close()
})

type Real = { [name in keyof typeof pictures]: Buffer }
let people: Real
beforeAll(async () => {
  const made = Object.entries(pictures).map(async ([name, make]) => [name, await make()] as const)
  people = Object.fromEntries(await Promise.all(made)) as Real
})

const anna = picture('anna')
const annaAgain = picture({ person: 'anna', noise: 0.3 })

const { asFiles, asText } = formsOf('/document/selfie-compare')
const forms = [asFiles, asText]

const refused = (message: string) => ({ http: 400, body: { status: false, data: { message } } })

describeLegacy('Verify document photo', (open, edition) => {
  test('8.3, 8.4 Verify document photo: 200 true FACE_COMPARED_WITH_SUCCESS, verified, for two pictures of one person', async () => {
    const api = await open({ engines: real })
    for (const send of forms) {
      const pairs: [Buffer, Buffer][] = [
        [people.anna, people.annaAgain],
        [people.ben, people.benAgain],
      ]
      for (const [photo1, photo2] of pairs) {
        for (const sent of [
          { photo1, photo2 },
          { photo1: photo2, photo2: photo1 },
        ]) {
          const answer = await send(api, sent)
          expect(answer.http).toBe(200)
          expect(answer.body).toEqual({
            status: true,
            data: {
              message: 'FACE_COMPARED_WITH_SUCCESS',
              verified: true,
              confidence: expect.stringMatching(/^[01]\.\d\d$/),
            },
          })
          expect(Number(answer.data.confidence)).toBeGreaterThanOrEqual(0.75)
        }
      }
    }
  })

  test('8.3, 8.4 Verify document photo: 200 true FACE_COMPARED_WITH_SUCCESS, not verified, for two persons', async () => {
    const api = await open({ engines: real })
    for (const send of forms) {
      for (const sent of [
        { photo1: people.anna, photo2: people.ben },
        { photo1: people.ben, photo2: people.anna },
      ]) {
        const answer = await send(api, sent)
        expect(answer).toMatchObject({ http: 200, status: true })
        expect(answer.data).toMatchObject({ message: 'FACE_COMPARED_WITH_SUCCESS', verified: false })
        expect(Number(answer.data.confidence)).toBeLessThan(0.75)
      }
    }
  })

  test('8.3, 8.4 Verify document photo: 200 false FACE_COMPARISON_FAILED without a further field where a picture shows no face, or several', async () => {
    const api = await open({ engines: real })
    for (const send of forms) {
      for (const sent of [
        { photo1: people.nobody, photo2: people.anna },
        { photo1: people.anna, photo2: people.nobody },
        { photo1: people.anna, photo2: people.group },
      ]) {
        const answer = await send(api, sent)
        expect(answer.http).toBe(200)
        expect(answer.body).toEqual({ status: false, data: { message: 'FACE_COMPARISON_FAILED' } })
      }
    }
  })

  test('8.3, 8.4 Verify document photo: 400 NO_FILES_OR_INVALID_FORMATS without a photo, or with one of no accepted format', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const text = Buffer.from('This is not an image.')
      for (const sent of [
        {},
        { liveness: 'true' },
        { photo1: '', photo2: ' ' },
        { photo1: anna, photo2: text },
        { photo1: text, photo2: anna },
        { photo1: anna, photo2: anna.subarray(0, anna.length / 2) },
      ]) {
        expect(await send(api, sent)).toMatchObject(refused('NO_FILES_OR_INVALID_FORMATS'))
      }
    }
  })

  test('8.3, 8.4 Verify document photo: 400 EXPECTING_2_IMAGE_FILES_TO_COMPARE when one of the two is missing', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      for (const sent of [
        { photo1: anna },
        { photo2: anna },
        { photo1: '', photo2: anna },
        { photo1: anna, liveness: 'true' },
      ]) {
        expect(await send(api, sent)).toMatchObject(refused('EXPECTING_2_IMAGE_FILES_TO_COMPARE'))
      }
    }
  })

  test('8.3, 8.4 Verify document photo: 400 UNEXPECTED_FIELD for a field that is not known', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const pair = { photo1: anna, photo2: annaAgain }
      const unknown = ['photo', 'photo3', 'front', 'userId', edition === '1.0' ? 'facemap' : 'type']
      if (edition === '1.0') unknown.push('livenessId')
      for (const name of unknown) {
        expect([name, await send(api, { ...pair, [name]: 'x' })]).toMatchObject([name, refused('UNEXPECTED_FIELD')])
      }
    }
  })

  test('8.3, 8.4 Verify document photo: liveness, in the spelling of the examples too, changes nothing', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const pair = { photo1: anna, photo2: annaAgain }
      const { body } = await send(api, pair)
      for (const flag of ['true', 'false', '1', '0', 'perhaps']) {
        expect((await send(api, { ...pair, liveness: flag })).body).toEqual(body)
        expect((await send(api, { ...pair, livess: flag })).body).toEqual(body)
      }
    }
  })

  test('8.3, 8.4 Verify document photo: a tenant that asks for liveness gets a proof from 1.1, and the word of 1.0', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      await updateTenant(api.context, { slug: 'acme', settings: { liveness: true } })
      const pair = { photo1: anna, photo2: annaAgain }
      const message = (sent: Sent) => send(api, sent).then((answer) => answer.message)
      if (edition === '1.0') {
        expect(await message(pair)).toBe('FACE_COMPARED_WITH_SUCCESS')
        continue
      }
      expect(await message(pair)).toBe('LIVENESS_REQUIRED')
      expect(await message({ ...pair, liveness: 'true' })).toBe('LIVENESS_REQUIRED')
      expect(await message({ ...pair, livenessId: 'x' })).toBe('INVALID_LIVENESS_ID')
      expect(await message({ ...pair, livenessId: 'x'.repeat(100) })).toBe('INVALID_LIVENESS_ID')
    }
  })

  test('8.3, 8.4 Verify document photo: a photo of 1,048,576 bytes is read, one of a byte more is 400 NO_FILES_OR_INVALID_FORMATS', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      // What follows the end of a JPEG is ignored by every decoder.
      const padded = (size: number) => Buffer.concat([anna, Buffer.alloc(size - anna.length)])
      const pair = (size: number) => ({ photo1: padded(size), photo2: padded(1_048_576) })
      expect((await send(api, pair(1_048_576))).message).toBe('FACE_COMPARED_WITH_SUCCESS')
      expect(await send(api, pair(1_048_577))).toMatchObject(refused('NO_FILES_OR_INVALID_FORMATS'))
    }
  })

  test('8.3, 8.4 Verify document photo: 404 NO_FACE_ENGINE_CONFIGURATION_AVAILABLE, whether or not documents are read', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const pair = { photo1: anna, photo2: annaAgain }
      await updateTenant(api.context, { slug: 'acme', settings: { documentEngine: false, faceEngine: true } })
      expect((await send(api, pair)).message).toBe('FACE_COMPARED_WITH_SUCCESS')
      await updateTenant(api.context, { slug: 'acme', settings: { documentEngine: true, faceEngine: false } })
      expect(await send(api, pair)).toMatchObject({ http: 404, message: 'NO_FACE_ENGINE_CONFIGURATION_AVAILABLE' })
    }
  })

  test('8.3, 8.4 Verify document photo: neither picture is kept', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      await send(api, { photo1: anna, photo2: annaAgain })
      const { samples, templates } = api.context.db.tables
      expect(await api.context.db.sql.select().from(samples)).toEqual([])
      expect(await api.context.db.sql.select().from(templates)).toEqual([])
      for await (const name of api.context.blobs.list()) expect(name).toBe('no blob at all')
    }
  })

  test('8.3, 8.4 Verify document photo: the face map of 1.1 is 400 FACEMAP_NOT_SUPPORTED, and to 1.0 a field that is not known', async () => {
    const api = await open({ engines })
    for (const send of forms) {
      const message = edition === '1.1' ? 'FACEMAP_NOT_SUPPORTED' : 'UNEXPECTED_FIELD'
      const facemap = Buffer.from('a map that no engine of ours reads')
      for (const sent of [
        { facemap, photo: anna },
        { facemap: facemap.toString('base64'), photo: anna },
        { facemap, photo1: anna, photo2: anna },
      ]) {
        expect(await send(api, sent)).toMatchObject(refused(message))
      }
    }
  })

  test('8.3 Verify document photo: 400 UNEXPECTED_FIELD for a file that was not asked for, or a photo sent twice', async () => {
    const api = await open({ engines })
    const pair: [string, Uint8Array][] = [
      ['photo1', anna],
      ['photo2', annaAgain],
    ]
    for (const more of ['audio', 'photo', 'livess', 'liveness', 'photo2']) {
      const answer = await api.call('POST', '/document/selfie-compare', { parts: [...pair, [more, picture('ben')]] })
      expect([more, answer]).toMatchObject([more, refused('UNEXPECTED_FIELD')])
    }
  })

  test('8.4 Verify document photo (base64): 400 INVALID_BASE64STRING_PHOTO1 and _PHOTO2', async () => {
    const api = await open({ engines })
    const good = Buffer.from(anna).toString('base64')
    const broken = [
      '%%%',
      'data:image/jpeg;base64,',
      `data:image/jpeg,${good}`,
      good.slice(0, 41),
      'file:///etc/passwd',
      7,
      true,
      {},
      [good],
    ]
    const send = (json: object) => api.call('POST', '/document/selfie-compare-base64', { json })
    for (const bad of broken) {
      const about = JSON.stringify(bad).slice(0, 40)
      const first = await send({ photo1: bad, photo2: good })
      expect([about, first]).toMatchObject([about, refused('INVALID_BASE64STRING_PHOTO1')])
      const second = await send({ photo1: good, photo2: bad })
      expect([about, second]).toMatchObject([about, refused('INVALID_BASE64STRING_PHOTO2')])
    }
    expect(await send({ photo1: null, photo2: good })).toMatchObject(refused('EXPECTING_2_IMAGE_FILES_TO_COMPARE'))
  })

  test('8.4 Verify document photo (base64): a data URI, folded lines and a form are read alike; a file is 400 UNEXPECTED_FIELD', async () => {
    const api = await open({ engines })
    const path = '/document/selfie-compare-base64'
    const photo1 = Buffer.from(anna).toString('base64')
    const photo2 = Buffer.from(annaAgain).toString('base64')
    for (const call of [
      { json: { photo1: `data:image/jpeg;base64,${photo1}`, photo2 } },
      { json: { photo1: photo1.replaceAll(/(.{76})/g, '$1\r\n'), photo2 } },
      { form: { photo1, photo2 } },
      { parts: { photo1, photo2 } },
    ]) {
      expect((await api.call('POST', path, call)).message).toBe('FACE_COMPARED_WITH_SUCCESS')
    }
    const file = { parts: { photo1: anna, photo2 } }
    expect(await api.call('POST', path, file)).toMatchObject(refused('UNEXPECTED_FIELD'))
  })
})
