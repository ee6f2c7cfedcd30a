/** `GET /edge/v1/qr`: what a terminal needs to check QR credentials by itself, and how soon it hears of a recall. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { accessBureau } from '@/domain/events/testing'
import { enrolFace } from '@/domain/faces/enrol'
import { picture, testEngines } from '@/domain/faces/testing'
import { addMembers } from '@/domain/members/members'
import { openDenyList } from '@/domain/qr-credential/deny-list'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { openCredential, type Trust } from '@/domain/qr-credential/open'
import { recallQrCredential } from '@/domain/qr-credential/recall'
import { openQrKeys, qrAnswerSchema } from '@/domain/qr-credential/terminal-keys'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { createTerminal } from '@/domain/terminals/terminals'
import { TestDevice } from '@/domain/terminals/testing'
import { pageSchema } from '@/domain/terminals/wire'
import { testContext, type TestContext } from '@/domain/testing'
import { createUser } from '@/domain/users'
import { GET, POST } from '../[[...path]]/route'

let bureau: TestContext
vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...bureau, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
let at: Awaited<ReturnType<typeof accessBureau>>
let device: TestDevice
let userId: string

beforeEach(async () => {
  at = await accessBureau((options) => testContext({ ...options, engines }))
  bureau = at.operator
  const { facility } = await at.venue()
  const terminal = await createTerminal(at.admin, { zoneRow: facility.id, name: 'North' })
  device = new TestDevice((request) => (request.method === 'GET' ? GET(request) : POST(request)))
  await device.pair((await createPairingCode(at.admin, { id: terminal.id })).code)
  await confirmTerminal(at.admin, { id: terminal.id, fingerprint: await device.fingerprint() })
  await device.signIn()
  userId = (await createUser(at.admin, { externalId: 'anna' })).user.id
  const face = picture({ person: 'anna', eyeDistancePx: 120 })
  await enrolFace(at.admin, { userId, gate: 'events', picture: face })
  await addMembers(at.admin, { userIds: [userId] })
})

async function fetched(): Promise<{ trust: Trust; version: number }> {
  const { status, json } = await device.call('GET', 'qr')
  expect(status).toBe(200)
  const answer = qrAnswerSchema.parse(json)
  expect(answer).toEqual(json)
  expect(answer.keys.id).toBe(device.feedKey!.id)
  const feedKey = device.feedKey!.key
  const { tenant: tenantId, jwks } = answer
  return {
    version: answer.version,
    trust: {
      tenantId,
      jwks: jwks.keys,
      qrKeys: await openQrKeys(feedKey, device.terminalId, answer.keys.sealed),
      denyList: await openDenyList(answer.deny_list, { tenantId, jwks: jwks.keys }),
      model: answer.recognition.model,
    },
  }
}

test('a terminal opens a QR with what it fetched, and refuses it within two seconds of its recall', async () => {
  const { text, credential } = await issueQrCredential(at.admin, { userId })
  await device.follow()
  const before = await fetched()
  expect(await openCredential(text, before.trust, bureau.now())).toMatchObject({ subject: userId })

  const after = device.store.revision()
  const waiting = device.call('GET', `changes?after=${after}&wait=20`)
  // So that it waits already.
  await new Promise((settle) => setTimeout(settle, 100))
  const recalledAt = performance.now()
  await recallQrCredential(at.admin, { id: credential.id })
  const page = pageSchema.parse((await waiting).json)
  expect(page.qr).toBeGreaterThan(before.version)
  const { trust, version } = await fetched()
  await expect(openCredential(text, trust, bureau.now())).rejects.toMatchObject({ reason: 'recalled' })
  expect(performance.now() - recalledAt).toBeLessThan(2_000)
  expect(version).toBe(page.qr)
  expect([page.put, page.remove]).toEqual([[], []])
})

test('pages that have nothing to do with QR credentials say nothing of them, and a heartbeat tells the number', async () => {
  await device.follow()
  await issueQrCredential(at.admin, { userId })
  await device.follow()
  const after = device.store.revision()!
  const { id: ben } = (await createUser(at.admin, { externalId: 'ben' })).user
  await enrolFace(at.admin, { userId: ben, gate: 'events', picture: picture({ person: 'ben', eyeDistancePx: 120 }) })
  await addMembers(at.admin, { userIds: [ben] })
  const page = (await device.call('GET', `changes?after=${after}`)).json as object
  expect(page).not.toHaveProperty('qr')
  const told = await device.call('POST', 'heartbeat', { time: bureau.now().toISOString(), held_users: 1 })
  expect(told.json).toMatchObject({ qr_version: (await fetched()).version })
})

test('a report says that somebody was known by a QR, and terminals of before go on saying nothing', async () => {
  const report = (id: string, over: object = {}) => ({
    report_id: id,
    type: 'access_granted',
    subject: userId,
    occurred_at: bureau.now().toISOString(),
    sequence: 1,
    ...over,
  })
  const send = (...reports: object[]) => device.call('POST', 'access-events', { reports })
  expect((await send(report('a', { credential: 'qr' }), report('b'))).json).toMatchObject({ accepted: 2 })
  expect((await send(report('c', { credential: 'paper' }))).json).toMatchObject({ reason: 'validation_error' })
  const { accessEvents } = bureau.db.tables
  const rows = await bureau.db.sql.select().from(accessEvents)
  expect(rows.map(({ reportId, credential }) => [reportId, credential]).sort()).toEqual([
    ['a', 'qr'],
    ['b', null],
  ])
})

test('whoever shows no token gets nothing', async () => {
  device.token = ''
  expect((await device.call('GET', 'qr')).json).toMatchObject({ reason: 'token_missing' })
  expect((await device.call('POST', 'qr')).json).toMatchObject({ reason: 'method_not_allowed' })
})
