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

describeLegacy('Names of people', (open) => {
  test('text that is no UTF-8 is refused wherever it stands, so that two people never become one', async () => {
    const api = await open()
    const calls = [
      raw('reference_id=M%FCller'),
      raw(latin1('reference_id=M\xfcller')),
      raw(latin1('{"reference_id":"M\xfcller"}')),
      raw(multipart([disposition('form-data; name="reference_id"'), latin1('M\xfcller')]), multipartType),
      { headers: { 'x-limen-query': '?reference_id=M%F6ller' } },
    ]
    for (const call of calls) expect(await create(api, call)).toMatchObject(unexpected)
    const url = `/api/${api.edition}/users?reference_id=M%FCller`
    const { key, secret } = api.client
    const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
    expect((await api.fetch('POST', url, { headers })).status).toBe(400)
  })

  test('half a surrogate pair, which no database keeps, is refused', async () => {
    const api = await open()
    expect(await create(api, raw('{"reference_id":"\\ud800"}'))).toMatchObject(unexpected)
    expect((await create(api, raw('{"reference_id":"\\ud83d\\ude00"}'))).message).toBe('NEW_USER_CREATED')
  })

  test('UTF-8 in every encoding names the same person, a stray percent sign included', async () => {
    const api = await open()
    const reference = 'Müller 100%'
    const answers = [
      await create(api, { json: { reference_id: reference } }),
      await create(api, { form: { reference_id: reference } }),
      await create(api, { query: { reference_id: reference } }),
      await create(api, { parts: { reference_id: reference } }),
      await create(api, raw('reference_id=M%C3%BCller+100%')),
      await create(api, raw('reference_id=Müller 100%')),
    ]
    expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1)
  })

  test('a number that JavaScript cannot hold exactly is refused, a safe one is text', async () => {
    const api = await open()
    for (const number of ['9007199254740992', '9007199254740993', '-9007199254740993', '1e21', '1e400', '0.5']) {
      expect([number, await create(api, raw(`{"reference_id":${number}}`))]).toMatchObject([number, unexpected])
    }
    const { data } = await create(api, raw('{"reference_id":9007199254740991}'))
    expect((await create(api, { query: { reference_id: '9007199254740991' } })).data.id).toBe(data.id)
  })

  test('a name that stands twice in a JSON object is refused, however it is escaped', async () => {
    const api = await open()
    const twice = ['{"reference_id":"a","reference_id":"b"}', '{"reference_id":"a","x":[{}],"reference\\u005fid":"b"}']
    for (const body of twice) expect(await create(api, raw(body))).toMatchObject(unexpected)
    const once = String.raw`{"reference_id" : "\"a\":{\\", "deep":{"reference_id":[{"x":1}],"x":{"x":2}}}`
    expect((await create(api, raw(once))).message).toBe('NEW_USER_CREATED')
  })

  test('an empty field of the body does not hide a filled one of the query', async () => {
    const api = await open()
    const query = { reference_id: 'anna' }
    const { data } = await create(api, { query })
    for (const call of [{ form: { reference_id: '' } }, { json: { reference_id: ' ' } }, { parts: query }]) {
      expect((await create(api, { query, ...call })).data.id).toBe(data.id)
    }
  })

  test('a byte order mark before JSON is none of it', async () => {
    const api = await open()
    expect((await create(api, raw('\ufeff{"reference_id":"anna"}'))).message).toBe('NEW_USER_CREATED')
  })
})

describeLegacy('Find UserId by MacAddress', (open) => {
  const find = (api: LegacyApi, body: string, as: LegacyApi['client'] | null = api.client) =>
    api.call('GET', '/users/find-by-address', raw(body), as)

  test('reads the body of its GET as any other body, and asks first who sends it', async () => {
    const api = await open()
    const { data } = await create(api, { json: { mac_address: mac } })
    expect((await find(api, `{"mac_address":"${mac}"}`)).data.id).toBe(data.id)
    expect((await find(api, `mac_address=${encodeURIComponent(mac)}`)).data.id).toBe(data.id)
    for (const body of ['{"mac_address":null}', '{}', '']) {
      expect(await find(api, body)).toMatchObject({ http: 400, message: 'MAC_ADDRESS_MISSING' })
    }
    for (const body of ['[1', '[1,2]', '"text"', '{"mac_address":', '{"mac_address":"a","mac_address":"b"}']) {
      expect([body, await find(api, body)]).toMatchObject([body, unexpected])
      expect((await find(api, body, null)).message).toBe('AUTHENTICATION_HEADERS_MISSING')
    }
  })
})

