/**
 * Terminals of two tenants apart, for every route that there is: a device of one tries each with what belongs to the other. A route
 * that has no probe here fails.
 */
import { decodeJwt } from 'jose'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { writeChanges } from '@/domain/changes'
import type { Context } from '@/domain/context'
import { addAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { accessBureau, bureauOf, hour } from '@/domain/events/testing'
import { testEngines } from '@/domain/faces/testing'
import { newId } from '@/domain/ids'
import { everythingOf, found, mark, namesOf } from '@/domain/isolation-testing'
import { addMembers } from '@/domain/members/members'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { recallQrCredential } from '@/domain/qr-credential/recall'
import { createTenant } from '@/domain/tenants'
import { newAgreementKey } from '@/domain/terminals/agreement-key'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { createTerminal, retireTerminal } from '@/domain/terminals/terminals'
import { edgeUrl, giveFaceOf, giveFaces, TestDevice, type Reply } from '@/domain/terminals/testing'
import { testContext, type TestContext } from '@/domain/testing'
import { GET, POST } from '../[[...path]]/route'
import { routes } from './routes'

let bureau: TestContext

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ signal }: Request) =>
    ({ ...bureau, actor: { kind: 'nobody' }, signal, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
const send = (request: Request) => (request.method === 'GET' ? GET(request) : POST(request))

/** A tenant with a terminal that follows, an attendee and a member. */
async function furnish(of: ReturnType<typeof bureauOf>, tenantId: string) {
  const { facility } = await of.venue()
  const terminal = await createTerminal(of.admin, { zoneRow: facility.id, name: `${tenantId} north` })
  const device = new TestDevice(send)
  await device.pair((await createPairingCode(of.admin, { id: terminal.id })).code)
  await confirmTerminal(of.admin, { id: terminal.id, fingerprint: await device.fingerprint() })
  await device.signIn()
  const people = await of.people(2)
  const userIds = people.map(({ id }) => id)
  await giveFaces(bureau, tenantId, userIds)
  const [member] = await addMembers(of.admin, { userIds })
  const now = bureau.now().getTime()
  const times = { startsAt: new Date(now + hour), endsAt: new Date(now + 2 * hour) }
  const event = await createEvent(of.admin, { zoneRow: facility.id, ...times })
  await addAttendees(of.admin, { eventId: event.id, userIds })
  await device.follow()
  const unpaired = await createTerminal(of.admin, { zoneRow: facility.id, name: 'South' })
  if (member?.outcome !== 'added') throw new Error('The tenant could not be set up.')
  return { ...of, tenantId, terminal, unpaired, device, userIds, eventId: event.id, grantId: member.memberId }
}

type Furnished = Awaited<ReturnType<typeof furnish>>
let mine: Furnished
let theirs: Furnished

beforeEach(async () => {
  const at = await accessBureau((options) => testContext({ ...options, engines }))
  bureau = at.operator
  at.clock.at = Date.now()
  const { id } = await createTenant(bureau, { slug: `${mark}-gmbh` })
  mine = await furnish(at, at.tenantId)
  theirs = await furnish(bureauOf(bureau, id), id)
})

const report = (over: object) => ({
  report_id: newId(),
  type: 'access_granted',
  occurred_at: bureau.now().toISOString(),
  sequence: 1,
  ...over,
})

/** What a device of mine does at each route with what is theirs, and what it may come to. */
const probes: Record<string, () => Promise<[reply: Reply, status: number][]>> = {
  'POST pair': async () => [
    // A device that is a terminal of mine already, and a code that is not theirs.
    [await mine.device.pair(`${theirs.unpaired.id.slice(0, 8)}`), 400],
  ],
  'POST token': async () => [[await mine.device.signIn(), 200]],
  'GET changes': async () => [
    [await mine.device.call('GET', `changes?after=${mine.device.store.revision()}`), 200],
    [await mine.device.call('GET', 'changes?after=0'), 200],
    [await mine.device.call('GET', 'changes?after=1'), 200],
  ],
  'POST acks': async () => {
    // The feed of the other tenant is longer than mine.
    const subjectIds = Array.from({ length: 50 }, () => theirs.userIds[0]!)
    await bureau.db.transact((tx) =>
      writeChanges(tx, { tenantId: theirs.tenantId, topic: 'user', op: 'upsert', subjectIds, at: bureau.now() }),
    )
    before = await everythingOf(bureau, theirs.tenantId)
    const own = mine.device.store.revision()!
    return [
      [await mine.device.call('POST', 'acks', { revision: own + 40 }), 409],
      [await mine.device.call('POST', 'acks', { revision: own }), 200],
    ]
  },
  'GET snapshot': async () => {
    const { cursor } = (await theirs.device.call('GET', 'snapshot')).json as { cursor?: string }
    before = await everythingOf(bureau, theirs.tenantId)
    return [
      [await mine.device.call('GET', 'snapshot'), 200],
      // Of another zone than the one where it stands.
      [await mine.device.call('GET', `snapshot?cursor=${encodeURIComponent(cursor!)}`), 409],
      [await mine.device.call('GET', `snapshot?cursor=${theirs.userIds[0]!}`), 422],
    ]
  },
  'GET qr': async () => {
    // One of theirs that was recalled stands in no deny-list of mine.
    const userId = theirs.userIds[0]!
    await giveFaceOf(bureau, theirs.tenantId, userId, 'anna')
    const { credential } = await issueQrCredential(theirs.admin, { userId })
    await recallQrCredential(theirs.admin, { id: credential.id })
    before = await everythingOf(bureau, theirs.tenantId)
    const reply = await mine.device.call('GET', 'qr')
    const list = decodeJwt(String(reply.json.deny_list))
    expect([list.tenant, list.recalled]).toEqual([mine.tenantId, []])
    return [[reply, 200]]
  },
  'POST access-events': async () => {
    const reports = [
      report({ subject: theirs.userIds[0] }),
      report({ subject: theirs.userIds[0], grant_id: theirs.grantId, sequence: 2 }),
      report({ subject: mine.userIds[0], grant_id: theirs.grantId, sequence: 3 }),
    ]
    return [[await mine.device.call('POST', 'access-events', { reports }), 200]]
  },
  'POST heartbeat': async () => {
    const said = { versions: { software: '1', engine: '1' }, time: bureau.now().toISOString(), held_users: 2 }
    const state = { revision: theirs.device.store.revision(), digest: theirs.device.digest() }
    return [[await mine.device.call('POST', 'heartbeat', { ...said, ...state }), 200]]
  },
  'POST feed-key': async () => [
    [await mine.device.call('POST', 'feed-key', { agreement_key: (await newAgreementKey()).publicJwk }), 200],
  ],
  'POST wiped': async () => {
    await retireTerminal(mine.admin, { id: mine.terminal.id })
    return [[await mine.device.call('POST', 'wiped'), 200]]
  },
}

let before: string

test('every route has a probe', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`)
  expect(Object.keys(probes).sort()).toEqual(names.sort())
})

describe.each(routes)('$method $path', ({ method, path }) => {
  test('shows and changes nothing of another tenant’s', async () => {
    const names = await namesOf(bureau, theirs.tenantId)
    expect(names).toEqual(expect.arrayContaining([theirs.terminal.id, theirs.eventId, theirs.grantId]))
    before = await everythingOf(bureau, theirs.tenantId)
    const replies = await probes[`${method} ${path}`]!()
    for (const [{ status, text }, expected] of replies) {
      expect(status, text).toBe(expected)
      expect(found(text, names), text).toEqual([])
    }
    expect(await everythingOf(bureau, theirs.tenantId)).toBe(before)
    // Nor is there anything of theirs with me.
    expect(found(mine.device.held(), names)).toEqual([])
    const rows = await everythingOf(bureau, mine.tenantId)
    expect([...theirs.userIds, theirs.eventId, theirs.terminal.id].filter((id) => rows.includes(id))).toEqual([])
  })

  if (['pair', 'token', 'wiped'].includes(path)) return

  test('a token of theirs is nothing in the hands of a device of mine, and theirs works', async () => {
    const own = mine.device.token
    mine.device.token = theirs.device.token
    const stolen = await mine.device.raw(method, path, method === 'POST' ? {} : undefined)
    expect([stolen.status, stolen.json.reason]).not.toEqual([401, 'use_dpop_nonce'])
    expect(stolen.status, stolen.text).toBe(401)
    mine.device.token = own
    // With their proof as well as their token, and a token of mine beside it.
    const mixed = { authorization: `DPoP ${own}` }
    const theirProof = await theirs.device.raw(method, path, method === 'POST' ? {} : undefined, mixed)
    expect(theirProof.status, theirProof.text).toBe(401)
    const reply = await theirs.device.call(method, path, method === 'POST' ? {} : undefined)
    expect(reply.status, edgeUrl + path).not.toBe(401)
  })
})
