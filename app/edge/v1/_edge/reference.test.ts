/** The reference terminal against the routes' handlers: what it does at a door, while the bureau is away, and in its end. */
import { eq } from 'drizzle-orm'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { verifyDecision } from '@/domain/decisions'
import { addAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { accessBureau, hour } from '@/domain/events/testing'
import { embeddingOf, picture, testEngines } from '@/domain/faces/testing'
import { addMembers, removeMembers } from '@/domain/members/members'
import { vectorBytes } from '@/domain/templates'
import type { Send } from '@/domain/terminals/device/calls'
import { openTerminal, pairFolder } from '@/domain/terminals/device/node/terminal'
import type { Terminal } from '@/domain/terminals/device/terminal'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { changeTerminal, createTerminal, requireTerminal, retireTerminal } from '@/domain/terminals/terminals'
import { giveFaceOf } from '@/domain/terminals/testing'
import { testContext, type TestContext } from '@/domain/testing'
import { everyKeyOf } from '@/domain/wallet/issuer'
import { GET, POST } from '../[[...path]]/route'

let bureau: TestContext

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ signal }: Request) =>
    ({ ...bureau, actor: { kind: 'nobody' }, signal, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
let at: Awaited<ReturnType<typeof accessBureau>>
let venue: Awaited<ReturnType<typeof at.venue>>
let folder: string
const open: { terminal: Terminal<Uint8Array>; stop: () => Promise<string> }[] = []
/** What comes between the terminal and its bureau. */
let way: Send
const remarks: string[] = []

const direct: Send = async (url, init) => {
  const request = new Request(url, init)
  return request.method === 'GET' ? GET(request) : POST(request)
}
/** From now on; whatever is on its way at this moment breaks off. */
function changeWay(next: Send) {
  way = next
  line.cut(new TypeError('terminated'))
  line = newLine()
}
function newLine() {
  let cut: (error: Error) => void = () => {}
  const broken = new Promise<never>((_, reject) => (cut = reject))
  broken.catch(() => undefined)
  return { broken, cut }
}
let line = newLine()
const overTheLine: Send = (url, init) => Promise.race([way(url, init), line.broken])
const cut: Send = () => Promise.reject(new TypeError('fetch failed'))

beforeEach(async () => {
  at = await accessBureau((options) => testContext({ ...options, engines }))
  bureau = at.operator
  venue = await at.venue()
  folder = join(mkdtempSync(join(tmpdir(), 'limen-terminal-')), 'gate')
  way = direct
  remarks.length = 0
})

afterEach(async () => {
  for (const { stop } of open.splice(0)) await stop()
  rmSync(join(folder, '..'), { recursive: true })
})

/** As an enrolment would leave them. */
async function enrolled(person: string): Promise<string> {
  const [user] = await at.people(1)
  const { id } = user!
  await giveFaceOf(bureau, at.tenantId, id, person)
  const { users } = bureau.db.tables
  const named = { externalId: `${person}-1`, externalIdSchema: 'string64' }
  await bureau.db.transact(async (tx) => {
    await tx.sql.update(users).set(named).where(eq(users.id, id))
  })
  return id
}

async function pair(zoneRow = venue.facility.id) {
  const { id } = await createTerminal(at.admin, { zoneRow, name: 'North' })
  const { code } = await createPairingCode(at.admin, { id })
  const { fingerprint } = await pairFolder({ folder, server: 'https://limen.example', code, send: direct })
  return { id, fingerprint }
}

function start({ wall = () => at.clock.at }: { wall?: () => number } = {}) {
  const terminal = openTerminal({
    folder,
    faces: (model) => (model === engines.face.model.id ? engines.face : null),
    software: 'test',
    remark: (text) => remarks.push(text),
    send: overTheLine,
    wall,
    ticks: () => at.clock.at,
  })
  const stop = new AbortController()
  const ended = terminal.run(stop.signal)
  const running = {
    terminal,
    ended,
    async stop() {
      stop.abort()
      const how = await ended
      terminal.close()
      return how
    },
  }
  open.push(running)
  return running
}

/** A terminal that was let in and has read what there is. */
async function running(options?: Parameters<typeof start>[0]) {
  const { id, fingerprint } = await pair()
  await confirmTerminal(at.admin, { id, fingerprint })
  const one = start(options)
  await caughtUp(one.terminal)
  return { id, ...one }
}

async function caughtUp(terminal: Terminal<Uint8Array>) {
  const head = (await at.lines()).at(-1)?.revision ?? 0
  await expect
    .poll(() => terminal.status())
    .toMatchObject({ state: 'online', revision: head, zone_id: expect.any(String) })
}

const log = async () => {
  const { accessEvents } = bureau.db.tables
  return bureau.db.sql.select().from(accessEvents).orderBy(accessEvents.sequence)
}

async function eventFor(userIds: string[], of: { from: number; until: number; entryPolicy?: 'single' | 'multiple' }) {
  const { from, until, entryPolicy } = of
  const event = await createEvent(at.admin, {
    zoneRow: venue.facility.id,
    startsAt: new Date(from),
    endsAt: new Date(until),
    entryPolicy,
  })
  await addAttendees(at.admin, { eventId: event.id, userIds })
  return event
}

test('it waits to be let in, refuses before the event, grants one, refuses the other, and the log says so', async () => {
  const { id, fingerprint } = await pair()
  expect((await requireTerminal(at.admin, id)).fingerprint).toBe(fingerprint)
  const { terminal } = start()
  await expect.poll(() => terminal.status().state).toBe('waiting')
  expect(remarks).toEqual([expect.stringContaining(fingerprint)])
  await expect(terminal.show(picture('anna'))).rejects.toThrow(/has not heard/)
  await confirmTerminal(at.admin, { id, fingerprint })

  const anna = await enrolled('anna')
  await enrolled('ben')
  const starts = at.clock.at + hour
  const event = await eventFor([anna], { from: starts, until: starts + hour })
  await caughtUp(terminal)
  expect(await terminal.show(picture('anna'))).toMatchObject({
    decision: 'denied',
    type: 'outside_window',
    acs_id: 'anna-1',
    event_id: null,
    sequence: 1,
  })

  at.clock.at = starts
  const granted = await terminal.show(picture('anna'))
  expect(granted).toMatchObject({
    decision: 'granted',
    acs_id: 'anna-1',
    event_id: event.id,
    member: false,
    offline: false,
  })
  expect(await terminal.show(picture('ben'))).toMatchObject({ type: 'not_recognised', acs_id: null, score_band: null })
  expect(await terminal.show(picture('anna', 'ben'))).toMatchObject({
    type: 'quality_too_low',
    quality: 'more_than_one_face',
  })
  await expect
    .poll(async () => (await log()).map(({ type }) => type))
    .toEqual(['outside_window', 'access_granted', 'not_recognised', 'quality_too_low'])
  expect((await log())[1]).toMatchObject({ userId: anna, eventId: event.id, dispute: null, offline: false })

  // Whoever has the tenant's public keys alone believes the token, and it is about nothing of the face.
  const jwks = { keys: await everyKeyOf(bureau.db, at.tenantId) }
  const { decision } = await verifyDecision(granted.decision_token!, jwks, new Date(at.clock.at), {
    zoneId: venue.facility.zoneId,
    terminalId: id,
  })
  expect(decision).toMatchObject({ decision: 'granted', acs_id: 'anna-1', sequence: 2 })
  expect(Object.keys(granted).sort()).toEqual(
    [
      ...[
        'access_point_id',
        'acs_id',
        'acs_id_schema',
        'credential',
        'decision',
        'decision_token',
        'event_id',
        'member',
      ],
      ...['liveness', 'mode', 'qr_refusal'],
      ...['occurred_at', 'offline', 'quality', 'reason', 'report_id', 'score_band', 'sequence', 'type', 'zone_id'],
    ].sort(),
  )
  at.clock.at += hour
  expect(await terminal.show(picture('anna'))).toMatchObject({ type: 'outside_window' })
})

test('a member comes in until they are removed, and is refused the moment the terminal has read it', async () => {
  const { terminal, id } = await running()
  const anna = await enrolled('anna')
  await addMembers(at.admin, { userIds: [anna] })
  await caughtUp(terminal)
  expect(await terminal.show(picture('anna'))).toMatchObject({ decision: 'granted', member: true })
  const { grants } = bureau.db.tables
  const [member] = await bureau.db.sql.select().from(grants)
  // The bureau does not hear of it at once, and counts it among those that hold her until it does.
  let lost = 0
  const asked: string[] = []
  changeWay((url, init) => {
    if (lost > 0 && url.includes('/changes')) asked.push(url)
    return url.endsWith('/acks') && lost++ === 0 ? cut(url, init) : direct(url, init)
  })
  await removeMembers(at.admin, { memberIds: [member!.id] })
  await caughtUp(terminal)
  expect(await terminal.show(picture('anna'))).toMatchObject({ decision: 'denied', type: 'not_recognised' })
  expect(terminal.status().held_users).toBe(0)
  // The first question after the cut does not wait: that the bureau is back is known at once.
  await expect.poll(() => asked[0]).toMatch(/&wait=0$/)
  expect(lost).toBeGreaterThan(0)
  await expect.poll(async () => (await requireTerminal(at.admin, id)).ackedRevision).toBe(terminal.status().revision)
})

test('while the bureau is away it goes on, a restart and a clock set back included; what it saw arrives once, with its own time', async () => {
  const one = await running()
  const [anna, ben] = [await enrolled('anna'), await enrolled('ben')]
  const starts = at.clock.at + hour
  await eventFor([anna], { from: starts, until: starts + hour, entryPolicy: 'single' })
  await addMembers(at.admin, { userIds: [ben] })
  await caughtUp(one.terminal)
  changeWay(cut)
  await expect.poll(() => one.terminal.status().state).toBe('offline')

  at.clock.at = starts
  expect(await one.terminal.show(picture('anna'))).toMatchObject({ decision: 'granted', offline: true })
  const heardAt = one.terminal.status().heard_at
  await one.stop()
  // By its own clock it would be the hour before the event's.
  const two = start({ wall: () => starts - 2 * hour })
  expect(await two.terminal.show(picture('anna'))).toMatchObject({
    decision: 'denied',
    type: 'already_inside',
    sequence: 2,
  })
  expect(await two.terminal.show(picture('ben'))).toMatchObject({ decision: 'granted', member: true })
  at.clock.at = starts + hour
  expect(await two.terminal.show(picture('anna'))).toMatchObject({ type: 'outside_window' })
  expect(two.terminal.status()).toMatchObject({ state: 'offline', queued_reports: 4, heard_at: heardAt })
  // Nobody has told it for three days who is still a member.
  at.clock.at = starts + 80 * hour
  expect(await two.terminal.show(picture('ben'))).toMatchObject({ decision: 'denied', type: 'outside_window' })

  // Its first answer gets lost: the bureau has the reports, and gets them again.
  let lost = 0
  changeWay(async (url, init) => {
    const response = await direct(url, init)
    if (!url.endsWith('/access-events') || lost++ > 0) return response
    throw new TypeError('terminated')
  })
  await expect.poll(() => two.terminal.status().queued_reports, { timeout: 20_000 }).toBe(0)
  expect(lost).toBe(2)
  const reports = await log()
  expect(reports.map(({ type, sequence, offline }) => [type, sequence, offline])).toEqual([
    ['access_granted', 1, true],
    ['already_inside', 2, true],
    ['access_granted', 3, true],
    ['outside_window', 4, true],
    ['outside_window', 5, true],
  ])
  expect(reports[0]!.occurredAt).toEqual(new Date(starts))
  await caughtUp(two.terminal)
  expect(await two.terminal.show(picture('ben'))).toMatchObject({ decision: 'granted', offline: false })
})

test('where the way to the bureau is another one, what hangs on the old one is given up and nothing waits', async () => {
  const { terminal } = await running()
  const anna = await enrolled('anna')
  // As a cable that somebody has pulled: nothing is refused, and nothing comes.
  const hung: string[] = []
  changeWay((url, init) => {
    hung.push(url)
    return new Promise((_, reject) => init.signal!.addEventListener('abort', () => reject(init.signal!.reason)))
  })
  await expect.poll(() => hung.length).toBeGreaterThan(0)
  await addMembers(at.admin, { userIds: [anna] })
  way = direct
  const began = performance.now()
  terminal.retry()
  await caughtUp(terminal)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(terminal.status()).toMatchObject({ held_users: 1, state: 'online' })
})

test('moved to another zone it holds who comes in there; another feed key is agreed on when the old one is old', async () => {
  const { terminal, id } = await running()
  const anna = await enrolled('anna')
  await eventFor([anna], { from: at.clock.at + 1, until: at.clock.at + hour })
  await caughtUp(terminal)
  expect(terminal.status().held_users).toBe(1)
  await changeTerminal(at.admin, { id, zoneRow: venue.space.id })
  await expect.poll(() => terminal.status().zone_id).toBe(venue.space.zoneId)

  const before = await feedKeyOf(id)
  at.clock.at += 31 * 24 * hour
  await changeTerminal(at.admin, { id, zoneRow: venue.facility.id })
  await expect.poll(() => feedKeyOf(id)).not.toBe(before)
  await addMembers(at.admin, { userIds: [anna] })
  await caughtUp(terminal)
  expect(await terminal.show(picture('anna'))).toMatchObject({ decision: 'granted', member: true })
})

async function feedKeyOf(id: string) {
  const { terminals } = bureau.db.tables
  const [row] = await bureau.db.sql.select().from(terminals).where(eq(terminals.id, id))
  return row!.feedKeyId
}

test('its folder is for its owner, opens for one process, and says nothing without its key; a lost store is read anew', async () => {
  const one = await running()
  const anna = await enrolled('anna')
  await addMembers(at.admin, { userIds: [anna] })
  await caughtUp(one.terminal)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
  expect(() => start()).toThrow(/runs over this folder already/)
  await one.stop()
  const kept = readFileSync(join(folder, 'state.db'))
  const vector = Buffer.from(vectorBytes(embeddingOf({ person: 'anna' })))
  for (const secret of ['anna-1', vector, vector.toString('base64').slice(0, 24)])
    expect(kept.includes(secret)).toBe(false)

  rmSync(join(folder, 'store.key'))
  const two = start()
  await caughtUp(two.terminal)
  expect(await two.terminal.show(picture('anna'))).toMatchObject({ decision: 'granted' })
  await expect(pairFolder({ folder, server: 'https://limen.example', code: 'AAAAAAAA', send: direct })).rejects.toThrow(
    /already/,
  )
})

test('retired it destroys what it holds, and says so once the bureau can be reached', async () => {
  const one = await running()
  const anna = await enrolled('anna')
  await addMembers(at.admin, { userIds: [anna] })
  await caughtUp(one.terminal)
  changeWay((url, init) => (url.endsWith('/wiped') ? cut(url, init) : direct(url, init)))
  await retireTerminal(at.admin, { id: one.id })
  await expect.poll(() => readdirSync(folder)).toEqual(['device.json'])
  await expect(one.terminal.show(picture('anna'))).rejects.toThrow()
  expect((await requireTerminal(at.admin, one.id)).wipedAt).toBeNull()
  await one.stop()

  // Switched off before it could say so.
  changeWay(direct)
  const two = start()
  expect(await two.ended).toBe('retired')
  expect((await requireTerminal(at.admin, one.id)).wipedAt).not.toBeNull()
  expect(existsSync(join(folder, 'device.json'))).toBe(false)
  expect(() => start()).toThrow(/No terminal lies/)
})

test('a wrong code makes no device; what is altered on the way is not believed', async () => {
  await expect(
    pairFolder({ folder, server: 'https://limen.example', code: '22222222', send: direct }),
  ).rejects.toMatchObject({ name: 'Refused', reason: 'pairing_code_invalid' })
  expect(existsSync(join(folder, 'device.json'))).toBe(false)

  const { terminal } = await running()
  const anna = await enrolled('anna')
  let altered = 0
  changeWay(async (url, init) => {
    const response = await direct(url, init)
    if (!url.includes('/changes')) return response
    const text = await response.text()
    const other = text.replace(/"templates":"(.)/g, (_, first: string) => `"templates":"${first === 'A' ? 'B' : 'A'}`)
    if (other !== text) altered++
    return new Response(other, { status: response.status, headers: response.headers })
  })
  await addMembers(at.admin, { userIds: [anna] })
  await expect.poll(() => altered).toBeGreaterThan(0)
  await wait(100)
  expect(terminal.status().held_users).toBe(0)
  changeWay(direct)
  await caughtUp(terminal)
  expect(terminal.status().held_users).toBe(1)
})
