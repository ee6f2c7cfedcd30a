/** What people really send in place of a document, to the real engine: the contract's answer, and no field that nobody printed. */
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { testEngines } from '@/domain/faces/testing'
import { documentPicture, passport } from '@/domain/documents/testing'
import { describeLegacy, type Answered, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const real = realEngines()
const engines = testEngines()
afterAll(async () => {
  await real.close()
  await engines.close()
})

let anna: Buffer
beforeAll(async () => {
  anna = await pictures.anna()
})

const validate = (api: LegacyApi, front: Uint8Array, more: Record<string, string | Uint8Array> = {}) =>
  api.call('POST', '/document/validate', { parts: { doctype: 'passport', front, ...more } })

/** Nothing was read: no field, no zone, and a document only where there was one. */
function expectNothingRead(name: string, { http, message, data }: Answered): void {
  expect([name, http]).toEqual([name, 200])
  if (message === 'DOCUMENT_VALIDATION_FAILED') return
  const { fields } = data as { fields: { normal: object } }
  expect([name, message, fields.normal]).toEqual([name, 'DOCUMENT_VALIDATED_WITH_SUCCESS', {}])
}

describeLegacy('Pictures of no document', (open) => {
  test('are read as none: an empty table, a person, several, a very small one, and 40 megapixels of nothing', async () => {
    const api = await open({ engines: real })
    const flat = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#8a9' } })
        .jpeg()
        .toBuffer()
    const sent: Record<string, Buffer> = {
      'an empty table': await pictures.nobody(),
      'a person': anna,
      several: await pictures.group(),
      '200 x 100 pixels': await flat(200, 100),
      '40 megapixels': await flat(8_000, 5_000),
      'upside down': await sharp(anna).rotate(180).jpeg().toBuffer(),
    }
    for (const [name, front] of Object.entries(sent)) expectNothingRead(name, await validate(api, front))
    expectNothingRead('the same twice', await validate(api, anna, { back: anna, doctype: 'idcard' }))
  })

  test('files that are no picture are 400 NO_FILES_OR_INVALID_FORMATS, whichever side they are sent for', async () => {
    const api = await open({ engines: real })
    const files: Record<string, Buffer> = {
      'a name only': Buffer.from([0xff, 0xd8, 0xff]),
      GIF: await sharp(anna).resize(100).gif().toBuffer(),
      WebP: await sharp(anna).resize(100).webp().toBuffer(),
      PDF: Buffer.from('%PDF-1.7 an identity card, scanned'),
      'half a JPEG': anna.subarray(0, anna.length / 2),
      '12 pixels': await sharp(anna).resize(12, 12).png().toBuffer(),
      '56 megapixels': await sharp({ create: { width: 8_000, height: 7_000, channels: 3, background: '#8a9' } })
        .jpeg()
        .toBuffer(),
    }
    const body = { status: false, data: { message: 'NO_FILES_OR_INVALID_FORMATS' } }
    for (const [name, file] of Object.entries(files)) {
      const front = await validate(api, file)
      expect([name, front.http, front.body]).toEqual([name, 400, body])
      const back = await validate(api, await pictures.nobody(), { back: file })
      expect([name, back.http, back.body]).toEqual([name, 400, body])
    }
  })
})

describeLegacy('Bad bodies', (open) => {
  test('a body beyond two pictures is 400 NO_FILES_OR_INVALID_FORMATS, and not read to its end', async () => {
    const api = await open({ engines })
    const { key, secret } = api.client
    const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
    for (const path of ['validate', 'validate-base64', 'selfie-compare', 'selfie-compare-base64']) {
      let sent = 0
      const body = new ReadableStream({
        pull(controller) {
          sent += 65_536
          controller.enqueue(new Uint8Array(65_536).fill(32))
        },
      })
      const url = `/api/${api.edition}/document/${path}`
      const response = await api.fetch('POST', url, { headers, body, duplex: 'half' } as RequestInit)
      expect([response.status, await response.json()]).toEqual([
        400,
        { status: false, data: { message: 'NO_FILES_OR_INVALID_FORMATS' } },
      ])
      expect(sent).toBeLessThan(6_000_000)
    }
  })

  test('bodies that cannot be parsed, and values of a wrong type, are 400', async () => {
    const api = await open({ engines })
    const picture = Buffer.from(documentPicture({ zone: passport(), person: 'anna' })).toString('base64')
    const raw = (path: string, body: string) => api.call('POST', `/document/${path}`, { raw: { body } })
    for (const path of ['validate', 'validate-base64', 'selfie-compare', 'selfie-compare-base64']) {
      const names = path.startsWith('selfie') ? ['photo1', 'photo2'] : ['front', 'back']
      for (const body of ['{', '[]', '"text"', 'nonsense', `{"${names[0]}":"a","${names[0]}":"b"}`]) {
        expect([path, body, (await raw(path, body)).message]).toEqual([path, body, 'UNEXPECTED_FIELD'])
      }
      const fields = path.startsWith('selfie') ? ['livess'] : ['doctype', 'processId']
      for (const field of fields) {
        for (const value of ['{}', '[]', '["x"]', '{"toString":1}']) {
          const body = `{"${names[0]}":"${picture}","${names[1]}":"${picture}","${field}":${value}}`
          expect([path, field, value, (await raw(path, body)).message]).toEqual([
            path,
            field,
            value,
            'UNEXPECTED_FIELD',
          ])
        }
      }
    }
  })

  test('the content type is only indicative: files and text are read under any', async () => {
    const api = await open({ engines })
    const front = documentPicture({ zone: passport(), person: 'anna' })
    const form = new FormData()
    form.append('doctype', 'passport')
    form.append('front', new File([new Uint8Array(front)], 'p.jpg'))
    const multipart = new Uint8Array(await new Response(form).arrayBuffer())
    const json = JSON.stringify({ doctype: 'passport', front: Buffer.from(front).toString('base64') })
    for (const contentType of [undefined, 'application/json', 'multipart/form-data', 'image/jpeg']) {
      for (const [path, body] of [
        ['validate', multipart],
        ['validate', json],
        ['validate-base64', json],
      ] as const) {
        const answer = await api.call('POST', `/document/${path}`, { raw: { body, contentType } })
        expect([path, contentType, answer.message]).toEqual([path, contentType, 'DOCUMENT_VALIDATED_WITH_SUCCESS'])
      }
    }
  })
})

describeLegacy('Zones that cannot be right', (open) => {
  test('are told as they are printed, and their digits rejected', async () => {
    const api = await open({ engines })
    const { format, lines } = passport()!
    const [names, numbers] = lines as [string, string]
    const wrong = numbers.replace(/^(.{9})\d/, (_, number: string) => `${number}${(Number(numbers[9]) + 1) % 10}`)
    const front = documentPicture({ zone: { format, lines: [names, wrong] }, person: 'anna' })
    const { http, data } = await validate(api, front)
    expect(http).toBe(200)
    expect(data).toMatchObject({
      result: 'Fail',
      fields: {
        normal: { mrz: { line0: names, line1: wrong } },
        validation: { integrity_document_number_digit: 'BAD' },
      },
    })
  })

  test('text that a browser would run is text, in an answer that no browser takes for a page', async () => {
    const api = await open({ engines })
    const script = '<script>alert(1)</script>'
    const front = documentPicture({ zone: passport(), person: 'anna', lines: ['Surname', script, `Name ${script}`] })
    const answer = await validate(api, front)
    expect(answer).toMatchObject({ http: 200, message: 'DOCUMENT_VALIDATED_WITH_SUCCESS' })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})
