/** Decision tokens: what a door controller accepts without a server, and every forgery that it must not. */
import { base64url, calculateJwkThumbprint, SignJWT, type JWK } from 'jose'
import { createHmac, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  longestCertificateSeconds,
  certificateType,
  decisionSeconds,
  decisionType,
  signCertificate,
  signDecision,
  verifyDecision,
  type Expected,
  type TerminalDecision,
} from './decisions'
import { accessBureau } from './events/testing'
import { newKeyPair } from './key-pairs'
import { issueTerminalCertificate } from './terminals/certificate'
import { createTenant } from './tenants'
import { describeDialects } from './testing'
import { presentIssuerKey, publishedKeys, rotateIssuerKey } from './wallet/issuer'

const now = new Date('2026-11-21T20:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000)

interface Pair {
  publicJwk: JWK & Record<string, string>
  privateKey: KeyObject
}
function keyPair(namedCurve?: 'P-256' | 'P-384'): Pair {
  const { publicKey, privateKey } = newKeyPair(namedCurve)
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as Record<string, string>
  return { publicJwk: { kty: kty!, crv: crv!, x: x!, y: y! }, privateKey }
}

const [tenant, otherTenant, device, thief] = [keyPair(), keyPair(), keyPair(), keyPair()]
const issuerKey = { id: 'tenant-key', privateKey: tenant.privateKey }
const jwks = { keys: [{ ...tenant.publicJwk, kid: 'tenant-key', alg: 'ES256', use: 'sig' }] }
const place = { issuer: 'https://bureau.test/t/acme', terminalId: 't1', zoneId: 'acme:at:stadium' }
const decision: TerminalDecision = {
  acs_id: 'member-1',
  acs_id_schema: 'string64',
  access_point_id: 't1',
  zone_id: 'acme:at:stadium',
  decision: 'granted',
  reason: null,
  event_id: null,
  member: true,
  occurred_at: '2026-11-21T20:00:00.000Z',
  sequence: 7,
}

const certificateSeconds = 86_400
const certify = (key = issuerKey, of = {}, at = now) =>
  signCertificate(key, { ...place, deviceJwk: device.publicJwk, ...of }, at, certificateSeconds)
const good = async () => signDecision(device, await certify(), decision, now)
const verify = (token: string, at = now, expected: Expected = {}, keys: { keys: JWK[] } = jwks) =>
  verifyDecision(token, keys, at, expected)
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: { name: string; reason: string }) => (error.name === 'DecisionRefused' ? error.reason : String(error)),
  )
