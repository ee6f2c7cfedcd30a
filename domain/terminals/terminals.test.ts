/** What terminals report, what they are known to hold, and what an erasure says of them; on every dialect. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Context } from '../context'
import { erasureConsequences, eraseUser, receiptIsGenuine } from '../erasures'
import { holdersOf } from '../erasure-list'
import { addAttendees } from '../events/attendees'
import { createEvent } from '../events/events'
import { accessBureau, bureauOf, hour } from '../events/testing'
import { testEngines } from '../faces/testing'
import { pendingFigures } from '../figures/count'
import type { RunningJob } from '../jobs'
import { addMembers, removeMembers } from '../members/members'
import { createTenant } from '../tenants'
import { describeDialects, type TestContext } from '../testing'
import { acknowledge, nextPage } from './feed'
import { recordReports, type Dispute } from './reports'
import { snapshotPage } from './snapshot'
import { healthOf, revocationAlarmJob, syncOf } from './sync'
import {
  changeTerminal,
  createTerminal,
  listTerminals,
  requireTerminal,
  retireTerminal,
  terminalRow,
} from './terminals'
import { newAgreementKey } from './agreement-key'
import { rotateFeedKey } from './heartbeat'
import type { Page } from './wire'

const engines = testEngines()
afterAll(() => engines.close())

const job: RunningJob = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

describeDialects('terminals', (open) => {
  let bureau: TestContext
  let at: Awaited<ReturnType<typeof accessBureau>>
  let venue: Awaited<ReturnType<typeof at.venue>>

  beforeEach(async () => {
    at = await accessBureau((options) => open({ ...options, engines }))
    bureau = at.operator
    venue = await at.venue()
    for (const { id } of [venue.door, venue.gate]) await equip(id)
  })

  /** As if a device had been paired: it has a feed key, and has begun with a snapshot. */
  async function equip(id: string) {
    await rotateFeedKey(bureau, await row(id), { agreement_key: (await newAgreementKey()).publicJwk })
    await bureau.db.transact(async (tx) => {
      await tx.sql.update(tx.tables.terminals).set({ pairedAt: bureau.now() }).where(eq(tx.tables.terminals.id, id))
    })
    await begin(id)
  }
  const row = (id: string) => terminalRow(bureau.db, at.tenantId, id)
  async function begin(id: string) {
    for (let cursor: string | undefined; ;) {
      const page = await snapshotPage(bureau, await row(id), { cursor })
      if (page.cursor === null) return acknowledge(bureau, await row(id), page)
      cursor = page.cursor
    }
  }
  async function receive(id: string) {
    const terminal = await row(id)
    return (await nextPage(bureau, terminal, { after: terminal.ackedRevision })) as Page
  }
  /** Until there is nothing more: one page may tell of less than there is. */
  async function follow(id: string) {
    for (;;) {
      const page = await receive(id)
      await acknowledge(bureau, await row(id), page)
      if (page.revision === page.head) return
    }
  }
  const log = async () => bureau.db.sql.select().from(bureau.db.tables.accessEvents)
  const memberships = async () => bureau.db.sql.select().from(bureau.db.tables.grants)

  let reported = 0
  type Over = Partial<Parameters<typeof recordReports>[2]['reports'][number]>
  const report = (over: Over = {}) => ({
    report_id: `r-${++reported}`,
    type: 'access_granted' as const,
    occurred_at: bureau.now().toISOString(),
    sequence: reported,
    ...over,
  })
  const send = async (id: string, ...reports: Over[]) =>
    recordReports(bureau, await row(id), { reports: reports.map((one) => report(one)) })
  const disputes = async () => (await log()).map(({ dispute }) => dispute)

  test('a report that comes again, alone, in a batch or at once, is one line with its own time', async () => {
    const { id } = (await at.people(1))[0]!
    await addMembers(at.admin, { userIds: [id] })
    const early = new Date(at.clock.at - hour)
    at.clock.at += hour
    const one = report({ subject: id, occurred_at: new Date(at.clock.at - 1_000).toISOString(), offline: true })
    const terminal = await row(venue.door.id)
    const both = await Promise.all([1, 2].map(() => recordReports(bureau, terminal, { reports: [one, one] })))
    expect(both.map(({ accepted }) => accepted).sort()).toEqual([0, 1])
    expect(await send(venue.door.id, { ...one, type: 'access_granted' })).toEqual({
      accepted: 0,
      repeated: 1,
      refused: [],
    })
    // The id is the terminal's own: another terminal's report may have the same one.
    expect(await send(venue.gate.id, one)).toMatchObject({ accepted: 1 })
    const [line] = await log()
    expect(line).toMatchObject({
      reportId: one.report_id,
      offline: true,
      userId: id,
      dispute: null,
      grantKind: 'member',
    })
    expect(line!.occurredAt.toISOString()).toBe(one.occurred_at)
    expect(early < line!.occurredAt).toBe(true)
  })

  test('each admission is asked again of the grants as they were at its time', async () => {
    const [member, removed, stranger] = await at.people(3)
    await addMembers(at.admin, {
      userIds: [member!.id, removed!.id],
      schedule: [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }],
    })
    at.clock.at += 60_000
    const before = bureau.now()
    at.clock.at += 60_000
    const memberId = (await memberships()).find(({ userId }) => userId === removed!.id)!.id
    await removeMembers(at.admin, { memberIds: [memberId] })
    at.clock.at += 60_000
    const { id: tenantId } = await createTenant(bureau, { slug: 'other' })
    const [foreign] = await bureauOf(bureau, tenantId).people(1)
    const cases: [Over, Dispute | null][] = [
      [{ subject: member!.id }, null],
      [{ subject: member!.id, occurred_at: '2026-11-20T20:00:00Z' }, 'outside_window'],
      [{ subject: removed!.id, occurred_at: before.toISOString() }, null],
      [{ subject: removed!.id }, 'grant_removed'],
      [{ subject: stranger!.id }, 'no_grant'],
      [{ subject: foreign!.id }, 'unknown_user'],
      [{ subject: 'nobody' }, 'unknown_user'],
      [{}, 'unknown_user'],
      [{ type: 'not_recognised' }, null],
      [{ type: 'outside_window', subject: stranger!.id }, null],
      [{ subject: member!.id, occurred_at: new Date(at.clock.at + 6 * 60_000).toISOString() }, 'clock_ahead'],
    ]
    await send(venue.door.id, ...cases.map(([over]) => over))
    expect(await disputes()).toEqual(cases.map(([, dispute]) => dispute))
    expect((await log()).map(({ userId }) => userId)).not.toContain(foreign!.id)
  })

  test('who was recognised at a door was seen, to the minute, at the latest of all times that were reported', async () => {
    const [anna, ben, carl, dora] = await at.people(4)
    await addMembers(at.admin, { userIds: [anna!, ben!, carl!].map(({ id }) => id) })
    const now = at.clock.at
    const when = (ms: number) => new Date(now + ms).toISOString()
    await send(
      venue.door.id,
      { subject: anna!.id, occurred_at: when(-2 * hour) },
      { subject: ben!.id, occurred_at: when(hour) },
      { subject: anna!.id, occurred_at: when(-3 * hour), type: 'outside_window' },
      { subject: carl!.id, type: 'spoof_suspected' },
      { subject: dora!.id },
    )
    await send(venue.door.id, { subject: anna!.id, occurred_at: when(-4 * hour) })
    const { users } = bureau.db.tables
    const seen = async ({ id }: { id: string }) =>
      (await bureau.db.sql.select().from(users).where(eq(users.id, id)))[0]!.lastSeenAt?.getTime() ?? null
    const minute = (ms: number) => Math.floor(ms / 60_000) * 60_000
    expect(await Promise.all([anna!, ben!, carl!, dora!].map(seen))).toEqual([
      minute(now - 2 * hour),
      minute(now),
      null,
      null,
    ])
  })

  test('reports from tomorrow or from before the log began are refused one by one, and the others are kept', async () => {
    const day = 86_400_000
    const when = (ms: number) => ({
      type: 'not_recognised' as const,
      occurred_at: new Date(at.clock.at + ms).toISOString(),
    })
    const far = { ...when(0), occurred_at: '9999-12-31T23:59:59Z' }
    const { accepted, refused } = await send(
      venue.door.id,
      when(-181 * day),
      when(0),
      when(2 * day),
      far,
      when(-179 * day),
    )
    expect(accepted).toBe(2)
    expect(refused.map(({ reason }) => reason)).toEqual([
      'older_than_the_log',
      'time_out_of_range',
      'time_out_of_range',
    ])
  })

  test('whom a single event let in is inside for every other terminal too', async () => {
    const { id } = (await at.people(1))[0]!
    const start = at.clock.at + 60_000
    const event = await createEvent(at.admin, {
      zoneRow: venue.facility.id,
      startsAt: new Date(start),
      endsAt: new Date(start + hour),
      entryPolicy: 'single',
    })
    await addAttendees(at.admin, { eventId: event.id, userIds: [id] })
    await Promise.all([follow(venue.door.id), follow(venue.gate.id)])
    at.clock.at = start + 1_000
    const first = bureau.now().toISOString()
    const grantId = (await memberships())[0]!.id
    await send(venue.door.id, { subject: id, grant_id: grantId })
    expect((await receive(venue.gate.id)).put).toMatchObject([
      { subject: id, scopes: [{ single: true, entered: true }] },
    ])
    at.clock.at += 1_000
    await send(venue.gate.id, { subject: id, grant_id: grantId })
    expect(await disputes()).toEqual([null, 'already_inside'])
    expect((await memberships())[0]!.enteredAt!.toISOString()).toBe(first)
    expect((await log())[1]).toMatchObject({ eventId: event.id, grantKind: 'attendee' })
  })

  test('a grant is pending, delivered, acknowledged, or overdue; a removal is listed until it is acknowledged', async () => {
    const { id } = (await at.people(1))[0]!
    await addMembers(at.admin, { userIds: [id] })
    const states = async () =>
      (await syncOf(at.admin, { userIds: [id] })).map(({ terminalId, state, wants }) => [terminalId, state, wants])
    const { door, gate } = venue
    expect(await states()).toEqual([door, gate].map((one) => [one.id, 'pending', 'hold']))
    await receive(door.id)
    await follow(gate.id)
    expect(await states()).toEqual([
      [door.id, 'delivered', 'hold'],
      [gate.id, 'acknowledged', 'hold'],
    ])
    at.clock.at += 16 * 60_000
    expect((await states())[0]).toEqual([door.id, 'overdue', 'hold'])
    await follow(door.id)
    await removeMembers(at.admin, { memberIds: (await memberships()).map((grant) => grant.id) })
    await follow(gate.id)
    expect(await states()).toEqual([[door.id, 'pending', 'let_go']])
    const [grant] = await memberships()
    expect(await syncOf(at.admin, { grantIds: [grant!.id] })).toHaveLength(1)
    await follow(door.id)
    expect(await states()).toEqual([])
  })

  test('a revocation that is not acknowledged in time raises one alarm for each terminal that holds the person', async () => {
    const people = await at.people(2)
    await addMembers(at.admin, { userIds: [people[0]!.id], zoneRows: [venue.space.id] })
    await addMembers(at.admin, { userIds: [people[1]!.id] })
    await Promise.all([follow(venue.door.id), follow(venue.gate.id)])
    const grants = await memberships()
    await removeMembers(at.admin, {
      memberIds: grants.filter(({ userId }) => userId === people[0]!.id).map(({ id }) => id),
    })
    const run = () => revocationAlarmJob.run(bureau as Context, {}, job)
    expect(await run()).toEqual({ alarms: 0 })
    at.clock.at += 15 * 60_000
    expect(await run()).toEqual({ alarms: 1 })
    expect(await run()).toEqual({ alarms: 0 })
    const alarms = async () =>
      (await bureau.db.sql.select().from(bureau.db.tables.auditLines)).filter(
        ({ action }) => action === 'terminal.revocation_overdue',
      )
    expect(await alarms()).toMatchObject([{ subjectId: venue.gate.id, detail: { people: 1 } }])
    expect(
      [...pendingFigures(bureau.db).values()].filter(({ name }) => name === 'terminal.revocation_overdue'),
    ).toMatchObject([{ key: venue.gate.id, total: 1 }])
    await follow(venue.gate.id)
    await removeMembers(at.admin, {
      memberIds: grants.filter(({ userId }) => userId === people[1]!.id).map(({ id }) => id),
    })
    await Promise.all([follow(venue.gate.id), follow(venue.door.id)])
    at.clock.at += hour
    expect(await run()).toEqual({ alarms: 0 })
  })

  test('the receipt of an erasure names the terminals that have not confirmed it, and those that have since', async () => {
    const [both, gone] = await at.people(2)
    await addMembers(at.admin, { userIds: [both!.id] })
    await addMembers(at.admin, { userIds: [gone!.id], zoneRows: [venue.space.id] })
    await Promise.all([follow(venue.door.id), follow(venue.gate.id)])
    const retired = await at.terminalAt(venue.facility)
    await equip(retired.id)
    await retireTerminal(at.admin, { id: retired.id })
    const admin = { ...at.admin, actor: { ...at.admin.actor, provedAt: bureau.now() } } as TestContext

    const named = async (userId: string) => (await erasureConsequences(admin, { userId })).stillHeld.map(({ id }) => id)
    expect(await named(both!.id)).toEqual([venue.door.id, venue.gate.id, retired.id])
    expect(await named(gone!.id)).toEqual([venue.gate.id])
    // Removed, and the terminal does not know yet.
    const grants = await memberships()
    await removeMembers(at.admin, { memberIds: grants.filter(({ userId }) => userId === gone!.id).map(({ id }) => id) })
    expect(await named(gone!.id)).toContain(venue.gate.id)

    const receipt = await eraseUser(admin, { userId: both!.id })
    expect(receiptIsGenuine(bureau, receipt)).toBe(true)
    expect(receipt.receipt.stillHeld.map(({ id, kind }) => [kind, id])).toEqual(
      [venue.door.id, venue.gate.id, retired.id].map((id) => ['terminal', id]),
    )
    const open = async () => (await holdersOf(admin, receipt)).filter(({ hasLetGo }) => !hasLetGo).map(({ id }) => id)
    expect(await open()).toEqual([venue.door.id, venue.gate.id, retired.id])
    const page = await receive(venue.door.id)
    expect(page.remove).toContain(both!.id)
    expect(await open()).toContain(venue.door.id)
    await follow(venue.door.id)
    expect(await open()).toEqual([venue.gate.id, retired.id])
    await bureau.db.transact(async (tx) => {
      const { terminals } = tx.tables
      await tx.sql.update(terminals).set({ wipedAt: bureau.now() }).where(eq(terminals.id, retired.id))
    })
    await follow(venue.gate.id)
    expect(await open()).toEqual([])
    // Who is nowhere is held by nobody.
    const nowhere = (await at.people(1))[0]!
    expect((await eraseUser(admin, { userId: nowhere.id })).receipt.stillHeld).toEqual([])
  })

  test('terminals of another tenant do not exist, and auditors only look', async () => {
    const { id: otherId } = await createTenant(bureau, { slug: 'other' })
    const other = bureauOf(bureau, otherId)
    const auditor = { ...at.admin, actor: { ...at.admin.actor, role: 'auditor' } } as TestContext
    for (const act of [
      () => requireTerminal(other.admin, venue.door.id),
      () => changeTerminal(other.admin, { id: venue.door.id, name: 'Mine' }),
      () => retireTerminal(other.admin, { id: venue.door.id }),
      () => createTerminal(other.admin, { zoneRow: venue.facility.id, name: 'Mine' }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await listTerminals(other.admin)).toEqual([])
    expect(await listTerminals(auditor)).toHaveLength(2)
    await expect(retireTerminal(auditor, { id: venue.door.id })).rejects.toMatchObject({ code: 'forbidden' })
    const shown = JSON.stringify(await listTerminals(at.admin))
    expect(shown).not.toMatch(/sealed|jwk/i)
  })

  test('what a terminal is like is told by when it was heard of, how far it is, and its clock', async () => {
    const terminal = await row(venue.door.id)
    const now = bureau.now()
    const like = { ...terminal, lastSeenAt: now, ackedAt: now, ackedRevision: 5, clockDriftMs: 0 }
    expect(healthOf(like, 5, now)).toBe('online')
    expect(healthOf(like, 6, now)).toBe('degraded')
    expect(healthOf({ ...like, clockDriftMs: -31_000 }, 5, now)).toBe('degraded')
    expect(healthOf({ ...like, lastSeenAt: new Date(now.getTime() - 96_000) }, 5, now)).toBe('offline')
    expect(healthOf({ ...like, state: 'unpaired' }, 5, now)).toBe('provisioned')
    expect(healthOf({ ...like, state: 'retired' }, 5, now)).toBe('retired')
  })
})
