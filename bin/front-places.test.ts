/** How the front shares its places out, over raw sockets: nobody is locked out by callers who take places and do nothing. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { networkOf } from './front-caller.mjs'
import { createFront } from './front.mjs'

const servers: ReturnType<typeof createServer>[] = []
const sockets: Socket[] = []
afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.destroy())
  servers.splice(0).forEach((server) => server.close().closeAllConnections())
})

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Answers with the number of bytes it read. */
const count: Handler = async (request, response) => {
  let bytes = 0
  try {
    for await (const chunk of request) bytes += (chunk as Buffer).length
    response.end(String(bytes))
  } catch {
    // Refused meanwhile.
  }
}

async function start(handler: Handler, options = {}) {
  const front = createFront(handler, options)
  const server = createServer(front).on('checkContinue', front)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, server }
}

/** Sends text and stays; `answer` resolves with what came until the other side hung up. */
function say(port: number, text: string) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  socket.write(text)
  const answer = new Promise<string>((resolve) => {
    let all = ''
    socket.setEncoding('utf8').on('data', (part: string) => (all += part))
    socket.on('close', () => resolve(all))
  })
  return { socket, answer }
}

const head = (path: string, length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n${more}\r\n`

/** A handler that answers only when it is let. */
function holding() {
  const held: ServerResponse[] = []
  return { held, handler: (_: IncomingMessage, response: ServerResponse) => void held.push(response) }
}

const busyBody = { status: false, data: { message: 'PROBLEM_OCURRED_REPEAT_REQUEST' } }

test('beyond the limit of requests in progress a caller is told to come back, before its body is read', async () => {
  const { held, handler } = holding()
  const { url, port } = await start(handler, { limit: 8 })
  const address = `${url}/api/1.0/users`

  const admitted = [fetch(address), fetch(address)]
  await expect.poll(() => held.length).toBe(2)
  const refused = await fetch(address, { method: 'POST', body: 'reference_id=x' })
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toEqual(busyBody)
  expect(
    await say(port, head('/api/1.0/users', 3_000_000, 'Expect: 100-continue\r\nConnection: close\r\n')).answer,
  ).not.toContain('HTTP/1.1 100')

  held.forEach((response) => response.end('done'))
  for (const answer of await Promise.all(admitted)) expect(await answer.text()).toBe('done')
  const later = fetch(address)
  await expect.poll(() => held.length).toBe(3)
  held[2]!.end()
  expect((await later).status).toBe(200)
})

test('one caller gets a quarter of the places, and others the rest', async () => {
  const { held, handler } = holding()
  const { url } = await start(handler, { limit: 8, trustProxy: '127.0.0.1' })
  const from = (address: string) => fetch(`${url}/api/1.0/users`, { headers: { 'x-forwarded-for': address } })
  const admitted = [from('203.0.113.1'), from('203.0.113.1')]
  await expect.poll(() => held.length).toBe(2)
  expect((await from('203.0.113.1')).status).toBe(503)
  admitted.push(...['2', '3'].flatMap((last) => [from(`203.0.113.${last}`), from(`203.0.113.${last}`)]))
  admitted.push(from('2001:db8::1'), from('2001:db8:0:0:ffff::2'))
  await expect.poll(() => held.length).toBe(8)
  expect((await from('203.0.113.9')).status).toBe(503)
  held.forEach((response) => response.end())
  expect((await Promise.all(admitted)).every(({ status }) => status === 200)).toBe(true)
})

test('an IPv6 caller counts for its network', () => {
  expect(networkOf('2001:db8::1')).toBe(networkOf('2001:db8:0:0:ffff::2'))
  expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'))
  expect(networkOf('::1')).toBe('0:0:0:0')
  expect(networkOf('203.0.113.1')).toBe('203.0.113.1')
})

test('terminals that wait for the feed take no place of anybody else', async () => {
  const { held, handler } = holding()
  const { url } = await start(handler, { limit: 4 })
  const waiting = Array.from({ length: 60 }, (_, n) => fetch(`${url}/edge/v1/changes?after=${n}&wait=60`))
  await expect.poll(() => held.length).toBe(60)
  const other = fetch(`${url}/edge/v1/acks`)
  await expect.poll(() => held.length).toBe(61)
  // Their other calls are counted like everybody's.
  const refused = await fetch(`${url}/edge/v1/acks`)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual({
    reason: 'busy',
    message: expect.any(String),
    request_id: refused.headers.get('x-request-id'),
  })
  held.forEach((response) => response.end())
  expect((await Promise.all([...waiting, other])).every(({ status }) => status === 200)).toBe(true)
})

test('health is answered while every other place is taken', async () => {
  const { held, handler } = holding()
  const answering: Handler = (request, response) =>
    request.url === '/api/health' ? response.end('well') : handler(request, response)
  const { url } = await start(answering, { limit: 1 })
  const admitted = fetch(`${url}/api/1.0/users`)
  await expect.poll(() => held.length).toBe(1)
  expect((await fetch(`${url}/api/1.0/users`)).status).toBe(503)
  expect(await (await fetch(`${url}/api/health`)).text()).toBe('well')
  held[0]!.end()
  await admitted
})

test('requests that announce a body and send none take no place, and are ended after a while of silence', async () => {
  const { url, port } = await start(count, { limit: 8, patience: { silentMs: 400, wholeMs: 60_000 } })
  const paths = ['/api/graphql', '/set-up/x', '/api/1.0/users', '/api/health']
  const silent = paths.flatMap((path) => Array.from({ length: 20 }, () => say(port, head(path, 10))))
  silent.push(
    say(port, 'GET /api/1.0/users/find-by-address HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a'),
  )
  await wait(100)
  expect((await fetch(`${url}/api/1.0/users`, { method: 'POST', body: 'abc' })).status).toBe(200)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)

  const answers = await Promise.all(silent.map(({ answer }) => answer))
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*connection: close/i)
  expect(JSON.parse(answers.at(-1)!.split('\r\n\r\n')[1]!)).toEqual(busyBody)
  expect(answers[0]).toContain('"code":"TIMEOUT"')
})

test('a slow upload goes on as long as it moves, and a large one that stops is ended', async () => {
  const { port } = await start(count, { patience: { silentMs: 400, wholeMs: 60_000 } })
  const slow = say(port, head('/api/1.0/users', 600_000, 'Connection: close\r\n'))
  for (let sent = 0; sent < 6; sent++) {
    slow.socket.write('x'.repeat(100_000))
    await wait(150)
  }
  expect(await slow.answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*600000$/)

  const stopped = say(port, head('/api/1.0/users', 600_000))
  stopped.socket.write('x'.repeat(300_000))
  expect(await stopped.answer).toContain('408 Request Timeout')
})

test('a body that trickles is ended when its time is over', async () => {
  const { port } = await start(count, { patience: { silentMs: 400, wholeMs: 700 } })
  const { socket, answer } = say(port, head('/api/graphql', 1_000))
  const trickle = setInterval(() => socket.write('x'), 100)
  expect(await answer).toContain('408 Request Timeout')
  clearInterval(trickle)
})

test('a caller is not blamed for a body that we are slow to read', async () => {
  const late: Handler = async (request, response) => {
    await wait(900)
    await count(request, response)
  }
  const { port } = await start(late, { patience: { silentMs: 200, wholeMs: 300 } })
  const { socket, answer } = say(port, head('/api/1.0/users', 4_000_000, 'Connection: close\r\n'))
  socket.write('x'.repeat(4_000_000))
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*4000000$/)
})

test('whoever hangs up gives every place back, those of requests sent ahead included', async () => {
  const { held, handler } = holding()
  const { url, port } = await start(handler, { limit: 16 })
  const { socket } = say(port, 'GET /api/1.0/users HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(4))
  await expect.poll(() => held.length).toBe(4)
  expect((await fetch(`${url}/api/1.0/users`)).status).toBe(503)
  socket.destroy()
  await wait(50)
  const admitted = Array.from({ length: 4 }, () => fetch(`${url}/api/1.0/users`))
  await expect.poll(() => held.length).toBe(8)
  held.slice(4).forEach((response) => response.end())
  for (const answer of await Promise.all(admitted)) expect(answer.status).toBe(200)
})

test('who hangs up breaks the reading of its body, and raises no error event that would be logged', async () => {
  const failures: unknown[] = []
  const events: unknown[] = []
  const { port } = await start(async (request) => {
    request.on('error', (error) => events.push(error))
    try {
      for await (const chunk of request) void chunk
    } catch (error) {
      failures.push(error)
    }
  })
  const { socket } = say(port, head('/set-up/x', 600_000))
  socket.write('x'.repeat(300_000))
  await wait(100)
  socket.destroy()
  await expect.poll(() => failures).toEqual([expect.objectContaining({ code: 'ERR_STREAM_PREMATURE_CLOSE' })])
  expect(events).toEqual([])
})
