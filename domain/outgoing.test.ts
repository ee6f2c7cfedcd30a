/** Calls to customers' addresses, against real servers on this machine. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openOutgoing, OutgoingFailed, type OutgoingOptions, type OutgoingRequest } from './outgoing'

const open: Server[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))))
})

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  open.push(server)
  server.on('connection', (socket: Socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  await new Promise<void>((done) => server.listen(0, host, done))
  return (server.address() as AddressInfo).port
}

const local = { allow: ['127.0.0.1'] }
const post = (url: string, options: OutgoingOptions = local, more: Partial<OutgoingRequest> = {}) =>
  openOutgoing(options).post({
    url,
    headers: { 'x-a': 'b' },
    body: '{"ü":1}',
    timeoutMs: 2_000,
    answerLimit: 100,
    ...more,
  })
const failure = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(OutgoingFailed)
  return (error as OutgoingFailed).reason
}

test('A body arrives whole with its headers, and the answer comes back', async () => {
  let heard: { headers?: http.IncomingHttpHeaders; body?: string; method?: string } = {}
  const port = await listen(
    http.createServer((request, response) => {
      void text(request).then((body) => {
        heard = { headers: request.headers, body, method: request.method }
        response.writeHead(202).end('fine')
      })
    }),
  )
  const answer = await post(`http://127.0.0.1:${port}/a?b=c`)
  expect(answer).toMatchObject({ status: 202, isCut: false })
  expect(answer.body.toString()).toBe('fine')
  expect(heard).toMatchObject({ method: 'POST', body: '{"ü":1}', headers: { 'x-a': 'b', 'content-length': '8' } })
})

test('A redirect is an answer and nothing more', async () => {
  let calls = 0
  const port = await listen(
    http.createServer((_request, response) => {
      calls++
      response.writeHead(307, { location: '/other' }).end()
    }),
  )
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 307 })
  expect(calls).toBe(1)
})

test('No more than the limit of an endless answer is kept, and the connection ends', async () => {
  const port = await listen(
    http.createServer((request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(1_000)), 1)
      request.socket.on('close', () => clearInterval(timer))
    }),
  )
  const answer = await post(`http://127.0.0.1:${port}/`)
  expect(answer).toMatchObject({ status: 200, isCut: true })
  expect(answer.body).toHaveLength(100)
  await expect.poll(() => sockets.size).toBe(0)
})

test.each([
  ['never answers', () => undefined],
  [
    'sends a byte now and then',
    (response: http.ServerResponse) => void setInterval(() => response.write('.'), 50).unref(),
  ],
])('A server that %s is given up on time', async (_, answer) => {
  const port = await listen(http.createServer((_request, response) => answer(response)))
  const began = performance.now()
  expect(await failure(post(`http://127.0.0.1:${port}/`, local, { timeoutMs: 300 }))).toBe('timeout')
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('A server that hangs up, speaks no HTTP or wants another protocol has not answered', async () => {
  const hangsUp = await listen(createServer((socket) => socket.on('data', () => socket.destroy())))
  expect(await failure(post(`http://127.0.0.1:${hangsUp}/`))).toBe('broken')
  const speaksElse = await listen(
    createServer((socket) => void socket.on('data', () => socket.end('220 smtp ready\r\n'))),
  )
  expect(await failure(post(`http://127.0.0.1:${speaksElse}/`))).toBe('broken')
  const switches = await listen(
    createServer(
      (socket) =>
        void socket.on('data', () =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
        ),
    ),
  )
  expect(await failure(post(`http://127.0.0.1:${switches}/`))).toBe('broken')
})

test('Nothing reaches a server on this machine that the operator did not list, by address or by name', async () => {
  let connections = 0
  const port = await listen(http.createServer().on('connection', () => connections++))
  expect(await failure(post(`http://127.0.0.1:${port}/`, { allow: [] }))).toBe('refused_address')
  expect(await failure(post(`https://127.0.0.1:${port}/`, { allow: [] }))).toBe('refused_address')
  expect(await failure(post(`https://[::ffff:127.0.0.1]:${port}/`, { allow: ['::/0', '0.0.0.0/0'] }))).toBe(
    'refused_address',
  )
  const rebinding: OutgoingOptions['lookup'] = (_host, _options, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }])
  const named = `https://public.example:${port}/`
  expect(openOutgoing({ allow: [] }).objection(named)).toBeNull()
  expect(await failure(post(named, { allow: [], lookup: rebinding }))).toBe('refused_address')
  expect(connections).toBe(0)
})

test('Of a name’s addresses only those are called that may be', async () => {
  const port = await listen(http.createServer((_request, response) => void response.end('here')))
  const lookup: OutgoingOptions['lookup'] = (_host, _options, done) =>
    done(null, [
      { address: '169.254.169.254', family: 4 },
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
  const answer = await post(`http://acs.example:${port}/`, { ...local, lookup })
  expect(answer.body.toString()).toBe('here')
})

test('Without TLS only what the operator listed is called, also when a name turns out to be public', async () => {
  const lookup: OutgoingOptions['lookup'] = (_host, _options, done) => done(null, [{ address: '8.8.8.8', family: 4 }])
  expect(await failure(post('http://acs.example/', { ...local, lookup }))).toBe('refused_address')
  expect(openOutgoing({ allow: [] }).objection('http://acs.example/')).toContain('https://')
  expect(openOutgoing(local).objection('http://8.8.8.8/')).toContain('https://')
})

test.each([
  'ftp://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://u:p@example.org/',
  'https://example.org/#a',
  'hook',
  `https://example.org/${'a'.repeat(2_000)}`,
])('%s is no address of a webhook', (url) =>
  expect(openOutgoing({ allow: ['0.0.0.0/0', '::/0'] }).objection(url)).not.toBeNull(),
)

test('A proxy of the environment is not asked', async () => {
  let connections = 0
  const proxy = await listen(http.createServer().on('connection', () => connections++))
  const port = await listen(http.createServer((_request, response) => void response.end()))
  const before = { ...process.env }
  Object.assign(process.env, {
    HTTP_PROXY: `http://127.0.0.1:${proxy}`,
    http_proxy: `http://127.0.0.1:${proxy}`,
    NODE_USE_ENV_PROXY: '1',
  })
  try {
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 })
  } finally {
    process.env = before
  }
  expect(connections).toBe(0)
})

const folder = mkdtempSync(join(tmpdir(), 'limen-tls-'))
afterAll(() => execFileSync('rm', ['-r', folder]))
function certificate(name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    ...subject,
  ]
  execFileSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  return { key: readFileSync(key), cert: readFileSync(cert, 'utf8') }
}

test('TLS is checked: the certificate has to be trusted and be that of the name, whatever the address', async () => {
  const pair = certificate('acs.example')
  const port = await listen(https.createServer(pair, (_request, response) => void response.end('sealed')))
  const lookup: OutgoingOptions['lookup'] = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const options = { ...local, ca: pair.cert, lookup }
  expect((await post(`https://acs.example:${port}/`, options)).body.toString()).toBe('sealed')
  expect(await failure(post(`https://other.example:${port}/`, options))).toBe('tls')
  expect(await failure(post(`https://acs.example:${port}/`, { ...local, lookup }))).toBe('tls')
})

test('Where nothing listens, and where no name is, it says so', async () => {
  const server = http.createServer()
  const port = await listen(server)
  await new Promise((done) => server.close(done))
  open.length = 0
  expect(await failure(post(`http://127.0.0.1:${port}/`))).toBe('unreachable')
  const lookup: OutgoingOptions['lookup'] = (_host, _options, done) =>
    done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
  expect(await failure(post('https://acs.example/', { ...local, lookup }))).toBe('no_such_host')
})

test('Who asked may give up', async () => {
  const port = await listen(http.createServer(() => undefined))
  expect(await failure(post(`http://127.0.0.1:${port}/`, local, { signal: AbortSignal.timeout(50) }))).toBe('aborted')
})
