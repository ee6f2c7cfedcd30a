/** QR credentials at the terminal of a browser: who comes in by one, with and without the bureau, and what is none. */
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { accessBureau, bureauOf, hour } from '@/domain/events/testing'
import { enrolFace } from '@/domain/faces/enrol'
import { picture, testEngines } from '@/domain/faces/testing'
import { addMembers } from '@/domain/members/members'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { recallQrCredential } from '@/domain/qr-credential/recall'
import { openDatabase } from '@/domain/terminals/device/browser/database'
import { openTerminal, pairBrowser, readDevice } from '@/domain/terminals/device/browser/terminal'
import { newBrowser } from '@/domain/terminals/device/browser/testing'
import type { Send } from '@/domain/terminals/device/calls'
import type { Shown } from '@/domain/terminals/device/door'
import type { Terminal } from '@/domain/terminals/device/terminal'
import { createTenant } from '@/domain/tenants'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { createTerminal } from '@/domain/terminals/terminals'
import { testContext, type TestContext } from '@/domain/testing'
import { createUser } from '@/domain/users'
import { GET, POST } from '../[[...path]]/route'

let bureau: TestContext
vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ signal }: Request) =>
    ({ ...bureau, actor: { kind: 'nobody' }, signal, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
const seen = async (person: string) => engines.face.read(picture({ person, eyeDistancePx: 120 }))
const readings = { anna: await seen('anna'), ben: await seen('ben') }

let at: Awaited<ReturnType<typeof accessBureau>>
let terminal: Terminal<Uint8Array>
let stop = async () => {}
/** What does not get through. */
let cut: RegExp | null
/** What is waited with breaks off too. */
let cutLine: (error: Error) => void
let line: Promise<never>

const send: Send = async (url, init) => {
  if (cut?.test(url)) throw new TypeError('fetch failed')
  const request = new Request(url, init)
  return Promise.race([request.method === 'GET' ? GET(request) : POST(request), line])
}
function pull(what: RegExp): void {
  cut = what
  cutLine(new TypeError('terminated'))
  newLine()
}
function newLine(): void {
  line = new Promise<never>((_, reject) => (cutLine = reject))
  line.catch(() => undefined)
}

beforeEach(async () => {
  newBrowser()
  newLine()
  cut = null
  at = await accessBureau((options) => testContext({ ...options, engines }))
  bureau = at.operator
  const { facility } = await at.venue()
  const { id } = await createTerminal(at.admin, { zoneRow: facility.id, name: 'North' })
  const { code } = await createPairingCode(at.admin, { id })
  const database = await openDatabase()
  const { fingerprint } = await pairBrowser(database, { server: 'https://limen.example', code, send })
  await confirmTerminal(at.admin, { id, fingerprint })
  database.close()
})
afterEach(() => stop())

async function start(): Promise<void> {
  const database = await openDatabase()
  terminal = await openTerminal<Uint8Array>(database, (await readDevice(database))!, {
    eyes: (model) => (model === engines.face.model.id ? engines.face : null),
    software: 'browser',
    send,
    wall: () => at.clock.at,
    ticks: () => at.clock.at,
    pauses: { firstMs: 5, longestMs: 20, untilLetInMs: 5 },
  })
  const ending = new AbortController()
  const ended = terminal.run(ending.signal)
  stop = async () => {
    stop = async () => {}
    database.close()
    ending.abort()
    await ended
  }
}

async function member(person: 'anna' | 'ben', admin = at.admin) {
  const { user } = await createUser(admin, { externalId: person })
  await enrolFace(admin, { userId: user.id, gate: 'events', picture: picture({ person, eyeDistancePx: 120 }) })
  await addMembers(admin, { userIds: [user.id] })
  return user.id
}
const issue = async (userId: string) => issueQrCredential(at.admin, { userId })

/** As the page does it: a text that the camera has read, then the face before it. */
async function hold(text: string, face: keyof typeof readings): Promise<Shown> {
  const presented = await terminal.present(text)
  if ('refusal' in presented) return terminal.decide({ outcome: 'qr_refused', reason: presented.refusal })
  return terminal.decide(terminal.look(readings[face], presented.contents))
}
const opens = (text: string) => expect.poll(() => terminal.present(text)).toHaveProperty('contents')

/** Runs, knows the QR key by which ben's is sealed, and has lost its bureau; afterwards anna became a member. */
async function alone() {
  const ben = await issue(await member('ben'))
  await start()
  await opens(ben.text)
  pull(/./)
  await expect.poll(() => terminal.status().state).toBe('offline')
  const annaId = await member('anna')
  return { ben, annaId, anna: await issue(annaId) }
}

test('whom the terminal does not hold comes in by a QR credential, to whose face it belongs, and nobody else by it', async () => {
  const { anna, annaId } = await alone()
  expect(terminal.status().held_users).toBe(1)
  expect(await hold(anna.text, 'ben')).toMatchObject({ decision: 'denied', type: 'not_recognised', credential: 'qr' })
  const granted = await hold(anna.text, 'anna')
  expect(granted).toMatchObject({ decision: 'granted', acs_id: 'anna', member: true, credential: 'qr', offline: true })
  // One visit is one answer, and by her face alone nobody knows her here.
  expect(await hold(anna.text, 'anna')).toBe(granted)
  expect(terminal.look(readings.anna)).toEqual({ outcome: 'unknown' })

  await stop()
  await start()
  await opens(anna.text)
  expect(await hold(anna.text, 'anna')).toMatchObject({ decision: 'granted', offline: true })

  cut = null
  await expect.poll(() => terminal.status().queued_reports, { timeout: 10_000 }).toBe(0)
  const { accessEvents } = bureau.db.tables
  const log = (await bureau.db.sql.select().from(accessEvents)).sort((a, b) => a.sequence! - b.sequence!)
  expect(log.map(({ type, userId, credential, dispute }) => [type, userId, credential, dispute])).toEqual([
    ['not_recognised', null, 'qr', null],
    ['access_granted', annaId, 'qr', null],
    ['access_granted', annaId, 'qr', null],
  ])
})

test('what is forged, foreign, expired, or older than the bureau’s word lets nobody in, and is told in a word', async () => {
  const { anna } = await alone()
  const reason = async (text: string) => (await hold(text, 'anna')).qr_refusal
  const middle = Math.floor(anna.text.length / 2)
  const swapped = anna.text[middle] === 'A' ? 'B' : 'A'
  const forged = anna.text.slice(0, middle) + swapped + anna.text.slice(middle + 1)
  expect(['malformed', 'signature_invalid']).toContain(await reason(forged))
  expect(await reason('https://example.org/')).toBe('malformed')
  expect(await reason('LIMEN:')).toBe('malformed')

  // The same person of another tenant, on the same bureau.
  const { id: other } = await createTenant(bureau, { slug: 'other' })
  const { admin: stranger } = bureauOf(bureau, other)
  const foreign = await issueQrCredential(stranger, { userId: await member('anna', stranger) })
  expect(await reason(foreign.text)).toBe('wrong_tenant')

  // Nothing was heard for longer than the limit: it may have been recalled.
  at.clock.at += 73 * hour
  expect(await hold(anna.text, 'anna')).toMatchObject({ decision: 'denied', type: 'outside_window' })
  at.clock.at = anna.credential.expiresAt.getTime()
  expect(await reason(anna.text)).toBe('expired')
})

test('a recall holds within two seconds, for who stands there already too; where only the word of it came, nothing counts', async () => {
  const { text, credential } = await issue(await member('anna'))
  await start()
  await opens(text)
  const presented = await terminal.present(text)
  if (!('contents' in presented)) throw new Error('It was taken a moment ago.')
  const held = terminal.look(readings.anna, presented.contents)
  const second = await issue(await member('ben'))
  await opens(second.text)
  const began = performance.now()
  await recallQrCredential(at.admin, { id: credential.id })
  await expect.poll(() => terminal.present(text), { interval: 20 }).toEqual({ refusal: 'recalled' })
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(await terminal.decide(held)).toMatchObject({ decision: 'denied', qr_refusal: 'recalled' })

  // The feed says that something has changed, and the cable is pulled before it is known what.
  pull(/\/qr$/)
  await recallQrCredential(at.admin, { id: second.credential.id })
  await expect.poll(() => terminal.present(second.text), { interval: 20 }).toEqual({ refusal: 'not_ready' })
  pull(/./)
  await stop()
  await start()
  expect(await terminal.present(second.text)).toEqual({ refusal: 'not_ready' })
  cut = null
  await expect.poll(() => terminal.present(second.text), { interval: 20 }).toEqual({ refusal: 'recalled' })
})

test('10,000 tries grant nothing, are a few lines of the log, and who has a good one waits until they are over', async () => {
  const { anna, ben } = await alone()
  const types = new Set<string>()
  for (let n = 0; n < 10_000; n++) {
    at.clock.at += 60
    const text =
      n % 2 === 0 ? `LIMEN:${n.toString(36).toUpperCase()}` : ben.text.slice(0, -3) + String(n % 1000).padStart(3, '0')
    const shown = await hold(text, 'anna')
    types.add(`${shown.decision} ${shown.qr_refusal}`)
  }
  expect([...types].filter((type) => !type.startsWith('denied'))).toEqual([])
  expect(types).toContain('denied too_many_tries')
  expect(terminal.status().refused_codes).toBe(10_000)
  expect(terminal.status().queued_reports).toBeLessThan(250)
  expect(await hold(anna.text, 'anna')).toMatchObject({ decision: 'denied', qr_refusal: 'too_many_tries' })
  at.clock.at += 10_000
  expect(await hold(anna.text, 'anna')).toMatchObject({ decision: 'granted' })
})
