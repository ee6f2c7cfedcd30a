import { expect, test } from 'vitest'
import { accessBureau, acknowledgeAll, hour } from '@/domain/events/testing'
import { newId, newUserId, newUuid } from '@/domain/ids'
import { describeDialects, type TestOptions } from '@/domain/testing'
import { revokeUsers } from '@/domain/users/change'
import { encodeId } from './ids'
import { act, ask } from './testing'

const engines = { face: { model: { id: 'face-test@1' } } } as TestOptions['engines']

const results = 'added results { user { userId externalId } attendee { id event { name } } refusal }'

describeDialects('Many attendees at once', (open) => {
  async function withEvent() {
    const made = await accessBureau((options) => open({ ...options, engines }))
    const venue = await made.venue()
    const { event } = await act(
      made.admin,
      'createEvent',
      {
        zoneId: encodeId('Zone', venue.facility.id),
        name: 'Final',
        startsAt: new Date(made.clock.at + hour).toISOString(),
        endsAt: new Date(made.clock.at + 3 * hour).toISOString(),
      },
      '... on EventPayload { event { id } }',
    )
    return { ...made, ...venue, eventId: event.id as string }
  }

  test("The rows of a table are added by the customer's own ids, each with an answer of its own", async () => {
    const { admin, people, eventId, operator } = await withEvent()
    const [anna, ben] = await people(2)
    await act(admin, 'createUser', { externalId: 'faceless' }, '')
    const externalIds = [anna!.externalId, 'nobody', ben!.externalId, 'faceless', anna!.externalId]
    const answer = await act(
      admin,
      'addAttendeesByExternalId',
      { eventId, externalIds },
      `... on AddAttendeesPayload { ${results} }`,
    )
    expect(answer).toMatchObject({
      added: 2,
      results: [
        { user: { userId: anna!.id }, attendee: { event: { name: 'Final' } }, refusal: null },
        { user: null, attendee: null, refusal: 'USER_NOT_FOUND' },
        { user: { userId: ben!.id }, refusal: null },
        { user: { externalId: 'faceless' }, attendee: null, refusal: 'USER_WITHOUT_CREDENTIAL' },
        { user: { userId: anna!.id }, attendee: null, refusal: 'ATTENDEE_ALREADY_EXISTS' },
      ],
    })
    // What is kept for a repeat has no names in it.
    const { idempotentCalls } = operator.db.tables
    const kept = JSON.stringify(await operator.db.sql.select().from(idempotentCalls))
    expect(kept).toContain(anna!.id)
    expect(kept).not.toContain('nobody')
    expect(kept).not.toContain(anna!.externalId)
  })

  test('Whoever a filter shows is added, a thousand with each call, once each', async () => {
    const { admin, operator, tenantId, eventId } = await withEvent()
    const now = operator.now()
    await operator.db.transact(async (tx) => {
      for (let from = 0; from < 1_203; from += 401) {
        await tx.sql.insert(tx.tables.users).values(
          Array.from({ length: 401 }, (_, n) => ({
            id: newUserId(),
            uuid: newUuid(),
            tenantId,
            externalId: `${(from + n) % 3 === 0 ? 'crew' : 'guest'}-${from + n}`,
            status: 'active' as const,
            hasFace: true,
            createdAt: now,
            updatedAt: now,
          })),
        )
      }
    })
    const payload = '... on AddMatchingAttendeesPayload { added results { refusal } endCursor }'
    const crew = await act(admin, 'addMatchingAttendees', { eventId, filter: { search: 'crew' } }, payload)
    expect(crew).toMatchObject({ added: 401, endCursor: null })
    const first = await act(admin, 'addMatchingAttendees', { eventId, filter: { status: ['ACTIVE'] } }, payload)
    expect(first.results).toHaveLength(1_000)
    expect(first.endCursor).not.toBeNull()
    const input = { eventId, filter: { status: ['ACTIVE'] }, after: first.endCursor }
    const last = await act(admin, 'addMatchingAttendees', input, payload)
    expect(last.results).toHaveLength(203)
    expect(last.endCursor).toBeNull()
    expect(first.added + last.added).toBe(1_203 - 401)
    const { data } = await ask(admin, '{ events { edges { node { attendeeCount } } } }')
    expect(data.events.edges[0].node.attendeeCount).toBe(1_203)
    const nobody = { eventId, filter: { search: 'not-there' } }
    expect((await act(admin, 'addMatchingAttendees', nobody, payload)).__typename).toBe('InvalidInput')
  })

  test('An event says whether its doors may open, and who could not be recognised', async () => {
    const { admin, operator, tenantId, people, eventId, door, gate } = await withEvent()
    const [anna, ben, carl] = await people(3)
    const userIds = [anna, ben, carl].map((user) => encodeId('User', user!.id))
    await act(admin, 'addAttendees', { eventId, userIds }, '')
    const readiness = async () => {
      const fields = 'attendees synced terminals terminalsReady withoutCredential'
      const { data, errors } = await ask(admin, `{ events { edges { node { readiness { ${fields} } } } } }`)
      expect(errors).toBeUndefined()
      return data.events.edges[0].node.readiness
    }
    expect(await readiness()).toEqual({
      attendees: 3,
      synced: 0,
      terminals: 2,
      terminalsReady: 0,
      withoutCredential: 0,
    })
    await acknowledgeAll(operator, tenantId, door.id)
    expect(await readiness()).toMatchObject({ synced: 0, terminalsReady: 1 })
    await acknowledgeAll(operator, tenantId, gate.id)
    expect(await readiness()).toMatchObject({ synced: 3, terminalsReady: 2 })

    await revokeUsers(admin, { userIds: [anna!.id] })
    // Another engine's face is none.
    await operator.db.transact(async (tx) => {
      const { templates } = tx.tables
      const rows = await tx.sql.select().from(templates)
      await tx.sql.delete(templates)
      await tx.sql
        .insert(templates)
        .values(rows.map((row) => (row.userId === ben!.id ? { ...row, id: newId(), model: 'face-old@1' } : row)))
    })
    expect(await readiness()).toMatchObject({ attendees: 3, withoutCredential: 2 })
    const { data } = await ask(
      admin,
      'query ($id: ID!) { attendees(eventId: $id, withoutCredential: true) { edges { node { user { userId } } } } }',
      { id: eventId },
    )
    const named = data.attendees.edges.map((edge: { node: { user: { userId: string } } }) => edge.node.user.userId)
    expect(named.sort()).toEqual([anna!.id, ben!.id].sort())
  })
})
