/** The wallet's contract over its handlers, row by row: sections 4.1, 4.2, 4.4 and 9 of the contract. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { pino } from 'pino'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { createClient, type NewClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { testEngines } from '@/domain/faces/testing'
import { ensureTenant, updateTenant } from '@/domain/tenants'
import { testContext, type TestContext } from '@/domain/testing'
import { photo, testWallet } from '@/domain/wallet/testing'
import { codes } from './codes'
import { assertDescribed } from './openapi'
import { routes } from './routes'
import { serve } from './serve'

let bureau: TestContext
let client: NewClient
let logged: string[]

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ headers }: Request) =>
    ({
      ...bureau,
      actor: { kind: 'nobody' },
      requestId: headers.get('x-request-id') ?? 'the-request',
    }) satisfies Context,
  getBureau: async () => ({ environment: { publicUrl: 'https://limen.example' } }),
}))

const engines = testEngines()
afterAll(() => engines.close())

beforeEach(async () => {
  logged = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  bureau = Object.assign(await testContext({ engines }), { log })
  await openDoor('main')
  client = await createClient(bureau, { tenantSlug: 'main', name: 'Lender' })
})

async function openDoor(slug: string, settings: Record<string, unknown> = {}): Promise<void> {
  await ensureTenant(bureau, slug)
  await updateTenant(bureau, { slug, settings: { walletOpen: true, ...settings } })
}

interface Sent {
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  slug?: string
}

async function call(method: string, path: string, { json, body, headers, slug }: Sent = {}) {
  const { [method as 'GET']: handler } = serve(routes)
  const sent = json === undefined ? body : JSON.stringify(json)
  const request = new Request(`https://limen.example/v1/${path}`, { method, headers, body: sent })
  const params = Promise.resolve({ slug, path: path === '' ? undefined : path.split('/') })
  const response = await handler(request, { params })
  const text = await response.text()
  const route = routes.find((one) => one.method === method && shapeOf(one.path).test(path))
  if (route && text.startsWith('{')) assertDescribed(route, response.status, JSON.parse(text))
  const answer = { status: response.status, headers: response.headers, text }
  return { ...answer, json: (text.startsWith('{') ? JSON.parse(text) : null) as Record<string, never> | null }
}

/** `credentials/:id/status` as a pattern. */
const shapeOf = (path: string) => new RegExp(`^${path.replace('.', String.raw`\.`).replace(':id', '[^/]+')}$`)

const asClient = ({ key, secret } = client) => ({ authorization: `Basic ${btoa(`${key}:${secret}`)}` })

const asked = (over: Record<string, unknown> = {}) => ({
  meta: {},
  biometrics: [photo('anna')],
  publicKey: testWallet().publicKey,
  ...over,
})
const register = (over: Record<string, unknown> = {}, sent: Sent = {}) =>
  call('POST', 'users/auth/register', { json: asked(over), ...sent })

