import { beforeEach, expect, test, vi } from 'vitest'
import { revokeClient, updateClient } from '@/domain/client-changes'
import { createClient, type NewClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { testContext, type TestContext } from '@/domain/testing'
import { DELETE, GET, OPTIONS, PATCH, POST, PUT } from './route'

let bureau: TestContext
let client: NewClient

vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...bureau, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
}))

beforeEach(async () => {
  bureau = await testContext()
  client = await createClient(bureau, { tenantSlug: 'acme', name: 'App' })
})

const basic = ({ key, secret }: { key: string; secret: string }) => `Basic ${btoa(`${key}:${secret}`)}`

interface Answer {
  data?: { viewer?: { name: string } | null } | null
  errors?: { message: string; extensions: Record<string, unknown> }[]
}

async function post(body: unknown, headers: Record<string, string> = { authorization: basic(client) }) {
  const request = new Request('http://limen.test/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const response = await POST(request)
  return { status: response.status, headers: response.headers, ...((await response.json()) as Answer) }
}

const viewer = { query: '{ viewer { name } }' }

test('A client is known by HTTP Basic and by the header pair of the legacy API', async () => {
  expect((await post(viewer)).data).toEqual({ viewer: { name: 'App' } })
  const pair = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
  expect((await post(viewer, pair)).data).toEqual({ viewer: { name: 'App' } })
})

test('Without valid credentials nothing is answered, the schema included', async () => {
  const introspection = { query: '{ __schema { queryType { name } } }' }
  const wrong = [
    {},
    { authorization: 'Bearer x' },
    { authorization: basic({ ...client, secret: 'wrong' }) },
    { authorization: basic({ ...client, key: 'unknown' }) },
  ]
  for (const headers of wrong) {
    for (const query of [viewer, introspection]) {
      const answer = await post(query, headers as Record<string, string>)
      expect(answer.status).toBe(401)
      expect(answer.data).toBeUndefined()
      expect(answer.errors?.[0]).toMatchObject({
        message: expect.stringMatching(/^(Send|The key|The token)/),
        extensions: { code: 'UNAUTHENTICATED' },
      })
    }
  }
  await revokeClient(bureau, client)
  expect((await post(viewer)).status).toBe(401)
})

test('An authenticated client may read the schema', async () => {
  const answer = await post({ query: '{ __schema { queryType { name } } }' })
  expect(answer.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
})

test('A subscription is told where its like is answered', async () => {
  const answer = await post({ query: 'subscription { accessEvents { type } }' })
  expect(answer.status).toBe(400)
  expect(answer.errors?.[0]).toMatchObject({
    message: expect.stringContaining('/api/graphql/stream'),
    extensions: { code: 'BAD_REQUEST' },
  })
})

test('A request counts against the quota of its client', async () => {
  const limited = await createClient(bureau, { tenantSlug: 'acme', name: 'Limited', requestQuota: 1 })
  const headers = { authorization: basic(limited) }
  expect((await post(viewer, headers)).status).toBe(200)
  const answer = await post(viewer, headers)
  expect(answer.status).toBe(402)
  expect(answer.errors?.[0]?.extensions.code).toBe('REQUEST_QUOTA_REACHED')
})

test('What breaks inside is masked, logged, and named by the request id', async () => {
  const logged = vi.fn()
  Object.assign(bureau, { log: { error: logged } as unknown as Context['log'] })
  const { tables } = bureau.db
  const broken = Object.assign(Object.create(bureau.db) as Context['db'], {
    tables: {
      ...tables,
      users: {
        ...tables.users,
        get createdAt(): never {
          throw new Error('no such column: secret')
        },
      },
    },
  })
  Object.assign(bureau, { db: broken })
  const answer = await post({ query: '{ users { edges { cursor } } }' })
  expect(JSON.stringify(answer.errors)).not.toContain('secret')
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId: 'the-request' })
  expect(logged).toHaveBeenCalledOnce()
})

