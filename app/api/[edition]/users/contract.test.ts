import { afterAll, expect, test, vi } from 'vitest'
import { testEngines } from '@/domain/faces/testing'
import { updateTenant } from '@/domain/tenants'
import { listUsers } from '@/domain/users'
import { describeLegacy, type Call, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const mac = '00:0a:95:9d:68:16'
const create = (api: LegacyApi, call: Call, as = api.client) => api.call('POST', '/users', call, as)
const created = async (api: LegacyApi, fields: Record<string, string>, as = api.client) =>
  String((await create(api, { query: fields }, as)).data.id)
const userCount = async ({ context, client }: LegacyApi) => {
  const actor = { kind: 'system', id: 'test', tenantId: client.tenantId } as const
  return (await listUsers({ ...context, actor })).users.length
}

describeLegacy('4.1 Create User', (open) => {
  test('4.1 Create User: 200 true NEW_USER_CREATED', async () => {
    const api = await open()
    const answer = await create(api, { query: { reference_id: 'anna', mac_address: mac, app_token: 'push' } })
    expect(answer).toMatchObject({ http: 200, status: true, message: 'NEW_USER_CREATED' })
    expect(answer.body).toEqual({
      status: true,
      data: { message: 'NEW_USER_CREATED', id: expect.stringMatching(/^[0-9a-f]{24}$/) },
    })
  })

  test('4.1 Create User: 200 true USER_ALREADY_ASSOCIATED_WITH_DEVICE', async () => {
    const api = await open()
    const id = await created(api, { reference_id: 'anna', mac_address: mac })
    const answer = await create(api, { query: { reference_id: 'somebody else', mac_address: '00-0A-95-9D-68-16' } })
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'USER_ALREADY_ASSOCIATED_WITH_DEVICE', id } })
    expect(await userCount(api)).toBe(1)
  })

  test('4.1 Create User: 200 true USER_ALREADY_EXISTS for a known reference, so that a retry is safe', async () => {
    const api = await open()
    const id = await created(api, { reference_id: 'anna' })
    const answer = await create(api, { query: { reference_id: 'anna' } })
    expect(answer.body).toEqual({ status: true, data: { message: 'USER_ALREADY_EXISTS', id } })
  })

  test('4.1 Create User: 402 NOT_ALLOWED_TO_CREATE_USERS; a known device or reference still answers, a deletion gives the place back', async () => {
    const api = await open()
    await updateTenant(api.context, { slug: 'acme', userQuota: 1 })
    const id = await created(api, { reference_id: 'anna', mac_address: mac })
    const refused = { http: 402, body: { status: false, data: { message: 'NOT_ALLOWED_TO_CREATE_USERS' } } }
    expect(await create(api, { query: { reference_id: 'ben' } })).toMatchObject(refused)
    // The quota stands before the fields in the order of checks.
    expect(await create(api, {})).toMatchObject(refused)
    expect((await create(api, { query: { reference_id: 'anna' } })).data.id).toBe(id)
    expect((await create(api, { query: { mac_address: mac } })).data.id).toBe(id)
    await api.call('DELETE', `/users/${id}`)
    expect((await create(api, { query: { reference_id: 'ben' } })).message).toBe('NEW_USER_CREATED')
  })

  test('4.1 Create User: 400 REFERENCE_ID_MISSING without a reference and a device', async () => {
    const api = await open()
    for (const call of [{}, { query: { app_token: 'x' } }, { json: { reference_id: '', mac_address: null } }]) {
      expect(await create(api, call)).toMatchObject({ http: 400, message: 'REFERENCE_ID_MISSING' })
    }
    expect((await create(api, { query: { mac_address: mac } })).message).toBe('NEW_USER_CREATED')
  })

  test('4.1 Create User: parameters come by query, form, multipart and JSON, and the body wins', async () => {
    const api = await open()
    const ids = [
      await create(api, { query: { reference_id: 'anna' } }),
      await create(api, { form: { reference_id: 'anna' } }),
      await create(api, { parts: { reference_id: 'anna' } }),
      await create(api, { json: { reference_id: 'anna' } }),
      await create(api, { query: { reference_id: 'ben' }, json: { reference_id: 'anna' } }),
      await create(api, { raw: { body: '{"reference_id":"anna"}' } }),
      await create(api, { raw: { body: 'reference_id=anna', contentType: 'application/json' } }),
      await create(api, { raw: { body: '\n {"reference_id":"anna"}', contentType: 'text/plain' } }),
    ]
    expect(new Set(ids.map(({ data }) => data.id)).size).toBe(1)
    expect((await create(api, { json: { reference_id: 4711 } })).message).toBe('NEW_USER_CREATED')
    expect((await create(api, { query: { reference_id: '4711' } })).message).toBe('USER_ALREADY_EXISTS')
  })

  test('4.1 Create User: a body that cannot be parsed, or a name given twice, is 400 UNEXPECTED_FIELD', async () => {
    const api = await open()
    const bodies: [string, string?][] = [
      ['{"reference_id":', 'application/json'],
      ['[]', 'application/json'],
      ['{"reference_id":{"a":1}}', 'application/json'],
      ['{"reference_id":"a\\u0000b"}', 'application/json'],
      ['reference_id=anna&reference_id=ben', 'application/x-www-form-urlencoded'],
      ['reference_id=a%00b', 'application/x-www-form-urlencoded'],
      [`reference_id=${'x'.repeat(257)}`, 'application/x-www-form-urlencoded'],
      ['--cut\r\nContent-Disposition: form-data; name="reference_id"\r\n\r\nan', 'multipart/form-data; boundary=cut'],
    ]
    for (const [body, contentType] of bodies) {
      const answer = await create(api, { raw: { body, contentType } })
      expect([body, answer.http, answer.message]).toEqual([body, 400, 'UNEXPECTED_FIELD'])
    }
    const file = await create(api, { parts: { reference_id: 'anna', photo: Buffer.from('x') } })
    expect(file).toMatchObject({ http: 400, message: 'UNEXPECTED_FIELD' })
    expect(await userCount(api)).toBe(0)
  })

  test('4.1 Create User: text that is not known is ignored, as old clients send more than they need', async () => {
    const api = await open()
    const answer = await create(api, { form: { reference_id: 'anna', name: 'Anna' } })
    expect(answer.message).toBe('NEW_USER_CREATED')
  })

  test('4.1 Create User: references and devices of another tenant are free', async () => {
    const api = await open()
    const other = await api.newClient({ tenantSlug: 'other' })
    await created(api, { reference_id: 'anna', mac_address: mac }, other)
    const answer = await create(api, { query: { reference_id: 'anna', mac_address: mac } })
    expect(answer.message).toBe('NEW_USER_CREATED')
  })

  test('4.1 Create User: the push token is kept sealed and never sent', async () => {
    const api = await open()
    const id = await created(api, { reference_id: 'anna', app_token: 'a-push-token' })
    const [row] = await api.context.db.sql.select().from(api.context.db.tables.users)
    expect(row!.id).toBe(id)
    expect(row!.appTokenSealed).not.toBeNull()
    expect(row!.appTokenSealed!.includes('a-push-token')).toBe(false)
  })
})

