/** Section 9 of the events contract: every reason that this server can send is sent here once, with its status. And section 2. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import { testContext } from '@/domain/testing'
import { revokeClient, updateClient } from '@/domain/client-changes'
import { createClient } from '@/domain/clients'
import { updateOwnTenant, updateTenant } from '@/domain/tenants'
import { revokeUsers } from '@/domain/users/change'
import { archiveZone, createFacility } from '@/domain/zones/zones'
import { codes, SELFIE_BODY_BYTES, verdicts, type Code } from './_public/codes'
import { contextModule, engines, hour, openEvents, selfieOf, type Answered } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

async function acme() {
  const bureau = await openEvents((options) => testContext(options))
  const tenant = await bureau.tenant('acme')
  return { ...bureau, other: () => bureau.tenant('other'), ...tenant, ...(await tenant.venue()) }
}

type Bureau = Awaited<ReturnType<typeof acme>>

const eventOf = async ({ event, facility }: Bureau) => (await event(facility.zoneId)).body.event_id as string
const zoneOf = ({ facility }: Bureau) => facility.zoneId
const userOf = async ({ enrol }: Bureau, name = 'anna') => (await enrol(name)).body.user_id as string

const rows: Partial<Record<Code, (bureau: Bureau) => Promise<Answered>>> = {
  event_start_time_already_passed: (b) => b.event(zoneOf(b), { start_time: b.at(-1) }),
  event_end_time_before_start_time: (b) => b.event(zoneOf(b), { end_time: b.at(0.5) }),
  event_too_long: (b) => b.event(zoneOf(b), { end_time: '2126-01-01T00:00:00Z' }),
  async event_already_finished(b) {
    const event_id = await eventOf(b)
    b.clock.at += 4 * hour
    return b.call('POST', '/attendees', { body: { event_id, user_id: 'x' } })
  },
  async event_capacity_exceeded(b) {
    const { event_id } = (await b.event(zoneOf(b), { capacity: 1 })).body
    const add = async (name: string) =>
      b.call('POST', '/attendees', { body: { event_id, user_id: await userOf(b, name) } })
    expect((await add('anna')).http).toBe(201)
    return add('ben')
  },
  async zone_without_access_points(b) {
    const empty = await createFacility(b.admin, { name: 'Empty' })
    return b.event(empty.zoneId)
  },
  async user_without_credential(b) {
    const user_id = await userOf(b)
    const { users } = b.context.db.tables
    const [user] = await b.context.db.sql.select().from(users)
    await revokeUsers(b.admin, { userIds: [user!.id] })
    return b.call('POST', '/members', { body: { user_id } })
  },
  async webhooks_limit_exceeded(b) {
    const create = () => b.call('POST', '/webhooks', { body: { url: 'https://acs.example/' } })
    for (let n = 0; n < 20; n++) expect((await create()).http).toBe(201)
    return create()
  },
  webhook_not_found: (b) => b.call('GET', '/webhooks/none'),
  delivery_not_found: (b) => b.call('GET', '/webhook-deliveries/none'),
  acs_id_schema_mismatch: (b) => b.enrol('4294967296', { acs_id_schema: 'uint32' }),
  acs_id_schema_not_supported: (b) => b.enrol('1', { acs_id_schema: 'wiegand37' }),
  portrayal_type_not_supported: (b) => b.enrol('1', { portrayal_type: 'document_photo' }),
  email_missing: (b) => b.enrol('1', { deliver_by_email: true }),
  async consent_missing(b) {
    const body = { email: 'anna@example.org' }
    return b.call('POST', `/users/${await userOf(b)}/credential/deliveries`, { body })
  },
  wallet_pass_not_offered: async (b) => b.call('GET', `/users/${await userOf(b)}/credential?format=pkpass`),
  async liveness_required(b) {
    await updateOwnTenant(b.admin, { settings: { liveness: true } })
    return b.enrol('anna')
  },
  async face_engine_off(b) {
    await updateOwnTenant(b.admin, { settings: { faceEngine: false } })
    return b.enrol('anna')
  },
  token_missing: (b) => b.call('GET', '/users', { headers: { authorization: 'none' } }),
  async token_expired(b) {
    const authorization = `Bearer ${await b.token()}`
    b.clock.at += 300_000
    return b.call('GET', '/users', { headers: { authorization } })
  },
  async token_invalid(b) {
    const authorization = `Bearer ${await b.token()}`
    await revokeClient(b.context, { clientId: b.client.clientId })
    return callWith(b, authorization)
  },
  tenant_mismatch: (b) => b.call('GET', '/users', { headers: { 'x-dasgate-tenant-id': 'other' } }),
  async role_missing(b) {
    const authorization = `Bearer ${await b.token(b.client, ['events'])}`
    const answer = await b.call('POST', '/singles', { headers: { authorization }, body: {} })
    expect(answer.body.message).toMatch(/no role that may do this\. .*'faces:enrol': that takes the scope 'enrol'\.$/)
    return answer
  },
  api_key_invalid: (b) => b.call('GET', '/users', { headers: { 'x-api-key': 'limen_key_of_somebody_else' } }),
  onboarding_not_found: (b) => b.call('GET', '/singles/none'),
  user_not_found: (b) => b.call('GET', '/users/none'),
  event_not_found: (b) => b.call('GET', '/events/none'),
  attendee_not_found: (b) => b.call('DELETE', '/attendees/none'),
  member_not_found: (b) => b.call('GET', '/members/none'),
  zone_not_found: (b) => b.event('acme:at:nowhere'),
  deletion_not_found: (b) => b.call('GET', '/deletions/none'),
  not_found: (b) => b.call('GET', '/turnstiles'),
  method_not_allowed: (b) => b.call('DELETE', '/zones'),
  async acs_id_already_enrolled(b) {
    const user_id = await userOf(b)
    const again = await b.enrol('anna')
    expect(again.body.details).toEqual({ user_id })
    return again
  },
  async attendee_already_exists(b) {
    const body = { event_id: await eventOf(b), user_id: await userOf(b) }
    await b.call('POST', '/attendees', { body })
    return b.call('POST', '/attendees', { body })
  },
  async member_already_exists(b) {
    const body = { user_id: await userOf(b) }
    await b.call('POST', '/members', { body })
    return b.call('POST', '/members', { body })
  },
  async external_id_already_exists(b) {
    await b.event(zoneOf(b), { external_id: 'match-7' })
    return b.event(zoneOf(b), { external_id: 'match-7' })
  },
  async credential_revoked(b) {
    const user_id = await userOf(b)
    const [user] = await b.context.db.sql.select().from(b.context.db.tables.users)
    await revokeUsers(b.admin, { userIds: [user!.id] })
    return b.call('PUT', `/users/${user_id}/portrayal`, { body: { selfie: selfieOf('anna') } })
  },
  async idempotency_key_reused(b) {
    const headers = { 'idempotency-key': 'call-1' }
    const post = (name: string) =>
      b.call('POST', '/singles', { headers, body: { acs_id: name, selfie: selfieOf(name) } })
    await post('anna')
    return post('ben')
  },
  async idempotency_key_in_progress(b) {
    const headers = { 'idempotency-key': 'call-1' }
    const post = () => b.call('POST', '/singles', { headers, body: { acs_id: 'anna', selfie: selfieOf('anna') } })
    const second = new Promise<Answered>((resolve) => {
      engines.whileReading = async () => {
        engines.whileReading = async () => undefined
        resolve(await post())
      }
    })
    expect((await post()).http).toBe(201)
    return second
  },
  async zone_archived(b) {
    const empty = await createFacility(b.admin, { name: 'Empty' })
    await archiveZone(b.admin, { id: empty.id })
    return b.event(empty.zoneId)
  },
  async enrollments_limit_exceeded(b) {
    await updateTenant(b.context, { slug: 'acme', userQuota: 0 })
    return b.enrol('anna')
  },
  selfie_too_large: (b) => b.enrol('anna', { selfie: 'x'.repeat(SELFIE_BODY_BYTES) }),
  request_too_large: (b) => b.call('POST', '/events', { body: { zone_id: 'x'.repeat(300_000) } }),
  validation_error: (b) => b.call('POST', '/events', { body: {} }),
  async rate_limited(b) {
    const authorization = `Bearer ${await b.token()}`
    for (;;) {
      const answer = await callWith(b, authorization)
      b.clock.at -= 200
      if (answer.http !== 200) return answer
    }
  },
  async requests_limit_exceeded(b) {
    await updateClient(b.context, { clientId: b.client.clientId, requestQuota: 1 })
    await b.call('GET', '/users')
    return b.call('GET', '/users')
  },
  async temporarily_unavailable(b) {
    engines.full = true
    return b.enrol('anna').finally(() => (engines.full = false))
  },
}

const callWith = (b: Bureau, authorization: string) => b.call('GET', '/zones', { headers: { authorization } })

/** What only a fault of ours brings about, or no call of today's API. */
const unreachable: Code[] = ['internal_error', 'conflict', 'access_point_not_found']

