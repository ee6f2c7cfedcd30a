import { calculateJwkThumbprint } from 'jose'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { changeHead } from '@/domain/changes'
import { accessBureau, acknowledgeAll, hour } from '@/domain/events/testing'
import { newKeyPair } from '@/domain/key-pairs'
import { newAgreementKey } from '@/domain/terminals/agreement-key'
import { claimTerminal } from '@/domain/terminals/pairing'
import { describeDialects, type TestOptions } from '@/domain/testing'
import { revokeUsers } from '@/domain/users/change'
import { encodeId } from './ids'
import { act, ask } from './testing'

const engines = { face: { model: { id: 'face-test@1' } } } as TestOptions['engines']

const shown = 'id name state health fingerprint pairingExpiresAt pairingTriesLeft zone { name }'
const payload = `... on TerminalPayload { terminal { ${shown} } }`
const paired = `... on PairingCodePayload { code expiresAt terminal { ${shown} } }`

async function device() {
  const { x, y } = newKeyPair().publicKey.export({ format: 'jwk' })
  const jwk = { kty: 'EC' as const, crv: 'P-256' as const, x: x!, y: y! }
  return { jwk, thumbprint: await calculateJwkThumbprint(jwk) }
}

describeDialects('Terminals over GraphQL', (open) => {
  async function bureau() {
    const made = await accessBureau((options) => open({ ...options, engines }))
    return { ...made, ...(await made.venue()) }
  }

  test('A terminal is made, given a device whose fingerprint was compared, moved and retired', async () => {
    const { admin, operator, facility, space } = await bureau()
    const made = await act(admin, 'createTerminal', { zoneId: encodeId('Zone', space.id), name: 'North' }, payload)
    expect(made.terminal).toMatchObject({ state: 'UNPAIRED', health: 'PROVISIONED', fingerprint: null })
    const terminalId = made.terminal.id
    const input = { terminalId, idempotencyKey: 'a-code-for-north' }
    const first = await act(admin, 'createPairingCode', input, paired)
    expect(first.code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect(first.terminal).toMatchObject({ pairingExpiresAt: first.expiresAt, pairingTriesLeft: 5 })
    expect((await act(admin, 'createPairingCode', input, paired)).__typename).toBe('IdempotencyConflict')

    const cancelled = await act(admin, 'cancelPairing', { terminalId }, payload)
    expect(cancelled.terminal).toMatchObject({ state: 'UNPAIRED', pairingExpiresAt: null })
    const claim = async (code: string) =>
      claimTerminal({ ...operator, actor: { kind: 'nobody' } }, await device(), '192.0.2.1', {
        code,
        agreementKey: (await newAgreementKey()).publicJwk,
      })
    await expect(claim(first.code)).rejects.toMatchObject({ code: 'rule_broken' })

    const { code } = await act(admin, 'createPairingCode', { terminalId }, paired)
    const wrongEnd = code.endsWith('2') ? '3' : '2'
    await expect(claim(code.slice(0, -1) + wrongEnd)).rejects.toMatchObject({ code: 'rule_broken' })
    const { data: tried } = await ask(
      admin,
      'query ($id: ID!) { node(id: $id) { ... on Terminal { pairingTriesLeft } } }',
      {
        id: terminalId,
      },
    )
    expect(tried.node.pairingTriesLeft).toBe(4)
    const { fingerprint } = await claim(code)
    const { data } = await ask(admin, `query ($id: ID!) { node(id: $id) { ... on Terminal { ${shown} } } }`, {
      id: terminalId,
    })
    expect(data.node).toMatchObject({ state: 'CLAIMED', fingerprint, pairingExpiresAt: null, pairingTriesLeft: null })
    const wrong = await act(admin, 'confirmTerminal', { terminalId, fingerprint: 'another' }, payload)
    expect(wrong.__typename).toBe('Conflict')
    const right = await act(admin, 'confirmTerminal', { terminalId, fingerprint }, payload)
    expect(right.terminal).toMatchObject({ state: 'ACTIVE', health: 'OFFLINE', fingerprint })
    expect((await act(admin, 'cancelPairing', { terminalId }, payload)).__typename).toBe('Conflict')

    const moved = await act(admin, 'changeTerminal', { terminalId, zoneId: encodeId('Zone', facility.id) }, payload)
    expect(moved.terminal).toMatchObject({ name: 'North', zone: { name: 'Stadium' } })
    const renamed = await act(admin, 'changeTerminal', { terminalId, name: 'South', zoneId: null }, payload)
    expect(renamed.terminal).toMatchObject({ name: 'South', zone: { name: 'Stadium' } })
    const retired = await act(admin, 'retireTerminal', { terminalId }, payload)
    expect(retired.terminal).toMatchObject({ state: 'RETIRED', health: 'RETIRED' })
    expect((await act(admin, 'changeTerminal', { terminalId, name: 'x' }, payload)).__typename).toBe('Conflict')
  })

  /** Three members everywhere, one at the space only; the door is seen and has acknowledged all but the last two. */
  async function withPeople() {
    const made = await bureau()
    const { admin, operator, clock, tenantId, door, gate, space, people } = made
    const now = () => new Date(clock.at)
    await operator.db.transact(async (tx) => {
      const { terminals } = tx.tables
      await tx.sql.update(terminals).set({ pairedAt: now(), lastSeenAt: now(), ackedAt: now() })
    })
    clock.at += 1_000
    const [anna, ben, carl, dora] = await people(4)
    const ids = (...users: (typeof anna)[]) => users.map((user) => encodeId('User', user!.id))
    await act(admin, 'addMembers', { userIds: ids(anna, ben) }, '')
    await acknowledgeAll(operator, tenantId, door.id)
    await act(admin, 'addMembers', { userIds: ids(carl) }, '')
    const narrow = { userIds: ids(dora), zoneIds: [encodeId('Zone', space.id)] }
    await act(admin, 'addMembers', narrow, '')
    return { ...made, anna: anna!, ben: ben!, carl: carl!, dora: dora!, doorId: door.id, gateId: gate.id }
  }

  const counted = 'sync { pending delivered acknowledged overdue } overdueRevocations { people since } health'

  async function terminal(context: Parameters<typeof ask>[0], id: string) {
    const people = 'people { edges { node { user { userId } state wants } } }'
    const { data, errors } = await ask(
      context,
      `query ($id: ID!) { node(id: $id) { ... on Terminal { ${counted} ${people} } } }`,
      { id: encodeId('Terminal', id) },
    )
    expect(errors).toBeUndefined()
    const { edges } = data.node.people as {
      edges: { node: { user: { userId: string }; state: string; wants: string } }[]
    }
    return {
      ...data.node,
      people: Object.fromEntries(edges.map(({ node }) => [node.user.userId, `${node.wants} ${node.state}`])),
    }
  }

  test('A terminal counts and lists whom it is to hold and to let go of, and how far it has come with each', async () => {
    const { admin, operator, clock, tenantId, anna, ben, carl, dora, doorId, gateId } = await withPeople()
    const atDoor = await terminal(admin, doorId)
    expect(atDoor.sync).toEqual({ pending: 1, delivered: 0, acknowledged: 2, overdue: 0 })
    expect(atDoor.people).toEqual({
      [anna.id]: 'HOLD ACKNOWLEDGED',
      [ben.id]: 'HOLD ACKNOWLEDGED',
      [carl.id]: 'HOLD PENDING',
    })
    const atGate = await terminal(admin, gateId)
    expect(atGate.sync).toEqual({ pending: 4, delivered: 0, acknowledged: 0, overdue: 0 })
    expect(Object.keys(atGate.people)).toContain(dora.id)

    const head = await changeHead(operator.db, tenantId)
    const { terminals } = operator.db.tables
    await operator.db.transact(async (tx) => {
      await tx.sql.update(terminals).set({ sentRevision: head }).where(eq(terminals.id, doorId))
    })
    expect((await terminal(admin, doorId)).sync).toMatchObject({ delivered: 1, acknowledged: 2 })

    await revokeUsers(admin, { userIds: [anna.id] })
    const after = await terminal(admin, doorId)
    expect(after.sync).toEqual({ pending: 1, delivered: 1, acknowledged: 1, overdue: 0 })
    expect(after.people[anna.id]).toBe('LET_GO PENDING')
    expect(after.overdueRevocations).toBeNull()

    clock.at += hour
    const late = await terminal(admin, doorId)
    expect(late.sync).toEqual({ pending: 0, delivered: 0, acknowledged: 1, overdue: 2 })
    expect(late.overdueRevocations).toMatchObject({ people: 1 })

    await acknowledgeAll(operator, tenantId, doorId)
    const done = await terminal(admin, doorId)
    expect(done.sync).toEqual({ pending: 0, delivered: 0, acknowledged: 2, overdue: 0 })
    expect(Object.keys(done.people).sort()).toEqual([ben.id, carl.id].sort())
  })

  test('What was taken away before a device came, it is not told to let go of', async () => {
    const { admin, operator, clock, anna, gateId } = await withPeople()
    await revokeUsers(admin, { userIds: [anna.id] })
    clock.at += 1_000
    const { terminals } = operator.db.tables
    await operator.db.transact(async (tx) => {
      const pairedAt = new Date(clock.at)
      await tx.sql.update(terminals).set({ pairedAt, ackedAt: null }).where(eq(terminals.id, gateId))
    })
    const atGate = await terminal(admin, gateId)
    expect(atGate.sync).toEqual({ pending: 3, delivered: 0, acknowledged: 0, overdue: 0 })
    expect(atGate.people).not.toHaveProperty(anna.id)
    const { data } = await ask(
      admin,
      'query ($id: ID!) { node(id: $id) { ... on User { terminalSync { terminal { name } state wants } } } }',
      { id: encodeId('User', anna.id) },
    )
    expect(data.node.terminalSync).toEqual([
      { terminal: { name: 'Terminal of Stadium' }, state: 'PENDING', wants: 'LET_GO' },
    ])
  })

  test('The people of a terminal come in pages and by state, and a member shows its terminals', async () => {
    const { admin, carl, dora, doorId, gateId } = await withPeople()
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const { data } = await ask(
        admin,
        `query ($id: ID!, $after: String) { node(id: $id) { ... on Terminal { people(first: 3, after: $after) {
          edges { node { user { userId } } } pageInfo { hasNextPage endCursor } } } } }`,
        { id: encodeId('Terminal', gateId), after },
      )
      const { edges, pageInfo } = data.node.people
      seen.push(...edges.map((edge: { node: { user: { userId: string } } }) => edge.node.user.userId))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(new Set(seen).size).toBe(4)
    expect(seen).toHaveLength(4)
    const { data } = await ask(
      admin,
      `query ($id: ID!) { node(id: $id) { ... on Terminal { people(states: [PENDING, OVERDUE]) { edges { node { user { userId } } } } } } }`,
      { id: encodeId('Terminal', doorId) },
    )
    expect(data.node.people.edges).toEqual([{ node: { user: { userId: carl.id } } }])
    const members = await ask(
      admin,
      '{ members { edges { node { memberId user { userId } terminalSync { terminal { name } state grant { __typename ... on Member { memberId } } } } } } }',
    )
    const ofDora = members.data.members.edges.find(
      ({ node }: { node: { user: { userId: string } } }) => node.user.userId === dora.id,
    )
    expect(ofDora.node.terminalSync).toEqual([
      {
        terminal: { name: 'Terminal of Gate A' },
        state: 'PENDING',
        grant: { __typename: 'Member', memberId: ofDora.node.memberId },
      },
    ])
  })

  test('Who may not read users is not told whom a terminal holds', async () => {
    const { asClient, doorId } = await withPeople()
    const { errors } = await ask(
      asClient('members'),
      'query ($id: ID!) { node(id: $id) { ... on Terminal { name people { edges { cursor } } } } }',
      { id: encodeId('Terminal', doorId) },
    )
    expect(errors?.[0]?.message).toContain('users:read')
  })
})
