/**
 * The terminal of a browser against the routes' handlers, at any moment of whose life somebody pulls the cable, reloads the page, lets the
 * tablet sleep or fills its disk: it loses no report, and grants nothing that it should not. A plain model says what that is.
 */
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, inject, test, vi } from 'vitest'
import { changeHead } from '@/domain/changes'
import type { Context } from '@/domain/context'
import { addAttendees, removeAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { accessBureau, hour } from '@/domain/events/testing'
import { picture, testEngines } from '@/domain/faces/testing'
import { addMembers, removeMembers } from '@/domain/members/members'
import { openDatabase, type TerminalDatabase } from '@/domain/terminals/device/browser/database'
import { openTerminal, pairBrowser, readDevice } from '@/domain/terminals/device/browser/terminal'
import { newBrowser } from '@/domain/terminals/device/browser/testing'
import type { Send } from '@/domain/terminals/device/calls'
import type { Shown } from '@/domain/terminals/device/door'
import { NotKept } from '@/domain/terminals/device/store'
import type { Terminal } from '@/domain/terminals/device/terminal'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { createTerminal, requireTerminal } from '@/domain/terminals/terminals'
import { giveFaceOf } from '@/domain/terminals/testing'
import { testContext, type TestContext } from '@/domain/testing'
import { reissueUsers, revokeUsers } from '@/domain/users/change'
import { GET, POST } from '../[[...path]]/route'

const runs = inject('long') ? 150 : 8
const minute = 60_000
const stalenessMs = 72 * hour
const names = ['anna', 'ben', 'cleo']

let bureau: TestContext

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ signal }: Request) =>
    ({ ...bureau, actor: { kind: 'nobody' }, signal, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())

const user = fc.nat(names.length - 1)
const minutes = (most: number) => fc.integer({ min: 1, max: most })
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('member' as const), user, until: fc.option(minutes(300)) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('attendee' as const),
      user,
      start: minutes(20),
      length: minutes(240),
      single: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), grant: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), user }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: minutes(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: minutes(40 * 60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sleep' as const), minutes: minutes(200) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      /** So many calls still go through. */
      after: fc.nat(3),
      /** The bureau still does what the last one asks for, and only its answer is lost. */
      answerOnly: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('plug' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fill' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('free' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reload' as const), clockBack: fc.option(minutes(600)) }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('door' as const), user }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 5, max: 60 }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What the plain model knows of a grant. */
interface Grant {
  user: number
  from: number
  until: number
  event: string | null
  single: boolean
  id: string
  /** The feed's line that takes it away. */
  removedBy: number | null
}

const direct: Send = async (url, init) => {
  const request = new Request(url, init)
  return request.method === 'GET' ? GET(request) : POST(request)
}

class World {
  readonly grants: Grant[] = []
  readonly shown = new Map<string, Shown>()
  users: string[] = []
  terminalId = ''
  database!: TerminalDatabase
  terminal!: Terminal<Uint8Array>
  stop = async () => {}
  /** How much less its count of milliseconds and its own clock show than the bureau's. */
  sleptMs = 0
  clockBackMs = 0
  isClockWrong = false
  isFull = false
  /** When an answer about people reached it last. */
  answeredAt = 0
  /** Calls that go through still; null: all. */
  left: number | null = null
  answerOnly = false
  #break: (error: Error) => void = () => {}
  #broken: Promise<never> = new Promise(() => {})

  constructor(readonly at: Awaited<ReturnType<typeof accessBureau>>) {}

  static async make(): Promise<World> {
    newBrowser()
    const at = await accessBureau((options) => testContext({ ...options, engines }))
    bureau = at.operator
    const world = new World(at)
    world.users = (await at.people(names.length)).map(({ id }) => id)
    for (const [index, id] of world.users.entries()) await giveFaceOf(bureau, at.tenantId, id, names[index]!)
    const { facility } = await at.venue()
    world.facility = facility.id
    const { id } = await createTerminal(at.admin, { zoneRow: facility.id, name: 'North' })
    world.terminalId = id
    const { code } = await createPairingCode(at.admin, { id })
    world.database = await openDatabase()
    const { fingerprint } = await pairBrowser(world.database, { server: 'https://limen.example', code, send: direct })
    await confirmTerminal(at.admin, { id, fingerprint })
    await world.start()
    return world
  }
  facility = ''

  now = () => this.at.clock.at