describe('9 Errors', () => {
  test('every code of the table has its row here', () => {
    expect([...Object.keys(rows), ...unreachable].sort()).toEqual(Object.keys(codes).sort())
    expect(codes.event_start_time_already_passed[1]).toBe('D')
    expect(codes.validation_error[1]).toBe('D')
    expect(new Set(verdicts).size).toBe(verdicts.length)
  })

  test.each(Object.entries(rows))('%s', async (reason, row) => {
    const bureau = await acme()
    const { http, body, headers } = await row(bureau)
    expect([http, body.reason]).toEqual([codes[reason as Code][0], reason])
    expect(body.message).toMatch(/\S/)
    expect(body.request_id).toBe('test-request')
    expect(headers.get('x-request-id')).toBe('test-request')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    if (http === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="events"/)
    if (http === 429 && reason === 'rate_limited') {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect(headers.get('ratelimit-remaining')).toBe('0')
    }
    if (http === 503) expect(headers.get('retry-after')).toBe('1')
  })

  test('internal_error: nothing of the fault is told', async () => {
    const bureau = await acme()
    const secret = 'postgres://user:password@host'
    const read = engines.face.read
    engines.face.read = () => Promise.reject(new Error(secret))
    const { http, body } = await bureau.enrol('anna').finally(() => (engines.face.read = read))
    expect([http, body.reason]).toEqual([500, 'internal_error'])
    expect(JSON.stringify(body)).not.toContain(secret)
  })
})

