/** Section 4 of the events contract, row by row, against the real handlers. */
import { expect, test, vi } from 'vitest'
import { createConsentText } from './_public/testing-consents'
import { contextModule, engines, hour, openEvents, selfieOf, type Answered } from './_public/testing'
import { describeDialects } from '@/domain/testing'
import { processOnboardingJob } from '@/domain/onboardings/later'
import { revokeUsers } from '@/domain/users/change'

vi.mock('@/app/_lib/context', () => contextModule)

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const signal = new AbortController().signal

describeDialects('4 Endpoints', (open) => {
  async function acme() {
    const bureau = await openEvents(open)
    const tenant = await bureau.tenant('acme')
    return { ...bureau, ...tenant, ...(await tenant.venue()) }
  }

  async function runJob({ context }: Awaited<ReturnType<typeof acme>>, attempt = 1) {
    const jobs = await context.db.sql.select().from(context.db.tables.jobs)
    const job = jobs.findLast(({ kind }) => kind === 'onboarding.process')!
    const system = { ...context, actor: { kind: 'system' as const, id: job.id, tenantId: job.tenantId! } }
    return processOnboardingJob.run(system, job.payload, { id: job.id, attempt, signal, progress: () => undefined })
  }

  test('4.1 POST /singles: 201 with onboarding_id, acs_id, user_id, status finished, result accepted', async () => {
    const bureau = await acme()
    const { http, body, headers } = await bureau.enrol('member-123456', { acs_id_schema: 'string64', locale: 'en' })
    expect(http).toBe(201)
    expect(body).toEqual({
      onboarding_id: uuid,
      acs_id: 'member-123456',
      user_id: uuid,
      status: 'finished',
      result: { outcome: 'accepted', reason: null },
    })
    expect(headers.get('x-request-id')).toBe('test-request')
    expect(headers.get('cache-control')).toBe('no-store')
    const read = await bureau.call('GET', `/singles/${body.onboarding_id}`)
    expect(read.body).toMatchObject({ ...body, delivery: null, quality: { eye_distance_px: 90, warnings: [] } })
    expect(read.body.created_at).toMatch(/Z$/)
    expect(read.body.finished_at).toMatch(/Z$/)
    // Issued, and distributed to nobody.
    expect((await bureau.lines()).filter(({ topic }) => topic === 'user')).toEqual([])
  })

  test('4.1 a bad selfie is a verdict: 201 finished, rejected, the reason, no user', async () => {
    const bureau = await acme()
    for (const [selfie, reason] of [
      [selfieOf(), 'face_not_found'],
      [selfieOf('anna', 'ben'), 'more_than_one_face'],
      [selfieOf({ person: 'anna', eyeDistancePx: 60 }), 'face_too_small'],
    ] as const) {
      const { http, body } = await bureau.enrol('anna', { selfie })
      expect(http).toBe(201)
      expect(body).toEqual({
        onboarding_id: uuid,
        acs_id: 'anna',
        user_id: null,
        status: 'finished',
        result: { outcome: 'rejected', reason },
      })
    }
    expect((await bureau.call('GET', '/users')).body.items).toEqual([])
    expect((await bureau.enrol('anna')).body.result.outcome).toBe('accepted')
  })

  test('5 face_already_enrolled: only where the tenant refuses doubles', async () => {
    const bureau = await acme()
    const { updateOwnTenant } = await import('@/domain/tenants')
    await bureau.enrol('anna')
    expect((await bureau.enrol('anna-2', { selfie: selfieOf('anna') })).body.result.outcome).toBe('accepted')
    await updateOwnTenant(bureau.admin, { settings: { duplicates: 'refuse' } })
    expect((await bureau.enrol('anna-3', { selfie: selfieOf('anna') })).body).toMatchObject({
      user_id: null,
      result: { outcome: 'rejected', reason: 'face_already_enrolled' },
    })
  })

  test('4.1 ?async=true: 202 processing, and a verdict once the job has run, however often it runs', async () => {
    const bureau = await acme()
    const post = (person: string, selfie = selfieOf(person)) =>
      bureau.call('POST', '/singles?async=true', { body: { acs_id: person, selfie } })
    const { http, body } = await post('anna')
    expect(http).toBe(202)
    expect(body).toMatchObject({ status: 'processing', user_id: null, result: null })
    expect((await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.status).toBe('processing')
    await runJob(bureau)
    await runJob(bureau)
    const done = await bureau.call('GET', `/singles/${body.onboarding_id}`)
    expect(done.body).toMatchObject({
      status: 'finished',
      user_id: uuid,
      result: { outcome: 'accepted', reason: null },
    })
    expect((await bureau.call('GET', '/users')).body.items).toHaveLength(1)

    const rejected = await post('ben', selfieOf())
    await runJob(bureau)
    expect((await bureau.call('GET', `/singles/${rejected.body.onboarding_id}`)).body.result).toEqual({
      outcome: 'rejected',
      reason: 'face_not_found',
    })
    const broken = await post('cleo', `data:image/jpeg;base64,${Buffer.from([0xff, 0xd8, 0xff]).toString('base64')}`)
    await runJob(bureau)
    expect((await bureau.call('GET', `/singles/${broken.body.onboarding_id}`)).body.result.reason).toBe(
      'image_not_readable',
    )
    // Nothing of what waited is left.
    const blobs = []
    for await (const name of bureau.context.blobs.list()) blobs.push(name)
    const { samples } = bureau.context.db.tables
    expect(blobs.flat().sort()).toEqual((await bureau.context.db.sql.select().from(samples)).map((one) => one.blobName))
  })

  test('6 failed only for our own faults: the last attempt ends an onboarding that can be sent again', async () => {
    const bureau = await acme()
    const { body } = await bureau.call('POST', '/singles?async=true', {
      body: { acs_id: 'anna', selfie: selfieOf('anna') },
    })
    engines.full = true
    try {
      await expect(runJob(bureau, 4)).rejects.toMatchObject({ code: 'busy' })
      expect((await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.status).toBe('processing')
      await expect(runJob(bureau, 5)).rejects.toMatchObject({ code: 'busy' })
    } finally {
      engines.full = false
    }
    const failed = await bureau.call('GET', `/singles/${body.onboarding_id}`)
    expect(failed.body).toMatchObject({ status: 'failed', result: null })
    expect((await bureau.enrol('anna')).http).toBe(201)
  })

  test('4.1 consent: written down with the version the person agreed to; a version that was never published is refused', async () => {
    const bureau = await acme()
    await createConsentText(bureau.admin)
    const consent = { text_version: 1, accepted_at: bureau.at(0) }
    const { body } = await bureau.enrol('anna', { consent, locale: 'en' })
    const rows = await bureau.context.db.sql.select().from(bureau.context.db.tables.consents)
    expect(rows).toMatchObject([{ state: 'given', how: 'api', purpose: 'recognition' }])
    expect(body.result.outcome).toBe('accepted')
    const unknown = await bureau.enrol('ben', { consent: { text_version: '7' } })
    expect([unknown.http, unknown.body.errors[0].field]).toEqual([422, 'consent.text_version'])
  })

  test('4.2 GET /singles?acs_id=&status=&outcome=&since=: pages', async () => {
    const bureau = await acme()
    for (const person of ['anna', 'ben', 'cleo']) await bureau.enrol(person)
    await bureau.enrol('dora', { selfie: selfieOf() })
    const list = async (query: string) => (await bureau.call('GET', `/singles?${query}`)).body
    const ids = (page: Answered['body']) => page.items.map((one: { acs_id: string }) => one.acs_id)
    const first = await list('limit=2')
    expect(ids(first)).toEqual(['anna', 'ben'])
    const second = await list(`limit=2&cursor=${first.next_cursor}`)
    expect([ids(second), second.next_cursor]).toEqual([['cleo', 'dora'], null])
    expect(ids(await list('outcome=rejected'))).toEqual(['dora'])
    expect(ids(await list('acs_id=ben&status=finished'))).toEqual(['ben'])
    expect(ids(await list(`since=${encodeURIComponent(bureau.at(1))}`))).toEqual([])
  })

  test('4.3 GET /users?acs_id= and GET /users/{user_id}', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    await bureau.enrol('ben')
    const found = await bureau.call('GET', '/users?acs_id=anna')
    expect(found.body.items).toEqual([
      {
        user_id,
        acs_id: 'anna',
        acs_id_schema: 'string64',
        status: 'active',
        credential: { status: 'issued' },
        created_at: expect.any(String),
        updated_at: expect.any(String),
        events: [],
        member: null,
      },
    ])
    const { event_id } = (await bureau.event(bureau.facility.zoneId)).body
    const { attendee_id } = (await bureau.call('POST', '/attendees', { body: { event_id, user_id } })).body
    const { member_id } = (await bureau.call('POST', '/members', { body: { user_id } })).body
    expect((await bureau.call('GET', `/users/${user_id}`)).body).toMatchObject({
      events: [{ event_id, attendee_id }],
      member: { member_id },
    })
  })

  test('4.3 PATCH /users/{user_id}: acs_id and schema, told to every edge that holds the user', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    await bureau.enrol('ben')
    await bureau.call('POST', '/members', { body: { user_id } })
    const before = (await bureau.lines()).length
    const patch = (body: object) => bureau.call('PATCH', `/users/${user_id}`, { body })
    const changed = await patch({ acs_id: '12-34567', acs_id_schema: 'wiegand26' })
    expect(changed.body).toMatchObject({ user_id, acs_id: '12-34567', acs_id_schema: 'wiegand26' })
    expect((await bureau.lines()).length).toBe(before + 1)
    const refused = async (body: object) => {
      const { http, body: answer } = await patch(body)
      return [http, answer.reason]
    }
    expect(await refused({ acs_id: 'anna' })).toEqual([400, 'acs_id_schema_mismatch'])
    expect(await refused({ acs_id: 'ben', acs_id_schema: 'string64' })).toEqual([409, 'acs_id_already_enrolled'])
    expect((await patch({ email: 'a@example.org' })).http).toBe(200)
    expect(await refused({ email: 'a' })).toEqual([422, 'validation_error'])
    expect(await refused({})).toEqual([422, 'validation_error'])
  })

  test('4.3 PUT /users/{user_id}/portrayal: the old template is in force until the new one is accepted', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    const put = (selfie: string) => bureau.call('PUT', `/users/${user_id}/portrayal`, { body: { selfie } })
    const templates = async () => bureau.context.db.sql.select().from(bureau.context.db.tables.templates)
    const [old] = await templates()
    for (const [selfie, reason] of [
      [selfieOf('ben'), 'face_does_not_match'],
      [selfieOf(), 'face_not_found'],
    ] as const) {
      const { http, body } = await put(selfie)
      expect([http, body.user_id, body.result]).toEqual([201, null, { outcome: 'rejected', reason }])
    }
    expect(await templates()).toEqual([old])
    const accepted = await put(selfieOf({ person: 'anna', noise: 0.3 }))
    expect(accepted.body).toMatchObject({ user_id, acs_id: 'anna', result: { outcome: 'accepted', reason: null } })
    expect((await templates()).map(({ id }) => id)).not.toContain(old!.id)
    const { users } = bureau.context.db.tables
    const [user] = await bureau.context.db.sql.select().from(users)
    await revokeUsers(bureau.admin, { userIds: [user!.id] })
    const revoked = await put(selfieOf('anna'))
    expect([revoked.http, revoked.body.reason]).toEqual([409, 'credential_revoked'])
  })

  test('4.3 DELETE /users/{user_id}: 202 with a deletion whose proof can be read; the user is gone', async () => {
    const bureau = await acme()
    const { user_id, onboarding_id } = (await bureau.enrol('anna')).body
    await bureau.call('POST', '/members', { body: { user_id } })
    const { http, body } = await bureau.call('DELETE', `/users/${user_id}`)
    expect(http).toBe(202)
    expect(body).toEqual({ deletion_id: uuid, pending_access_points: expect.any(Array) })
    const proof = await bureau.call('GET', `/deletions/${body.deletion_id}`)
    expect(proof.body).toMatchObject({
      deletion_id: body.deletion_id,
      receipt: { userKey: 'destroyed', removed: { templates: 1 } },
      signature: expect.any(String),
    })
    expect(JSON.stringify(proof.body)).not.toContain('anna')
    for (const path of [`/users/${user_id}`, `/singles/${onboarding_id}`]) {
      expect((await bureau.call('GET', path)).http).toBe(404)
    }
    expect((await bureau.call('DELETE', `/users/${user_id}`)).body.reason).toBe('user_not_found')
    expect((await bureau.call('GET', '/members')).body.items).toEqual([])
    expect((await bureau.enrol('anna')).http).toBe(201)
  })

  test('4.4 POST /events: 201 with event_id, echo, status, collection_id; at a facility or a space', async () => {
    const bureau = await acme()
    const given = { name: 'Derby', external_id: 'match-7', entry_policy: 'single', retention: 'P1DT12H', capacity: 500 }
    const { http, body } = await bureau.event(bureau.facility.zoneId, given)
    expect(http).toBe(201)
    expect(body).toMatchObject({
      event_id: uuid,
      collection_id: body.event_id,
      zone_id: bureau.facility.zoneId,
      status: 'scheduled',
      ...given,
    })
    const plain = await bureau.event(bureau.space.zoneId, { retention: 'manual' })
    expect(plain.body).toMatchObject({ zone_id: bureau.space.zoneId, entry_policy: 'multiple', retention: 'manual' })
    const offset = await bureau.event(bureau.facility.zoneId, {
      start_time: '2026-11-22T10:00:00+01:00',
      end_time: '2026-11-22T12:00:00+01:00',
    })
    expect(offset.body.start_time).toBe('2026-11-22T09:00:00.000Z')
  })

  test('4.4 GET /events, GET, PATCH, DELETE /events/{event_id} with counters', async () => {
    const bureau = await acme()
    const { body: early } = await bureau.event(bureau.facility.zoneId)
    const { body: late } = await bureau.event(bureau.space.zoneId, {
      start_time: bureau.at(10),
      end_time: bureau.at(12),
    })
    const ids = async (query: string) =>
      (await bureau.call('GET', `/events?${query}`)).body.items.map((one: { event_id: string }) => one.event_id)
    expect(await ids('')).toEqual([early.event_id, late.event_id])
    expect(await ids(`zone_id=${encodeURIComponent(bureau.space.zoneId)}`)).toEqual([late.event_id])
    expect(await ids(`from=${encodeURIComponent(bureau.at(5))}&status=scheduled`)).toEqual([late.event_id])
    expect(await ids('status=live')).toEqual([])

    const path = `/events/${early.event_id}`
    const user_ids = (await bureau.people(3)).map((user) => user.uuid)
    await bureau.call('POST', '/attendees/batch', { body: { event_id: early.event_id, user_ids } })
    const [narrow] = await bureau.people(1)
    await bureau.call('POST', '/attendees', {
      body: { event_id: early.event_id, user_id: narrow!.uuid, access_points: [bureau.door.id] },
    })
    const counters = async () => {
      const { attendees, synced, access_points, access_points_ready } = (await bureau.call('GET', path)).body
      return [attendees, synced, access_points, access_points_ready]
    }
    expect(await counters()).toEqual([4, 0, 2, 0])
    await bureau.acknowledge(bureau.door.id)
    expect(await counters()).toEqual([4, 1, 2, 1])
    await bureau.acknowledge(bureau.gate.id)
    expect(await counters()).toEqual([4, 4, 2, 2])

    const moved = await bureau.call('PATCH', path, { body: { end_time: bureau.at(5), name: 'Longer' } })
    expect([moved.http, moved.body.name]).toEqual([200, 'Longer'])
    expect((await counters())[1]).toBe(0)
    const past = await bureau.call('PATCH', path, { body: { start_time: bureau.at(-1) } })
    expect([past.http, past.body.reason]).toEqual([400, 'event_start_time_already_passed'])

    expect(await bureau.call('DELETE', path)).toMatchObject({ http: 202, body: { status: 'deleting' } })
    expect((await bureau.call('GET', path)).body.reason).toBe('event_not_found')
    expect((await bureau.call('DELETE', `/events/${late.event_id}`)).http).toBe(204)
    expect((await bureau.call('GET', '/users')).body.items).toHaveLength(4)
  })

  test('4.5 attendees: POST, GET with sync per access point, DELETE from that event only', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    const { event_id } = (await bureau.event(bureau.facility.zoneId)).body
    const post = (body: object) => bureau.call('POST', '/attendees', { body: { event_id, user_id, ...body } })
    const { http, body } = await post({ valid_from: bureau.at(2), space_ids: [bureau.space.zoneId] })
    expect(http).toBe(201)
    expect(body).toMatchObject({ attendee_id: uuid, event_id, user_id, acs_id: 'anna', status: 'pending_sync' })
    expect(body.space_ids).toEqual([bureau.space.zoneId])
    expect(body.sync).toEqual([{ access_point_id: bureau.gate.id, status: 'pending' }])
    expect((await post({})).body.reason).toBe('attendee_already_exists')
    await bureau.acknowledge(bureau.gate.id)
    const path = `/attendees/${body.attendee_id}`
    expect((await bureau.call('GET', path)).body).toMatchObject({
      status: 'synced',
      sync: [{ access_point_id: bureau.gate.id, status: 'synced' }],
    })
    const { body: listed } = await bureau.call('GET', `/attendees?event_id=${event_id}`)
    expect(listed.items.map((one: { attendee_id: string }) => one.attendee_id)).toEqual([body.attendee_id])

    await bureau.call('POST', '/members', { body: { user_id } })
    expect(await bureau.call('DELETE', path)).toMatchObject({ http: 202, body: { status: 'removing' } })
    expect((await bureau.call('GET', path)).body.status).toBe('removing')
    await bureau.acknowledge(bureau.gate.id)
    expect((await bureau.call('GET', path)).body.reason).toBe('attendee_not_found')
    expect((await bureau.call('GET', '/members?acs_id=anna')).body.items).toHaveLength(1)
  })

  test('4.5 adding after the start is allowed, after the end it is not; the window lies inside the event', async () => {
    const bureau = await acme()
    const [anna, ben] = await bureau.people(2)
    const { event_id } = (await bureau.event(bureau.facility.zoneId)).body
    const post = (user: typeof anna, more: object = {}) =>
      bureau.call('POST', '/attendees', { body: { event_id, user_id: user!.uuid, ...more } })
    const outside = await post(anna, { valid_from: bureau.at(-1) })
    expect([outside.http, outside.body.errors[0].field]).toEqual([422, 'valid_from'])
    bureau.clock.at += 2 * hour
    expect((await post(anna)).http).toBe(201)
    bureau.clock.at += 2 * hour
    expect((await post(ben)).body.reason).toBe('event_already_finished')
  })

  test('4.5 POST /attendees/batch: 207 with an outcome for each of up to 1000', async () => {
    const bureau = await acme()
    const people = await bureau.people(30)
    const { event_id } = (await bureau.event(bureau.facility.zoneId, { capacity: 30 })).body
    const user_ids = people.map((user) => user.uuid)
    await bureau.call('POST', '/attendees', { body: { event_id, user_id: user_ids[0] } })
    const [late] = await bureau.people(1)
    const { http, body } = await bureau.call('POST', '/attendees/batch', {
      body: { event_id, user_ids: [...user_ids, 'nobody', late!.uuid] },
    })
    expect([http, body.added, body.refused]).toEqual([207, 29, 3])
    expect(body.items[0]).toEqual({
      user_id: user_ids[0],
      status: 409,
      attendee_id: null,
      reason: 'attendee_already_exists',
    })
    expect(body.items[1]).toEqual({ user_id: user_ids[1], status: 201, attendee_id: uuid, reason: null })
    expect(body.items.slice(-2).map((one: { reason: string }) => one.reason)).toEqual([
      'user_not_found',
      'event_capacity_exceeded',
    ])
    const many = { event_id, user_ids: Array.from({ length: 1_001 }, () => user_ids[0]) }
    expect((await bureau.call('POST', '/attendees/batch', { body: many })).http).toBe(422)
  })

  test('4.6 members of a user_id: POST, GET, DELETE 202 then gone; every access point, also a later one', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    const { http, body } = await bureau.call('POST', '/members', { body: { user_id } })
    expect(http).toBe(201)
    expect(body).toMatchObject({ member_id: uuid, user_id, acs_id: 'anna', status: 'pending_sync' })
    expect(body.sync).toHaveLength(2)
    for (const terminal of [bureau.door, bureau.gate]) await bureau.acknowledge(terminal.id)
    const path = `/members/${body.member_id}`
    expect((await bureau.call('GET', path)).body.status).toBe('synced')
    await bureau.terminalAt(bureau.facility)
    expect((await bureau.call('GET', path)).body).toMatchObject({ status: 'pending_sync' })
    expect((await bureau.call('GET', '/members?status=pending_sync')).body.items).toHaveLength(1)
    expect((await bureau.call('GET', '/members?status=synced')).body.items).toHaveLength(0)
    const again = await bureau.call('POST', '/members', { body: { user_id } })
    expect([again.http, again.body.reason]).toEqual([409, 'member_already_exists'])
    expect((await bureau.call('DELETE', path)).http).toBe(202)
    expect((await bureau.call('GET', path)).body.status).toBe('removing')
    const terminals = await bureau.context.db.sql.select().from(bureau.context.db.tables.terminals)
    for (const { id } of terminals) await bureau.acknowledge(id)
    expect((await bureau.call('GET', path)).body.reason).toBe('member_not_found')
    expect((await bureau.call('DELETE', path)).body.reason).toBe('member_not_found')
  })

  test('4.6 members of an acs_id and a selfie: enrolled at once, or a verdict; exactly one of the two forms', async () => {
    const bureau = await acme()
    const post = (body: object) => bureau.call('POST', '/members', { body })
    const made = await post({
      acs_id: 'anna',
      acs_id_schema: 'string64',
      portrayal_type: 'selfie',
      selfie: selfieOf('anna'),
      zone_ids: [bureau.space.zoneId],
      schedule: [{ days: [1, 2], from: '08:00', until: '18:00' }],
    })
    expect(made.http).toBe(201)
    expect(made.body).toMatchObject({
      member_id: uuid,
      user_id: uuid,
      acs_id: 'anna',
      zone_ids: [bureau.space.zoneId],
      result: { outcome: 'accepted', reason: null },
    })
    const rejected = await post({ acs_id: 'ben', selfie: selfieOf() })
    expect(rejected.http).toBe(201)
    expect(rejected.body).toMatchObject({ member_id: null, user_id: null, result: { reason: 'face_not_found' } })
    const both = { user_id: made.body.user_id, acs_id: 'x', selfie: selfieOf('x') }
    for (const wrong of [{}, both, { acs_id: 'x' }, { selfie: selfieOf('x') }]) {
      expect((await post(wrong)).http).toBe(422)
    }
    expect((await post({ acs_id: 'anna', selfie: selfieOf('anna') })).body.reason).toBe('acs_id_already_enrolled')
  })

  test('4.7 GET /zones and GET /access-points: read-only', async () => {
    const bureau = await acme()
    const zones = await bureau.call('GET', '/zones?limit=1')
    expect(zones.body.items).toMatchObject([{ id: bureau.facility.zoneId, kind: 'facility', facility_id: null }])
    const next = await bureau.call('GET', `/zones?cursor=${zones.body.next_cursor}`)
    expect(next.body.items).toMatchObject([{ id: bureau.space.zoneId, facility_id: bureau.facility.zoneId }])
    const points = await bureau.call('GET', `/access-points?zone_id=${encodeURIComponent(bureau.space.zoneId)}`)
    expect(points.body.items).toEqual([
      {
        id: bureau.gate.id,
        zone_id: bureau.space.zoneId,
        name: expect.any(String),
        status: 'offline',
        last_seen_at: null,
        revision: 0,
        templates: null,
        software: null,
        engine: null,
      },
    ])
    const post = await bureau.call('POST', '/zones', { body: {} })
    expect([post.http, post.body.reason, post.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'GET, HEAD'])
  })

  test('4.8 GET /access-events?from=&to=&event_id=&access_point_id=&acs_id=&type=', async () => {
    const bureau = await acme()
    const [anna] = await bureau.people(1)
    const { accessEvents } = bureau.context.db.tables
    const occurredAt = new Date(bureau.clock.at)
    const line = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
    const [eventId, memberId] = [line(8), line(9)]
    const report = (n: number, more: object) => ({
      id: line(n),
      tenantId: bureau.tenantId,
      terminalId: bureau.door.id,
      reportId: `r${n}`,
      zoneRow: bureau.facility.id,
      type: 'not_recognised' as const,
      occurredAt,
      receivedAt: occurredAt,
      offline: false,
      sequence: n,
      ...more,
    })
    const granted = {
      type: 'access_granted' as const,
      userId: anna!.id,
      grantId: memberId,
      grantKind: 'member' as const,
    }
    await bureau.context.db.transact((tx) =>
      tx.sql
        .insert(accessEvents)
        .values([report(1, granted), report(2, { terminalId: bureau.gate.id }), report(3, { eventId })])
        .execute(),
    )
    const list = async (query: string) => (await bureau.call('GET', `/access-events?${query}`)).body
    const ids = async (query: string) =>
      (await list(query)).items.map((one: { access_event_id: string }) => one.access_event_id)
    expect((await list('')).items[0]).toEqual({
      access_event_id: line(1),
      type: 'access_granted',
      acs_id: anna!.externalId,
      user_id: anna!.uuid,
      event_id: null,
      member_id: memberId,
      access_point_id: bureau.door.id,
      occurred_at: occurredAt.toISOString(),
      received_at: occurredAt.toISOString(),
      score_band: null,
      offline: false,
    })
    expect(await ids(`acs_id=${anna!.externalId}`)).toEqual([line(1)])
    expect(await ids('acs_id=nobody')).toEqual([])
    expect(await ids('type=not_recognised')).toEqual([line(2), line(3)])
    expect(await ids(`event_id=${eventId}`)).toEqual([line(3)])
    expect(await ids(`access_point_id=${bureau.gate.id}`)).toEqual([line(2)])
    expect(await ids(`from=${encodeURIComponent(bureau.at(1))}`)).toEqual([])
    const first = await list('limit=2')
    expect(await ids(`cursor=${first.next_cursor}`)).toEqual([line(3)])
  })
})
