import { beforeEach, expect, test, vi } from 'vitest'
import { revokeClient, updateClient } from '@/domain/client-changes'
import { createClient, type NewClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { testContext, type TestContext } from '@/domain/testing'
import { POST as ask } from '../route'
import { GET, OPTIONS, POST } from './route'

let bureau: TestContext
let client: NewClient

vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...bureau, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
}))

const session = vi.hoisted(() => ({ admin: null as Context | null }))
vi.mock('@/app/_lib/auth', () => ({ adminContext: async () => session.admin }))

beforeEach(async () => {
  bureau = await testContext()
  session.admin = null
  client = await createClient(bureau, { tenantSlug: 'acme', name: 'App' })
})

const query = 'subscription { accessEvents { type } }'
const url = 'http://limen.test/api/graphql/stream'

function request(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return new Request(url, {
    method: 'POST',
    signal,
    body: JSON.stringify(body),
    headers: {
      authorization: `Basic ${btoa(`${client.key}:${client.secret}`)}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...headers,
    },
  })
}

const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code,
]

test('A client watches, and its stream ends by itself once it is revoked', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const response = await POST(request({ query }))
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  await revokeClient(bureau, client)
  vi.advanceTimersByTime(5_000)
  const text = await response.text()
  vi.useRealTimers()
  expect(text).toContain('UNAUTHENTICATED')
  expect(text.trimEnd().endsWith('event: complete\ndata:')).toBe(true)
})

test('Strangers, other forms and other questions are refused', async () => {
  expect(await code(await POST(request({ query }, { authorization: 'Basic eDp5' })))).toEqual([401, 'UNAUTHENTICATED'])
  expect(await code(await POST(request({ query }, { 'content-type': 'text/plain' })))).toEqual([
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ])
  expect(await code(await POST(request({ query }, { accept: 'application/json' })))).toEqual([406, 'NOT_ACCEPTABLE'])
  expect(await code(await POST(request([{ query }])))).toEqual([400, 'BAD_REQUEST'])
  expect(await code(await POST(request({ query: 'x'.repeat(300_000) })))).toEqual([413, 'TOO_LARGE'])
  expect((await POST(request({ query: '{ viewer { name } }' }))).status).toBe(400)
  expect((await POST(request({ query: `subscription { accessEvents { ${'type '.repeat(1_100)} } }` }))).status).toBe(
    400,
  )
  expect(GET().status).toBe(405)
})

test('What is wrong with a document is told as at /api/graphql: with a code, and where it stands', async () => {
  const told = async (answer: Response) => {
    expect(answer.status).toBe(400)
    return ((await answer.json()) as { errors: { message: string; extensions: unknown; locations: unknown }[] }).errors
  }
  const wrong = ['subscription { accessEvents { kind colour } }', 'subscription {', 'subscription ($x: No) { a }']
  for (const query of wrong) {
    const errors = await told(await POST(request({ query })))
    expect(errors).toEqual(await told(await ask(request({ query }, { accept: 'application/graphql-response+json' }))))
    for (const { extensions, locations } of errors) {
      expect(extensions).toMatchObject({ code: expect.stringMatching(/^GRAPHQL_/), requestId: 'the-request' })
      expect(locations).toMatchObject([{ line: 1 }])
    }
  }
  expect(await told(await POST(request({ query: '{ viewer { name } }' })))).toMatchObject([
    { extensions: { code: 'BAD_REQUEST' } },
  ])
  const variable = { query: 'subscription ($id: ID!) { dumpProgress(dumpId: $id) { state } }', variables: {} }
  expect(await told(await POST(request(variable)))).toMatchObject([
    { message: expect.stringContaining('$id'), extensions: { code: 'BAD_USER_INPUT' }, locations: [{ line: 1 }] },
  ])
})

test('Streams of one caller are counted, and a place is free again when one is left', async () => {
  const leaves: AbortController[] = []
  const bodies: Response[] = []
  for (let n = 0; n < 20; n++) {
    const leave = new AbortController()
    leaves.push(leave)
    bodies.push(await POST(request({ query }, {}, leave.signal)))
  }
  expect(bodies.every(({ status }) => status === 200)).toBe(true)
  const one = await POST(request({ query }))
  expect(one.headers.get('retry-after')).toBe('10')
  expect(await code(one)).toEqual([429, 'TOO_MANY_REQUESTS'])
  leaves[0]!.abort()
  expect((await POST(request({ query }))).status).toBe(200)
  for (const leave of leaves) leave.abort()
})

test('Pages of an address that a client lists may watch; others may not read what comes', async () => {
  const origin = 'https://app.example.org'
  await updateClient(bureau, { clientId: client.clientId, allowedOrigins: [origin] })
  const allowed = await POST(request({ query }, { origin }))
  expect(allowed.headers.get('access-control-allow-origin')).toBe(origin)
  await allowed.body?.cancel()
  const other = await POST(request({ query }, { origin: 'https://evil.example' }))
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
  await other.body?.cancel()
  const asked = new Request(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
  expect((await OPTIONS(asked)).headers.get('access-control-allow-origin')).toBe(origin)
})

test('With a cookie only a page of ours is answered, here and at /api/graphql', async () => {
  const { tenantId } = client
  const admin = { ...bureau, actor: { kind: 'admin', id: 'a', tenantId, role: 'owner', provedAt: new Date() } } as const
  session.admin = { ...admin, admin: {}, session: { id: 's' } } as unknown as Context
  for (const [answer, body] of [
    [POST, { query }],
    [ask, { query: '{ zones { edges { cursor } } }' }],
  ] as const) {
    const send = (headers: Record<string, string>) =>
      answer(
        new Request(url, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: {
            cookie: 'x=y',
            'content-type': 'application/json',
            accept: 'text/event-stream, application/json',
            ...headers,
          },
        }),
      )
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', host: 'limen.test' },
    ]) {
      expect((await send(headers as Record<string, string>)).status).toBe(403)
    }
    const own = await send({ 'sec-fetch-site': 'same-origin' })
    expect(own.status).toBe(200)
    await own.body?.cancel()
  }
  session.admin = null
  const out = new Request(url, { method: 'POST', headers: { cookie: 'x=y', 'sec-fetch-site': 'same-origin' } })
  expect((await POST(out)).status).toBe(401)
})