describe('5 What is no verdict: 422 and 413', () => {
  test.each([
    ['not a data URI', 'https://example.org/me.jpg', 'not_a_data_uri'],
    ['no type', 'data:;base64,AAAA', 'not_a_data_uri'],
    ['another type', 'data:image/tiff;base64,AAAA', 'image_type_not_supported'],
    ['an SVG', 'data:image/svg+xml;base64,AAAA', 'image_type_not_supported'],
    ['broken base64', 'data:image/jpeg;base64,%%%%', 'image_not_readable'],
    ['half a byte', 'data:image/jpeg;base64,AAAAA', 'image_not_readable'],
    ['zero bytes', 'data:image/jpeg;base64,', 'image_not_readable'],
    ['no picture', `data:image/jpeg;base64,${Buffer.from('hello').toString('base64')}`, 'image_not_readable'],
    ['a damaged picture', 'data:image/jpeg;base64,/9j/', 'image_not_readable'],
  ])('%s', async (_, selfie, code) => {
    const bureau = await acme()
    const { http, body } = await bureau.enrol('anna', { selfie })
    expect([http, body.reason]).toEqual([422, 'validation_error'])
    expect(body.errors).toEqual([{ field: 'selfie', code, message: expect.any(String) }])
    expect((await bureau.call('GET', '/singles')).body.items).toEqual([])
  })

  test('more than 5 MiB, decoded: 413', async () => {
    const bureau = await acme()
    const selfie = `data:image/jpeg;base64,${Buffer.alloc(5 * 1024 * 1024 + 1).toString('base64')}`
    expect((await bureau.enrol('anna', { selfie })).body.reason).toBe('selfie_too_large')
  })

  test('missing and badly formed fields are named, one by one, and never repeated', async () => {
    const bureau = await acme()
    const secret = 'a-secret-value'
    const { http, body } = await bureau.call('POST', '/events', {
      body: { start_time: 'tomorrow', end_time: 7, entry_policy: secret, retention: 'P1M', unknown: 'ignored' },
    })
    expect(http).toBe(422)
    expect(body.errors.map(({ field, code }: Record<string, string>) => [field, code])).toEqual([
      ['zone_id', 'required'],
      ['start_time', 'invalid'],
      ['end_time', 'invalid'],
      ['entry_policy', 'invalid'],
      ['retention', 'invalid'],
    ])
    expect(JSON.stringify(body)).not.toContain(secret)
    const long = await bureau.event(zoneOf(bureau), { retention: 'P9999W' })
    expect([long.http, long.body.errors[0].field]).toEqual([422, 'retention'])
  })

  test.each(['', '[]', 'null', '"text"', '{', '\ud800', `{"a":${'['.repeat(50_000)}`])(
    'no JSON object: %#',
    async (raw) => {
      const bureau = await acme()
      const { http, body } = await bureau.call('POST', '/events', { raw })
      expect([http, body.reason]).toEqual([422, 'validation_error'])
    },
  )

  test.each([
    ["Robert'); DROP TABLE users;--", 201],
    ['<script>alert(1)</script>', 201],
    ['‮evil', 400],
    ['a\0b', 422],
    ['x'.repeat(65), 400],
    ['x'.repeat(300), 422],
    ['   ', 422],
  ])('in acs_id: %j -> %i', async (acs_id, status) => {
    const bureau = await acme()
    const answer = await bureau.call('POST', '/singles', { body: { acs_id, selfie: selfieOf(acs_id) } })
    expect(answer.http).toBe(status)
    if (status !== 201) return
    const found = await bureau.call('GET', `/users?acs_id=${encodeURIComponent(acs_id)}`)
    expect(found.body.items.map((user: { acs_id: string }) => user.acs_id)).toEqual([acs_id])
  })

  test('a cursor that was never given out, a limit out of range', async () => {
    const bureau = await acme()
    for (const query of ['cursor=nonsense', 'cursor=W10', 'limit=0', 'limit=201', 'limit=x']) {
      expect((await bureau.call('GET', `/users?${query}`)).http).toBe(422)
    }
  })
})

