import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTenant } from '@/domain/tenants'
import { picture, testEngines, type TestEngines } from '@/domain/faces/testing'
import { adminActor, describeDialects } from '@/domain/testing'
import { act, ask } from './testing'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

const base64 = (...people: string[]) => Buffer.from(picture(...people)).toString('base64')

const enrolled = `... on EnrolUsersPayload { enrolled results {
  outcome user { id externalId status samples { sampleId quality { name value } } templates { model isCurrent } }
  reason { code message } leftOut { index message } } }`

describeDialects('Faces over GraphQL', (open) => {
  async function bureau() {
    const operator = await open({ engines })
    const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
    return { ...operator, actor: adminActor({ tenantId }) }
  }

  test('People are enrolled in one call, each with an answer of their own, and a repeat makes nobody new', async () => {
    const admin = await bureau()
    const people = [
      { externalId: 'anna', pictures: [base64('anna'), base64('ben')], told: true },
      { externalId: 'two', pictures: [base64('carl', 'dora')] },
      { externalId: 'none', pictures: [Buffer.from('garbage').toString('base64')] },
      { externalId: 'text', pictures: ['no base64!'] },
      { externalId: 'anna', pictures: [base64('eva')] },
    ]
    const input = { people, idempotencyKey: 'the-whole-class' }
    const first = await act(admin, 'enrolUsers', input, enrolled)
    expect(first).toMatchObject({
      enrolled: 1,
      results: [
        {
          outcome: 'ENROLLED',
          user: { externalId: 'anna', status: 'ACTIVE', templates: [{ isCurrent: true }] },
          leftOut: [{ index: 1 }],
        },
        { outcome: 'REFUSED', user: null, reason: { message: expect.any(String) } },
        { outcome: 'REFUSED', user: null, reason: { code: 'picture_refused' } },
        { outcome: 'REFUSED', user: null, reason: { code: 'bad_user_input' } },
        { outcome: 'EXISTS', user: { externalId: 'anna' } },
      ],
    })
    expect(first.results[0].user.samples[0].quality.map(({ name }: { name: string }) => name)).toContain('sharpness')
    const again = await act(admin, 'enrolUsers', input, enrolled)
    expect(again.results[0]).toEqual(first.results[0])
    expect((await ask(admin, '{ users { totalCount } }')).data.users.totalCount).toBe(1)
    const all = { people: Array.from({ length: 26 }, () => people[0]) }
    expect((await act(admin, 'enrolUsers', all, '')).__typename).toBe('InvalidInput')
  })

  test('A face is verified, found, adapted and removed', async () => {
    const admin = await bureau()
    const { user } = await act(admin, 'createUser', { externalId: 'anna' }, '... on CreateUserPayload { user { id } }')
    const on = (...people: string[]) => ({ userId: user.id, picture: base64(...people) })
    const verify = '... on VerifyFacePayload { verified reason { code } }'
    expect((await act(admin, 'verifyFace', on('anna'), verify)).__typename).toBe('NotEnrolled')
    const payload = '... on FacePayload { outcome reason { code } user { id } }'
    expect(await act(admin, 'enrolFace', on('anna'), payload)).toMatchObject({ outcome: 'ENROLLED', user })
    expect(await act(admin, 'enrolFace', on('anna'), payload)).toMatchObject({ outcome: 'FOUND', user })
    expect(await act(admin, 'verifyFace', on('anna'), verify)).toMatchObject({ verified: true, reason: null })
    expect(await act(admin, 'verifyFace', on('ben'), verify)).toMatchObject({ verified: false })
    expect(await act(admin, 'verifyFace', on('anna', 'ben'), verify)).toMatchObject({ verified: null })
    expect(await act(admin, 'adaptFace', on('ben'), payload)).toMatchObject({ outcome: 'ANOTHER_PERSON' })
    expect(await act(admin, 'adaptFace', on('anna'), payload)).toMatchObject({ outcome: 'ADAPTED' })
    const find = '... on FindByFacePayload { user { id } confidence }'
    expect(await act(admin, 'findByFace', { picture: base64('anna') }, find)).toMatchObject({ user })
    expect(await act(admin, 'findByFace', { picture: base64('ben') }, find)).toMatchObject({ user: null })
    const removed = '... on UserPayload { user { status } }'
    expect((await act(admin, 'removeFace', { userId: user.id }, removed)).user.status).toBe('PENDING')
    expect((await act(admin, 'removeFace', { userId: user.id }, removed)).__typename).toBe('NotEnrolled')
  })

  test('An erasure answers with its receipt, to a repeat as well; a secret is shown once', async () => {
    const admin = await bureau()
    const { user } = await act(admin, 'createUser', {}, '... on CreateUserPayload { user { id } }')
    const input = { userId: user.id, idempotencyKey: 'erase-them-now' }
    const payload = '... on ErasurePayload { receipt { receiptId seal samples } }'
    const first = await act(admin, 'eraseUser', input, payload)
    expect(first.receipt).toMatchObject({ seal: 'GENUINE', samples: 0 })
    expect(await act(admin, 'eraseUser', input, payload)).toEqual(first)
    expect((await act(admin, 'eraseUser', { userId: user.id }, '')).__typename).toBe('NotFound')

    const client = { name: 'App', idempotencyKey: 'a-client-of-mine' }
    const pair = await act(admin, 'createClient', client, '... on ClientPairPayload { secret }')
    expect(pair.secret.length).toBeGreaterThan(20)
    expect((await act(admin, 'createClient', client, '')).__typename).toBe('IdempotencyConflict')
    const { idempotentCalls } = admin.db.tables
    expect(JSON.stringify(await admin.db.sql.select().from(idempotentCalls))).not.toContain(pair.secret)
    expect((await ask(admin, '{ clients { edges { cursor } } }')).data.clients.edges).toHaveLength(1)
  })

  test('Whoever signed in long ago proves anew that it is them', async () => {
    const admin = await bureau()
    const { user } = await act(admin, 'createUser', {}, '... on CreateUserPayload { user { id } }')
    const stale = { ...admin, actor: { ...admin.actor, provedAt: new Date(Date.now() - 3_600_000) } }
    expect((await act(stale, 'eraseUser', { userId: user.id }, '')).__typename).toBe('FreshSignInRequired')
    const auditor = { ...admin, actor: { ...admin.actor, role: 'auditor' as const } }
    await expect(act(auditor, 'eraseUser', { userId: user.id }, '')).rejects.toThrow('users:erase')
  })
})
