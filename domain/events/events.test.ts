/** Events, their attendees, and what of it is at a terminal. */
import { expect, test } from 'vitest'
import { createTenant } from '../tenants'
import { describeDialects, watchStatements } from '../testing'
import { revokeUsers } from '../users/change'
import { holdingsOf } from '../terminals/state'
import { createFacility, zonesOf } from '../zones/zones'
import { addAttendees, listAttendees, removeAttendees, requireAttendee } from './attendees'
import { changeEvent, createEvent, deleteEvent, listEvents, requireEvent } from './events'
import { freeEventsJob } from './free'
import { accessBureau, bureauOf, hour } from './testing'

describeDialects('events', (open) => {
  async function eventAt() {
    const bureau = await accessBureau(open)
    const venue = await bureau.venue()
    const range = { startsAt: new Date(bureau.clock.at + hour), endsAt: new Date(bureau.clock.at + 3 * hour) }
    const event = await createEvent(bureau.admin, { zoneRow: venue.facility.id, ...range })
    const at = async (terminal: typeof venue.door, ids: string[]) =>
      holdingsOf(bureau.operator.db, terminal, await zonesOf(bureau.operator.db, bureau.tenantId), ids)
    return { ...bureau, ...venue, event, range, at }
  }

  test('have to lie ahead, end after they start, last no longer than allowed, and stand where terminals are', async () => {
    const { admin, clock, facility, range, asClient } = await eventAt()
    const zoneRow = facility.id
    const later = (hours: number) => new Date(clock.at + hours * hour)
    const refused = (input: object, reason: string) =>
      expect(createEvent(admin, { zoneRow, ...range, ...input })).rejects.toMatchObject({
        code: 'rule_broken',
        options: { reason },
      })
    await refused({ startsAt: later(0) }, 'event_start_time_already_passed')
    await refused({ startsAt: later(-1) }, 'event_start_time_already_passed')
    await refused({ endsAt: range.startsAt }, 'event_end_time_before_start_time')
    await refused({ startsAt: later(4) }, 'event_end_time_before_start_time')
    await refused({ endsAt: later(90 * 24 + 1.1) }, 'event_too_long')
    await refused({ endsAt: new Date(Date.UTC(2126, 0)) }, 'event_too_long')
    await expect(createEvent(admin, { zoneRow: 'none', ...range })).rejects.toMatchObject({ code: 'not_found' })
    await expect(createEvent(asClient('read'), { zoneRow, ...range })).rejects.toMatchObject({ code: 'forbidden' })
    await createEvent(asClient('events'), { zoneRow, ...range, externalId: 'E1' })
    await expect(createEvent(admin, { zoneRow, ...range, externalId: 'E1' })).rejects.toMatchObject({
      code: 'already_exists',
    })
  })

  test('a zone without a terminal takes no event', async () => {
    const { admin, clock } = await accessBureau(open)
    const empty = await createFacility(admin, { name: 'Empty hall' })
    const range = { startsAt: new Date(clock.at + hour), endsAt: new Date(clock.at + 2 * hour) }
    await expect(createEvent(admin, { zoneRow: empty.id, ...range })).rejects.toMatchObject({
      options: { reason: 'zone_without_access_points' },
    })
  })

  test('each of many attendees has an answer of its own, and nobody is added twice', async () => {
    const { admin, people, event, operator } = await eventAt()
    const [anna, ben, cleo] = await people(3)
    await revokeUsers(admin, { userIds: [cleo!.id] })
    const other = bureauOf(operator, (await createTenant(operator, { slug: 'other' })).id)
    const [stranger] = await other.people(1)
    const named = [anna!.uuid, ben!.id, anna!.id, cleo!.uuid, stranger!.uuid, 'nobody']
    const answers = await addAttendees(admin, { eventId: event.id, userIds: named })
    expect(answers.map((answer) => ('reason' in answer ? answer.reason : answer.outcome))).toEqual([
      'added',
      'added',
      'attendee_already_exists',
      'user_without_credential',
      'user_not_found',
      'user_not_found',
    ])
    expect(answers.map(({ userId }) => userId)).toEqual(named)
    const again = await addAttendees(admin, { eventId: event.id, userIds: [anna!.uuid] })
    expect(again[0]).toMatchObject({ outcome: 'refused', reason: 'attendee_already_exists' })
    const { attendees } = await listAttendees(admin, { eventId: event.id })
    expect(attendees.map(({ userId }) => userId)).toEqual([anna!.id, ben!.id])
    await expect(addAttendees(other.admin, { eventId: event.id, userIds: [stranger!.id] })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(requireAttendee(other.admin, attendees[0]!.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a batch is one transaction, and costs as many statements for many as for one', async () => {
    const { admin, people, event } = await eventAt()
    const ids = (await people(41)).map(({ id }) => id)
    const cost = async (userIds: string[]) => {
      let transactions = 0
      const transact: typeof admin.db.transact = (run) => {
        transactions++
        return admin.db.transact(run)
      }
      const db = Object.create(admin.db, { transact: { value: transact } }) as typeof admin.db
      let statements = 0
      const stop = watchStatements(() => void statements++)
      const answers = await addAttendees({ ...admin, db }, { eventId: event.id, userIds })
      stop()
      expect(answers.every(({ outcome }) => outcome === 'added')).toBe(true)
      return { transactions, statements }
    }
    const one = await cost(ids.slice(0, 1))
    expect(one.transactions).toBe(1)
    expect(one.statements).toBeGreaterThan(0)
    expect(await cost(ids.slice(1))).toEqual(one)
  })

  test('take as many as there is room for, and nobody once they are over', async () => {
    const { admin, people, clock, facility, range } = await eventAt()
    const small = await createEvent(admin, { zoneRow: facility.id, ...range, capacity: 2 })
    const [a, b, c] = (await people(3)).map(({ id }) => id) as [string, string, string]
    const answers = await addAttendees(admin, { eventId: small.id, userIds: [a, b, c] })
    expect(answers[2]).toMatchObject({ reason: 'event_capacity_exceeded' })
    await removeAttendees(admin, { attendeeIds: [(answers[0] as { attendeeId: string }).attendeeId] })
    expect(await addAttendees(admin, { eventId: small.id, userIds: [c] })).toMatchObject([{ outcome: 'added' }])
    clock.at += 3 * hour
    await expect(addAttendees(admin, { eventId: small.id, userIds: [a] })).rejects.toMatchObject({
      options: { reason: 'event_already_finished' },
    })
  })

  test('of a facility are held at its spaces’ terminals too, of a space at its own, narrowed ones where they say', async () => {
    const { admin, people, facility, space, door, gate, event, range, at } = await eventAt()
    const [anna, ben] = (await people(2)).map(({ id }) => id) as [string, string]
    await addAttendees(admin, { eventId: event.id, userIds: [anna] })
    await addAttendees(admin, { eventId: event.id, userIds: [ben], terminalIds: [gate.id] })
    expect((await at(door, [anna, ben])).map(({ userId }) => userId)).toEqual([anna])
    expect(new Set((await at(gate, [anna, ben])).map(({ userId }) => userId))).toEqual(new Set([anna, ben]))
    const inside = await createEvent(admin, { zoneRow: space.id, ...range })
    await addAttendees(admin, { eventId: inside.id, userIds: [anna] })
    expect((await at(door, [anna]))[0]!.scopes).toHaveLength(1)
    expect((await at(gate, [anna]))[0]!.scopes).toHaveLength(2)
    await expect(
      addAttendees(admin, { eventId: inside.id, userIds: [ben], zoneRows: [facility.id] }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(
      addAttendees(admin, { eventId: inside.id, userIds: [ben], terminalIds: [door.id] }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('a window is never wider than the event, and every change is a line of the feed', async () => {
    const { admin, people, event, range, door, at, lines } = await eventAt()
    const [anna] = (await people(1)).map(({ id }) => id) as [string]
    const validFrom = new Date(range.startsAt.getTime() + hour)
    await expect(
      addAttendees(admin, { eventId: event.id, userIds: [anna], validFrom: new Date(0) }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    await addAttendees(admin, { eventId: event.id, userIds: [anna], validFrom })
    const [holding] = await at(door, [anna])
    expect(holding!.scopes[0]).toMatchObject({
      kind: 'event',
      id: event.id,
      validFrom: validFrom.toISOString(),
      validUntil: range.endsAt.toISOString(),
      timeZone: 'Europe/Vienna',
      single: false,
    })
    const before = (await lines()).length
    const endsAt = new Date(range.startsAt.getTime() + 90 * 60_000)
    await changeEvent(admin, { id: event.id, endsAt, entryPolicy: 'single' })
    expect((await lines()).slice(before)).toMatchObject([{ topic: 'user', op: 'upsert', subjectId: anna }])
    expect((await at(door, [anna]))[0]!.scopes[0]).toMatchObject({ validUntil: endsAt.toISOString(), single: true })
  })

  test('a deleted one is gone with its attendees at once; a revoked person too', async () => {
    const { admin, people, event, door, at, lines } = await eventAt()
    const ids = (await people(3)).map(({ id }) => id)
    await addAttendees(admin, { eventId: event.id, userIds: ids })
    await revokeUsers(admin, { userIds: [ids[0]!] })
    expect((await at(door, ids)).map(({ userId }) => userId).sort()).toEqual(ids.slice(1).sort())
    expect(await deleteEvent(admin, { id: event.id })).toEqual({ attendees: 3 })
    expect(await at(door, ids)).toEqual([])
    expect((await lines()).slice(-3)).toMatchObject(ids.map((subjectId) => ({ op: 'remove', subjectId })))
    await expect(requireEvent(admin, event.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteEvent(admin, { id: event.id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listEvents(admin)).events).toEqual([])
  })

  test('a start that has passed stays, an end may move', async () => {
    const { admin, event, range, clock } = await eventAt()
    clock.at = range.startsAt.getTime() + 1
    const reason = 'event_start_time_already_passed'
    await expect(changeEvent(admin, { id: event.id, startsAt: new Date(clock.at + hour) })).rejects.toMatchObject({
      options: { reason },
    })
    const endsAt = new Date(range.endsAt.getTime() + hour)
    expect(await changeEvent(admin, { id: event.id, endsAt })).toMatchObject({ endsAt })
  })

  test('set their collection free by themselves, unless they say otherwise, and take it back when they are prolonged', async () => {
    const { admin, people, event, range, facility, door, at, clock, operator } = await eventAt()
    const kept = await createEvent(admin, { zoneRow: facility.id, ...range, retentionSeconds: null })
    const [anna, ben] = (await people(2)).map(({ id }) => id) as [string, string]
    await addAttendees(admin, { eventId: event.id, userIds: [anna] })
    await addAttendees(admin, { eventId: kept.id, userIds: [ben] })
    const job = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
    clock.at = range.endsAt.getTime() + 24 * hour - 1
    expect(await freeEventsJob.run(operator, {}, job)).toEqual({ freed: 0 })
    clock.at += 1
    expect(await freeEventsJob.run(operator, {}, job)).toEqual({ freed: 1 })
    expect((await at(door, [anna, ben])).map(({ userId }) => userId)).toEqual([ben])
    expect((await listAttendees(admin, { eventId: event.id })).attendees).toHaveLength(1)
    expect(await freeEventsJob.run(operator, {}, job)).toEqual({ freed: 0 })
    await changeEvent(admin, { id: event.id, endsAt: new Date(clock.at + hour) })
    expect(await at(door, [anna])).toHaveLength(1)
  })

  test('are listed by start, by state and by time, in pages', async () => {
    const { admin, facility, clock, event } = await eventAt()
    const at = (hours: number) => new Date(clock.at + hours * hour)
    const make = (from: number, to: number) =>
      createEvent(admin, { zoneRow: facility.id, startsAt: at(from), endsAt: at(to) })
    const [second, third] = [await make(5, 6), await make(7, 9)]
    const ids = async (input: Parameters<typeof listEvents>[1]) =>
      (await listEvents(admin, input)).events.map(({ id }) => id)
    expect(await ids({})).toEqual([event.id, second.id, third.id])
    expect(await ids({ direction: 'desc', first: 2 })).toEqual([third.id, second.id])
    expect(await ids({ after: { startsAt: second.startsAt, id: second.id } })).toEqual([third.id])
    expect(await ids({ from: at(5.5), to: at(8) })).toEqual([second.id, third.id])
    clock.at += 5.5 * hour
    expect(await ids({ states: ['live'] })).toEqual([second.id])
    expect(await ids({ states: ['ended', 'scheduled'] })).toEqual([event.id, third.id])
  })
})