describe('2 Transport and conventions', () => {
  afterAll(() => {
    engines.whileReading = async () => undefined
  })

  test('Request id and caller tag come back; a tag is ASCII of 64 characters at most', async () => {
    const bureau = await acme()
    const tagged = await bureau.call('GET', '/zones', {
      headers: { 'x-request-id': 'mine-1', 'x-veridas-rtag': 'import of Monday' },
    })
    expect([tagged.headers.get('x-request-id'), tagged.headers.get('x-veridas-rtag')]).toEqual([
      'mine-1',
      'import of Monday',
    ])
    for (const tag of ['x'.repeat(65), 'süß']) {
      expect((await bureau.call('GET', '/zones', { headers: { 'x-veridas-rtag': tag } })).http).toBe(422)
    }
  })

  test('x-api-key may be sent, of any living client of the tenant; x-dasgate-tenant-id has to be', async () => {
    const bureau = await acme()
    const another = await createClient(bureau.context, { tenantSlug: 'acme', name: 'Another' })
    const theirs = (await bureau.other()).client
    const by = async (key: string) => (await bureau.call('GET', '/zones', { headers: { 'x-api-key': key } })).http
    expect(await Promise.all([bureau.client.key, another.key, theirs.key].map(by))).toEqual([200, 200, 403])
    await revokeClient(bureau.context, { clientId: another.clientId })
    expect(await by(another.key)).toBe(403)
    const none = await bureau.call('GET', '/zones', { headers: { 'x-dasgate-tenant-id': 'none' } })
    expect(none.body.reason).toBe('tenant_mismatch')
  })

  test('Another tenant’s token with this tenant’s header, and the other way round', async () => {
    const bureau = await acme()
    const other = await bureau.other()
    const theirs = { authorization: `Bearer ${await other.token()}` }
    expect((await bureau.call('GET', '/zones', { headers: theirs })).body.reason).toBe('tenant_mismatch')
    const ours = await bureau.call('GET', '/zones', { headers: { ...theirs, 'x-dasgate-tenant-id': 'other' } })
    expect([ours.http, ours.body.items]).toEqual([200, []])
  })

  test('Idempotency-Key: the first answer is given again for 24 hours, and the work is done once', async () => {
    const bureau = await acme()
    const headers = { 'idempotency-key': 'import-1' }
    const body = { acs_id: 'anna', selfie: selfieOf('anna') }
    const first = await bureau.call('POST', '/singles', { headers, body })
    const again = await bureau.call('POST', '/singles', { headers, body })
    expect([again.http, again.body]).toEqual([201, first.body])
    expect((await bureau.call('GET', '/singles')).body.items).toHaveLength(1)
    // Another path is another call.
    expect((await bureau.call('POST', '/singles?async=true', { headers, body })).body.reason).toBe(
      'idempotency_key_reused',
    )
    const { idempotentCalls } = bureau.context.db.tables
    expect(JSON.stringify(await bureau.context.db.sql.select().from(idempotentCalls))).not.toContain('anna')
    bureau.clock.at += 24 * hour
    expect((await bureau.call('POST', '/singles', { headers, body })).body.reason).toBe('acs_id_already_enrolled')
    expect((await bureau.call('POST', '/events', { headers: { 'idempotency-key': ' ' }, body: {} })).http).toBe(422)
  })

  test('A call whose process ended after its work was done is not made a second time', async () => {
    const bureau = await acme()
    const headers = { 'idempotency-key': 'event-1' }
    const body = { zone_id: zoneOf(bureau), start_time: bureau.at(10), end_time: bureau.at(12) }
    const post = () => bureau.call('POST', '/events', { headers, body })
    // Makes the key that signs tokens, which is sealed as well.
    await bureau.token()
    // What it did has been committed, and its answer is not yet written down.
    vi.spyOn(bureau.context.keys, 'sealForTenant').mockRejectedValueOnce(new Error('The process ended.'))
    expect((await post()).http).toBe(500)
    expect((await post()).body.reason).toBe('idempotency_key_in_progress')
    bureau.clock.at += hour
    expect((await post()).body.reason).toBe('conflict')
    expect((await bureau.call('GET', '/events')).body.items).toHaveLength(1)
    bureau.clock.at += 24 * hour
    expect((await post()).body.reason).toBe('event_start_time_already_passed')
  })

  test('One that ended before anything was done is made anew', async () => {
    const bureau = await acme()
    const headers = { 'idempotency-key': 'single-1' }
    const post = () => bureau.call('POST', '/singles', { headers, body: { acs_id: 'anna', selfie: selfieOf('anna') } })
    const { idempotentCalls } = bureau.context.db.tables
    await post()
    await bureau.context.db.transact((tx) => tx.sql.update(idempotentCalls).set({ result: {} }).execute())
    expect((await post()).body.reason).toBe('idempotency_key_in_progress')
    bureau.clock.at += hour
    expect((await post()).body.reason).toBe('acs_id_already_enrolled')
  })

  test('A call that failed leaves its key free, and another client has keys of its own', async () => {
    const bureau = await acme()
    const headers = { 'idempotency-key': 'event-1' }
    const wrong = { zone_id: zoneOf(bureau), start_time: bureau.at(-1), end_time: bureau.at(1) }
    expect((await bureau.call('POST', '/events', { headers, body: wrong })).http).toBe(400)
    const right = { ...wrong, start_time: bureau.at(1), end_time: bureau.at(2) }
    expect((await bureau.call('POST', '/events', { headers, body: right })).http).toBe(201)
    const second = await createClient(bureau.context, { tenantSlug: 'acme', name: 'Second', scopes: ['events'] })
    const theirs = { ...headers, authorization: `Bearer ${await bureau.token(second)}` }
    expect((await bureau.call('POST', '/events', { headers: theirs, body: right })).http).toBe(201)
    expect((await bureau.call('GET', '/events')).body.items).toHaveLength(2)
  })
})

