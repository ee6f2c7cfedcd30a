import { graphql } from 'graphql'
import { expect, test } from 'vitest'
import { createClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { updateTenant } from '@/domain/tenants'
import { describeDialects, type TestOptions } from '@/domain/testing'
import { schema } from './schema'

/** The slice asks the engines for nothing but the name of their model. */
const engines = { face: { model: { id: 'face-test@1' } } } as TestOptions['engines']

async function asClient(operator: Context, tenantSlug: string): Promise<Context> {
  const { clientId, tenantId } = await createClient(operator, { tenantSlug, name: 'App' })
  return { ...operator, actor: { kind: 'client', id: clientId, tenantId, scopes: ['enrol', 'read', 'erase'] } }
}

interface UserNode {
  id: string
  userId: string
  externalId: string
}
interface Data {
  createUser: { user: UserNode }
  users: { edges: { node: UserNode }[]; pageInfo: { endCursor: string } }
  viewer: unknown
}

async function run(contextValue: Context, source: string, variableValues: Record<string, unknown> = {}) {
  const result = await graphql({ schema, source, variableValues, contextValue })
  // graphql-js makes objects without a prototype.
  return JSON.parse(JSON.stringify(result)) as { data?: Data; errors?: { message: string }[] }
}

const createUser = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) {
    __typename
    ... on CreateUserPayload { outcome user { id userId externalId faceEnrolled } }
    ... on Refusal { code message }
    ... on InvalidInput { fields { field } }
  }
}`

const users = `query ($first: Int, $after: String, $filter: UserFilter) {
  users(first: $first, after: $after, filter: $filter) {
    edges { cursor node { externalId } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`

const node = `query ($id: ID!) { node(id: $id) { __typename ... on User { userId } } }`

describeDialects('Users over GraphQL', (open) => {
  test('A client creates a user, and a repeated call makes nobody new', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    const input = { externalId: 'anna', idempotencyKey: 'first-call' }
    const first = await run(context, createUser, { input })
    expect(first.data?.createUser).toMatchObject({
      __typename: 'CreateUserPayload',
      outcome: 'CREATED',
      user: { externalId: 'anna', faceEnrolled: false },
    })
    expect((await run(context, createUser, { input })).data).toEqual(first.data)
    const again = await run(context, createUser, { input: { ...input, idempotencyKey: 'second-call' } })
    expect(again.data?.createUser).toMatchObject({ outcome: 'EXISTS', user: first.data?.createUser.user })
  })

  test('Expected refusals are members of the result', async () => {
    const operator = await open({ engines })
    const context = await asClient(operator, 'acme')
    const short = await run(context, createUser, { input: { idempotencyKey: 'short' } })
    expect(short.data?.createUser).toMatchObject({ __typename: 'InvalidInput', fields: [{ field: 'idempotencyKey' }] })

    await run(context, createUser, { input: { idempotencyKey: 'my-own-key' } })
    const other = await run(context, createUser, { input: { idempotencyKey: 'my-own-key', externalId: 'ben' } })
    expect(other.data?.createUser).toMatchObject({ __typename: 'IdempotencyConflict', code: 'CONFLICT' })

    await updateTenant(operator, { slug: 'acme', userQuota: 1 })
    const full = await run(context, createUser, { input: { idempotencyKey: 'one-too-many' } })
    expect(full.data?.createUser).toMatchObject({ __typename: 'UserQuotaReached', code: 'USER_QUOTA_REACHED' })
  })

  test('An external id that no database keeps, or of blanks only, is refused; blanks around one are none of it', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    const refused = ['a\0b', '\0', 'a\ud800', '', ' \t ']
    for (const [n, externalId] of refused.entries()) {
      const { data } = await run(context, createUser, { input: { externalId, idempotencyKey: `refused-${n}` } })
      expect(data?.createUser).toMatchObject({ __typename: 'InvalidInput', fields: [{ field: 'externalId' }] })
      expect((await run(context, users, { filter: { externalId } })).errors?.[0]?.message).toContain('externalId')
    }
    for (const input of [{ macAddress: '0\0' }, { idempotencyKey: 'a-key-\0-key' }]) {
      const { data } = await run(context, createUser, { input: { idempotencyKey: 'some-other-key', ...input } })
      expect(data?.createUser).toMatchObject({ __typename: 'InvalidInput' })
    }
    const first = await run(context, createUser, { input: { externalId: ' anna ', idempotencyKey: 'with-blanks' } })
    expect(first.data?.createUser.user.externalId).toBe('anna')
    const again = await run(context, createUser, { input: { externalId: 'anna', idempotencyKey: 'without-them' } })
    expect(again.data?.createUser).toMatchObject({ outcome: 'EXISTS' })
  })

  test('Users are paged in order of creation and filtered by external id', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    for (const externalId of ['a', 'b', 'c']) {
      await run(context, createUser, { input: { externalId, idempotencyKey: `create-${externalId}` } })
    }
    const first = await run(context, users, { first: 2 })
    const page = first.data?.users
    expect(page?.edges.map(({ node }) => node.externalId)).toEqual(['a', 'b'])
    expect(page?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const second = await run(context, users, { first: 2, after: page?.pageInfo.endCursor })
    expect(second.data?.users).toMatchObject({
      edges: [{ node: { externalId: 'c' } }],
      pageInfo: { hasNextPage: false },
    })
    const one = await run(context, users, { filter: { externalId: 'b' } })
    expect(one.data?.users.edges).toMatchObject([{ node: { externalId: 'b' } }])
  })

  test('A cursor or an id that was never given out is refused', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    expect((await run(context, users, { after: 'nonsense' })).errors?.[0]?.message).toContain('cursor')
    expect((await run(context, node, { id: 'nonsense' })).errors?.[0]?.message).toContain('id')
    const withNul = Buffer.from('User:a\0').toString('base64url')
    expect(await run(context, node, { id: withNul })).toEqual({ data: { node: null } })
    expect((await run(context, users, { first: 100_000 })).errors?.[0]?.message).toContain('first')
  })

  test("Another tenant's user is no node and on no list", async () => {
    const operator = await open({ engines })
    const [acme, other] = [await asClient(operator, 'acme'), await asClient(operator, 'other')]
    const made = await run(acme, createUser, { input: { externalId: 'anna', idempotencyKey: 'create-anna' } })
    const { id, userId } = made.data!.createUser.user
    expect((await run(acme, node, { id })).data).toEqual({ node: { __typename: 'User', userId } })
    expect((await run(other, node, { id })).data).toEqual({ node: null })
    expect((await run(other, users)).data?.users.edges).toEqual([])
  })

  test('A question that asks for too much at once is refused', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    const aliases = Array.from(
      { length: 12 },
      (_, n) => `u${n}: users(first: 200) { edges { node { id uuid userId } } }`,
    )
    const { errors } = await run(context, `{ ${aliases.join(' ')} }`)
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } })
  })

  test('The viewer is the client that calls', async () => {
    const context = await asClient(await open({ engines }), 'acme')
    const { data } = await run(context, '{ viewer { id name scopes tenant { slug } } }')
    expect(data?.viewer).toMatchObject({ name: 'App', scopes: ['enrol', 'read', 'erase'], tenant: { slug: 'acme' } })
  })
})
