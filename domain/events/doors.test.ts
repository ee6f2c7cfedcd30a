/** Whether the doors may open, and who is meant by a table of ids. */
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Engines } from '@/engines/types'
import { candidatesOf } from '../grants/candidates'
import { addMembers, changeMember, listMembers } from '../members/members'
import { createTenant } from '../tenants'
import { describeDialects } from '../testing'
import { revokeUsers } from '../users/change'
import { createSpace } from '../zones/zones'
import { addAttendees, listAttendees } from './attendees'
import { doorsOf, listMissing } from './doors'
import { createEvent } from './events'
import { accessBureau, acknowledgeAll, bureauOf, hour } from './testing'

/** Only what its model is called is ever asked. */
const engines = { face: { model: { id: 'face-test@1' } } } as unknown as Engines

describeDialects('before the doors open', (open) => {
  async function eventAt() {
    const bureau = await accessBureau((options) => open({ ...options, engines }))
    const venue = await bureau.venue()
    // Devices that have just come.
    const { terminals } = bureau.operator.db.tables
    const [pairedAt, ackedAt] = [new Date(bureau.clock.at - hour), new Date(bureau.clock.at - hour)]
    await bureau.operator.db.transact(async (tx) => {
      await tx.sql.update(terminals).set({ pairedAt, ackedAt })
    })
    const range = { startsAt: new Date(bureau.clock.at + 2 * hour), endsAt: new Date(bureau.clock.at + 4 * hour) }
    const event = await createEvent(bureau.admin, { zoneRow: venue.facility.id, ...range })
    const enrolled = bureau.people
    const faceless = async () => {
      const [one] = await bureau.people(1)
      const { templates } = bureau.operator.db.tables
      await bureau.operator.db.transact(async (tx) => {
        await tx.sql.delete(templates).where(eq(templates.userId, one!.id))
      })
      return one!
    }
    return { ...bureau, ...venue, event, enrolled, withoutFace: faceless }
  }

  test('each terminal counts everybody who is to come in by it once, and says how far it is', async () => {
    const { admin, operator, tenantId, clock, event, door, gate, space, enrolled, withoutFace } = await eventAt()
    const [anna, ben, cleo] = await enrolled(3)
    const faceless = await withoutFace()
    await addAttendees(admin, { eventId: event.id, userIds: [anna!.id, faceless.id] })
    await acknowledgeAll(operator, tenantId, door.id)
    await addAttendees(admin, { eventId: event.id, userIds: [ben!.id], zoneRows: [space.id] })

    const none = { pending: 0, delivered: 0, acknowledged: 0, overdue: 0, withoutCredential: 0 }
    expect(await doorsOf(admin, { eventId: event.id })).toEqual([
      { terminalId: door.id, ...none, acknowledged: 1, withoutCredential: 1 },
      { terminalId: gate.id, ...none, pending: 2, withoutCredential: 1 },
    ])
    const missing = async () => (await listMissing(admin, { eventId: event.id })).missing
    const at = (state: string) => [{ terminalId: gate.id, state }]
    expect(await missing()).toMatchObject([
      { userId: anna!.id, isRecognisable: true, isNowhere: false, at: at('pending') },
      { userId: faceless.id, isRecognisable: false, at: at('pending') },
      { userId: ben!.id, isRecognisable: true, at: at('pending') },
    ])

    // Sent, then late.
    const { terminals } = operator.db.tables
    const sentRevision = 10_000
    await operator.db.transact(async (tx) => {
      await tx.sql.update(terminals).set({ sentRevision }).where(eq(terminals.id, gate.id))
    })
    expect((await doorsOf(admin, { eventId: event.id }))[1]).toMatchObject({ delivered: 2, pending: 0 })
    clock.at += hour
    expect((await doorsOf(admin, { eventId: event.id }))[1]).toMatchObject({ overdue: 2, delivered: 0 })
    expect((await missing())[0]).toMatchObject({ at: at('overdue') })

    // Known everywhere: only whom no door would recognise is missing still.
    await acknowledgeAll(operator, tenantId, gate.id)
    await acknowledgeAll(operator, tenantId, door.id)
    expect(await missing()).toMatchObject([{ userId: faceless.id, isRecognisable: false, at: [] }])
    await revokeUsers(admin, { userIds: [anna!.id] })
    expect((await missing()).map(({ userId }) => userId)).toEqual([anna!.id, faceless.id])

    // A space without a terminal lets nobody in.
    const dark = await createSpace(admin, { facilityId: space.facilityId!, name: 'Gate B' })
    await addAttendees(admin, { eventId: event.id, userIds: [cleo!.id], zoneRows: [dark.id] })
    expect((await missing()).at(-1)).toMatchObject({
      userId: cleo!.id,
      at: [{ terminalId: door.id }].slice(1),
      isNowhere: true,
    })
  })

  test('the missing come in pages, and another tenant’s event is none', async () => {
    const { admin, operator, event, enrolled } = await eventAt()
    const people = await enrolled(5)
    await addAttendees(admin, { eventId: event.id, userIds: people.map(({ id }) => id) })
    const first = await listMissing(admin, { eventId: event.id, first: 3 })
    expect([first.missing.length, first.hasMore]).toEqual([3, true])
    const rest = await listMissing(admin, { eventId: event.id, first: 3, after: first.missing.at(-1)!.attendeeId })
    expect([rest.missing.length, rest.hasMore]).toEqual([2, false])
    const other = bureauOf(operator, (await createTenant(operator, { slug: 'other' })).id)
    await expect(doorsOf(other.admin, { eventId: event.id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(listMissing(other.admin, { eventId: event.id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(candidatesOf(other.admin, { externalIds: ['a'], eventId: event.id })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('a table of ids is judged row by row, and nothing is written', async () => {
    const { admin, operator, event, enrolled, withoutFace, lines } = await eventAt()
    const [anna, ben, cleo] = await enrolled(3)
    const faceless = await withoutFace()
    await addAttendees(admin, { eventId: event.id, userIds: [ben!.id] })
    await addMembers(admin, { userIds: [anna!.id] })
    await revokeUsers(admin, { userIds: [cleo!.id] })
    const other = bureauOf(operator, (await createTenant(operator, { slug: 'other' })).id)
    const [stranger] = await other.people(1)
    const named = [anna, ben, cleo, faceless, stranger].map((user) => user!.externalId!)
    const before = (await lines()).length
    const judged = async (eventId: string | null, externalIds = named) =>
      (await candidatesOf(admin, { externalIds, eventId })).map(
        ({ refusal, isRecognisable }) => refusal ?? isRecognisable,
      )
    expect(await judged(event.id)).toEqual([true, 'already_added', 'user_without_credential', false, 'user_not_found'])
    expect(await judged(null)).toEqual(['already_added', true, 'user_without_credential', false, 'user_not_found'])
    expect(await judged(null, ['\0', `x' or 1=1`, named[1]!, named[1]!])).toEqual([
      'user_not_found',
      'user_not_found',
      true,
      true,
    ])
    expect((await lines()).length).toBe(before)
    await expect(judged(null, Array.from({ length: 1_001 }, String))).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('attendees and members are found by how their ids begin; members also by place and validity', async () => {
    const { admin, clock, event, facility, space, enrolled } = await eventAt()
    const [anna, ben, cleo, dora] = await enrolled(4)
    await addAttendees(admin, { eventId: event.id, userIds: [anna!.id, ben!.id] })
    const attending = async (search: string) =>
      (await listAttendees(admin, { eventId: event.id, search })).attendees.map(({ userId }) => userId)
    expect(await attending(anna!.externalId!.slice(0, -1))).toEqual([anna!.id])
    expect(await attending(ben!.id.slice(0, 20))).toEqual([ben!.id])
    expect(await attending(`%' or 1=1`)).toEqual([])

    await addMembers(admin, { userIds: [anna!.id] })
    await addMembers(admin, { userIds: [ben!.id], zoneRows: [space.id], validFrom: new Date(clock.at + hour) })
    await addMembers(admin, { userIds: [cleo!.id], zoneRows: [facility.id], validUntil: new Date(clock.at + hour) })
    const found = async (filter: Parameters<typeof listMembers>[1]) =>
      (await listMembers(admin, filter)).members.map(({ userId }) => userId)
    const all = [anna!.id, ben!.id, cleo!.id]
    expect(await found({ search: ben!.uuid })).toEqual([ben!.id])
    expect(await found({ zoneRow: space.id })).toEqual(all)
    expect(await found({ zoneRow: facility.id })).toEqual([anna!.id, cleo!.id])
    expect(await found({ zoneRow: 'none' })).toEqual([])
    expect(await found({ states: ['upcoming'] })).toEqual([ben!.id])
    expect(await found({ states: ['current'] })).toEqual([anna!.id, cleo!.id])
    clock.at += hour
    expect(await found({ states: ['expired'] })).toEqual([cleo!.id])
    expect(await found({ states: ['current', 'expired'] })).toEqual(all)
    const { members } = await listMembers(admin, { search: cleo!.id })
    await changeMember(admin, { id: members[0]!.id, validUntil: null })
    expect(await found({ states: ['current'] })).toEqual(all)
    expect(await found({ search: dora!.id })).toEqual([])
  })
})
