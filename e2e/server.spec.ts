/** The server as a process: what it finishes, refuses and says. No browser takes part. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBureau } from './bureau'
import { expect, test } from './fixtures'
import { freePort } from './running-server'

test('a request in progress is finished after the signal to stop, and no new one begins', async ({ freshBureau }) => {
  const socket = connect(freshBureau.port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  socket.write('GET /api/1.0/users/find-by-address HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"a":')
  await new Promise((resolve) => setTimeout(resolve, 200))
  const stopped = freshBureau.stop()
  await expect.poll(() => fetch(freshBureau.url).catch(() => 'refused')).toBe('refused')

  socket.write('"b"}')
  await stopped
  expect(answer).toContain('400 Bad Request')
  expect(answer).toContain('AUTHENTICATION_HEADERS_MISSING')
})

test('connections on which nothing moves do not delay a stop', async ({ freshBureau }) => {
  const open = (text: string) => {
    const socket = connect(freshBureau.port, '127.0.0.1', () => socket.write(text))
    return socket.on('error', () => {})
  }
  const sockets = [
    '',
    'GET / HTTP/1.1\r\nHo',
    'POST /api/graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n',
  ].map(open)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const began = Date.now()
  await freshBureau.stop()
  // Not the 15 seconds that requests in progress are given, however slow the machine is.
  expect(Date.now() - began).toBeLessThan(14_000)
  sockets.forEach((socket) => socket.destroy())
})

test('callers who hang up, and requests that mean nothing, leave no stack in the log', async ({ bureau }) => {
  const send = (text: string) =>
    new Promise((resolve) => {
      const socket = connect(bureau.port, '127.0.0.1', () => socket.write(text))
      setTimeout(() => resolve(socket.destroy()), 500)
    })
  const unfinished = `Content-Length: 900000\r\n\r\n${'x'.repeat(300_000)}`
  const form = 'Content-Type: multipart/form-data; boundary=x\r\n'
  await Promise.all([
    send(`POST /api/graphql HTTP/1.1\r\nHost: x\r\n${unfinished}`),
    send(`POST /set-up/x HTTP/1.1\r\nHost: x\r\n${form}${unfinished}`),
    send(`POST / HTTP/1.1\r\nHost: x\r\n${unfinished}`),
    send('OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'),
    send('TRACE / HTTP/1.1\r\nHost: x\r\n\r\n'),
  ])
  const action = await fetch(bureau.url, {
    method: 'POST',
    body: '[]',
    headers: { 'next-action': '40'.padEnd(42, 'a') },
  })
  expect(action.status).toBe(404)
  const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nvalue\r\n`
  for (const path of ['/', '/register', '/nowhere']) {
    for (const body of ['garbage', '', '--x--\r\n', part('a'), `${part('a')}--x--\r\n`]) {
      const headers = { 'content-type': 'multipart/form-data; boundary=x' }
      const answer = await fetch(bureau.url + path, { method: 'POST', headers, body })
      expect([path, body, answer.status]).toEqual([path, body, 400])
      expect(await answer.text()).toContain('load the page again')
    }
  }
  expect(bureau.output()).not.toMatch(/Error|\n {4}at /)
})

test('a server whose log nobody reads serves, and does not tell itself of that for ever', async () => {
  test.slow()
  test.skip(!existsSync('/proc/self/stat'), 'There is no /proc that says what a process has worked.')
  const home = await mkdtemp(join(tmpdir(), 'limen-deaf-'))
  const port = await freePort()
  const own = { LIMEN_DATA_DIR: join(home, 'data'), DATABASE_URL: '', PORT: String(port) }
  const env = { LIMEN_BUILD_DIR: '.next-test', ...process.env, NODE_ENV: 'production', ...own } as const
  const server = spawn(process.execPath, ['bin/server.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = once(server, 'exit')
  server.stdout.destroy()
  server.stderr.destroy()
  try {
    const health = () => fetch(`http://127.0.0.1:${port}/api/health`).then(({ status }) => status, String)
    await expect.poll(health, { timeout: 50_000 }).toBe(200)
    // Asked nothing it rests, once it has warmed up. One that writes of what it could not write never would.
    await expect.poll(() => workedIn(server.pid!, 2_000), { timeout: 30_000 }).toBeLessThan(500)
    expect(await health()).toBe(200)
  } finally {
    server.kill('SIGKILL')
    await gone
    await rm(home, { recursive: true, force: true })
  }
})

/** @returns milliseconds of processor time, of all threads */
async function workedIn(pid: number, ms: number): Promise<number> {
  const worked = () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Behind the name, in the kernel's ticks: what it took for itself and in the kernel.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    return (Number(user) + Number(system)) * 10
  }
  const before = worked()
  await new Promise((resolve) => setTimeout(resolve, ms))
  return worked() - before
}

test('an offer to speak HTTP/2 is answered over HTTP/1.1', async ({ bureau }) => {
  await fetch(bureau.url)
  const socket = connect(bureau.port, '127.0.0.1')
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n'
  socket.end(`GET /api/health HTTP/1.1\r\nHost: x\r\n${offer}\r\n`)
  let answer = ''
  for await (const part of socket) answer += part
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
})