test('4.1: without any header of ours, a request answers 2xx with the credential as the whole body', async () => {
  const { status, json, headers } = await register()
  expect(status).toBe(201)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(Object.keys(json!)).toEqual(
    expect.arrayContaining(['@context', 'id', 'type', 'issuer', 'issuanceDate', 'credentialSubject', 'proof']),
  )
  const { proof, credentialSubject } = json as unknown as Record<string, Record<string, string>>
  expect(Object.keys(proof!).sort()).toEqual(['created', 'jwt', 'proofPurpose', 'type', 'verificationMethod'])
  for (const value of Object.values(proof!)) expect(typeof value).toBe('string')
  expect(Buffer.from(credentialSubject!.biometrics!, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
})

test('4.1: a private key in the body is dropped: no log, no row, no file, no answer holds it', async () => {
  const privateKey = '7777777777123456789'
  expect((await register({ privateKey, meta: { privateKey } })).status).toBe(201)
  // Refusals of every kind neither.
  const refusals = await Promise.all([
    register({ privateKey, publicKey: 5 }),
    register({ privateKey, biometrics: [] }),
    register({ privateKey, biometrics: 'x' }),
    call('POST', 'users/auth/register', { body: `{"privateKey":"${privateKey}",` }),
  ])
  expect(refusals.map(({ status }) => status)).toEqual([422, 400, 422, 400])
  for (const { text } of refusals) expect(text).not.toContain(privateKey)
  expect(logged.join()).not.toContain(privateKey)
  const stored = await readFile(`${bureau.dataDir}/limen.db`).catch(() => Buffer.alloc(0))
  const journal = await readFile(`${bureau.dataDir}/limen.db-wal`).catch(() => Buffer.alloc(0))
  expect(stored.length + journal.length).toBeGreaterThan(0)
  expect(Buffer.concat([stored, journal]).includes(privateKey)).toBe(false)
})

test('4.1: off until an owner turns it on; a tenant that is off and one that is not there answer alike', async () => {
  await ensureTenant(bureau, 'closed')
  const answers = await Promise.all(['closed', 'nobody'].map((slug) => register({}, { slug })))
  for (const { status, json } of answers) {
    expect(status).toBe(404)
    expect(json).toEqual({
      code: 'wallet_closed',
      message: expect.stringMatching(/Settings, Wallet/),
      requestId: 'the-request',
    })
  }
  await openDoor('closed')
  expect((await register({}, { slug: 'closed' })).status).toBe(201)
})

test('4.1: nothing of a body is read while the door is closed or the caller has called too often', async () => {
  await openDoor('main', { walletRequestsPerHour: 1 })
  expect((await register()).status).toBe(201)
  const pull = vi.fn()
  const body = new ReadableStream({ pull }, { highWaterMark: 0 })
  for (const slug of [undefined, 'nobody']) {
    const request = new Request('https://limen.example/v1/users/auth/register', {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit)
    const params = Promise.resolve({ slug, path: ['users', 'auth', 'register'] })
    const answer = await serve(routes).POST(request, { params })
    expect(answer.status).toBe(slug ? 404 : 429)
    if (!slug) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3000)
  }
  expect(pull).not.toHaveBeenCalled()
  // A known client is not a stranger at the door.
  expect((await register({ publicKey: testWallet().publicKey }, { headers: asClient() })).status).toBe(201)
})

const bad: [name: string, over: Record<string, unknown>, code: keyof typeof codes][] = [
  ['no pictures', { biometrics: [] }, 'biometrics_missing'],
  ['pictures that are null', { biometrics: null }, 'biometrics_missing'],
  ['50 pictures', { biometrics: Array.from({ length: 50 }, () => photo('anna')) }, 'too_many_pictures'],
  ['3,000 pictures', { biometrics: Array.from({ length: 3_000 }, () => '') }, 'invalid_input'],
  ['100,000 pictures', { biometrics: Array.from({ length: 100_000 }, () => '') }, 'json_invalid'],
  ['pictures that are no texts', { biometrics: [{}] }, 'invalid_input'],
  ['nobody in the picture', { biometrics: [photo()] }, 'face_not_found'],
  ['two in the picture', { biometrics: [photo('anna', 'ben')] }, 'more_than_one_face'],
  ['a face far away', { biometrics: [photo({ person: 'anna', eyeDistancePx: 20 })] }, 'low_quality'],
  ['two persons', { biometrics: [photo('anna'), photo('ben')] }, 'different_people'],
  ['a GIF', { biometrics: [Buffer.from('GIF89a…').toString('base64')] }, 'picture_refused'],
  ['a data URI', { biometrics: [`data:image/jpeg;base64,${photo('anna')}`] }, 'picture_refused'],
  ['base64 with a flipped bit', { biometrics: [photo('anna').replace(/^./, '\u0012')] }, 'picture_refused'],
  ['a picture with a flipped byte', { biometrics: [`AAAA${photo('anna').slice(4)}`] }, 'picture_refused'],
  ['no key', { publicKey: undefined }, 'invalid_input'],
  ['a key that is a number', { publicKey: 65537 }, 'invalid_input'],
  ['a key of 1 MB', { publicKey: `${'9'.repeat(1_000_000)}65537` }, 'public_key_invalid'],
  ['a key with a script in it', { publicKey: '<script>alert(1)</script>65537' }, 'public_key_invalid'],
]
test.each(bad)('9: %s: {code, message}', async (_name, over, code) => {
  const { status, json, text } = await register(over)
  expect([status, json?.code]).toEqual([codes[code][0], code])
  expect(typeof json?.message).toBe('string')
  expect(text.length).toBeLessThan(600)
  expect(logged).toEqual([])
})

test('9: 409 public_key_taken and 409 face_already_registered', async () => {
  await register()
  expect((await register({ biometrics: [photo('ben')] })).json).toMatchObject({ code: 'public_key_taken' })
  const again = await register({ publicKey: testWallet(1).publicKey })
  expect([again.status, again.json?.code]).toEqual([409, 'face_already_registered'])
})

test('9: bodies that are no JSON object, or too large, or broken off', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  const bodies = ['', 'x', '[]', 'null', '1', '"text"', '{"a":', deep, `{"a":${'{"a":'.repeat(90_000)}`]
  for (const body of [...bodies, Buffer.from([0xff, 0xfe])]) {
    const { status, json } = await call('POST', 'users/auth/register', { body })
    expect([status, json?.code]).toEqual([400, 'json_invalid'])
  }
  const nested = `{"biometrics":[],"publicKey":"x","meta":${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}}`
  expect((await call('POST', 'users/auth/register', { body: nested })).json?.code).toBe('biometrics_missing')
  const heavy = ['['.repeat(4_000_000) + ']'.repeat(4_000_000), `[${'{},'.repeat(2_700_000)}{}]`]
  for (const body of heavy) {
    // Parsing it would take longer than a second, in which nobody else is served.
    const { json } = await call('POST', 'users/auth/register', { body })
    expect(json).toMatchObject({ code: 'json_invalid', message: expect.stringMatching(/too many parts/) })
  }
  const proto = '{"__proto__":{"biometrics":["x"]},"constructor":1,"publicKey":"x"}'
  expect((await call('POST', 'users/auth/register', { body: proto })).json?.code).toBe('biometrics_missing')
  const large = await call('POST', 'users/auth/register', { body: 'x'.repeat(8 * 1024 * 1024 + 1) })
  expect([large.status, large.json?.code]).toEqual([413, 'too_large'])
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
  const cut = new Request('https://limen.example/v1/x', { method: 'POST', body, duplex: 'half' } as RequestInit)
  const params = Promise.resolve({ path: ['users', 'auth', 'register'] })
  expect((await serve(routes).POST(cut, { params })).status).toBe(400)
  expect(logged).toEqual([])
})

test('9: what does not exist is 404, another method 405, both in the contract’s form', async () => {
  for (const path of ['', 'x', 'users', 'users/auth/register/x', 'admin/users', 'status-lists/1', 'status-lists/x']) {
    const { status, json } = await call('GET', path)
    expect([path, status, json?.code, typeof json?.message]).toEqual([path, 404, 'not_found', 'string'])
  }
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { status, json, headers } = await call(method, 'users/auth/register')
    expect([status, json?.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST'])
  }
  expect((await call('POST', '.well-known/jwks.json')).headers.get('allow')).toBe('GET, HEAD')
})

test('9: what breaks inside is masked, logged, and named by the request id', async () => {
  const broken = new Proxy(bureau.db, {
    get: (db, name) => {
      if (name === 'transact') throw new Error('no such column: secret')
      return Reflect.get(db, name) as unknown
    },
  })
  Object.assign(bureau, { db: broken })
  const { status, text, json } = await register()
  expect([status, json?.code, json?.requestId]).toEqual([500, 'internal', 'the-request'])
  expect(text).not.toContain('secret')
  expect(logged.join()).toContain('no such column')
})

test('9: a full engine is 503 with Retry-After, before the body is read and without being counted', async () => {
  await openDoor('main', { walletRequestsPerHour: 1 })
  engines.full = true
  try {
    for (let times = 0; times < 3; times++) {
      const { status, json, headers } = await register()
      expect([status, json?.code, headers.get('retry-after')]).toEqual([503, 'busy', '1'])
    }
  } finally {
    engines.full = false
  }
  expect((await register()).status).toBe(201)
})

test('4.2: the published keys verify the JWT, of main and of another tenant, each with its own', async () => {
  await openDoor('acme')
  for (const [slug, issuer] of [
    [undefined, 'https://limen.example'],
    ['acme', 'https://limen.example/t/acme'],
  ] as const) {
    const { json } = await register({}, { slug })
    const { jwt, verificationMethod } = (json as unknown as { proof: Record<string, string> }).proof
    expect(verificationMethod).toMatch(`${issuer}/.well-known/jwks.json#`)
    const keys = await call('GET', '.well-known/jwks.json', { slug })
    expect(keys.headers.get('cache-control')).toBe('public, max-age=300')
    const verified = await jwtVerify(jwt!, createLocalJWKSet(keys.json as never), { issuer })
    expect(verified.payload.jti).toBe(json?.id)
    const status = (verified.payload.vc as { credentialStatus: Record<string, string> }).credentialStatus
    expect(status.statusListCredential).toBe(`${issuer}/v1/status-lists/1`)
    const other = await call('GET', '.well-known/jwks.json', { slug: slug ? undefined : 'acme' })
    await expect(jwtVerify(jwt!, createLocalJWKSet(other.json as never))).rejects.toThrow()
  }
  expect((await call('GET', '.well-known/jwks.json', { slug: 'nobody' })).status).toBe(404)
  // As Next calls the handler of an address without a part of its own.
  const plain = serve(routes, ['.well-known', 'jwks.json']).GET(new Request('https://limen.example/'), {
    params: Promise.resolve(undefined),
  })
  expect(await (await plain).json()).toEqual((await call('GET', '.well-known/jwks.json')).json)
  const terms = await call('GET', 'contexts/biometric-face-credential')
  expect(terms.json).toHaveProperty(['@context', 'BiometricFaceCredential'])
})

test('4.4: status, revocation by a client, and the status list as JSON and as JWT', async () => {
  const { json } = await register()
  const id = String(json?.id).replace('urn:uuid:', '')
  expect((await call('GET', `credentials/${id}/status`)).json).toMatchObject({ status: 'active' })
  const revoke = (sent: Sent) => call('POST', `credentials/${id}/revocations`, { json: { reason: 'lost' }, ...sent })
  expect((await revoke({})).json?.code).toBe('unauthenticated')
  expect((await revoke({ headers: asClient({ ...client, secret: 'wrong' }) })).json?.code).toBe('unauthenticated')
  const reader = await createClient(bureau, { tenantSlug: 'main', name: 'Reader', scopes: ['read'] })
  expect((await revoke({ headers: asClient(reader) })).status).toBe(403)
  const stranger = await createClient(bureau, { tenantSlug: 'acme', name: 'Stranger' })
  expect((await revoke({ headers: asClient(stranger) })).status).toBe(404)
  expect((await revoke({ headers: asClient(stranger), slug: 'main' })).status).toBe(404)
  expect((await revoke({ headers: asClient(), json: {} })).status).toBe(422)
  expect((await revoke({ headers: asClient() })).json).toMatchObject({ id: json?.id, status: 'revoked' })
  expect((await call('GET', `credentials/${id}/status`)).json).toMatchObject({ status: 'revoked' })
  const list = await call('GET', 'status-lists/1')
  expect(list.json).toMatchObject({ type: ['VerifiableCredential', 'BitstringStatusListCredential'] })
  const jwt = await call('GET', 'status-lists/1', { headers: { accept: 'application/vc+jwt' } })
  expect([jwt.headers.get('content-type'), jwt.text.split('.').length]).toEqual(['application/vc+jwt', 3])
})

test('4.4: who has a copy of a status list is told in a line that it still holds, until a revocation', async () => {
  const ids = [photo('anna'), photo('ben')].map(async (picture, number) => {
    const { json } = await register({ biometrics: [picture], publicKey: testWallet(number).publicKey })
    return String(json?.id).replace('urn:uuid:', '')
  })
  const [anna] = await Promise.all(ids)
  const ask = (headers: Record<string, string> = {}) => call('GET', 'status-lists/1', { headers })
  const list = await ask()
  const etag = list.headers.get('etag')!
  expect([list.headers.get('cache-control'), list.headers.get('vary')]).toEqual(['no-cache', 'accept'])
  expect(etag).toMatch(/^W\/"[\w-]{43}"$/)
  for (const known of [etag, etag.slice(2), '*', `"other", ${etag}`]) {
    const answer = await ask({ 'if-none-match': known })
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag])
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-type')).toBeNull()
  }
  for (const other of ['', '"other"', etag.slice(0, -2)])
    expect((await ask({ 'if-none-match': other })).status).toBe(200)
  // The JWT is another document, which who has the JSON does not have yet.
  const accept = 'application/vc+jwt'
  const jwt = await ask({ accept, 'if-none-match': etag })
  expect(jwt.status).toBe(200)
  expect((await ask({ accept, 'if-none-match': jwt.headers.get('etag')! })).status).toBe(304)

  await call('POST', `credentials/${anna}/revocations`, { json: { reason: 'lost' }, headers: asClient() })
  const after = await ask({ 'if-none-match': etag })
  expect(after.status).toBe(200)
  expect(after.json).toMatchObject({ proof: { jwt: expect.any(String) } })
  expect(after.headers.get('etag')).not.toBe(etag)
  expect((await ask({ accept, 'if-none-match': jwt.headers.get('etag')! })).status).toBe(200)
})

