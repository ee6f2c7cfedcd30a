/**
 * Both sides agree in the end, whatever happened on the way: terminals that are cut off, whose answers get lost or come late, that
 * are killed in the middle of a write, moved, or have a wrong clock; a bureau that is killed in the middle of a transaction.
 * A plain model that knows nothing of feeds says what must come out.
 */
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { addAttendees, removeAttendees } from '../events/attendees'
import { changeEvent, createEvent, deleteEvent } from '../events/events'
import { accessBureau, bureauOf } from '../events/testing'
import { testEngines } from '../faces/testing'
import { addMembers, removeMembers } from '../members/members'
import { createTenant } from '../tenants'
import { testContext, type TestContext } from '../testing'
import { reissueUsers, revokeUsers } from '../users/change'
import { agree } from './agreement'
import { newAgreementKey } from './agreement-key'
import { acknowledge, nextPage } from './feed'
import { applyPage, BureauClock, decideAt, digestOf, SnapshotReader, type Held } from './follower'
import { rotateFeedKey } from './heartbeat'
import { recordReports } from './reports'
import { expectedDigest, snapshotPage } from './snapshot'
import { syncOf } from './sync'
import { changeTerminal, terminalRow } from './terminals'
import { giveFaces, MemoryStore } from './testing'
import { openerFor, type Opener, type Page } from './wire'

const runs = inject('long') ? 1_000 : 25
const minute = 60_000

const engines = testEngines()
let root: Awaited<ReturnType<typeof accessBureau>>
beforeAll(async () => {
  root = await accessBureau((options) => testContext({ ...options, engines, keep: true }))
})
afterAll(() => engines.close())