/** The same token with other parts. */
const withParts = (
  token: string,
  change: (header: object, payload: object) => [object, object],
  signature?: string,
) => {
  const [header, payload, own] = token.split('.') as [string, string, string]
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object
  const write = (part: object) => base64url.encode(JSON.stringify(part))
  const [nextHeader, nextPayload] = change(read(header), read(payload))
  return `${write(nextHeader)}.${write(nextPayload)}.${signature ?? own}`
}
/** Whatever claims and header, truly signed by the key. */
const craft = (key: KeyObject, header: Record<string, unknown>, claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(key)
const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
const claimsOf = (change: Record<string, unknown> = {}) => ({
  ...decision,
  iss: 't1',
  iat: seconds(now),
  exp: seconds(now) + decisionSeconds,
  ...change,
})
const headerOf = async (change: Record<string, unknown> = {}) => ({
  typ: decisionType,
  kid: await calculateJwkThumbprint(device.publicJwk),
  cert: await certify(),
  ...change,
})

test('A good token says what was decided, where, and until when that counts', async () => {
  const expected = { issuer: place.issuer, zoneId: place.zoneId, terminalId: 't1' }
  const verified = await verify(await good(), later(10), expected)
  expect(verified).toMatchObject({
    decision,
    certificate: { sub: 't1', zone_id: place.zoneId, iss: place.issuer },
    issuedAt: now,
    expiresAt: later(decisionSeconds),
  })
})

test('It counts for half a minute and a clock’s error, and its certificate as long as it says', async () => {
  expect(await reasonOf(verify(await good(), later(decisionSeconds + 4)))).toBe('accepted')
  expect(await reasonOf(verify(await good(), later(decisionSeconds + 6)))).toBe('expired')
  expect(await reasonOf(verify(await good(), later(-4)))).toBe('accepted')
  expect(await reasonOf(verify(await good(), later(-10)))).toMatch(/not_yet_valid$/)
  const early = await signDecision(device, await certify(issuerKey, {}, later(-3_600)), decision, now)
  expect(await reasonOf(verify(early, later(-10)))).toBe('not_yet_valid')
  const stale = async (age: number) => signDecision(device, await certify(issuerKey, {}, later(-age)), decision, now)
  expect(await reasonOf(verify(await stale(certificateSeconds - 1)))).toBe('accepted')
  expect(await reasonOf(verify(await stale(certificateSeconds + 6)))).toBe('certificate_expired')
  const future = await signDecision(device, await certify(issuerKey, {}, later(60)), decision, now)
  expect(await reasonOf(verify(future))).toBe('certificate_not_yet_valid')
})

test('No algorithm but ours: not none, not a MAC by the public key, not another curve', async () => {
  const token = await good()
  const none = withParts(token, (header, payload) => [{ ...header, alg: 'none' }, payload], '')
  expect(await reasonOf(verify(none))).toBe('wrong_algorithm')
  const mac = withParts(token, (header, payload) => [{ ...header, alg: 'HS256' }, payload], '')
  const [head, body] = mac.split('.')
  const secret = JSON.stringify(device.publicJwk)
  const forged = `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`
  expect(await reasonOf(verify(forged))).toBe('wrong_algorithm')

  const certificate = await certify()
  const noneCertificate = withParts(certificate, (header, payload) => [{ ...header, alg: 'none' }, payload], '')
  expect(await reasonOf(verify(await signDecision(device, noneCertificate, decision, now)))).toBe('wrong_algorithm')

  const wide = keyPair('P-384')
  const cert = await craft(
    tenant.privateKey,
    { typ: certificateType, kid: 'tenant-key' },
    {
      iss: place.issuer,
      sub: 't1',
      zone_id: place.zoneId,
      iat: seconds(now),
      exp: seconds(now) + 60,
      cnf: { jwk: wide.publicJwk },
    },
  )
  expect(await reasonOf(verify(await craft(device.privateKey, await headerOf({ cert }), claimsOf())))).toBe(
    'certificate_invalid',
  )
})

test('Another device’s key signs nothing under this certificate, whatever it calls itself', async () => {
  const certificate = await certify()
  expect(await reasonOf(verify(await signDecision(thief, certificate, decision, now)))).toBe('wrong_device_key')
  expect(await reasonOf(verify(await craft(thief.privateKey, await headerOf(), claimsOf())))).toBe('signature_invalid')
  const swapped = await headerOf({ kid: await calculateJwkThumbprint(thief.publicJwk) })
  expect(await reasonOf(verify(await craft(device.privateKey, swapped, claimsOf())))).toBe('wrong_device_key')
  expect(await reasonOf(verify(await craft(device.privateKey, await headerOf({ kid: undefined }), claimsOf())))).toBe(
    'wrong_device_key',
  )
  // Its own key beside the certificate's changes nothing.
  const beside = await headerOf({ jwk: thief.publicJwk })
  expect(await reasonOf(verify(await craft(thief.privateKey, beside, claimsOf())))).toBe('signature_invalid')
})

test('A certificate is the tenant’s own or none: not self-made, not another tenant’s, not under a swapped key id', async () => {
  const by = async (certificate: string, key = device) =>
    reasonOf(verify(await signDecision(key, certificate, decision, now)))
  expect(await by(await certify({ id: 'tenant-key', privateKey: thief.privateKey }))).toBe(
    'certificate_signature_invalid',
  )
  expect(await by(await certify({ id: 'other-key', privateKey: otherTenant.privateKey }))).toBe('unknown_issuer_key')
  expect(await by(await certify({ id: 'tenant-key', privateKey: otherTenant.privateKey }))).toBe(
    'certificate_signature_invalid',
  )
  const two = { keys: [...jwks.keys, { ...otherTenant.publicJwk, kid: 'other-key' }] }
  const swapped = withParts(await certify(), (header, payload) => [{ ...header, kid: 'other-key' }, payload])
  expect(await reasonOf(verify(await signDecision(device, swapped, decision, now), now, {}, two))).toBe(
    'certificate_signature_invalid',
  )
  const nameless = { keys: [tenant.publicJwk] }
  expect(await reasonOf(verify(await good(), now, {}, nameless))).toBe('unknown_issuer_key')
  const altered = withParts(await certify(), (header, payload) => [
    header,
    { ...payload, cnf: { jwk: thief.publicJwk } },
  ])
  expect(await by(altered, thief)).toBe('certificate_signature_invalid')
})

test('Nothing else that the same keys sign passes for a token or for a certificate', async () => {
  const claims = {
    iss: place.issuer,
    sub: 't1',
    zone_id: place.zoneId,
    iat: seconds(now),
    exp: seconds(now) + 60,
    cnf: { jwk: device.publicJwk },
  }
  const accessToken = await craft(tenant.privateKey, { typ: 'at+jwt', kid: 'tenant-key' }, claims)
  expect(await reasonOf(verify(await signDecision(device, accessToken, decision, now)))).toBe('wrong_type')
  expect(await reasonOf(verify(await craft(device.privateKey, await headerOf({ typ: 'dpop+jwt' }), claimsOf())))).toBe(
    'wrong_type',
  )
  const long = await craft(
    tenant.privateKey,
    { typ: certificateType, kid: 'tenant-key' },
    { ...claims, exp: seconds(now) + longestCertificateSeconds + 1 },
  )
  expect(await reasonOf(verify(await signDecision(device, long, decision, now)))).toBe('certificate_invalid')
  const open = await craft(
    tenant.privateKey,
    { typ: certificateType, kid: 'tenant-key' },
    { ...claims, exp: undefined },
  )
  expect(await reasonOf(verify(await signDecision(device, open, decision, now)))).toBe('certificate_invalid')
  const whole = device.privateKey.export({ format: 'jwk' })
  const leaky = await craft(
    tenant.privateKey,
    { typ: certificateType, kid: 'tenant-key' },
    { ...claims, cnf: { jwk: whole } },
  )
  expect(await reasonOf(verify(await signDecision(device, leaky, decision, now)))).toBe('certificate_invalid')
})

test('A terminal speaks for itself and its zone alone, and for no longer than half a minute', async () => {
  const by = async (change: Record<string, unknown>) =>
    reasonOf(verify(await craft(device.privateKey, await headerOf(), claimsOf(change))))
  expect(await by({})).toBe('accepted')
  expect(await by({ access_point_id: 't2' })).toBe('wrong_terminal')
  expect(await by({ iss: 't2' })).toBe('wrong_terminal')
  expect(await by({ zone_id: 'acme:at:vault' })).toBe('wrong_zone')
  expect(await by({ exp: seconds(now) + 3_600 })).toBe('claims_invalid')
  expect(await by({ exp: undefined })).toBe('claims_invalid')
  expect(await by({ decision: 'open' })).toBe('claims_invalid')
  expect(await by({ sequence: -1 })).toBe('claims_invalid')
  expect(await by({ acs_id: 'x'.repeat(65) })).toBe('claims_invalid')
  expect(await by({ nbf: seconds(now) + 60 })).toBe('claims_invalid')
  expect(await reasonOf(verify(await good(), now, { zoneId: 'acme:at:vault' }))).toBe('wrong_zone')
  expect(await reasonOf(verify(await good(), now, { terminalId: 't2' }))).toBe('wrong_terminal')
  expect(await reasonOf(verify(await good(), now, { issuer: 'https://bureau.test' }))).toBe('wrong_issuer')
})

test('One changed bit anywhere is refused, and so is what is no token at all', async () => {
  const token = await good()
  const parts = token.split('.')
  for (let part = 0; part < 3; part++) {
    const bytes = Buffer.from(parts[part]!, 'base64url')
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 1
      const forged = parts.with(part, flipped.toString('base64url')).join('.')
      expect(await reasonOf(verify(forged))).not.toBe('accepted')
    }
  }
  for (const text of ['', '.', '..', 'a.b.c', '💥', 'x'.repeat(10_000), token.slice(0, -1), `${token}.x`]) {
    expect(await reasonOf(verify(text))).not.toBe('accepted')
  }
  expect(await reasonOf(verify('x'.repeat(10_000)))).toBe('malformed')
  expect(await reasonOf(verify(await craft(device.privateKey, await headerOf({ cert: undefined }), claimsOf())))).toBe(
    'malformed',
  )
  const critical = withParts(token, (header, payload) => [{ ...header, crit: ['b64'], b64: false }, payload])
  expect(await reasonOf(verify(critical))).not.toBe('accepted')
})

