/** What terminals, and those who pretend to be one, send that they should not. */
import { SignJWT, UnsecuredJWT } from 'jose'
import { pino } from 'pino'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { accessBureau, bureauOf } from '@/domain/events/testing'
import { testEngines } from '@/domain/faces/testing'
import { newKeyPair } from '@/domain/key-pairs'
import { createTenant } from '@/domain/tenants'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { createTerminal } from '@/domain/terminals/terminals'
import { edgeUrl, TestDevice } from '@/domain/terminals/testing'
import { testContext, type TestContext } from '@/domain/testing'
import { presentIssuerKey, signClaims } from '@/domain/wallet/issuer'
import { GET, POST } from '../[[...path]]/route'

let bureau: TestContext
let logged: string[]
/** The front server puts the caller's address there. */
let source = '192.0.2.1'

vi.mock('@/app/_lib/context', () => ({
  getContext: async ({ signal }: Request) =>
    ({ ...bureau, actor: { kind: 'nobody' }, signal, requestId: 'the-request' }) satisfies Context,
}))

const engines = testEngines()
afterAll(() => engines.close())
let at: Awaited<ReturnType<typeof accessBureau>>

beforeEach(async () => {
  logged = []
  source = '192.0.2.1'
  at = await accessBureau((options) => testContext({ ...options, engines }))
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  bureau = Object.assign(at.operator, { log })
})

const send = (request: Request) => {
  request.headers.set('x-forwarded-for', source)
  return request.method === 'GET' ? GET(request) : POST(request)
}

async function paired(of: Pick<typeof at, 'admin' | 'venue'> = at) {
  const { facility } = await of.venue()
  const terminal = await createTerminal(of.admin, { zoneRow: facility.id, name: 'North' })
  const one = new TestDevice(send)
  await one.pair((await createPairingCode(of.admin, { id: terminal.id })).code)
  await confirmTerminal(of.admin, { id: terminal.id, fingerprint: await one.fingerprint() })
  await one.signIn()
  return one
}