  send: Send = (url, init) => Promise.race([this.#through(url, init), this.#broken])

  async #through(url: string, init: RequestInit): Promise<Response> {
    const isCut = this.left !== null && this.left-- <= 0
    if (isCut && !(this.answerOnly && this.left === -1)) throw new TypeError('fetch failed')
    const response = await direct(url, init)
    if (isCut) throw new TypeError('terminated')
    if (response.ok && /changes|snapshot/.test(url)) this.answeredAt = this.now()
    return response
  }

  async start(): Promise<void> {
    this.database = await openDatabase()
    const terminal = await openTerminal<Uint8Array>(this.database, (await readDevice(this.database))!, {
      eyes: (model) => (model === engines.face.model.id ? engines.face : null),
      software: 'browser',
      send: this.send,
      wall: () => this.now() - this.clockBackMs,
      ticks: () => this.now() - this.sleptMs,
      pauses: { firstMs: 2, longestMs: 10, untilLetInMs: 2 },
    })
    const stop = new AbortController()
    const ended = terminal.run(stop.signal)
    this.terminal = terminal
    // What is on its way to the disk gets there or not; nothing is asked for any more.
    this.stop = async () => {
      this.database.close()
      stop.abort()
      await ended
    }
  }

  pull(after: number, answerOnly: boolean): void {
    this.left = after
    this.answerOnly = answerOnly
    if (after > 0) return
    this.#break(new TypeError('terminated'))
    this.#broken = new Promise((_, reject) => (this.#break = reject))
    this.#broken.catch(() => undefined)
  }

  head = () => changeHead(bureau.db, this.at.tenantId)

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'member': {
        const until = step.until === null ? Infinity : this.now() + step.until * minute
        const validUntil = step.until === null ? null : new Date(until)
        const [added] = await addMembers(this.at.admin, { userIds: [this.users[step.user]!], validUntil })
        if (added!.outcome !== 'added') return
        const { memberId: id } = added as { memberId: string }
        this.grants.push({ user: step.user, from: 0, until, event: null, single: false, id, removedBy: null })
        return
      }
      case 'attendee': {
        const from = this.now() + step.start * minute
        const until = from + step.length * minute
        const { id: eventId } = await createEvent(this.at.admin, {
          zoneRow: this.facility,
          startsAt: new Date(from),
          endsAt: new Date(until),
          entryPolicy: step.single ? 'single' : 'multiple',
        })
        const [added] = await addAttendees(this.at.admin, { eventId, userIds: [this.users[step.user]!] })
        if (added!.outcome !== 'added') return
        const { attendeeId: id } = added as { attendeeId: string }
        this.grants.push({ user: step.user, from, until, event: eventId, single: step.single, id, removedBy: null })
        return
      }
      case 'remove': {
        const standing = this.grants.filter(({ removedBy }) => removedBy === null)
        const grant = standing[step.grant % Math.max(1, standing.length)]
        if (!grant) return
        if (grant.event) await removeAttendees(this.at.admin, { attendeeIds: [grant.id] })
        else await removeMembers(this.at.admin, { memberIds: [grant.id] })
        grant.removedBy = await this.head()
        return
      }
      case 'revoke': {
        const userIds = [this.users[step.user]!]
        await revokeUsers(this.at.admin, { userIds })
        const line = await this.head()
        const own = this.grants.filter(({ user, removedBy }) => user === step.user && removedBy === null)
        for (const grant of own) grant.removedBy = line
        // Their grants would stand again: these are taken away, so that the model stays plain.
        const ids = (isEvent: boolean) => own.filter(({ event }) => (event !== null) === isEvent).map(({ id }) => id)
        if (ids(true).length > 0) await removeAttendees(this.at.admin, { attendeeIds: ids(true) })
        if (ids(false).length > 0) await removeMembers(this.at.admin, { memberIds: ids(false) })
        await reissueUsers(this.at.admin, { userIds })
        return
      }
      case 'pass':
        this.at.clock.at += step.minutes * minute
        return
      case 'sleep':
        this.at.clock.at += step.minutes * minute
        this.sleptMs += step.minutes * minute
        return
      case 'pull':
        return this.pull(step.after, step.answerOnly)
      case 'plug':
        this.left = null
        return
      case 'fill':
        this.isFull = true
        return
      case 'free':
        this.isFull = false
        return
      case 'reload':
        await this.stop()
        this.clockBackMs = (step.clockBack ?? 0) * minute
        this.isClockWrong = step.clockBack !== null
        return this.start()
      case 'door':
        return this.door(step.user)
      case 'wait':
        await wait(step.ms)
    }
  }

  async door(user: number): Promise<void> {
    const { ackedRevision } = await requireTerminal(this.at.admin, this.terminalId)
    const wasFull = this.isFull
    const shown = await this.terminal.show(picture(names[user]!)).catch((error: Error) => {
      // It has heard nothing yet, or can write nothing down.
      if (error instanceof NotKept) expect(wasFull).toBe(true)
      else expect(error.message).toMatch(/has not heard/)
      return null
    })
    if (!shown) return
    const before = this.shown.get(shown.report_id)
    if (before) return expect(shown).toEqual(before)
    expect(wasFull).toBe(false)
    this.shown.set(shown.report_id, shown)
    if (shown.decision === 'denied') return
    // A page that was opened without the bureau, by a clock that was set back, has nothing but what it remembers.
    const at = this.isClockWrong ? Date.parse(shown.occurred_at) : this.now()
    expect(at - this.answeredAt).toBeLessThanOrEqual(stalenessMs)
    const by = this.grants.filter(
      (grant) =>
        grant.user === user &&
        grant.event === shown.event_id &&
        grant.from <= at &&
        at < grant.until &&
        (grant.removedBy === null || grant.removedBy > ackedRevision),
    )
    expect(by.length).toBeGreaterThan(0)
    const sameEvent = [...this.shown.values()].filter(
      (one) => one.decision === 'granted' && one.acs_id === shown.acs_id && one.event_id === shown.event_id,
    )
    if (by.every(({ single }) => single)) expect(sameEvent.length).toBe(1)
  }

  /** The cable is in, there is room, and the tablet's clock is right: it holds and says what it should. */
  async settle(): Promise<void> {
    // Time leapt while the bureau waited with its answer: it is asked anew.
    this.pull(0, false)
    this.left = null
    this.isFull = false
    const heardAt = new Date(this.now()).toISOString()
    await expect
      .poll(async () => {
        const { ackedRevision } = await requireTerminal(this.at.admin, this.terminalId)
        const status = this.terminal.status()
        // A report may add a line.
        const head = await this.head()
        return { ...status, isThrough: status.revision === head && ackedRevision === head }
      })
      .toMatchObject({
        state: 'online',
        isThrough: true,
        queued_reports: 0,
        heard_at: heardAt,
        zone_id: expect.any(String),
      })
    this.isClockWrong = false
    for (const [user] of names.entries()) {
      // Another visit.
      this.at.clock.at += 10_000
      const before = new Map(this.shown)
      await this.door(user)
      const [shown] = [...this.shown.values()].filter(({ report_id }) => !before.has(report_id))
      const used = (grant: Grant) =>
        grant.single &&
        [...before.values()].some(
          (one) => one.decision === 'granted' && one.event_id === grant.event && one.acs_id === shown!.acs_id,
        )
      const may = this.grants.some(
        (grant) =>
          grant.user === user &&
          grant.removedBy === null &&
          grant.from <= this.now() &&
          this.now() < grant.until &&
          !used(grant),
      )
      expect([names[user], shown!.decision]).toEqual([names[user], may ? 'granted' : 'denied'])
    }
    await expect.poll(() => this.terminal.status().queued_reports).toBe(0)
    const { accessEvents } = bureau.db.tables
    const log = await bureau.db.sql.select().from(accessEvents).where(eq(accessEvents.tenantId, this.at.tenantId))
    const times = new Map(log.map(({ reportId, occurredAt }) => [reportId, occurredAt.toISOString()]))
    expect(times.size).toBe(log.length)
    for (const { report_id, occurred_at } of this.shown.values()) expect(times.get(report_id)).toBe(occurred_at)
  }
}

let world: World | undefined
const { put } = IDBObjectStore.prototype
IDBObjectStore.prototype.put = function (...of: Parameters<typeof put>) {
  if (world?.isFull) throw new DOMException('no room', 'QuotaExceededError')
  return put.apply(this, of)
}

test(
  'a cable that is pulled, a page that is reloaded, a tablet that sleeps or is full at any moment',
  { timeout: 60_000 + runs * 15_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
        world = await World.make()
        try {
          for (const one of steps) await world.take(one)
          await world.settle()
        } finally {
          world.isFull = false
          await world.stop()
        }
      }),
      { numRuns: runs, endOnFailure: true },
    )
  },
)