test('under /api Next answers no redirect, whatever a program sends', async ({ bureau }) => {
  const ask = (path: string, headers = {}) => fetch(bureau.url + path, { headers, redirect: 'manual' })
  for (const path of ['/api/health//', '//api//health', '/api/health/', '/api/health?a=//']) {
    expect([path, (await ask(path)).status]).toEqual([path, 200])
  }
  expect((await ask('/api/health', { rsc: '1' })).status).toBe(200)
  const put = await fetch(`${bureau.url}/api/graphql`, { method: 'PUT' })
  expect([put.status, await put.json()]).toEqual([
    405,
    { errors: [expect.objectContaining({ message: expect.any(String) })] },
  ])
})

test('an API path with a slash at its end answers as the path without it, a page redirects', async ({ bureau }) => {
  const ask = (path: string, method: string) => fetch(bureau.url + path, { method, redirect: 'manual' })
  for (const path of ['/api/1.0/users', '/api/1.1/users', '/api/1.1/nowhere']) {
    const [plain, slashed] = [await ask(path, 'POST'), await ask(`${path}/`, 'POST')]
    expect(slashed.status).toBe(plain.status)
    expect(await slashed.json()).toEqual(await plain.json())
  }
  expect((await ask('/api/health/', 'GET')).status).toBe(200)
  expect((await ask('/set-up/done/', 'GET')).status).toBe(308)
})

const ofFaceHost = { meta: { ok: false, code: 404, mode: 'prod', message: expect.any(String) } }
const ofWallet = { code: 'not_found', message: expect.any(String), requestId: expect.any(String) }
const unknown: [prefix: string, paths: string[], body: unknown][] = [
  [
    '/api',
    ['', '/', '/nowhere', '/1.0', '/1.0/nowhere', '/graphql/x', '/health/x', '/1.2/users'],
    { status: false, data: { message: 'NOT_FOUND' } },
  ],
  ['/biometrics', ['', '/', '/nowhere', '/liveness/x', '/a.json'], ofFaceHost],
  ['/v1', ['', '/', '/nowhere', '/users/auth', '/a.json', '/.well-known', '/.well-known/jwks.json/x'], ofWallet],
  ['/.well-known/jwks.json', ['/x', '/x/y'], ofWallet],
  ['/t/main/v1', ['', '/', '/nowhere', '/credentials/x'], ofWallet],
  ['/t/nobody/v1', ['', '/nowhere'], ofWallet],
  ['/t/main/.well-known/jwks.json', ['/x', '/x/y'], ofWallet],
]
for (const [prefix, paths, body] of unknown) {
  test(`an address under ${prefix} that nothing answers gets the JSON of its contract, never a page`, async ({
    bureau,
  }) => {
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const answer = await fetch(bureau.url + prefix + path, { method })
        const type = answer.headers.get('content-type')
        expect([method, path, answer.status, type]).toEqual([method, path, 404, 'application/json; charset=utf-8'])
        if (method === 'HEAD') expect(await answer.text()).toBe('')
        else expect(await answer.json()).toEqual(body)
      }
    }
  })
}

test('a wrong environment keeps the server from starting, in words that name each thing', async () => {
  const failed = startBureau({ PORT: '0x', LIMEN_TRUST_PROXY: 'proxy.local', LIMEN_LOG_LEVEL: 'loud' })
  await expect(failed).rejects.toThrow(/Limen does not start\. The environment is not usable:[\s\S]*LIMEN_TRUST_PROXY/)
})

test('a start with a port that is no number says so at once, in one line without a stack', () => {
  const env = { ...process.env, PORT: 'abc' }
  const { status, stderr } = spawnSync(process.execPath, ['bin/start.mjs'], { env, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('PORT must be a number from 1 to 65535')
  expect(stderr).not.toMatch(/^ +at /m)
})

test('the hint for the next terminal names a data folder that only this one knows, and a mistyped variable is named', async () => {
  const started = await startBureau({ LIMEN_DATADIR: 'x' })
  try {
    expect(started.output()).toMatch(/^ {2}LIMEN_DATA_DIR=\/\S+\/data npx limen client create/m)
    expect(started.output()).toContain('Did you mean LIMEN_DATA_DIR?')
  } finally {
    await started.stop()
  }
})

test('a port that is taken is named, with another to try', async ({ bureau }) => {
  const failed = startBureau({ PORT: String(bureau.port) })
  await expect(failed).rejects.toThrow(`Port ${bureau.port} is taken`)
})

test('with a certificate it speaks TLS, and links say https', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limen-tls-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ]
  const { error } = spawnSync('openssl', made)
  test.skip(error !== undefined, 'There is no openssl to make a certificate with.')

  const bureau = await startBureau({ LIMEN_TLS_CERT: cert, LIMEN_TLS_KEY: key })
  try {
    expect(bureau.setUpUrl).toMatch(/^https:/)
    const status = await new Promise((resolve, reject) =>
      get({ port: bureau.port, path: '/api/health', rejectUnauthorized: false }, (answer) =>
        resolve(answer.statusCode),
      ).on('error', reject),
    )
    expect(status).toBe(200)
  } finally {
    await bureau.stop()
    await rm(folder, { recursive: true })
  }
})