test('wrong codes by the thousand: five tries for a code, and soon none for the place that they come from', async () => {
  const { facility } = await at.venue()
  const { id } = await createTerminal(at.admin, { zoneRow: facility.id, name: 'North' })
  const { code } = await createPairingCode(at.admin, { id })
  const guess = (text: string) => new TestDevice(send).pair(text)
  for (let n = 0; n < 5; n++) {
    expect(await guess(code.slice(0, 7) + (code.endsWith('2') ? '3' : '2'))).toMatchObject({
      status: 400,
      json: { reason: 'pairing_code_invalid' },
    })
  }
  // Five wrong ones have voided it.
  source = '192.0.2.2'
  expect(await guess(code)).toMatchObject({ status: 400, json: { reason: 'pairing_code_invalid' } })

  source = '192.0.2.3'
  const answers: number[] = []
  for (let n = 0; n < 1_000; n++) {
    const reply = await guess(`AAA${String(22_222 + n).replaceAll(/[01]/g, 'B')}`)
    answers.push(reply.status)
    if (reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(answers.filter((status) => status === 400)).toHaveLength(20)
  expect(answers.filter((status) => status === 429)).toHaveLength(980)
  // Others pair meanwhile, also many from one place.
  source = '192.0.2.4'
  for (let n = 0; n < 25; n++) {
    const made = await createTerminal(at.admin, { zoneRow: facility.id, name: `T ${n}` })
    expect((await guess((await createPairingCode(at.admin, { id: made.id })).code)).status).toBe(201)
  }
}, 300_000)

test('a code is good once and for five minutes, and a new one voids it together with who claimed by it', async () => {
  const { facility } = await at.venue()
  const { id } = await createTerminal(at.admin, { zoneRow: facility.id, name: 'North' })
  const first = await createPairingCode(at.admin, { id })
  const second = await createPairingCode(at.admin, { id })
  const [one, two] = [new TestDevice(send), new TestDevice(send)]
  expect((await one.pair(first.code)).status).toBe(400)
  expect((await one.pair(second.code)).status).toBe(201)
  expect((await two.pair(second.code)).status).toBe(400)
  const third = await createPairingCode(at.admin, { id })
  expect((await one.call('POST', 'token')).json).toMatchObject({ reason: 'terminal_unknown' })
  await expect(confirmTerminal(at.admin, { id, fingerprint: await one.fingerprint() })).rejects.toMatchObject({
    code: 'conflict',
  })
  at.clock.at += 5 * 60_000
  expect((await two.pair(third.code)).status).toBe(400)
  // The key of a terminal is no other terminal's.
  const active = await paired({ ...at, venue: async () => ({ facility }) as Awaited<ReturnType<typeof at.venue>> })
  const fourth = await createPairingCode(at.admin, { id })
  active.token = ''
  expect(await active.pair(fourth.code)).toMatchObject({ status: 409, json: { reason: 'already_exists' } })
  await expect(createPairingCode(at.admin, { id: active.terminalId })).rejects.toMatchObject({ code: 'conflict' })
})

test('tokens that are expired, of another tenant, unsigned, swapped or another’s open nothing', async () => {
  const one = await paired()
  const good = one.token
  const use = async (token: string) => {
    one.token = token
    return one.call('GET', 'changes?after=0')
  }
  expect((await use(good)).status).toBe(200)
  const { id: otherId } = await createTenant(bureau, { slug: 'other' })
  const other = bureauOf(bureau, otherId)
  const stranger = await paired(other)
  // Issued to another key.
  expect((await use(stranger.token)).json).toMatchObject({ reason: 'token_invalid' })

  const jkt = await one.thumbprint()
  const now = Math.floor(at.clock.at / 1000)
  const claims = {
    iss: 'https://bureau.test/t/acme',
    aud: 'limen edge',
    sub: one.terminalId,
    iat: now,
    exp: now + 300,
    cnf: { jkt },
  }
  const own = await presentIssuerKey(bureau, at.tenantId)
  const foreign = await presentIssuerKey(bureau, otherId)
  const type = 'limen-edge+jwt'
  expect((await use(await signClaims(own, claims, type))).status).toBe(200)
  const bad = {
    'signed by another tenant': await signClaims(foreign, claims, type),
    'another tenant’s signature under our kid': await signClaims({ ...foreign, id: own.id }, claims, type),
    'our signature under another kid': await signClaims({ ...own, id: foreign.id }, claims, type),
    'no kid that is any': await signClaims({ ...own, id: 'none' }, claims, type),
    unsigned: new UnsecuredJWT(claims).encode(),
    'of another type': await signClaims(own, claims, 'at+jwt'),
    'for another audience': await signClaims(own, { ...claims, aud: 'account' }, type),
    'of another issuer': await signClaims(own, { ...claims, iss: 'https://bureau.test/t/other' }, type),
    'for nobody': await signClaims(own, { ...claims, sub: 'nobody' }, type),
    'bound to no key': await signClaims(own, { ...claims, cnf: undefined }, type),
    nonsense: 'a.b.c',
    altered: `${good.slice(0, -4)}AAAA`,
  }
  for (const [what, token] of Object.entries(bad)) {
    const reply = await use(token)
    expect([what, reply.status, reply.json.reason]).toEqual([what, 401, 'token_invalid'])
    expect(reply.headers.get('www-authenticate')).toContain('invalid_token')
  }
  expect((await use('')).json).toMatchObject({ reason: 'token_missing' })
  one.token = good
  at.clock.at += 300_000
  expect((await one.raw('GET', 'changes?after=0')).json).toMatchObject({ reason: 'token_expired' })
  expect(logged.join()).not.toContain(good.split('.')[2])
})

test('proofs that are replayed, of another call, key, nonce or clock', async () => {
  const one = await paired()
  const path = 'changes?after=0'
  const call = async (proof: string | null, nonceFor = path) => {
    const headers = { authorization: `DPoP ${one.token}`, ...(proof === null ? {} : { dpop: proof }) }
    return one.taken(await send(new Request(edgeUrl + nonceFor, { headers })))
  }
  const proof = await one.proof('GET', path)
  expect((await call(proof)).status).toBe(200)
  expect((await call(proof)).json).toMatchObject({ reason: 'proof_replayed' })
  expect((await call(null)).json).toMatchObject({ reason: 'proof_missing' })
  const invalid = {
    method: await one.proof('POST', path),
    path: await one.proof('GET', 'snapshot'),
    token: await one.proof('GET', path, { ath: 'another' }),
    type: await one.proof('GET', path, {}, { typ: 'JWT' }),
    jti: await one.proof('GET', path, { jti: 'x'.repeat(100_000) }),
    noJti: await one.proof('GET', path, { jti: undefined }),
    htu: await one.proof('GET', path, { htu: 'nonsense' }),
    key: await one.proof('GET', path, {}, { jwk: new TestDevice(send).jwk }),
    noPoint: await one.proof('GET', path, {}, { jwk: { ...one.jwk, y: one.jwk.x } }),
    nothing: 'x',
  }
  for (const [what, bad] of Object.entries(invalid)) {
    expect([what, (await call(bad)).json.reason]).toEqual([what, 'proof_invalid'])
  }
  const made = newKeyPair()
  const leaked = { ...made.privateKey.export({ format: 'jwk' }) }
  const withPrivate = await new SignJWT({ jti: '12345678', htm: 'GET', htu: edgeUrl + 'changes', iat: 1 })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: leaked as never })
    .sign(made.privateKey)
  expect((await call(withPrivate)).json).toMatchObject({ reason: 'proof_invalid' })
  for (const nonce of [undefined, 'x', 'zzzzzz.AAAA', 'mi0zz.']) {
    const reply = await call(await one.proof('GET', path, { nonce }))
    expect(reply.json).toMatchObject({ reason: 'use_dpop_nonce' })
    expect(reply.headers.get('www-authenticate')).toContain('use_dpop_nonce')
  }
  // A device whose clock is ten years off works all the same: the nonce tells how old a proof is.
  one.driftMs = -10 * 365 * 86_400_000
  expect((await one.call('GET', path)).status).toBe(200)
  const old = one.nonce
  at.clock.at += 299_000
  expect((await one.signIn()).status).toBe(200)
  expect((await call(await one.proof('GET', path, { nonce: old }))).status).toBe(200)
  at.clock.at += 1_000
  expect((await call(await one.proof('GET', path, { nonce: old }))).json).toMatchObject({ reason: 'use_dpop_nonce' })
})

