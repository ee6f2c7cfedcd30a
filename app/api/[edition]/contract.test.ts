import { randomUUID } from 'node:crypto'
import { afterAll, expect, test, vi } from 'vitest'
import { revokeClient, rotateClient } from '@/domain/client-changes'
import type { Context } from '@/domain/context'
import { picture, testEngines } from '@/domain/faces/testing'
import { updateTenant } from '@/domain/tenants'
import { describeLegacy } from './_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('./_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const nobody = 'a'.repeat(24)
const jpeg = picture('anna')
/** Every operation of both editions, with a path user where it has one. */
const operations: [method: string, path: (userId: string) => string][] = [
  ['POST', () => '/users'],
  ['DELETE', (id) => `/users/${id}`],
  ['POST', (id) => `/users/${id}/dialogue/enroll/face`],
  ['POST', (id) => `/users/${id}/dialogue/verify/face`],
  ['POST', (id) => `/users/${id}/dialogue/adapt/face`],
  ['DELETE', (id) => `/users/${id}/face/delete`],
  ['POST', () => '/users/find-by-face'],
  ['POST', () => '/users/find-by-multiple'],
  ['POST', () => '/users/find-face-properties'],
  ['POST', (id) => `/users/${id}/dialogue/enroll/voice`],
  ['POST', (id) => `/users/${id}/dialogue/verify/voice`],
  ['POST', (id) => `/users/${id}/dialogue/adapt/voice`],
  ['POST', (id) => `/users/${id}/adapt/voice`],
  ['DELETE', (id) => `/users/${id}/voice/delete`],
  ['GET', (id) => `/users/${id}/voice/is-pending`],
  ['GET', (id) => `/users/${id}/restart-state`],
  ['GET', () => '/voice/languages'],
  ['GET', (id) => `/users/${id}/enroll/status`],
  ['GET', () => '/users/find-by-address'],
  ['POST', () => '/document/validate'],
  ['POST', () => '/document/validate-base64'],
  ['POST', () => '/document/selfie-compare'],
  ['POST', () => '/document/selfie-compare-base64'],
]
const faceOperations = operations.filter(([, path]) => /\/users\/.*(face|multiple)/.test(path('')))
const documentOperations = operations.filter(([, path]) => path('').startsWith('/document/'))
const takesPicture = (path: string) => /\/(find-by|find-face|dialogue)/.test(path) && !/address|voice/.test(path)