test('4.4: POST /v1/verifications needs a client that may read, and answers with what speaks against it', async () => {
  const { json: credential } = await register()
  const verify = (person: string, headers?: Record<string, string>) =>
    call('POST', 'verifications', { json: { credential, image: photo(person) }, headers })
  expect((await verify('anna')).status).toBe(401)
  const writer = await createClient(bureau, { tenantSlug: 'main', name: 'Writer', scopes: ['enrol'] })
  expect((await verify('anna', asClient(writer))).status).toBe(403)
  const yes = await verify('anna', asClient())
  expect(yes.status).toBe(200)
  expect(Object.keys(yes.json!)).toEqual(
    expect.arrayContaining(['signatureValid', 'revoked', 'match', 'score', 'threshold', 'liveness', 'reason']),
  )
  expect(yes.json).toMatchObject({ signatureValid: true, match: true, reason: null })
  expect((await verify('ben', asClient())).json).toMatchObject({ match: false, reason: 'face_mismatch' })
  const limited = await createClient(bureau, { tenantSlug: 'main', name: 'Limited', requestQuota: 0 })
  expect((await verify('anna', asClient(limited))).json?.code).toBe('request_quota_reached')
})

test('4.1 (I): a challenge is signed and redeemed, and a repeated request is answered again', async () => {
  const made = await call('POST', 'challenges')
  expect(made.status).toBe(201)
  const challenge = String(made.json?.challenge)
  const proof = await testWallet().sign(challenge)
  const json = { biometrics: [photo('anna')], publicKeyJwk: testWallet().jwk, challenge, proof }
  const headers = { 'idempotency-key': 'one-and-the-same' }
  const first = await call('POST', 'credential-requests', { json, headers })
  expect(first.status).toBe(201)
  const second = await call('POST', 'credential-requests', { json, headers })
  expect(second.json).toEqual(first.json)
  expect((await call('POST', 'credential-requests', { json })).json?.code).toBe('challenge_invalid')
  expect((await call('POST', 'credential-requests', { json: { ...json, proof: 'x' } })).json?.code).toBe(
    'proof_invalid',
  )
  expect((await call('POST', 'credential-requests', { json: {} })).status).toBe(422)
})

test('openapi.json is a valid document of OpenAPI 3.1 that names every route', async () => {
  const { json, headers } = await call('GET', 'openapi.json')
  const api = json as unknown as { paths: Record<string, object>; servers: { url: string }[] }
  expect(await new Validator().validate(structuredClone(api) as never)).toEqual({ valid: true })
  const described = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} /${path.replace(':id', '{id}')}`).sort())
  expect(api.servers[0]).toEqual({ url: 'https://limen.example/v1' })
  expect(headers.get('access-control-allow-origin')).toBe('*')
})