test('a terminal acknowledges nothing that it never got, and asks for no line that is none', async () => {
  const one = await paired()
  await at.people(1)
  for (const revision of [1, 10_000, Number.MAX_SAFE_INTEGER]) {
    const reply = await one.call('POST', 'acks', { revision })
    expect(reply).toMatchObject({ status: 409, json: { reason: 'ack_beyond_sent' } })
  }
  for (const revision of [-1, 1.5, '1', null, 1e300]) {
    expect(await one.call('POST', 'acks', { revision })).toMatchObject({
      status: 422,
      json: { reason: 'validation_error' },
    })
  }
  for (const query of ['', 'after=', 'after=x', 'after=-1', 'after=1.5', 'after=1&wait=-1', 'after=1&wait=x']) {
    const reply = await one.call('GET', `changes?${query}`)
    expect([query, reply.status]).toEqual([query, 422])
  }
})

test('10 MB strings, broken JSON and wrong shapes are refused, and nothing of them is told or logged', async () => {
  const one = await paired()
  const huge = 'x'.repeat(10_000_000)
  const report = {
    report_id: 'r',
    type: 'not_recognised',
    occurred_at: new Date(at.clock.at).toISOString(),
    sequence: 1,
  }
  const calls: [string, unknown, number][] = [
    ['pair', { code: huge }, 413],
    ['acks', { revision: huge }, 413],
    ['access-events', { reports: [{ ...report, report_id: huge }] }, 413],
    ['heartbeat', { time: huge }, 413],
    ['access-events', { reports: [{ ...report, acs_reason: 'y'.repeat(900_000) }] }, 422],
    ['access-events', { reports: [{ ...report, report_id: 'a\0b' }] }, 422],
    ['access-events', { reports: [{ ...report, type: 'opened' }] }, 422],
    ['access-events', { reports: [] }, 422],
    ['access-events', { reports: Array.from({ length: 501 }, () => report) }, 422],
    ['access-events', { reports: 'all' }, 422],
    ['access-events', '[1,2]', 400],
    ['access-events', '{"reports":', 400],
    ['heartbeat', { time: 'now', held_users: 1 }, 422],
    ['heartbeat', { time: report.occurred_at, held_users: -1 }, 422],
    ['feed-key', { agreement_key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }, 422],
    ['feed-key', { agreement_key: { kty: 'oct', k: 'secret' } }, 422],
  ]
  for (const [path, body, status] of calls) {
    const reply = await one.call('POST', path, body)
    expect([path, reply.status]).toEqual([path, status])
    expect(reply.json).toMatchObject({ message: expect.any(String), request_id: 'the-request' })
    expect(reply.text.length).toBeLessThan(4_000)
  }
  expect(logged.join('').length).toBeLessThan(4_000)
})

test('a device gone mad reports no faster than people can pass, and is told when to go on', async () => {
  const venue = await at.venue()
  const here = { ...at, venue: async () => venue }
  const [mad, other] = [await paired(here), await paired(here)]
  const occurred_at = new Date(at.clock.at).toISOString()
  const reports = Array.from({ length: 500 }, () => ({
    report_id: 'again',
    type: 'not_recognised',
    occurred_at,
    sequence: 1,
  }))
  for (let n = 0; n < 20; n++) expect((await mad.call('POST', 'access-events', { reports })).status).toBe(200)
  const refused = await mad.call('POST', 'access-events', { reports })
  expect(refused).toMatchObject({ status: 429, json: { reason: 'rate_limited' } })
  expect(refused.headers.get('retry-after')).toBe('1')
  expect((await other.call('POST', 'access-events', { reports })).status).toBe(200)
  at.clock.at += 1_000
  expect((await mad.call('POST', 'access-events', { reports })).status).toBe(200)
})
