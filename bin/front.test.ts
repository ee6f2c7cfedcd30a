/** The front server before Next: addresses, headers, bodies. Forms of pages: front-forms.test.ts. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { proxyList } from './front-caller.mjs'
import { raw, start, type Seen } from './front-testing'

const getWithBody = (path: string, body: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const carriedBody = ({ headers }: Seen) => Buffer.from(headers['x-limen-get-body']!, 'base64').toString()

test.each(['{"mac_address":"00:0a:95:9d:68:16"}', 'mac_address=00%3A0a', '[1', '\0'])(
  'the body %j of a legacy GET is carried along as it is: what it says is not asked before who sends it',
  async (body) => {
    const { port } = await start()
    const answer = await raw(port, getWithBody('/api/1.0/users/find-by-address?mac_address=old', body))
    const seen = JSON.parse(answer.body) as Seen
    expect(carriedBody(seen)).toBe(body)
    expect(seen.url).toBe('/api/1.0/users/find-by-address?mac_address=old')
    expect(seen.headers).not.toHaveProperty('content-length')
  },
)

test('a chunked legacy GET body is carried as well', async () => {
  const { port } = await start()
  const answer = await raw(
    port,
    'GET /api/1.0/a/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n',
  )
  expect(carriedBody(JSON.parse(answer.body) as Seen)).toBe('{"a":1}')
})

test('the query of a legacy request is carried as it was sent: Next would make one name of two', async () => {
  const { url } = await start()
  const answer = await fetch(`${url}/api/1.0/users/?reference_id=M%FCller`, { method: 'POST' })
  expect(((await answer.json()) as Seen).headers['x-limen-query']).toBe('?reference_id=M%FCller')
})

test('nobody else can set what is carried', async () => {
  const { url } = await start()
  const headers = { 'x-limen-query': '?a=1', 'x-limen-get-body': 'e30=' }
  const legacy = (await (await fetch(`${url}/api/1.0/users?b=2`, { method: 'POST', headers })).json()) as Seen
  expect(legacy.headers).toMatchObject({ 'x-limen-query': '?b=2' })
  expect(legacy.headers).not.toHaveProperty('x-limen-get-body')
  const other = (await (await fetch(`${url}/x`, { headers })).json()) as Seen
  for (const name of Object.keys(headers)) expect(other.headers).not.toHaveProperty(name)
})

test.each([
  ['/api/1.1/users/', '/api/1.1/users'],
  ['/api/1.0/users/?reference_id=a/', '/api/1.0/users?reference_id=a/'],
  ['/biometrics/users/', '/biometrics/users'],
  ['/api/graphql/', '/api/graphql'],
  ['/set-up/', '/set-up/'],
  ['/', '/'],
])('%s arrives as %s: an API takes no notice of a slash at the end, pages keep theirs', async (sent, arrived) => {
  const { url } = await start()
  const answer = await fetch(url + sent, { method: 'POST' })
  expect(((await answer.json()) as Seen).url).toBe(arrived)
})

test('a caller who hangs up in the middle of a legacy GET body harms nobody', async () => {
  const { port, url } = await start()
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /api/1.0/users/find-by-address HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a":')
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  expect((await fetch(url)).status).toBe(200)
})

test('a legacy GET body larger than a few parameters is refused', async () => {
  const { port } = await start()
  const answer = await raw(port, getWithBody('/api/1.0/users/find-by-address', `a=${'x'.repeat(20_000)}`))
  expect(answer.status).toBe(400)
  expect(JSON.parse(answer.body)).toEqual({ status: false, data: { message: 'UNEXPECTED_FIELD' } })
})

const tooLarge = [
  ['/api/1.0/users/find-by-face', 9, 400, { status: false, data: { message: 'NO_FILE_OR_INVALID_FORMAT' } }],
  ['/api/1.1/document/validate', 9, 400, { status: false, data: { message: 'NO_FILES_OR_INVALID_FORMATS' } }],
  [
    '/api/graphql',
    9,
    413,
    { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'TOO_LARGE' }) })] },
  ],
  [
    '/api/public/singles',
    9,
    413,
    expect.objectContaining({ reason: 'selfie_too_large', request_id: expect.any(String) }),
  ],
  [
    '/auth/realms/acme/protocol/openid-connect/token',
    9,
    413,
    { error: 'invalid_request', error_description: expect.any(String) },
  ],
  ['/api/health', 9, 413, { error: expect.objectContaining({ code: 'TOO_LARGE', requestId: expect.any(String) }) }],
  ['/v1/users/auth/register', 9, 413, expect.objectContaining({ code: 'too_large', message: expect.any(String) })],
  ['/t/acme/v1/verifications', 9, 413, expect.objectContaining({ code: 'too_large', requestId: expect.any(String) })],
  ['/edge/v1/heartbeat', 9, 413, expect.objectContaining({ reason: 'too_large', request_id: expect.any(String) })],
  ['/biometrics/liveness', 9, 413, { meta: { ok: false, code: 413, mode: 'prod', message: expect.any(String) } }],
] as const

test.each(tooLarge)(
  '%s with a body of %d MiB is %d in its own envelope, unread',
  async (path, size, status, envelope) => {
    const { url, seen } = await start()
    const answer = await fetch(url + path, { method: 'POST', body: new Uint8Array(size * 1024 * 1024) })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual(envelope)
    expect(seen).toEqual([])
  },
)

test('a page says in a line of text that a body is too large', async () => {
  const { url, seen } = await start()
  const answer = await fetch(`${url}/set-up/x`, { method: 'POST', body: new Uint8Array(2 * 1024 * 1024) })
  expect(answer.status).toBe(413)
  expect(await answer.text()).toBe('A request to this address may carry at most 1048576 bytes.')
  expect(seen).toEqual([])
})

test('a body without a length is cut off at the limit, and its reader never takes the half for the whole', async () => {
  const { url, seen, failures } = await start()
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      if (sent++ < 10) controller.enqueue(new Uint8Array(1024 * 1024))
      else controller.close()
    },
  })
  const answer = await fetch(`${url}/api/1.0/users`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  expect(answer.status).toBe(400)
  await expect.poll(() => failures.length, { timeout: 10_000 }).toBe(1)
  expect(seen).toEqual([])
})

test('a body below the limit arrives whole', async () => {
  const { url } = await start()
  const answer = await fetch(`${url}/api/1.0/users`, { method: 'POST', body: new Uint8Array(7 * 1024 * 1024) })
  expect(((await answer.json()) as Seen).bytes).toBe(7 * 1024 * 1024)
})

const forged = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  forwarded: 'for=203.0.113.9',
  'x-request-id': 'chosen-by-the-caller',
}

test('forwarding headers of a stranger are overwritten', async () => {
  const { url } = await start()
  const answer = await fetch(url, { headers: forged })
  const { headers } = (await answer.json()) as Seen
  expect(headers['x-forwarded-for']).toBe('127.0.0.1')
  expect(headers['x-forwarded-proto']).toBe('http')
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.headers.get('x-request-id')).toBe(headers['x-request-id'])
  expect(headers).not.toHaveProperty('x-forwarded-host')
  expect(headers).not.toHaveProperty('forwarded')
})

test('a trusted proxy names the caller: the last hop that is no proxy of ours', async () => {
  const { url } = await start({ trustProxy: '127.0.0.1, 10.0.0.0/8' })
  const answer = await fetch(url, { headers: { ...forged, 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.1.2.3' } })
  const { headers } = (await answer.json()) as Seen
  expect(headers['x-forwarded-for']).toBe('203.0.113.9')
  expect(headers['x-forwarded-host']).toBe('evil.example')
  expect(headers['x-request-id']).toBe('chosen-by-the-caller')
})

test('a proxy list with a name in it stops the start and says so', () => {
  expect(() => proxyList('proxy.local')).toThrow(/LIMEN_TRUST_PROXY: 'proxy.local'/)
  expect(proxyList('::1')('::1')).toBe(true)
  expect(proxyList('10.0.0.0/8')('11.0.0.1')).toBe(false)
})

test('a malformed escape in the path is an address that does not exist', async () => {
  const { url, seen } = await start()
  const answer = await fetch(`${url}/api/1.0/users/%ZZ`, { method: 'DELETE' })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toEqual({ status: false, data: { message: 'NOT_FOUND' } })
  expect(seen).toEqual([])
})

test.each([
  ['//api/1.0/users', '/api/1.0/users'],
  ['/api//1.0/users?a=//b', '/api/1.0/users?a=//b'],
  ['/api/1.0/users//', '/api/1.0/users'],
  ['/biometrics//x', '/biometrics/x'],
  ['http://limen.test/api/1.0/users', '/api/1.0/users'],
  ['http://limen.test', '/'],
  ['//page', '//page'],
])('the target %s means %s', async (target, meant) => {
  const { port } = await start()
  const answer = await raw(port, `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  expect((JSON.parse(answer.body) as Seen).url).toBe(meant)
})

test.each([
  '/api/1.0/users/%2e%2e',
  '/api/1.0/users/.',
  '/api/1.0/../1.0/users',
  '/api/1.0/users\\x',
  '/api/1.0/users/a%00b',
])('the target %s is no address of the API', async (target) => {
  const { port, seen } = await start()
  const answer = await raw(port, `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  expect(answer.status).toBe(404)
  expect(JSON.parse(answer.body)).toEqual({ status: false, data: { message: 'NOT_FOUND' } })
  expect(seen).toEqual([])
})

test('headers by which the pages know their own requests mean nothing at the API', async () => {
  const { url } = await start()
  const headers = { rsc: '1', 'next-action': 'x', 'x-middleware-prefetch': '1', 'x-nextjs-data': '1', accept: 'a/b' }
  const atApi = (await (await fetch(`${url}/api/health`, { headers })).json()) as Seen
  expect(Object.keys(atApi.headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(rsc|next|x-[mn])/)]))
  expect(atApi.headers.accept).toBe('a/b')
  const atPage = (await (await fetch(url, { headers })).json()) as Seen
  expect(atPage.headers.rsc).toBe('1')
})

test.each([
  ['TRACE', '/api/1.0/users', '{"status":false,"data":{"message":"METHOD_NOT_ALLOWED"}}'],
  ['PROPFIND', '/api/1.0/users', '{"status":false,"data":{"message":"METHOD_NOT_ALLOWED"}}'],
  [
    'TRACE',
    '/biometrics/x',
    '{"meta":{"ok":false,"code":405,"mode":"prod","message":"This method is not served here."}}',
  ],
  ['TRACE', '/', 'This method is not served here.'],
  ['OPTIONS', '*', 'This method is not served here.'],
  ['GET', '*', 'This method is not served here.'],
])('%s %s is 405', async (method, target, body) => {
  const { port, seen } = await start()
  expect(await raw(port, `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toEqual({
    status: 405,
    body,
  })
  expect(seen).toEqual([])
})

test('an offer to speak HTTP/2 is answered over HTTP/1.1, body and all', async () => {
  const { port } = await start()
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n'
  const answer = await raw(port, `POST /api/1.0/users HTTP/1.1\r\nHost: x\r\n${offer}Content-Length: 3\r\n\r\na=b`)
  expect(answer.status).toBe(200)
  const seen = JSON.parse(answer.body) as Seen
  expect(seen.bytes).toBe(3)
  expect(seen.headers).not.toHaveProperty('upgrade')
})
