/** Parameters as clients of every age and ill will spell them: what is read, what is refused, and that it is never a 500. */
import { afterAll, expect, test, vi } from 'vitest'
import { picture, testEngines } from '@/domain/faces/testing'
import { updateTenant } from '@/domain/tenants'
import { describeLegacy, type Call, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const unexpected = { http: 400, body: { status: false, data: { message: 'UNEXPECTED_FIELD' } } }
const mac = '00:0a:95:9d:68:16'
const jpeg = picture('anna')
const create = (api: LegacyApi, call: Call) => api.call('POST', '/users', call)
const raw = (body: string | Uint8Array, contentType?: string): Call => ({ raw: { body, contentType } })
const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** A multipart body with the given part headers; CRLF in the text is as sent. */
function multipart(...parts: [headers: string, value: string | Uint8Array][]): Buffer {
  const pieces = parts.flatMap(([headers, value]) => [
    latin1(`--cut\r\n${headers}\r\n\r\n`),
    Buffer.from(value),
    latin1('\r\n'),
  ])
  return Buffer.concat([...pieces, latin1('--cut--\r\n')])
}
const disposition = (rest: string) => `Content-Disposition: ${rest}`
const multipartType = 'multipart/form-data; boundary=cut'

describeLegacy('Values of a wrong type', (open, edition) => {
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const compound = ['{}', '{"toString":1}', '{"__proto__":1}', '[]', '["x"]', nested]
  const huge = JSON.stringify('x'.repeat(1_000_000))
  const noText = ['true', '0.5', '1e400', '9007199254740993', huge]

  test('are the 400 of the contract in every field of every route', async () => {
    const api = await open({ engines })
    await updateTenant(api.context, { slug: 'acme', settings: { liveness: edition === '1.1' } })
    const { data } = await create(api, { json: { reference_id: 'anna' } })
    const dialogue = (name: string) => `/users/${String(data.id)}/dialogue/${name}/face`
    const face = ['photo', edition === '1.0' ? 'liveness' : 'livenessId']
    const routes: [method: string, path: string, fields: string[]][] = [
      ['POST', '/users', ['reference_id', 'mac_address', 'app_token']],
      ['GET', '/users/find-by-address', ['mac_address']],
      ...['find-by-face', 'find-by-multiple', 'find-face-properties'].map((name): [string, string, string[]] => [
        'POST',
        `/users/${name}`,
        face,
      ]),
      ...['enroll', 'verify', 'adapt'].map((name): [string, string, string[]] => ['POST', dialogue(name), face]),
    ]
    const base64 = Buffer.from(jpeg).toString('base64')
    for (const [method, path, fields] of routes) {
      for (const field of fields) {
        const others = field !== 'photo' && fields.includes('photo') ? `,"photo":"${base64}"` : ''
        // A yes or no may be said in any text or number, and an id of a check that never was may have any length.
        const values = field.startsWith('liveness') ? compound : [...compound, ...noText]
        const message = field === 'photo' ? 'NO_FILE_OR_INVALID_FORMAT' : 'UNEXPECTED_FIELD'
        for (const value of values) {
          const answer = await api.call(method, path, raw(`{"${field}":${value}${others}}`))
          const about = [path, field, value.slice(0, 30)]
          expect([...about, answer.http, answer.message]).toEqual([...about, 400, message])
        }
      }
    }
  })

  test('under names of a prototype are fields that nobody knows', async () => {
    const api = await open()
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const json = `{"reference_id":"anna","${name}":{"mac_address":"x","reference_id":"ben"}}`
      expect((await create(api, raw(json))).http).toBe(200)
      expect((await create(api, raw(`reference_id=anna&${name}=x`))).message).toBe('USER_ALREADY_EXISTS')
    }
    expect(await create(api, raw('{"__proto__":{"reference_id":"ben"}}'))).toMatchObject({
      message: 'REFERENCE_ID_MISSING',
    })
  })
})