/** The default of the setting. */
const stalenessSeconds = 72 * 3_600

describeDialects('certificates of terminals', (open) => {
  test('A terminal in use gets one of its own tenant, which the published keys check', async () => {
    const { operator, venue, clock } = await accessBureau(open)
    const { gate, space } = await venue()
    const terminal = { ...gate, deviceJwk: device.publicJwk }
    const { certificate, expiresAt } = await issueTerminalCertificate(operator, terminal)
    expect(expiresAt).toEqual(new Date(clock.at + stalenessSeconds * 1_000))
    const at = new Date(clock.at)
    const said = { ...decision, access_point_id: gate.id, zone_id: space.zoneId }
    const token = await signDecision(device, certificate, said, at)
    const keys = await publishedKeys(operator, { tenantSlug: 'acme' })
    const verified = await verifyDecision(token, keys, at, { issuer: 'https://bureau.test/t/acme' })
    expect(verified).toMatchObject({ decision: said, certificate: { sub: gate.id } })

    const { id: tenantId } = await createTenant(operator, { slug: 'other' })
    await presentIssuerKey(operator, tenantId)
    const others = await publishedKeys(operator, { tenantSlug: 'other' })
    expect(others.keys).toHaveLength(1)
    expect(await reasonOf(verifyDecision(token, others, at))).toBe('unknown_issuer_key')

    // A rotation leaves doors as they are until each terminal has a new certificate.
    await rotateIssuerKey(operator, { tenantSlug: 'acme' })
    clock.at += stalenessSeconds * 1_000 - 1_000
    const lateToken = await signDecision(device, certificate, said, new Date(clock.at))
    const published = async () => publishedKeys(operator, { tenantSlug: 'acme' })
    expect(await reasonOf(verifyDecision(lateToken, await published(), new Date(clock.at)))).toBe('accepted')
    clock.at += 2_000
    expect((await published()).keys).toHaveLength(1)
  })

  test('One that is not in use gets none', async () => {
    const { operator, venue } = await accessBureau(open)
    const { gate } = await venue()
    const conflict = expect.objectContaining({ code: 'conflict' })
    await expect(issueTerminalCertificate(operator, gate)).rejects.toEqual(conflict)
    for (const state of ['unpaired', 'claimed', 'retired'] as const) {
      const terminal = { ...gate, state, deviceJwk: device.publicJwk }
      await expect(issueTerminalCertificate(operator, terminal)).rejects.toEqual(conflict)
    }
  })
})
