/** A terminal's whole life over the routes' handlers: paired, let in, following, heard, retired and wiped. */
import { decodeJwt } from 'jose'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { writeChanges } from '@/domain/changes'
import { testEngines } from '@/domain/faces/testing'
import { accessBureau, hour } from '@/domain/events/testing'
import { addAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { addMembers, removeMembers } from '@/domain/members/members'
import type { Context } from '@/domain/context'
import { agree } from '@/domain/terminals/agreement'
import { newAgreementKey } from '@/domain/terminals/agreement-key'
import { SnapshotReader } from '@/domain/terminals/follower'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { changeTerminal, createTerminal, requireTerminal, retireTerminal } from '@/domain/terminals/terminals'
import { giveFaces, TestDevice } from '@/domain/terminals/testing'
import { FeedKeyUnknown, snapshotPageSchema } from '@/domain/terminals/wire'
import { testContext, type TestContext } from '@/domain/testing'
import { changeZone } from '@/domain/zones/zones'
import { GET, POST, PUT } from '../[[...path]]/route'

let bureau: TestContext

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ headers, signal }: Request) =>
    ({
      ...bureau,
      actor: { kind: 'nobody' },
      signal,
      requestId: headers.get('x-request-id') ?? 'the-request',
    }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
let at: Awaited<ReturnType<typeof accessBureau>>
let venue: Awaited<ReturnType<typeof at.venue>>

beforeEach(async () => {
  at = await accessBureau((options) => testContext({ ...options, engines }))
  bureau = at.operator
  venue = await at.venue()
})

const send = (request: Request) => (request.method === 'GET' ? GET(request) : POST(request))
const device = () => new TestDevice(send)

async function paired(zoneRow = venue.facility.id, name = 'North') {
  const terminal = await createTerminal(at.admin, { zoneRow, name })
  const one = device()
  await one.pair((await createPairingCode(at.admin, { id: terminal.id })).code)
  await confirmTerminal(at.admin, { id: terminal.id, fingerprint: await one.fingerprint() })
  await one.signIn()
  return one
}

async function people(count: number) {
  const users = await at.people(count)
  const vectors = await giveFaces(
    bureau,
    at.tenantId,
    users.map(({ id }) => id),
  )
  return { ids: users.map(({ id }) => id), vectors }
}

test('a device is paired by its code, shows the fingerprint that the portal shows, and follows once it was let in', async () => {
  const terminal = await createTerminal(at.admin, { zoneRow: venue.facility.id, name: 'North' })
  const { code } = await createPairingCode(at.admin, { id: terminal.id })
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
  const one = device()
  const reply = await one.pair(`${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`)
  expect(reply.status).toBe(201)
  expect(reply.json).toMatchObject({ terminal_id: terminal.id, state: 'claimed', fingerprint: await one.fingerprint() })
  expect(await requireTerminal(at.admin, terminal.id)).toMatchObject({
    state: 'claimed',
    fingerprint: await one.fingerprint(),
  })

  expect((await one.signIn()).json).toMatchObject({ reason: 'confirmation_pending' })
  await expect(confirmTerminal(at.admin, { id: terminal.id, fingerprint: '0000 '.repeat(8) })).rejects.toMatchObject({
    code: 'conflict',
  })
  await confirmTerminal(at.admin, { id: terminal.id, fingerprint: await one.fingerprint() })
  const token = await one.signIn()
  expect(token.json).toMatchObject({ token_type: 'DPoP', expires_in: 300 })
  expect(token.headers.get('cache-control')).toBe('no-store, no-transform')

  const { ids, vectors } = await people(2)
  await addMembers(at.admin, { userIds: ids })
  await one.follow()
  expect(one.held()).toEqual([...ids].sort())
  const held = one.store.get(ids[0]!)!
  expect(new Float32Array(new Uint8Array(held.templates[0]!.vector).buffer)).toEqual(vectors.get(ids[0]!))
  await removeMembers(at.admin, { memberIds: await memberIds(ids[0]!) })
  await one.follow()
  expect(one.held()).toEqual([ids[1]])
  const head = (await at.lines()).at(-1)!.revision
  expect(await requireTerminal(at.admin, terminal.id)).toMatchObject({ ackedRevision: head, sentRevision: head })
})

async function memberIds(...userIds: string[]) {
  const { grants } = bureau.db.tables
  return (await bureau.db.sql.select().from(grants))
    .filter(({ userId }) => userIds.includes(userId))
    .map(({ id }) => id)
}

test('an event’s people are at the terminals of its zone only, and a terminal that is moved begins anew', async () => {
  const { ids } = await people(3)
  const soon = at.clock.at + hour
  const event = await createEvent(at.admin, {
    zoneRow: venue.space.id,
    startsAt: new Date(soon),
    endsAt: new Date(soon + hour),
  })
  await addAttendees(at.admin, { eventId: event.id, userIds: ids })
  const door = await paired(venue.facility.id, 'Door')
  const gate = await paired(venue.space.id, 'Gate')
  await Promise.all([door.follow(), gate.follow()])
  expect(door.held()).toEqual([])
  expect(gate.held()).toEqual([...ids].sort())

  await changeTerminal(at.admin, { id: gate.terminalId, zoneRow: venue.facility.id })
  const late = await gate.call('POST', 'acks', { revision: gate.store.revision() })
  expect(late).toMatchObject({ status: 409, json: { reason: 'ack_beyond_sent' } })
  await gate.follow()
  expect(gate.held()).toEqual([])
  await changeTerminal(at.admin, { id: door.terminalId, zoneRow: venue.space.id })
  await door.follow()
  expect(door.held()).toEqual([...ids].sort())

  await changeZone(at.admin, { id: venue.facility.id, timeZone: 'Europe/Lisbon' })
  await door.follow()
  expect(door.store.get(ids[0]!)!.scopes[0]!.timeZone).toBe('Europe/Lisbon')
})

test('terminals of one zone read the same page, and whoever is narrowed to one of them is at that one only', async () => {
  const [one, other] = [await paired(venue.facility.id, 'One'), await paired(venue.facility.id, 'Other')]
  await Promise.all([one.follow(), other.follow()])
  const before = one.held()
  const { ids } = await people(3)
  const [both, narrowed, together] = ids as [string, string, string]
  const soon = at.clock.at + hour
  const times = { startsAt: new Date(soon), endsAt: new Date(soon + hour) }
  const event = await createEvent(at.admin, { zoneRow: venue.facility.id, ...times })
  await addAttendees(at.admin, { eventId: event.id, userIds: [both] })
  await Promise.all([one.follow(), other.follow()])
  expect([one.held(), other.held()]).toEqual([[...before, both].sort(), [...before, both].sort()])

  await addAttendees(at.admin, { eventId: event.id, userIds: [narrowed], terminalIds: [other.terminalId] })
  await addAttendees(at.admin, { eventId: event.id, userIds: [together] })
  await Promise.all([one.follow(), other.follow()])
  expect(one.held()).toEqual([...before, both, together].sort())
  expect(other.held()).toEqual([...before, both, narrowed, together].sort())
  // Opened by either with its own key.
  expect(other.store.get(both)!.templates).toEqual(one.store.get(both)!.templates)
  expect(one.store.get(both)!.templates).toHaveLength(1)
})

test('who waits for the feed is woken by a change, and told that it is retired while it waits', async () => {
  const one = await paired()
  await one.follow()
  const { ids } = await people(1)
  const waiting = one.call('GET', `changes?after=${one.store.revision()}&wait=30`)
  const since = performance.now()
  setTimeout(() => void addMembers(at.admin, { userIds: ids }), 50)
  expect((await waiting).json).toMatchObject({ put: [{ subject: ids[0] }] })
  expect(performance.now() - since).toBeLessThan(2_000)
  await one.follow()
  const again = one.call('GET', `changes?after=${one.store.revision()}&wait=30`)
  setTimeout(() => void retireTerminal(at.admin, { id: one.terminalId }), 50)
  expect(await again).toMatchObject({ status: 401, json: { reason: 'terminal_retired' } })
  expect(performance.now() - since).toBeLessThan(4_000)
})

test('the stream gives pages as they come and ends when its token does', async () => {
  const one = await paired()
  await one.follow()
  const { ids } = await people(1)
  const path = `changes?after=${one.store.revision()}`
  const headers = {
    accept: 'text/event-stream',
    authorization: `DPoP ${one.token}`,
    dpop: await one.proof('GET', path),
  }
  const response = await GET(new Request(`https://limen.example/edge/v1/${path}`, { headers }))
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  await addMembers(at.admin, { userIds: ids })
  let text = ''
  while (!text.includes('event: page')) text += (await reader.read()).value
  expect(text).toContain(ids[0])
  at.clock.at += 301_000
  await addMembers(at.admin, { userIds: (await people(1)).ids })
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value
  expect(text).toContain('event: end\ndata: {"reason":"token_expired"')
})

test('a retired terminal is refused everywhere at once, and is wiped once it says so', async () => {
  const one = await paired()
  await one.follow()
  expect((await one.call('POST', 'wiped')).json).toMatchObject({ reason: 'not_retired' })
  await retireTerminal(at.admin, { id: one.terminalId })
  for (const [method, path] of [
    ['GET', 'changes?after=0'],
    ['GET', 'snapshot'],
    ['POST', 'acks'],
    ['POST', 'heartbeat'],
    ['POST', 'token'],
  ] as const) {
    const reply = await one.call(method, path, method === 'POST' ? {} : undefined)
    expect(reply).toMatchObject({ status: 401, json: { reason: 'terminal_retired', request_id: 'the-request' } })
  }
  expect((await requireTerminal(at.admin, one.terminalId)).wipedAt).toBeNull()
  const wiped = await one.call('POST', 'wiped')
  expect(wiped.status).toBe(200)
  expect((await one.call('POST', 'wiped')).json).toEqual(wiped.json)
  expect((await requireTerminal(at.admin, one.terminalId)).wipedAt).not.toBeNull()
})

test('the heartbeat tells the time, the settings and a threshold that rises with what is held', async () => {
  const one = await paired()
  await one.follow()
  const beat = (held: number, more = {}) =>
    one.call('POST', 'heartbeat', {
      time: new Date(at.clock.at + 90_000).toISOString(),
      versions: { software: '1.2', engine: 'test' },
      held_users: held,
      ...more,
    })
  const few = await beat(1)
  expect(few.json).toMatchObject({
    server_time: new Date(at.clock.at).toISOString(),
    staleness_seconds: 72 * 3_600,
    zone: { id: venue.facility.zoneId, time_zone: 'Europe/Vienna', mode: 'relay' },
    rotate_feed_key: false,
    resync: false,
  })
  const threshold = ({ json }: typeof few) =>
    (json as unknown as { recognition: { threshold: number } }).recognition.threshold
  expect(threshold(few)).toBe(0.6)
  expect(threshold(await beat(100))).toBe(0.65)
  expect(await requireTerminal(at.admin, one.terminalId)).toMatchObject({
    clockDriftMs: 90_000,
    heldUsers: 100,
    versions: { software: '1.2', engine: 'test' },
  })
  const certificate = (few.json as unknown as { certificate: string }).certificate
  expect(decodeJwt(certificate)).toMatchObject({ sub: one.terminalId, cnf: { jwk: one.jwk } })

  // One that holds something else than it should begins anew.
  const { ids } = await people(1)
  await addMembers(at.admin, { userIds: ids })
  await one.follow()
  const good = { revision: one.store.revision(), digest: one.digest() }
  expect((await beat(1, good)).json).toMatchObject({ resync: false })
  at.clock.at += hour
  one.store.replace([], one.store.revision()!)
  expect((await beat(0, { ...good, digest: one.digest() })).json).toMatchObject({ resync: true })
  await one.follow()
  expect(one.held()).toEqual(ids)
})

test('another feed key can be agreed on, and seals what comes after', async () => {
  const one = await paired()
  await one.follow()
  const own = await newAgreementKey()
  const reply = await one.call('POST', 'feed-key', { agreement_key: own.publicJwk })
  const theirs = (reply.json as unknown as { agreement_key: typeof own.publicJwk }).agreement_key
  const next = await agree({ terminalId: one.terminalId, own, theirs, side: 'terminal', extractable: false })
  expect(reply.json).toMatchObject({ key_id: next.id })
  const { ids } = await people(1)
  await addMembers(at.admin, { userIds: ids })
  // The old key opens nothing of it.
  await expect(one.follow()).rejects.toThrow(FeedKeyUnknown)
  one.feedKey = next
  await one.follow()
  expect(one.store.get(ids[0]!)!.templates[0]!.vector).toHaveLength(32)
})

test('a snapshot of many comes in pages, and what changes between them follows', async () => {
  const ids = (await at.people(260)).map(({ id }) => id).sort()
  await addMembers(at.admin, { userIds: ids })
  const one = await paired()
  const first = await one.call('GET', 'snapshot')
  const { people: some, cursor, digest } = snapshotPageSchema.parse(first.json)
  expect([some.length, digest]).toEqual([250, null])
  await removeMembers(at.admin, { memberIds: await memberIds(ids[0]!, ids[259]!) })
  const reader = new SnapshotReader(one.opener())
  await reader.add(snapshotPageSchema.parse(first.json))
  let next = cursor
  let last = ''
  while (next !== null) {
    const page = snapshotPageSchema.parse((await one.call('GET', `snapshot?cursor=${next}`)).json)
    next = await reader.add(page)
    last = page.digest ?? ''
  }
  expect(await reader.finish(one.store, '0'.repeat(64))).toBe(false)
  expect(one.store.revision()).toBeNull()
  expect(await reader.finish(one.store, last)).toBe(true)
  expect(one.held()).toEqual(ids.slice(0, 259))
  await one.acknowledge()
  await one.follow()
  expect(one.held()).toEqual(ids.slice(1, 259))
  expect(await one.call('GET', `snapshot?cursor=${cursor!.slice(0, -2)}xx`)).toMatchObject({ status: 422 })
  const other = await paired()
  expect(await other.call('GET', `snapshot?cursor=${cursor}`)).toMatchObject({ json: { reason: 'snapshot_outdated' } })
})

test('who is too far behind, or ahead of a bureau that was set back, begins anew', async () => {
  const { ids } = await people(1)
  await addMembers(at.admin, { userIds: ids })
  const one = await paired()
  await one.follow()
  const subjectIds = Array.from({ length: 10_001 }, () => ids[0]!)
  await bureau.db.transact((tx) =>
    writeChanges(tx, { tenantId: at.tenantId, topic: 'user', op: 'upsert', subjectIds, at: new Date() }),
  )
  expect((await one.call('GET', `changes?after=${one.store.revision()}`)).json).toEqual({ reset: true })
  await one.follow()
  expect(one.held()).toEqual(ids)
  expect((await one.call('GET', 'changes?after=99999999')).json).toEqual({ reset: true })
})

test('addresses and methods that are not served are refused in the same form', async () => {
  const one = device()
  expect(await one.raw('GET', 'nothing')).toMatchObject({ status: 404, json: { reason: 'not_found' } })
  const put = await PUT(new Request('https://limen.example/edge/v1/acks', { method: 'PUT' }))
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST'])
})
