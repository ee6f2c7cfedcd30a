import { expect, test } from 'vitest'
import { accessBureau, hour } from '@/domain/events/testing'
import { newId } from '@/domain/ids'
import { describeDialects, watchStatements, type TestOptions } from '@/domain/testing'
import { encodeId } from './ids'
import { act, ask } from './testing'

const engines = { face: { model: { id: 'face-test@1' } } } as TestOptions['engines']

describeDialects('Access over GraphQL', (open) => {
  const bureau = () => accessBureau((options) => open({ ...options, engines }))

  async function withEvent() {
    const made = await bureau()
    const venue = await made.venue()
    const event = await act(
      made.admin,
      'createEvent',
      {
        zoneId: encodeId('Zone', venue.facility.id),
        name: 'Final',
        startsAt: new Date(made.clock.at + hour).toISOString(),
        endsAt: new Date(made.clock.at + 3 * hour).toISOString(),
      },
      '... on EventPayload { event { id name state zone { name } attendeeCount } }',
    )
    return { ...made, venue, event: event.event }
  }

  test('A venue and an event are made, and a call that is repeated makes nothing anew', async () => {
    const { admin } = await bureau()
    const input = { name: 'Arena', region: 'at', idempotencyKey: 'the-same-call' }
    const payload = '... on ZonePayload { zone { id zoneId kind } }'
    const first = await act(admin, 'createFacility', input, payload)
    expect(first.zone).toMatchObject({ zoneId: 'acme:at:arena', kind: 'FACILITY' })
    expect(await act(admin, 'createFacility', input, payload)).toEqual(first)
    const other = await act(admin, 'createFacility', { ...input, name: 'Other' }, payload)
    expect(other).toMatchObject({ __typename: 'IdempotencyConflict', code: 'CONFLICT' })
    const taken = await act(admin, 'createFacility', { name: 'Arena', region: 'at' }, payload)
    expect(taken).toMatchObject({ __typename: 'AlreadyExists' })
    const { data } = await ask(admin, '{ zones { edges { node { zoneId } } } }')
    expect(data.zones.edges).toHaveLength(1)
  })

  test('Of two equal calls at once one is done, and a call that failed may be repeated under its key', async () => {
    const { admin } = await bureau()
    const input = { name: 'Arena', idempotencyKey: 'twice-at-once' }
    const payload = '... on ZonePayload { zone { id } }'
    const both = await Promise.all([
      act(admin, 'createFacility', input, payload),
      act(admin, 'createFacility', input, payload),
    ])
    const names = both.map(({ __typename }) => __typename)
    expect(names.filter((name) => name === 'ZonePayload').length).toBeGreaterThanOrEqual(1)
    expect(names.every((name) => name === 'ZonePayload' || name === 'IdempotencyConflict')).toBe(true)
    expect((await ask(admin, '{ zones { edges { cursor } } }')).data.zones.edges).toHaveLength(1)

    const failing = { zoneId: encodeId('Zone', newId()), name: 'x', idempotencyKey: 'it-failed-before' }
    for (const _ of [1, 2]) expect((await act(admin, 'changeZone', failing, '')).__typename).toBe('NotFound')
  })

  test('Attendees are added in one call, each with an answer of their own', async () => {
    const { admin, people, event } = await withEvent()
    const [anna, ben] = await people(2)
    const ids = [anna!.id, ben!.id, anna!.id, 'f'.repeat(24)].map((id) => encodeId('User', id))
    const result = await act(
      admin,
      'addAttendees',
      { eventId: event.id, userIds: ids },
      '... on AddAttendeesPayload { added results { user { userId } attendee { id event { name } } refusal } }',
    )
    expect(result).toMatchObject({
      added: 2,
      results: [
        { user: { userId: anna!.id }, attendee: { event: { name: 'Final' } }, refusal: null },
        { user: { userId: ben!.id }, refusal: null },
        { attendee: null, refusal: 'ATTENDEE_ALREADY_EXISTS' },
        { user: null, attendee: null, refusal: 'USER_NOT_FOUND' },
      ],
    })
    const list = await ask(
      admin,
      'query ($id: ID!) { attendees(eventId: $id, first: 1) { edges { node { user { userId } } } pageInfo { hasNextPage endCursor } } }',
      { id: event.id },
    )
    expect(list.data.attendees).toMatchObject({
      edges: [{ node: { user: { userId: anna!.id } } }],
      pageInfo: { hasNextPage: true },
    })
    const removed = await act(
      admin,
      'removeAttendees',
      { attendeeIds: [result.results[0].attendee.id] },
      '... on RemovedPayload { removed }',
    )
    expect(removed.removed).toBe(1)
  })

  test('Rules of the events API are named as it names them', async () => {
    const { admin, venue, clock } = await withEvent()
    const input = {
      zoneId: encodeId('Zone', venue.facility.id),
      startsAt: new Date(clock.at - hour).toISOString(),
      endsAt: new Date(clock.at + hour).toISOString(),
    }
    expect(await act(admin, 'createEvent', input, '... on RuleBroken { reason }')).toMatchObject({
      __typename: 'RuleBroken',
      reason: 'event_start_time_already_passed',
    })
  })

  test('Members have schedules and zones, and a change takes a bound away with null', async () => {
    const { admin, people, venue } = await withEvent()
    const [anna] = await people(1)
    const made = await act(
      admin,
      'addMembers',
      {
        userIds: [encodeId('User', anna!.id)],
        zoneIds: [encodeId('Zone', venue.space.id)],
        schedule: [{ days: [1, 2], from: '08:00', until: '17:00' }],
      },
      '... on AddMembersPayload { results { member { id zones { name } schedule { days from until } } } }',
    )
    const { member } = made.results[0]
    expect(member).toMatchObject({ zones: [{ name: 'Gate A' }], schedule: [{ days: [1, 2] }] })
    const changed = await act(
      admin,
      'changeMember',
      { memberId: member.id, schedule: null },
      '... on MemberPayload { member { zones { name } schedule { days } } }',
    )
    expect(changed.member).toMatchObject({ zones: [{ name: 'Gate A' }], schedule: null })
    const everywhere = await act(
      admin,
      'changeMember',
      { memberId: member.id, zoneIds: null },
      '... on MemberPayload { member { zones { name } schedule { days } } }',
    )
    expect(everywhere.member).toEqual({ zones: null, schedule: null })
  })

  test("Members are added by the customer's own ids, each with an answer of its own", async () => {
    const { admin, people, operator, venue } = await withEvent()
    const [anna, ben] = await people(2)
    await act(admin, 'createUser', { externalId: 'faceless' }, '')
    const externalIds = [anna!.externalId, 'nobody', ben!.externalId, 'faceless', anna!.externalId]
    const answer = await act(
      admin,
      'addMembersByExternalId',
      { externalIds, zoneIds: [encodeId('Zone', venue.space.id)] },
      '... on AddMembersPayload { added results { user { userId externalId } member { zones { name } } refusal } }',
    )
    expect(answer).toMatchObject({
      added: 2,
      results: [
        { user: { userId: anna!.id }, member: { zones: [{ name: 'Gate A' }] }, refusal: null },
        { user: null, member: null, refusal: 'USER_NOT_FOUND' },
        { user: { userId: ben!.id }, refusal: null },
        { user: { externalId: 'faceless' }, member: null, refusal: 'USER_WITHOUT_CREDENTIAL' },
        { user: { userId: anna!.id }, member: null, refusal: 'MEMBER_ALREADY_EXISTS' },
      ],
    })
    // What is kept for a repeat has no names in it.
    const { idempotentCalls } = operator.db.tables
    const kept = JSON.stringify(await operator.db.sql.select().from(idempotentCalls))
    expect(kept).toContain(anna!.id)
    expect(kept).not.toContain('nobody')
    expect(kept).not.toContain(anna!.externalId)
  })

  test('A change leaves what is not named, and null means none', async () => {
    const { admin, event } = await withEvent()
    const types = [
      ['name', 'String'],
      ['capacity', 'Int'],
      ['externalId', 'String'],
    ] as const
    const change = async (input: string, variables: Record<string, unknown> = {}) => {
      const { data, errors } = await ask(
        admin,
        `mutation ($id: ID!${types
          .filter(([name]) => input.includes(`$${name}`))
          .map(([name, type]) => `, $${name}: ${type}`)
          .join('')}) {
          changeEvent(input: { eventId: $id, idempotencyKey: "change-${Math.random()}", ${input} }) {
            __typename ... on EventPayload { event { name externalId capacity retentionSeconds entryPolicy } } } }`,
        { id: event.id, ...variables },
      )
      expect(errors).toBeUndefined()
      return data.changeEvent.event
    }
    const whole = 'externalId: "final", capacity: 5, retentionSeconds: 60, entryPolicy: SINGLE'
    const first = await change(whole)
    expect(first).toEqual({
      name: 'Final',
      externalId: 'final',
      capacity: 5,
      retentionSeconds: 60,
      entryPolicy: 'SINGLE',
    })
    // Variables that were not given are not named; null is said.
    expect(await change('name: $name, capacity: $capacity, externalId: $externalId')).toEqual(first)
    const named = await change('name: $name, capacity: $capacity, externalId: $externalId', { name: 'Cup' })
    expect(named).toEqual({ ...first, name: 'Cup' })
    const none = await change('name: $name, capacity: $capacity', { name: null, capacity: null })
    expect(none).toEqual({ ...first, name: null, capacity: null })
    expect(await change('retentionSeconds: null, entryPolicy: null')).toEqual({ ...none, retentionSeconds: null })
  })

  test('20 users with credentials, grants and last access cost at most 6 statements', async () => {
    const { admin, operator, tenantId, people, venue, event } = await withEvent()
    const users = await people(25)
    const userIds = users.map(({ id }) => encodeId('User', id))
    await act(admin, 'addAttendees', { eventId: event.id, userIds }, '')
    await act(admin, 'addMembers', { userIds }, '')
    await operator.db.transact(async (tx) => {
      for (const [index, { id: userId }] of users.entries()) {
        for (const minutes of [1, 2]) {
          await tx.sql.insert(tx.tables.accessEvents).values({
            id: newId(operator.now().getTime() + minutes * 60_000 + index),
            tenantId,
            terminalId: venue.door.id,
            reportId: newId(),
            zoneRow: venue.facility.id,
            type: minutes === 2 ? 'access_granted' : 'outside_window',
            userId,
            occurredAt: operator.now(),
            receivedAt: operator.now(),
            offline: false,
            sequence: index * 2 + minutes,
          })
        }
      }
    })
    const statements: string[] = []
    const stop = watchStatements((statement) => statements.push(statement))
    const { data, errors } = await ask(
      admin,
      `{ users(first: 20) { edges { node {
        userId status
        credentials { credentialId state }
        grants { __typename validFrom ... on Attendee { event { name } } ... on Member { schedule { days } } }
        lastAccess { type occurredAt terminal { name } }
      } } } }`,
    )
    stop()
    expect(errors).toBeUndefined()
    expect(data.users.edges).toHaveLength(20)
    for (const { node } of data.users.edges) {
      expect(node).toMatchObject({
        credentials: [],
        lastAccess: { type: 'ACCESS_GRANTED', terminal: { name: 'Terminal of Stadium' } },
      })
      expect(node.grants.map((grant: { __typename: string }) => grant.__typename).sort()).toEqual([
        'Attendee',
        'Member',
      ])
    }
    expect(statements.length, statements.join('\n')).toBeGreaterThan(0)
    expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(6)
  })

  test('Every order of users pages through all of them, once each, whatever is null', async () => {
    const { admin, people } = await bureau()
    await people(5)
    await act(admin, 'createUser', { externalId: 'without-face' }, '')
    await act(admin, 'createUser', {}, '')
    for (const by of ['CREATED', 'ID', 'EXTERNAL_ID', 'LAST_SEEN', 'STATUS']) {
      for (const direction of ['ASC', 'DESC']) {
        const seen: string[] = []
        for (let after: string | null = null; ;) {
          const { data, errors } = await ask(
            admin,
            `query ($after: String) { users(first: 2, after: $after, orderBy: { by: ${by}, direction: ${direction} }) {
              totalCount edges { node { userId } } pageInfo { hasNextPage endCursor } } }`,
            { after },
          )
          expect(errors, `${by} ${direction}`).toBeUndefined()
          expect(data.users.totalCount).toBe(7)
          seen.push(...data.users.edges.map((edge: { node: { userId: string } }) => edge.node.userId))
          if (!data.users.pageInfo.hasNextPage) break
          after = data.users.pageInfo.endCursor
        }
        expect(new Set(seen).size, `${by} ${direction}`).toBe(7)
        expect(seen).toHaveLength(7)
      }
    }
    const wrong = await ask(admin, `{ users(after: "${Buffer.from('[1,2,3]').toString('base64url')}") { totalCount } }`)
    expect(wrong.errors?.[0]?.message).toContain('cursor')
  })

  test('A terminal shows how far behind it is, and the log is filtered', async () => {
    const { admin, people, venue, event } = await withEvent()
    const [anna] = await people(1)
    await act(admin, 'addAttendees', { eventId: event.id, userIds: [encodeId('User', anna!.id)] }, '')
    const { data } = await ask(
      admin,
      `query ($zone: ID!) { terminals(filter: { zoneId: $zone, states: [ACTIVE] }) { edges { node { name state revisionsBehind zone { kind } } } } }`,
      { zone: encodeId('Zone', venue.facility.id) },
    )
    expect(data.terminals.edges).toHaveLength(2)
    expect(data.terminals.edges[0].node).toMatchObject({ state: 'ACTIVE', revisionsBehind: expect.any(Number) })
    expect(data.terminals.edges[0].node.revisionsBehind).toBeGreaterThan(0)
  })

  test('A client sees what its scopes allow, and is told where they do not', async () => {
    const { asClient, people } = await bureau()
    await people(1)
    const { data, errors } = await ask(
      asClient('enrol'),
      '{ users { edges { node { userId credentials { state } } } } }',
    )
    expect(data.users.edges[0].node).toMatchObject({ credentials: null })
    expect(errors?.[0]?.message).toContain('credentials:read')
    const events = await ask(asClient('members'), '{ events { edges { cursor } } }')
    expect(events.errors?.[0]?.message).toContain('events:read')
  })
})