describe('10 Rate limits', () => {
  test('RateLimit-Limit, -Remaining, -Reset; each budget is the tenant’s own', async () => {
    const bureau = await acme()
    const { headers } = await bureau.call('GET', '/zones')
    expect(headers.get('ratelimit-limit')).toBe('100')
    expect(headers.get('ratelimit-remaining')).toBe('99')
    expect(headers.get('ratelimit-reset')).toBe('1')
    const enrolled = await bureau.enrol('anna')
    expect([enrolled.headers.get('ratelimit-limit'), enrolled.headers.get('ratelimit-remaining')]).toEqual(['20', '19'])
  })

  test('A batch counts per item, and what it costs beyond the bucket is waited for', async () => {
    const bureau = await acme()
    const event_id = await eventOf(bureau)
    const user_ids = (await bureau.people(300)).map((user) => user.uuid)
    const batch = await bureau.call('POST', '/attendees/batch', { body: { event_id, user_ids } })
    expect([batch.http, batch.headers.get('ratelimit-remaining')]).toEqual([207, '0'])
    const post = () => bureau.call('POST', '/attendees', { body: { event_id, user_id: user_ids[0] } })
    const early = await post()
    expect([early.http, Number(early.headers.get('retry-after'))]).toEqual([429, 2])
    expect((await bureau.call('GET', '/zones')).http).toBe(200)
    bureau.clock.at += 2_000
    expect((await post()).body.reason).toBe('attendee_already_exists')
  })
})