test('Errors of the caller are told, without a stack', async () => {
  const bad = await post({ query: '{ users(after: "x") { edges { cursor } } }' })
  expect(bad.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', requestId: 'the-request' })
  const unknown = await post({ query: '{ nothing }' })
  expect(unknown.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
})

test('A document that cannot be executed is 400; for who accepts nothing newer than application/json, 200 with the same errors', async () => {
  const wrong = [
    { query: '{' },
    { query: '{ nothing }' },
    { query: 'query ($first: Int) { users(first: $first) { edges { cursor } } }', variables: { first: 'x' } },
  ]
  const by = async (body: unknown, accept: string) => {
    const { status, errors } = await post(body, { authorization: basic(client), accept })
    return { status, errors: errors?.length }
  }
  for (const body of wrong) {
    for (const newer of ['*/*', 'application/graphql-response+json, application/json;q=0.9']) {
      expect(await by(body, newer)).toEqual({ status: 400, errors: 1 })
    }
    expect(await by(body, 'application/json')).toEqual({ status: 200, errors: 1 })
  }
  // What is no question at all stays refused.
  expect(await by('{', 'application/json')).toMatchObject({ status: 400 })
})

test('A 401 names the scheme that would help, and says of a token that it is none', async () => {
  const challenge = async (headers: Record<string, string>) =>
    (await post(viewer, headers)).headers.get('www-authenticate')
  expect(await challenge({})).toBe('Bearer realm="graphql"')
  expect(await challenge({ authorization: basic({ ...client, secret: 'wrong' }) })).toBe('Bearer realm="graphql"')
  expect(await challenge({ authorization: 'Bearer x' })).toBe('Bearer realm="graphql", error="invalid_token"')
})

test('Batches, long documents, deep questions and large bodies are refused', async () => {
  expect((await post([viewer, viewer])).errors?.[0]?.message).toContain('batching')
  const long = `{ ${'viewer { name } '.repeat(400)} }`
  expect((await post({ query: long })).errors?.[0]?.message).toContain('token')
  const large = await post({ query: viewer.query, variables: { x: 'x'.repeat(9_000_000) } })
  expect([large.status, large.errors?.[0]?.extensions.code]).toEqual([413, 'TOO_LARGE'])
  // To read so many parts would keep everybody else waiting, though they are few bytes.
  const many = await post({ query: viewer.query, variables: { x: Array.from({ length: 10_001 }, () => []) } })
  expect([many.status, many.errors?.[0]?.extensions.code]).toEqual([413, 'TOO_LARGE'])
})

test('The type of the body may name its charset', async () => {
  const answer = await post(viewer, { authorization: basic(client), 'content-type': 'application/json; charset=utf-8' })
  expect(answer.data).toEqual({ viewer: { name: 'App' } })
})

test('A body that is no JSON, or none at all, is the fault of its sender, who has to be known first', async () => {
  const errors = vi.spyOn(console, 'error')
  const bodies = ['{"query":', '', '[1', '"text"', 'null', '1', '{}', Buffer.from([0xff, 0xfe]), '['.repeat(10_000)]
  for (const body of bodies) {
    const send = (headers: Record<string, string>) =>
      POST(
        new Request('http://limen.test/api/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
        }),
      )
    const known = await send({ authorization: basic(client) })
    const { errors } = (await known.json()) as Answer
    expect([known.status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST'])
    expect(errors?.[0]?.extensions).not.toHaveProperty('stacktrace')
    const stranger = await send({})
    expect([stranger.status, ((await stranger.json()) as Answer).errors?.[0]?.extensions.code]).toEqual([
      401,
      'UNAUTHENTICATED',
    ])
  }
  expect(errors).not.toHaveBeenCalled()
})

test('Nothing of the body of a stranger is read', async () => {
  const pull = vi.fn()
  const body = new ReadableStream({ pull }, { highWaterMark: 0 })
  const headers = { 'content-type': 'application/json' }
  const request = new Request('http://limen.test/api/graphql', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit)
  expect((await POST(request)).status).toBe(401)
  expect(pull).not.toHaveBeenCalled()
})

test('A GET that brings its question in a body asks nothing', async () => {
  const headers = { authorization: basic(client), 'content-type': 'application/json', 'content-length': '20' }
  const answer = await GET(new Request('http://limen.test/api/graphql', { headers }))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
})

test('A value that is refused is not sent back whole', async () => {
  const query = 'query ($first: Int) { users(first: $first) { edges { cursor } } }'
  const answer = await post({ query, variables: { first: 'x'.repeat(1_200_000) } })
  expect(answer.status).toBe(400)
  const { message } = answer.errors![0]!
  expect(message.length).toBeLessThan(500)
  expect(message).toMatch(
    /^Variable "\$first" got invalid value "x{100}…"; Int cannot represent non-integer value: "x{100}…"$/,
  )
})

test('A form of another site cannot ask: a GET and a plain-text POST are refused', async () => {
  const url = `http://limen.test/api/graphql?query=${encodeURIComponent(viewer.query)}`
  const get = await GET(new Request(url, { headers: { authorization: basic(client) } }))
  expect(get.status).toBe(400)
  const { errors } = (await get.json()) as { errors: { message: string }[] }
  expect(errors[0]!.message).toMatch(/Please either specify a 'content-type' header .* apollo-require-preflight\s*$/)
  const plain = await post(JSON.stringify(viewer), { authorization: basic(client), 'content-type': 'text/plain' })
  expect(plain.status).toBe(400)
})

test('Any other method is refused in the form of GraphQL', async () => {
  for (const ask of [PUT, PATCH, DELETE]) {
    const response = ask()
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    expect(await response.json()).toEqual({
      errors: [{ message: 'GraphQL is asked with POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } }],
    })
  }
})

test('A caller who hangs up while sending is no fault of ours', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(new Error('aborted'))
    },
  })
  const init = { method: 'POST', body, duplex: 'half', headers: { authorization: basic(client) } }
  const response = await POST(new Request('http://limen.test/api/graphql', init))
  expect(response.status).toBe(400)
})

test('Pages of an address that a client lists may call and read, for that client; others may not', async () => {
  const origin = 'https://app.example.org'
  const preflight = (from: string) =>
    OPTIONS(
      new Request('http://limen.test/api/graphql', {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'POST' },
      }),
    )
  expect((await preflight(origin)).status).toBe(405)
  await updateClient(bureau, { clientId: client.clientId, allowedOrigins: [origin] })
  const other = await createClient(bureau, { tenantSlug: 'acme', name: 'Other' })
  // What strangers ask for is read anew every five seconds.
  const now = Date.now()
  bureau.now = () => new Date(now + 6_000)
  const asked = await preflight(origin)
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(origin)
  expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
  expect((await preflight('https://evil.example')).status).toBe(405)

  const readable = async (from: string, pair: NewClient) => {
    const { headers } = await post(viewer, { authorization: basic(pair), origin: from })
    return headers.get('access-control-allow-origin')
  }
  expect(await readable(origin, client)).toBe(origin)
  expect(await readable('https://evil.example', client)).toBeNull()
  expect(await readable(origin, other)).toBeNull()
  expect(await readable(origin, { ...client, secret: 'wrong' })).toBeNull()
})