describeLegacy('Multipart of every age', (open) => {
  const photo = 'form-data; name="photo"; filename="ben.jpg"'
  const spellings: Record<string, string> = {
    'a .NET client': disposition("form-data; name=photo; filename=ben.jpg; filename*=utf-8''ben.jpg"),
    'a name without quotes': disposition('form-data; name=photo; filename="ben.jpg"'),
    'no space behind the semicolons': disposition('form-data;name="photo";filename="ben.jpg"'),
    'the file name before the name': disposition('form-data; filename="ben.jpg"; name="photo"'),
    'a semicolon at the end': disposition(`${photo};`),
    'a quote in the file name': disposition(String.raw`form-data; name="photo"; filename="b\"e\"n.jpg"`),
    'a Windows path': disposition(String.raw`form-data; name="photo"; filename="C:\fakepath\ben.jpg"`),
    'a file name beyond ASCII': Buffer.from(disposition('form-data; name="photo"; filename="Jürgen.jpg"')).toString(
      'latin1',
    ),
    'lower-case headers': `content-disposition: ${photo}\r\ncontent-type: image/jpeg`,
    'the type first': `Content-Type: image/jpeg\r\n${disposition(photo)}`,
    'no file name, but a type': `${disposition('form-data; name="photo"')}\r\nContent-Type: image/jpeg`,
    'neither file name nor type': disposition('form-data; name=photo'),
    'an encoding': `${disposition(photo)}\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: binary`,
  }

  test.each(Object.entries(spellings))('is read with %s', async (_name, headers) => {
    const api = await open({ engines })
    const flag: [string, string] = [`${disposition('form-data; name=liveness')}\r\nContent-Type: text/plain`, 'true']
    for (const body of [multipart([headers, jpeg], flag), multipart(flag, [headers, jpeg])]) {
      for (const contentType of [multipartType, undefined]) {
        const answer = await api.call('POST', '/users/find-by-face', raw(body, contentType))
        expect(answer.message).toBe('FACE_RECOGNITION_FAILED')
      }
    }
  })

  test('is read behind a preamble, where the header names the boundary, and before an epilogue', async () => {
    const api = await open({ engines })
    const body = multipart([disposition(photo), jpeg])
    const preamble = Buffer.concat([latin1('This is a preamble, x=1.\r\n'), body, latin1('and an epilogue')])
    const answer = await api.call('POST', '/users/find-by-face', raw(preamble, multipartType))
    expect(answer.message).toBe('FACE_RECOGNITION_FAILED')
  })

  test('is refused when it is not whole, names a field twice or not at all, or has more parts than anybody needs', async () => {
    const api = await open()
    const field = disposition('form-data; name="reference_id"')
    const whole = multipart([field, 'anna'])
    const bodies = [
      ...Array.from({ length: whole.length - 4 }, (_, end) => whole.subarray(0, end)).filter(
        ({ length }) => length > 6,
      ),
      multipart([field, 'anna'], [field, 'ben']),
      multipart([disposition('form-data'), 'anna']),
      multipart([disposition('form-data; name=""'), 'anna']),
      multipart(...Array.from({ length: 101 }, (_, n): [string, string] => [disposition(`form-data; name=x${n}`), ''])),
      latin1(whole.toString('latin1').replaceAll('\r\n', '\n')),
    ]
    for (const body of bodies) {
      const answer = await create(api, raw(body, multipartType))
      expect([body.toString('latin1').slice(0, 200), answer.message]).toEqual([expect.anything(), 'UNEXPECTED_FIELD'])
    }
    const { users } = api.context.db.tables
    expect(await api.context.db.sql.select().from(users)).toEqual([])
  })
})

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

describeLegacy('The picture behind a link', (open) => {
  test('is 404 under an id of any length', async () => {
    const api = await open()
    for (const id of ['x', 'x'.repeat(65), 'x'.repeat(5000), '%00']) {
      expect(await api.call('GET', `/face-images/${id}`)).toMatchObject({ http: 404, message: 'NOT_FOUND' })
    }
  })
})
