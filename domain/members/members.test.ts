/** Members: continuous access, narrowed by zones, validity and schedule. */
import { expect, test } from 'vitest'
import { addAttendees } from '../events/attendees'
import { createEvent, deleteEvent } from '../events/events'
import { accessBureau, bureauOf, hour } from '../events/testing'
import { createTenant } from '../tenants'
import { holdingsOf } from '../terminals/state'
import { describeDialects } from '../testing'
import { zonesOf } from '../zones/zones'
import { addMembers, changeMember, listMembers, removeMembers, requireMember } from './members'

describeDialects('members', (open) => {
  async function venueWith(count: number) {
    const bureau = await accessBureau(open)
    const venue = await bureau.venue()
    const people = (await bureau.people(count)).map(({ id }) => id)
    const at = async (terminal: typeof venue.door) =>
      holdingsOf(bureau.operator.db, terminal, await zonesOf(bureau.operator.db, bureau.tenantId), people)
    return { ...bureau, ...venue, ids: people, at }
  }

  test('are at every terminal, those that come later included, until they are removed', async () => {
    const { admin, ids, at, door, gate, facility, terminalAt, lines } = await venueWith(1)
    const [answer] = await addMembers(admin, { userIds: ids })
    expect(answer).toMatchObject({ outcome: 'added' })
    for (const terminal of [door, gate, await terminalAt(facility)]) {
      expect(await at(terminal)).toMatchObject([{ userId: ids[0], scopes: [{ kind: 'member', validFrom: null }] }])
    }
    const memberId = (answer as { memberId: string }).memberId
    expect(await removeMembers(admin, { memberIds: [memberId, memberId, 'nobody'] })).toBe(1)
    expect(await at(door)).toEqual([])
    expect(await lines()).toMatchObject([{ op: 'upsert' }, { op: 'remove', subjectId: ids[0] }])
    expect((await requireMember(admin, memberId)).removedAt).not.toBeNull()
    await expect(removeMembers(admin, { memberIds: [memberId] })).rejects.toMatchObject({ code: 'not_found' })
    expect(await addMembers(admin, { userIds: ids })).toMatchObject([{ outcome: 'added' }])
  })

  test('are narrowed to zones and to a schedule, and that may change', async () => {
    const { admin, ids, at, door, gate, space } = await venueWith(1)
    const schedule = [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }]
    const [answer] = await addMembers(admin, { userIds: ids, zoneRows: [space.id], schedule })
    const id = (answer as { memberId: string }).memberId
    expect(await at(door)).toEqual([])
    expect(await at(gate)).toMatchObject([{ scopes: [{ schedule, timeZone: 'Europe/Vienna' }] }])
    const validUntil = new Date(Date.UTC(2027, 0))
    await changeMember(admin, { id, zoneRows: null, schedule: null, validUntil })
    expect(await at(door)).toMatchObject([{ scopes: [{ schedule: null, validUntil: validUntil.toISOString() }] }])
    await expect(changeMember(admin, { id, validFrom: validUntil })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(changeMember(admin, { id, zoneRows: ['none'] })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('and attendees do not take each other’s templates away', async () => {
    const { admin, ids, at, door, facility, clock } = await venueWith(1)

    const range = { startsAt: new Date(clock.at + hour), endsAt: new Date(clock.at + 2 * hour) }
    const event = await createEvent(admin, { zoneRow: facility.id, ...range })
    await addAttendees(admin, { eventId: event.id, userIds: ids })
    const [answer] = await addMembers(admin, { userIds: ids })
    expect((await at(door))[0]!.scopes.map(({ kind }) => kind).sort()).toEqual(['event', 'member'])
    await deleteEvent(admin, { id: event.id })
    expect((await at(door))[0]!.scopes.map(({ kind }) => kind)).toEqual(['member'])
    await removeMembers(admin, { memberIds: [(answer as { memberId: string }).memberId] })
    expect(await at(door)).toEqual([])
  })

  test('are a tenant’s own, each once, and found by the customer’s id', async () => {
    const { admin, asClient, operator, ids, people } = await venueWith(2)
    const other = bureauOf(operator, (await createTenant(operator, { slug: 'other' })).id)
    const answers = await addMembers(asClient('members'), { userIds: [...ids, ids[0]!, 'nobody'] })
    expect(answers.map((answer) => ('reason' in answer ? answer.reason : answer.outcome))).toEqual([
      'added',
      'added',
      'member_already_exists',
      'user_not_found',
    ])
    expect(await addMembers(other.admin, { userIds: ids })).toMatchObject([
      { reason: 'user_not_found' },
      { reason: 'user_not_found' },
    ])
    const memberId = (answers[0] as { memberId: string }).memberId
    await expect(requireMember(other.admin, memberId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeMembers(other.admin, { memberIds: [memberId] })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listMembers(other.admin)).members).toEqual([])
    await expect(addMembers(asClient('read'), { userIds: ids })).rejects.toMatchObject({ code: 'forbidden' })
    const [third] = await people(1)
    await addMembers(admin, { userIds: [third!.uuid] })
    expect((await listMembers(admin, { externalId: third!.externalId! })).members.map(({ userId }) => userId)).toEqual([
      third!.id,
    ])
    const first = await listMembers(admin, { first: 2 })
    expect(first.hasMore).toBe(true)
    const rest = await listMembers(admin, { after: first.members[1]! })
    expect(rest.members).toHaveLength(1)
  })
})