describeLegacy('2.4 Common errors', (open, edition) => {
  test('2.4: 400 AUTHENTICATION_HEADERS_MISSING when one of the two headers is absent', async () => {
    const api = await open({ engines })
    for (const [method, path] of operations) {
      const refused = { http: 400, body: { status: false, data: { message: 'AUTHENTICATION_HEADERS_MISSING' } } }
      expect(await api.call(method, path(nobody), {}, null)).toMatchObject(refused)
      expect(await api.call(method, path(nobody), {}, { key: api.client.key, secret: '' })).toMatchObject(refused)
      expect(await api.call(method, path(nobody), {}, { key: '', secret: api.client.secret })).toMatchObject(refused)
    }
  })

  test('2.4: 401 INVALID_AUTHENTICATION_HEADERS when the secret is wrong', async () => {
    const api = await open({ engines })
    for (const [method, path] of operations) {
      // Another one each time: whoever guesses one client's secret on and on has to wait.
      const { key } = await api.newClient({ tenantSlug: 'acme' })
      const answer = await api.call(method, path(nobody), {}, { key, secret: 'wrong' })
      expect(answer).toMatchObject({ http: 401, status: false, message: 'INVALID_AUTHENTICATION_HEADERS' })
    }
  })

  test('2.4: 404 CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS when no client has the key', async () => {
    const api = await open({ engines })
    for (const [method, path] of operations) {
      // Another one each time: whoever tries the same one on and on has to wait.
      const key = `unknown ${randomUUID()}`
      const answer = await api.call(method, path(nobody), {}, { key, secret: api.client.secret })
      expect(answer).toMatchObject({ http: 404, message: 'CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS' })
    }
  })

  test('2.4: 402 REQUEST_LIMIT_REACHED on any endpoint when the quota is used up', async () => {
    const api = await open({ engines })
    const limited = await api.newClient({ tenantSlug: 'acme', requestQuota: 2 })
    // Requests that do not pass authentication count for nothing.
    await api.call('GET', '/users/find-by-address', {}, { key: limited.key, secret: 'wrong' })
    for (let n = 0; n < 2; n++) {
      expect((await api.call('GET', '/users/find-by-address', {}, limited)).message).toBe('MAC_ADDRESS_MISSING')
    }
    for (const [method, path] of operations) {
      const answer = await api.call(method, path(nobody), {}, limited)
      expect(answer).toMatchObject({ http: 402, status: false, message: 'REQUEST_LIMIT_REACHED' })
      expect(answer.headers.get('retry-after')).toBeNull()
    }
  })

  test('2.4: 404 USERID_NOT_EXISTS for an absent user, a malformed id and another tenant’s user, all alike', async () => {
    const api = await open({ engines })
    const other = await api.newClient({ tenantSlug: 'other' })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } }, other)
    const ids = [nobody, 'nonsense', '%2e%2e%2fadmin', `${nobody}%00`, 'A'.repeat(24), String(data.id)]
    for (const [method, path] of operations.filter(([, path]) => path('x') !== path('y'))) {
      for (const id of ids) {
        const answer = await api.call(method, path(id), takesPicture(path(id)) ? { parts: { photo: jpeg } } : {})
        expect(answer).toMatchObject({ http: 404, body: { status: false, data: { message: 'USERID_NOT_EXISTS' } } })
      }
    }
    expect((await api.call('DELETE', `/users/${String(data.id)}`, {}, other)).http).toBe(200)
  })

  test('2.4: 404 NO_FACE_ENGINE_CONFIGURATION_AVAILABLE when the tenant has no face engine', async () => {
    const api = await open({ engines })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    await updateTenant(api.context, { slug: 'acme', settings: { faceEngine: false } })
    for (const [method, path] of faceOperations) {
      const answer = await api.call(method, path(String(data.id)))
      expect(answer).toMatchObject({ http: 404, message: 'NO_FACE_ENGINE_CONFIGURATION_AVAILABLE' })
    }
  })

  test('2.4: 400 NO_FILE_OR_INVALID_FORMAT when the photo is not sent', async () => {
    const api = await open({ engines })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    for (const [method, path] of faceOperations.filter(([, path]) => takesPicture(path('x')))) {
      for (const call of [
        {},
        { parts: { liveness: 'true' } },
        { json: { photo: '' } },
        { form: { photo: 'no base64!' } },
      ]) {
        const answer = await api.call(method, path(String(data.id)), call)
        expect(answer).toMatchObject({ http: 400, message: 'NO_FILE_OR_INVALID_FORMAT' })
      }
    }
  })

  test('2.4: 400 NO_FILES_OR_INVALID_FORMATS, in the plural, where two pictures are asked for and none is sent', async () => {
    const api = await open({ engines })
    for (const [method, path] of documentOperations) {
      const names = path('').includes('selfie') ? ['photo1', 'photo2'] : ['front', 'back']
      const empty = Object.fromEntries(names.map((name) => [name, '']))
      for (const call of [{}, { json: {} }, { json: empty }, { parts: empty }, { form: empty }]) {
        const answer = await api.call(method, path(''), call)
        expect(answer).toMatchObject({ http: 400, message: 'NO_FILES_OR_INVALID_FORMATS' })
      }
    }
  })

  test('2.4: 500 PROBLEM_OCURRED_REPEAT_REQUEST when something breaks inside, and nothing of it is told', async () => {
    const api = await open({ engines })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const logged = vi.fn()
    Object.assign(api.context, {
      log: { error: logged } as unknown as Context['log'],
      db: Object.assign(Object.create(api.context.db) as Context['db'], {
        transact: () => Promise.reject(new Error('disk full at /secret/place')),
      }),
    })
    const failing = [
      await api.call('POST', '/users', { query: { reference_id: 'ben' } }),
      await api.call('DELETE', `/users/${String(data.id)}`),
    ]
    const body = { status: false, data: { message: 'PROBLEM_OCURRED_REPEAT_REQUEST' } }
    for (const answer of failing) expect(answer).toMatchObject({ http: 500, body })
    expect(JSON.stringify(failing)).not.toContain('secret')
    expect(logged).toHaveBeenCalledTimes(2)
  })

  test('2.4: a busy server answers 503 with Retry-After before it reads the body, and counts nothing', async () => {
    const api = await open({ engines })
    const limited = await api.newClient({ tenantSlug: 'acme', requestQuota: 1 })
    let read = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          read++
          controller.enqueue(new Uint8Array(1024))
        },
      },
      { highWaterMark: 0 },
    )
    engines.full = true
    try {
      const response = await api.fetch('POST', `/api/${edition}/users/find-by-face`, {
        headers: { 'x-biometrid-key': limited.key, 'x-biometrid-secret': limited.secret },
        body,
        duplex: 'half',
      } as RequestInit)
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await response.json()).toEqual({ status: false, data: { message: 'PROBLEM_OCURRED_REPEAT_REQUEST' } })
    } finally {
      engines.full = false
    }
    expect(read).toBe(0)
    expect((await api.call('GET', '/users/find-by-address', {}, limited)).message).toBe('MAC_ADDRESS_MISSING')
  })

  test('2.4: a revoked client and an old secret stop at once', async () => {
    const api = await open({ engines })
    const call = () => api.call('GET', '/users/find-by-address')
    await rotateClient(api.context, api.client)
    expect((await call()).message).toBe('INVALID_AUTHENTICATION_HEADERS')
    await revokeClient(api.context, api.client)
    expect((await call()).message).toBe('CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS')
  })

  test('2.4: a client without the scope is told that its headers are not valid', async () => {
    const api = await open({ engines })
    const reader = await api.newClient({ tenantSlug: 'acme', scopes: ['read'] })
    const answer = await api.call('POST', '/users', { query: { reference_id: 'anna' } }, reader)
    expect(answer).toMatchObject({ http: 401, message: 'INVALID_AUTHENTICATION_HEADERS' })
  })

  test('2.4: the order of checks is headers, key, secret, quota, user, engine, fields, enrolment', async () => {
    const api = await open({ engines })
    const limited = await api.newClient({ tenantSlug: 'acme', requestQuota: 0 })
    await updateTenant(api.context, { slug: 'acme', settings: { faceEngine: false } })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const path = (id: string) => `/users/${id}/dialogue/verify/face`
    const bad = { raw: { body: '{', contentType: 'application/json' } }
    const step = async (id: string, as: { key: string; secret: string } | null) =>
      (await api.call('POST', path(id), bad, as)).message
    expect(await step(nobody, null)).toBe('AUTHENTICATION_HEADERS_MISSING')
    expect(await step(nobody, { key: 'x', secret: 'x' })).toBe('CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS')
    expect(await step(nobody, { key: limited.key, secret: 'x' })).toBe('INVALID_AUTHENTICATION_HEADERS')
    expect(await step(nobody, limited)).toBe('REQUEST_LIMIT_REACHED')
    expect(await step(nobody, api.client)).toBe('USERID_NOT_EXISTS')
    const id = String(data.id)
    expect(await step(id, api.client)).toBe('NO_FACE_ENGINE_CONFIGURATION_AVAILABLE')
    await updateTenant(api.context, { slug: 'acme', settings: { faceEngine: true, liveness: true } })
    expect(await step(id, api.client)).toBe('UNEXPECTED_FIELD')
    expect((await api.call('POST', path(id), { parts: { photo: jpeg } })).message).toBe('ENROLL_USER_FACE_FIRST')
  })

  test('2.4: an unknown route is 404 NOT_FOUND and a wrong method 405 METHOD_NOT_ALLOWED, in the envelope', async () => {
    const api = await open({ engines })
    for (const path of ['', '/', '/nothing', '/users/x/y/z', '/users/find-by-face/more', '/voice/nothing']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await api.call(method, path, {}, null)
        expect(answer).toMatchObject({ http: 404, body: { status: false, data: { message: 'NOT_FOUND' } } })
      }
    }
    for (const [right, path] of operations) {
      const wrong = right === 'PUT' ? 'POST' : 'PUT'
      const answer = await api.call(wrong, path(nobody), {}, null)
      expect(answer).toMatchObject({ http: 405, body: { status: false, data: { message: 'METHOD_NOT_ALLOWED' } } })
      expect(answer.headers.get('allow')).toBe(right)
    }
  })

  test('2.1: every answer is JSON in UTF-8, is kept by no cache and names its request', async () => {
    const api = await open({ engines })
    const headers = { 'x-request-id': 'a-request' }
    for (const answer of [
      await api.call('POST', '/users', { query: { reference_id: 'ä' }, headers }),
      await api.call('GET', '/nothing', { headers }),
    ]) {
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-request-id')).toBe('a-request')
    }
  })

  test('2: another edition is no edition', async () => {
    const api = await open({ engines })
    const response = await api.fetch('POST', '/api/1.2/users?reference_id=anna')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ status: false, data: { message: 'NOT_FOUND' } })
  })
})