const index = fc.nat(7)
/** Minutes from now. */
const soon = fc.integer({ min: 1, max: 20 })
const lengths = fc.integer({ min: 10, max: 240 })
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('member' as const),
      user: index,
      space: fc.boolean(),
      until: fc.option(lengths),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      space: fc.boolean(),
      start: soon,
      length: lengths,
      single: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('attendee' as const), event: index, user: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), grant: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prolong' as const), event: index, by: lengths }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteEvent' as const), event: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), user: index, back: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), terminal: index, space: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      terminal: index,
      /** What goes wrong. */
      cut: fc.constantFrom(
        'nothing',
        'answer lost',
        'killed in the write',
        'killed before the ack',
        'ack undone',
        'answer kept',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('late' as const), terminal: index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('door' as const), terminal: index, user: index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      terminal: index,
      cut: fc.constantFrom('nothing', 'answer lost', 'bureau killed'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('restart' as const),
      terminal: index,
      clock: fc.integer({ min: -5_000_000, max: 5_000_000 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What the plain model knows of a grant. */
interface Grant {
  id: string
  user: number
  event: Event | null
  space: boolean
  until: number | null
  removed: boolean
  entered: boolean
}
interface Event {
  id: string
  space: boolean
  start: number
  end: number
  single: boolean
  deleted: boolean
}

class Killed extends Error {}

/** As a file that is written beside the old one and then takes its name: a kill before that changes nothing. */
class DyingStore extends MemoryStore {
  dies = false
  override apply(change: Parameters<MemoryStore['apply']>[0]): void {
    this.#live()
    super.apply(change)
  }
  override replace(people: Held[], revision: number): void {
    this.#live()
    super.replace(people, revision)
  }
  #live(): void {
    if (!this.dies) return
    this.dies = false
    throw new Killed('killed in the write')
  }
}

interface Terminal {
  id: string
  space: boolean
  store: DyingStore
  open: Opener
  clock: BureauClock
  ticks: () => number
  heardAt: Date | null
  queue: Parameters<typeof recordReports>[2]['reports']
  /** By which it has let somebody in. */
  entries: Set<string>
  sequence: number
  kept: Page | null
}

class World {
  readonly grants: Grant[] = []
  readonly events: Event[] = []
  readonly revoked = new Set<number>()
  readonly reported = new Map<string, string>()
  terminals: Terminal[] = []
  users: string[] = []
  zones!: { facility: string; space: string }

  private constructor(
    readonly tenantId: string,
    readonly bureau: TestContext,
    readonly admin: TestContext,
  ) {}

  static async make(run: number): Promise<World> {
    const { id } = await createTenant(root.operator, { slug: `run-${run}` })
    const of = bureauOf(root.operator, id)
    const world = new World(id, root.operator, of.admin)
    const { facility, space, door, gate } = await of.venue()
    world.zones = { facility: facility.id, space: space.id }
    world.users = (await of.people(4)).map(({ id }) => id)
    await giveFaces(root.operator, id, world.users)
    for (const [row, isSpace] of [
      [door, false],
      [gate, true],
    ] as const) {
      const own = await newAgreementKey()
      const { agreement_key: theirs } = await rotateFeedKey(root.operator, row, { agreement_key: own.publicJwk })
      const feedKey = await agree({ terminalId: row.id, own, theirs, side: 'terminal', extractable: false })
      const ticks = () => root.clock.at
      world.terminals.push({
        id: row.id,
        space: isSpace,
        store: new DyingStore(),
        open: openerFor(row.id, (id) => (id === feedKey.id ? feedKey.key : undefined)),
        clock: new BureauClock(ticks, 0),
        ticks,
        heardAt: null,
        queue: [],
        entries: new Set(),
        sequence: 0,
        kept: null,
      })
    }
    return world
  }

  now = () => root.clock.at
  one = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]
  row = (terminal: Terminal) => terminalRow(this.bureau.db, this.tenantId, terminal.id)

  /** A bureau that is killed at the end of its next transaction: nothing of it stands. */
  dying(): TestContext {
    const { db } = this.bureau
    const transact: typeof db.transact = (run) =>
      db.transact(async (tx) => {
        await run(tx)
        throw new Killed('the bureau was killed')
      })
    return { ...this.bureau, db: Object.create(db, { transact: { value: transact } }) as typeof db }
  }

  async take(step: Step): Promise<void> {
    const terminal = 'terminal' in step ? this.one(this.terminals, step.terminal)! : this.terminals[0]!
    switch (step.do) {
      case 'member': {
        const user = step.user % this.users.length
        const until = step.until === null ? null : this.now() + step.until * minute
        const [added] = await addMembers(this.admin, {
          userIds: [this.users[user]!],
          zoneRows: step.space ? [this.zones.space] : null,
          validUntil: until === null ? null : new Date(until),
        })
        const stands = this.grants.some((grant) => !grant.removed && !grant.event && grant.user === user)
        expect(added!.outcome).toBe(stands || this.revoked.has(user) ? 'refused' : 'added')
        if (added!.outcome !== 'added') return
        const { memberId: id } = added as { memberId: string }
        this.grants.push({ id, user, event: null, space: step.space, until, removed: false, entered: false })
        return
      }
      case 'event': {
        // An event where no terminal stands is refused.
        if (step.space && !this.terminals.some(({ space }) => space)) return
        const [start, length] = [this.now() + step.start * minute, step.length * minute]
        const { id } = await createEvent(this.admin, {
          zoneRow: step.space ? this.zones.space : this.zones.facility,
          startsAt: new Date(start),
          endsAt: new Date(start + length),
          entryPolicy: step.single ? 'single' : 'multiple',
        })
        this.events.push({ id, space: step.space, start, end: start + length, single: step.single, deleted: false })
        return
      }
      case 'attendee': {
        const event = this.one(this.events, step.event)
        if (!event || event.deleted || event.end <= this.now()) return
        const user = step.user % this.users.length
        const [added] = await addAttendees(this.admin, { eventId: event.id, userIds: [this.users[user]!] })
        if (added!.outcome !== 'added') return
        const { attendeeId: id } = added as { attendeeId: string }
        this.grants.push({ id, user, event, space: event.space, until: null, removed: false, entered: false })
        return
      }
      case 'remove': {
        const grant = this.one(
          this.grants.filter(({ removed }) => !removed),
          step.grant,
        )
        if (!grant) return
        if (grant.event) await removeAttendees(this.admin, { attendeeIds: [grant.id] })
        else await removeMembers(this.admin, { memberIds: [grant.id] })
        grant.removed = true
        return
      }
      case 'prolong': {
        const event = this.one(this.events, step.event)
        if (!event || event.deleted || event.end <= this.now()) return
        event.end += step.by * minute
        await changeEvent(this.admin, { id: event.id, endsAt: new Date(event.end) })
        return
      }
      case 'deleteEvent': {
        const event = this.one(this.events, step.event)
        if (!event || event.deleted) return
        await deleteEvent(this.admin, { id: event.id })
        event.deleted = true
        for (const grant of this.grants) if (grant.event === event) grant.removed = true
        return
      }
      case 'revoke': {
        const user = step.user % this.users.length
        const userIds = [this.users[user]!]
        if (step.back) await reissueUsers(this.admin, { userIds })
        else await revokeUsers(this.admin, { userIds })
        if (step.back) this.revoked.delete(user)
        else this.revoked.add(user)
        return
      }
      case 'move': {
        await changeTerminal(this.admin, {
          id: terminal.id,
          zoneRow: step.space ? this.zones.space : this.zones.facility,
        })
        terminal.space = step.space
        return
      }
      case 'pass':
        root.clock.at += step.minutes * minute
        return
      case 'sync':
        return this.sync(terminal, step.cut)
      case 'late':
        // An answer that took its time. What is held goes neither back nor forth by it.
        if (terminal.kept && terminal.store.revision()! >= terminal.kept.revision) {
          const before = digestOf(terminal.store.people())
          expect(await applyPage(terminal.store, terminal.kept, terminal.open)).toBe('known')
          expect(digestOf(terminal.store.people())).toBe(before)
        }
        return
      case 'door':
        return this.atDoor(terminal, step.user % this.users.length)
      case 'report':
        return this.report(terminal, step.cut)
      case 'restart': {
        // Off for a while, and back with whatever its own clock says.
        const latest = terminal.clock.now().getTime()
        terminal.clock = new BureauClock(terminal.ticks, this.now() + step.clock * minute, latest)
      }
    }
  }

  /** One round: what there is to read, or the snapshot that is due. */
  async sync(terminal: Terminal, cut: string): Promise<void> {
    const after = terminal.store.revision()
    const answer = await nextPage(this.bureau, await this.row(terminal), { after: after ?? 0 })
    if (cut === 'answer lost') return
    terminal.clock.heard(new Date(this.now()))
    terminal.heardAt = new Date(this.now())
    terminal.store.dies = cut === 'killed in the write'
    try {
      if ('reset' in answer || after === null) await this.begin(terminal)
      else {
        if (cut === 'answer kept') terminal.kept = answer
        await applyPage(terminal.store, answer, terminal.open)
      }
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      return
    } finally {
      terminal.store.dies = false
    }
    if (cut === 'killed before the ack') return
    const revision = terminal.store.revision()!
    if (cut !== 'ack undone') return void (await acknowledge(this.bureau, await this.row(terminal), { revision }))
    const undone = acknowledge(this.dying(), await this.row(terminal), { revision })
    await expect(undone).rejects.toThrow(Killed)
  }

  async begin(terminal: Terminal): Promise<void> {
    const reader = new SnapshotReader(terminal.open)
    for (let cursor: string | undefined; ;) {
      const page = await snapshotPage(this.bureau, await this.row(terminal), { cursor })
      const next = await reader.add(page)
      if (next === null) {
        expect(await reader.finish(terminal.store, page.digest!)).toBe(true)
        return
      }
      cursor = next
    }
  }

  /** Somebody stands before the camera. */
  async atDoor(terminal: Terminal, user: number): Promise<void> {
    const at = terminal.clock.now()
    // Before the bureau has said what time it is, nothing of the clock is believed.
    if (!terminal.heardAt) return
    const subject = this.users[user]!
    const { entries } = terminal
    const decision = decideAt(terminal.store.get(subject), {
      at,
      heardAt: terminal.heardAt,
      stalenessMs: 72 * 60 * minute,
      entries,
    })
    const report_id = `${terminal.id}-${++terminal.sequence}`
    if (decision.granted && decision.scope.single) {
      expect(entries.has(decision.scope.grantId)).toBe(false)
      entries.add(decision.scope.grantId)
    }
    // A clock that came back wrong may be years off; the log takes a day.
    if (Math.abs(at.getTime() - this.now()) > 1_000 * minute) return
    this.reported.set(report_id, at.toISOString())
    terminal.queue.push({
      report_id,
      type: decision.granted ? 'access_granted' : decision.reason,
      subject,
      grant_id: decision.granted ? decision.scope.grantId : null,
      occurred_at: at.toISOString(),
      sequence: terminal.sequence,
    })
  }

  async report(terminal: Terminal, cut: string): Promise<void> {
    const reports = terminal.queue
    if (reports.length === 0) return
    const row = await this.row(terminal)
    if (cut === 'bureau killed') {
      await expect(recordReports(this.dying(), row, { reports })).rejects.toThrow(Killed)
      return
    }
    const { refused } = await recordReports(this.bureau, row, { reports })
    expect(refused).toEqual([])
    for (const { type, grant_id } of reports) {
      const grant = this.grants.find(({ id }) => id === grant_id)
      if (type === 'access_granted' && grant?.event?.single) grant.entered = true
    }
    // Else it is sent again, and known.
    if (cut === 'nothing') terminal.queue = []
  }

  /** What the plain model says of somebody at a door at a moment. */
  allows(terminal: Terminal, user: number, at: number): boolean {
    if (this.revoked.has(user)) return false
    return this.grants.some((grant) => {
      if (grant.user !== user || grant.removed || (grant.space && !terminal.space)) return false
      if (grant.event) return grant.event.start <= at && at < grant.event.end && !(grant.event.single && grant.entered)
      return grant.until === null || at < grant.until
    })
  }

  holds(terminal: Terminal, user: number): boolean {
    return (
      !this.revoked.has(user) &&
      this.grants.some((grant) => grant.user === user && !grant.removed && (!grant.space || terminal.space))
    )
  }

  /** Everybody is back, and has sent and read all there is. */
  async settle(): Promise<void> {
    for (const terminal of this.terminals) {
      await this.report(terminal, 'answer lost')
      await this.report(terminal, 'nothing')
    }
    for (const terminal of this.terminals) {
      for (let round = 0; ; round++) {
        await this.sync(terminal, 'nothing')
        const head = await nextPage(this.bureau, await this.row(terminal), { after: terminal.store.revision()! })
        if (!('reset' in head) && head.revision === head.head && head.revision === terminal.store.revision()) break
        expect(round).toBeLessThan(50)
      }
    }
  }

  async agree(): Promise<void> {
    const moments = [0, 1, 30, 61, 119, 240, 500].map((minutes) => this.now() + minutes * minute)
    for (const terminal of this.terminals) {
      const row = await this.row(terminal)
      const held = [...terminal.store.people()].map(({ subject }) => subject).sort()
      expect(held).toEqual(this.users.filter((_, user) => this.holds(terminal, user)).sort())
      expect(digestOf(terminal.store.people())).toBe(await expectedDigest(this.bureau.db, row))
      expect(row.ackedRevision).toBe(terminal.store.revision())
      for (const [user, subject] of this.users.entries()) {
        for (const at of moments) {
          const door = { at: new Date(at), heardAt: new Date(at), stalenessMs: 1 }
          const { granted } = decideAt(terminal.store.get(subject), door)
          expect([user, at, granted]).toEqual([user, at, this.allows(terminal, user, at)])
        }
      }
    }
    const sync = await syncOf(this.admin, { userIds: this.users })
    expect(sync.filter(({ state }) => state !== 'acknowledged')).toEqual([])
    const { accessEvents } = this.bureau.db.tables
    const log = await this.bureau.db.sql.select().from(accessEvents).where(eq(accessEvents.tenantId, this.tenantId))
    expect(log.map(({ reportId, occurredAt }) => [reportId, occurredAt.toISOString()]).sort()).toEqual(
      [...this.reported].sort(),
    )
  }
}

let run = 0

test(
  'after any schedule of changes, cuts, kills, moves and wrong clocks the terminals, the log and the plain model agree',
  { timeout: 60_000 + runs * 2_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
        const world = await World.make(++run)
        for (const one of steps) await world.take(one)
        await world.settle()
        await world.agree()
      }),
      { numRuns: runs, endOnFailure: true },
    )
  },
)