describeLegacy('4.2 Delete User', (open) => {
  test('4.2 Delete User: 200 true USER_REMOVED_WITH_SUCCESS', async () => {
    const api = await open({ engines })
    const id = await created(api, { reference_id: 'anna', mac_address: mac })
    const answer = await api.call('DELETE', `/users/${id}`)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'USER_REMOVED_WITH_SUCCESS' } })
    const byDevice = await api.call('GET', '/users/find-by-address', { query: { mac_address: mac } })
    expect(byDevice.message).toBe('DEVICE_NOT_ASSOCIATED_TO_USER')
  })

  test('4.2 Delete User: 404 USERID_NOT_EXISTS the second time', async () => {
    const api = await open({ engines })
    const id = await created(api, { reference_id: 'anna' })
    await api.call('DELETE', `/users/${id}`)
    expect(await api.call('DELETE', `/users/${id}`)).toMatchObject({ http: 404, message: 'USERID_NOT_EXISTS' })
  })
})

describeLegacy('9.1 Get enroll Status', (open) => {
  test('9.1 Get enroll Status: 200 with an array of the engines, enrolled or not', async () => {
    const api = await open({ engines })
    const id = await created(api, { reference_id: 'anna' })
    const answer = await api.call('GET', `/users/${id}/enroll/status`)
    const oid = expect.stringMatching(/^[0-9a-f]{24}$/)
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({
      status: true,
      data: ['voice', 'face'].map((type) => ({ engines_oid: oid, type, enrolled: false })),
    })
    expect((await api.call('GET', `/users/${id}/enroll/status`)).body).toEqual(answer.body)
  })

  test('9.1 Get enroll Status: an empty array when the tenant uses no engine', async () => {
    const api = await open({ engines })
    const id = await created(api, { reference_id: 'anna' })
    await updateTenant(api.context, { slug: 'acme', settings: { faceEngine: false, voiceEngine: false } })
    expect((await api.call('GET', `/users/${id}/enroll/status`)).body).toEqual({ status: true, data: [] })
  })
})

describeLegacy('9.4 Find UserId by MacAddress', (open) => {
  test('9.4 Find UserId by MacAddress: 200 true USER_ALREADY_REGISTERED_ON_THIS_DEVICE', async () => {
    const api = await open()
    const id = await created(api, { mac_address: mac })
    const answer = await api.call('GET', '/users/find-by-address', { query: { mac_address: '000A959D6816' } })
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'USER_ALREADY_REGISTERED_ON_THIS_DEVICE', id } })
  })

  test('9.4 Find UserId by MacAddress: 200 true DEVICE_NOT_ASSOCIATED_TO_USER, also for another tenant’s device', async () => {
    const api = await open()
    const other = await api.newClient({ tenantSlug: 'other' })
    await created(api, { mac_address: mac }, other)
    const answer = await api.call('GET', '/users/find-by-address', { query: { mac_address: mac } })
    expect(answer.http).toBe(200)
    expect(answer.body).toEqual({ status: true, data: { message: 'DEVICE_NOT_ASSOCIATED_TO_USER' } })
  })

  test('9.4 Find UserId by MacAddress: 400 MAC_ADDRESS_MISSING', async () => {
    const api = await open()
    const answer = await api.call('GET', '/users/find-by-address')
    expect(answer.body).toEqual({ status: false, data: { message: 'MAC_ADDRESS_MISSING' } })
    expect(answer.http).toBe(400)
  })
})
