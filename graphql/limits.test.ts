/** Questions that are too large or too clever, against the server with all its limits. */
import { HeaderMap } from '@apollo/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTenant } from '@/domain/tenants'
import { adminActor, testContext } from '@/domain/testing'
import { maxAliases } from './limits'
import { createGraphqlServer } from './server'

const server = createGraphqlServer()
beforeAll(() => server.start())
afterAll(() => server.stop())

async function send(body: unknown) {
  const operator = await testContext()
  const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
    context: async () => ({ ...operator, actor: adminActor({ tenantId }) }),
  })
  const text = answer.body.kind === 'complete' ? answer.body.string : ''
  return JSON.parse(text) as { data?: unknown; errors?: { message: string; extensions: { code: string } }[] }
}

const refused = async (query: string) => {
  const { data, errors } = await send({ query })
  expect(data ?? undefined).toBeUndefined()
  return errors![0]!
}

test('A deep question is refused', async () => {
  const query = `{ events { edges { node { zone { facility { spaces { facility { spaces { facility { spaces { name } } } } } } } } } } }`
  expect(await refused(query)).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } })
})

test('One that multiplies is refused, by lists within lists and by many fields', async () => {
  const many = `{ zones(first: 200) { edges { node { spaces { facility { spaces { name kind mode } } } } } } }`
  expect(await refused(many)).toMatchObject({ message: expect.stringContaining('complexity') })
})

test('One field under many names is refused, also where fragments hide them', async () => {
  const names = Array.from({ length: maxAliases + 1 }, (_, n) => `a${n}: name`).join(' ')
  const one = await refused(`{ viewer { ${names} } }`)
  expect(one).toMatchObject({
    message: expect.stringContaining('aliases'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
  const hidden = `{ viewer { ...N } } fragment N on Viewer { ${names} }`
  expect((await refused(hidden)).message).toContain('aliases')
  const few = Array.from({ length: 3 }, (_, n) => `a${n}: name`).join(' ')
  const { errors } = await send({ query: `{ viewer { ${few} } }` })
  expect(errors?.[0]?.message).not.toContain('aliases')
})

test('Fragments that go round in a circle are refused', async () => {
  const cyclic = `{ zones { edges { node { ...A } } } } fragment A on Zone { facility { ...B } } fragment B on Zone { facility { ...A } }`
  expect(await refused(cyclic)).toMatchObject({
    message: expect.stringContaining('itself'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
})

test('Fragments that double each other are refused before they are followed', async () => {
  const levels = 20
  const fragments = Array.from({ length: levels }, (_, n) =>
    n === levels - 1
      ? `fragment F${n} on Zone { name }`
      : `fragment F${n} on Zone { facility { ...F${n + 1} } f: facility { ...F${n + 1} } }`,
  )
  const began = performance.now()
  const { errors } = await send({ query: `{ zones { edges { node { ...F0 } } } } ${fragments.join(' ')}` })
  expect(errors).toBeDefined()
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('A batch, a long document, and one with nothing in it are refused', async () => {
  const viewer = { query: '{ viewer { name } }' }
  expect((await send([viewer, viewer])).errors?.[0]?.message).toContain('batching')
  expect((await refused(`{ ${'viewer { name } '.repeat(400)} }`)).message).toContain('token')
  expect((await send({})).errors).toBeDefined()
})

test('What was not foreseen is told to nobody', async () => {
  const operator = await testContext()
  const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
  const broken = Object.create(operator.db, {
    sql: {
      get: () => {
        throw new Error('disk /secret/path is full')
      },
    },
  }) as typeof operator.db
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: { query: '{ zones { edges { cursor } } }' },
    },
    context: async () => ({ ...operator, db: broken, actor: adminActor({ tenantId }) }),
  })
  const text = answer.body.kind === 'complete' ? answer.body.string : ''
  expect(text).toContain('INTERNAL_SERVER_ERROR')
  expect(text).not.toContain('secret')
})

test.each(['Query:x', 'constructor:x', 'User:x', 'NoSuchThing:x'])(
  'The id of %s names nobody, and is no fault of ours',
  async (named) => {
    const id = Buffer.from(named).toString('base64url')
    expect(await send({ query: `{ node(id: "${id}") { id } }` })).toEqual({ data: { node: null } })
  },
)

test.each([
  '1',
  '2026',
  'Sat Nov 21 2026',
  '2026-11-21T10:00:00',
  '+275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59-01:00',
])('What is no time of RFC 3339, or of none of its years, is refused: %s', async (time) => {
  const query = 'query ($from: DateTime) { events(filter: { from: $from }) { edges { cursor } } }'
  const { errors } = await send({ query, variables: { from: time } })
  expect(errors![0]).toMatchObject({
    message: expect.stringContaining('Expected a time such as'),
    extensions: { code: 'BAD_USER_INPUT' },
  })
})
