/** Section 3 of the events contract: tokens, asked for over HTTP and used on GraphQL. Named after its rows. */
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
  type JSONWebKeySet,
} from 'jose'
import { expect, test, vi } from 'vitest'
import { endOverlap, revokeClient, rotateClient, updateClient } from '@/domain/client-changes'
import { createClient, type NewClient } from '@/domain/clients'
import { authenticateToken } from '@/domain/access-tokens'
import type { Context } from '@/domain/context'
import { describeDialects, type TestContext } from '@/domain/testing'
import { presentIssuerKey, rotateIssuerKey, signClaims } from '@/domain/wallet/issuer'
import { POST as graphql } from '@/app/api/graphql/route'
import { DELETE, GET, POST } from './[[...path]]/route'
import { oauthError, tokenAnswer } from './_oauth/describe'

const serving = vi.hoisted(() => ({ context: undefined as unknown as Context }))

vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...serving.context, actor: { kind: 'nobody' }, requestId: 'the-request' }),
}))

const endpoint = 'protocol/openid-connect/token'

interface Asked {
  realm?: string
  form?: Record<string, string> | [string, string][]
  headers?: Record<string, string>
  body?: string
}

async function ask({ realm = 'acme', form, headers, body }: Asked) {
  const init = { method: 'POST', body: body ?? new URLSearchParams(form), headers }
  const request = new Request(`https://bureau.test/auth/realms/${realm}/${endpoint}`, init)
  const response = await POST(request, { params: Promise.resolve({ path: [realm, ...endpoint.split('/')] }) })
  const answered = (await response.json()) as Record<string, string | number>
  // As the reference has it, whatever else a test asks.
  expect((response.ok ? tokenAnswer : oauthError).parse(answered)).toEqual(answered)
  return { http: response.status, headers: response.headers, body: answered }
}

const inBody = ({ key, secret }: NewClient, more: Record<string, string> = {}) => ({
  form: { grant_type: 'client_credentials', client_id: key, client_secret: secret, scope: 'roles', ...more },
})

const basicOf = (key: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
})

async function viewer(token: string) {
  const request = new Request('https://bureau.test/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  })
  const response = await graphql(request)
  return [response.status, ((await response.json()) as { data?: { viewer: { name: string } } }).data?.viewer.name]
}

describeDialects('3 Authentication', (open) => {
  async function realm() {
    const clock = { at: Date.UTC(2026, 10, 21, 8) }
    const context = await open({ now: () => new Date(clock.at) })
    serving.context = context
    const client = await createClient(context, {
      tenantSlug: 'acme',
      name: 'Gates',
      scopes: ['enrol', 'read', 'events', 'members'],
    })
    const token = async (more: Record<string, string> = {}) =>
      String((await ask(inBody(client, more))).body.access_token)
    return { clock, context, client, token }
  }

  const refusedBy = (context: TestContext, token: string, reason = 'token_invalid') =>
    expect(authenticateToken(context, token)).rejects.toMatchObject({ code: 'unauthenticated', options: { reason } })

  test('Response: access_token, expires_in 300, token_type bearer, not-before-policy 0, session_state, scope', async () => {
    const { client, clock } = await realm()
    const { http, headers, body } = await ask(inBody(client))
    expect(http).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      access_token: expect.any(String),
      expires_in: 300,
      token_type: 'bearer',
      'not-before-policy': 0,
      session_state: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: 'email profile roles',
    })
    const token = String(body.access_token)
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(token)).toMatchObject({
      iss: 'https://bureau.test/auth/realms/acme',
      aud: 'https://bureau.test/api',
      sub: client.clientId,
      azp: client.key,
      roles: ['enrol', 'read', 'events', 'members'],
      iat: clock.at / 1000,
      exp: clock.at / 1000 + 300,
    })
    expect(JSON.stringify(decodeJwt(token))).not.toContain(client.secret)
  })

  test('client_id, client_secret: in the body, or by HTTP Basic, escaped or not', async () => {
    const { context, client } = await realm()
    const grant = { form: { grant_type: 'client_credentials' } }
    expect((await ask({ ...grant, headers: basicOf(client.key, client.secret) })).http).toBe(200)
    const odd = { key: 'brought+along%2', secret: 'with/special+and%41signs' }
    await createClient(context, { tenantSlug: 'acme', name: 'Odd', ...odd })
    expect((await ask({ ...grant, headers: basicOf(odd.key, odd.secret) })).http).toBe(200)
    const escaped = basicOf(encodeURIComponent(odd.key), encodeURIComponent(odd.secret))
    expect((await ask({ ...grant, headers: escaped })).http).toBe(200)
  })

  test('Token errors: 401 invalid_client for a wrong secret, an unknown client, another realm, a revoked client', async () => {
    const { context, client } = await realm()
    const other = await createClient(context, { tenantSlug: 'other', name: 'Other' })
    const wrong = [
      inBody({ ...client, secret: `${client.secret}x` }),
      inBody({ ...client, key: 'unknown' }),
      inBody(other),
      { ...inBody(client), realm: 'other' },
      { ...inBody(client), realm: 'no-such-realm' },
      { ...inBody(client), realm: 'NO/../realm' },
      { form: { grant_type: 'client_credentials' } },
    ]
    for (const asked of wrong) {
      const { http, body } = await ask(asked)
      expect([http, body.error, typeof body.error_description]).toEqual([401, 'invalid_client', 'string'])
      expect(JSON.stringify(body)).not.toContain(client.secret)
    }
    const byHeader = await ask({ form: { grant_type: 'client_credentials' }, headers: basicOf(client.key, 'wrong') })
    expect([byHeader.http, byHeader.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic /)])
    await revokeClient(context, { clientId: client.clientId })
    expect((await ask(inBody(client))).http).toBe(401)
  })

  test('Token errors: 400 unsupported_grant_type, invalid_request, invalid_scope', async () => {
    const { client } = await realm()
    const both = { ...inBody(client), headers: basicOf(client.key, client.secret) }
    const rows: [Asked, string][] = [
      [inBody(client, { grant_type: 'password' }), 'unsupported_grant_type'],
      [inBody(client, { grant_type: '' }), 'invalid_request'],
      [inBody(client, { grant_type: 'refresh_token' }), 'invalid_request'],
      [{ form: [...Object.entries(inBody(client).form), ['scope', 'read']] }, 'invalid_request'],
      [{ body: '{}', headers: { 'content-type': 'application/json' } }, 'invalid_request'],
      [inBody(client, { scope: 'x'.repeat(20_000) }), 'invalid_request'],
      [both, 'invalid_request'],
      [inBody(client, { scope: 'erase' }), 'invalid_scope'],
      [inBody(client, { scope: 'admin' }), 'invalid_scope'],
    ]
    for (const [asked, error] of rows) {
      const answer = await ask(asked)
      expect([answer.http, answer.body.error]).toEqual([400, error])
    }
  })

  test('scope: named scopes narrow what the token may do, none means all of the client’s', async () => {
    const { context, client, token } = await realm()
    const narrow = await ask(inBody(client, { scope: 'roles events' }))
    expect(narrow.body.scope).toBe('email profile roles events')
    const caller = await authenticateToken(context, String(narrow.body.access_token))
    expect(caller.actor.scopes).toEqual(['events'])
    const whole = await authenticateToken(context, await token())
    expect(whole).toMatchObject({ realm: 'acme', actor: { scopes: ['enrol', 'read', 'events', 'members'] } })
  })

  test('A refresh-token grant is possible, never required, and renews nothing beyond its own end', async () => {
    const { context, client, clock } = await realm()
    expect((await ask(inBody(client))).body).not.toHaveProperty('refresh_token')
    const first = (await ask(inBody(client, { scope: 'events offline_access' }))).body
    expect(first.refresh_expires_in).toBe(1800)
    const renew = (of: NewClient, refresh: unknown, scope?: string) =>
      ask({
        form: {
          grant_type: 'refresh_token',
          client_id: of.key,
          client_secret: of.secret,
          refresh_token: String(refresh),
          ...(scope && { scope }),
        },
      })
    clock.at += 400_000
    const second = await renew(client, first.refresh_token)
    expect(second.http).toBe(200)
    expect(second.body).toMatchObject({ session_state: first.session_state, refresh_expires_in: 1400 })
    expect((await authenticateToken(context, String(second.body.access_token))).actor.scopes).toEqual(['events'])
    expect((await renew(client, first.refresh_token, 'members')).body.error).toBe('invalid_scope')

    const stranger = await createClient(context, { tenantSlug: 'acme', name: 'Another', scopes: ['events'] })
    const elsewhere = await createClient(context, { tenantSlug: 'other', name: 'Other', scopes: ['events'] })
    const { body: foreign } = await ask({ ...inBody(elsewhere, { scope: 'offline_access' }), realm: 'other' })
    for (const [of, refresh] of [
      [stranger, first.refresh_token],
      [client, foreign.refresh_token],
      [client, second.body.access_token],
      [client, 'nonsense'],
    ] as const) {
      const refused = await renew(of, refresh)
      expect([refused.http, refused.body.error]).toEqual([400, 'invalid_grant'])
    }
    await refusedBy(context, String(first.refresh_token))
    clock.at += 1_400_000
    expect((await renew(client, second.body.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('The same token opens GraphQL, until it expires after 300 seconds', async () => {
    const { context, token, clock } = await realm()
    const mine = await token()
    expect(await viewer(mine)).toEqual([200, 'Gates'])
    clock.at += 299_000
    expect(await viewer(mine)).toEqual([200, 'Gates'])
    clock.at += 1_000
    expect(await viewer(mine)).toEqual([401, undefined])
    await refusedBy(context, mine, 'token_expired')
  })

  test('Each use re-checks the client: revoking, taking a scope away, replacing the secret work at once', async () => {
    const { context, client, token, clock } = await realm()
    const mine = await token()
    await updateClient(context, { clientId: client.clientId, scopes: ['read'] })
    expect((await authenticateToken(context, mine)).actor.scopes).toEqual(['read'])
    clock.at += 5_000
    const next = await rotateClient(context, { clientId: client.clientId })
    await refusedBy(context, mine)
    const renewed = String((await ask(inBody({ ...client, secret: next.secret }))).body.access_token)
    expect((await authenticateToken(context, renewed)).id).toBe(client.clientId)
    await revokeClient(context, { clientId: client.clientId })
    expect(await viewer(renewed)).toEqual([401, undefined])
    await refusedBy(context, renewed)
  })

  test('A token got with the secret before a rotation stays good while that secret does', async () => {
    const { context, client, token, clock } = await realm()
    const mine = await token()
    clock.at += 5_000
    await rotateClient(context, { clientId: client.clientId, overlapHours: 1 })
    expect((await authenticateToken(context, mine)).id).toBe(client.clientId)
    await endOverlap(context, { clientId: client.clientId })
    await refusedBy(context, mine)
  })

  test('A token without a signature, by another key, with a swapped kid or changed by a byte is none', async () => {
    const { context, client, token } = await realm()
    const mine = await token()
    const claims = decodeJwt(mine)
    const { kid } = decodeProtectedHeader(mine) as { kid: string }
    const [header, , signature] = mine.split('.') as [string, string, string]
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const none = new UnsecuredJWT(claims).encode()
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const signed = (protectedHeader: { alg: string; [more: string]: unknown }) =>
      new SignJWT(claims).setProtectedHeader({ typ: 'at+jwt', ...protectedHeader }).sign(privateKey)
    const withSecret = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(Buffer.from(client.secret))
    const forged = [
      none,
      `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${encode(claims)}.`,
      `${encode({ alg: 'None', typ: 'at+jwt', kid })}.${encode(claims)}.${signature}`,
      await withSecret,
      await signed({ alg: 'ES256', kid }),
      await signed({ alg: 'ES256', kid: 'another' }),
      await signed({ alg: 'ES256', kid, jwk: await exportJWK(publicKey) }),
      await signed({ alg: 'ES256' }),
      `${header}.${encode({ ...claims, roles: ['erase'] })}.${signature}`,
      `${mine}x`,
      mine.slice(0, -4),
      'nonsense',
      'a.b.c',
      `${'x'.repeat(5_000)}`,
    ]
    for (const one of forged) await refusedBy(context, one)
    expect((await authenticateToken(context, mine)).id).toBe(client.clientId)
  })

  test('Another tenant’s realm, key or client makes no token of this one', async () => {
    const { context, client, token } = await realm()
    const other = await createClient(context, { tenantSlug: 'other', name: 'Other' })
    const claims = decodeJwt(await token())
    const theirs = await presentIssuerKey(context, other.tenantId)
    const issued = (changes: object) => signClaims(theirs, { ...claims, ...changes }, 'at+jwt')
    await refusedBy(context, await issued({}))
    // Their own realm, and a client of ours.
    await refusedBy(context, await issued({ iss: 'https://bureau.test/auth/realms/other' }))
    await refusedBy(context, await issued({ iss: 'https://elsewhere.test/auth/realms/other', sub: other.clientId }))
    await refusedBy(
      context,
      await issued({ iss: 'https://bureau.test/auth/realms/other', sub: other.clientId, aud: 'https://x.test' }),
    )
    const good = await issued({ iss: 'https://bureau.test/auth/realms/other', sub: other.clientId })
    expect(await authenticateToken(context, good)).toMatchObject({ realm: 'other', tenantId: other.tenantId })
    expect(client.tenantId).not.toBe(other.tenantId)
  })

  test('What a replaced issuer key signed is good no more', async () => {
    const { context, token } = await realm()
    const mine = await token()
    await rotateIssuerKey(context, { tenantSlug: 'acme' })
    await refusedBy(context, mine)
    expect(await viewer(await token())).toEqual([200, 'Gates'])
  })

  test('Secrets tried by the thousand: the guesser waits, nobody else does', async () => {
    const { client, clock } = await realm()
    const from = (source: string) => ({ 'x-forwarded-for': source })
    const guess = (n: number) => ask({ ...inBody({ ...client, secret: `guess-${n}` }), headers: from('203.0.113.7') })
    let refused = 0
    for (let n = 0; n < 200; n++) {
      const { http, headers } = await guess(n)
      if (http === 429) {
        refused++
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      } else expect(http).toBe(401)
    }
    expect(refused).toBeGreaterThan(150)
    // Not even the right one, from there.
    expect((await ask({ ...inBody(client), headers: from('203.0.113.7') })).http).toBe(429)
    expect((await ask({ ...inBody(client), headers: from('198.51.100.1') })).http).toBe(200)
    clock.at += 900_000
    expect((await ask({ ...inBody(client), headers: from('203.0.113.7') })).http).toBe(200)
  })

  test('Section 10: the token endpoint gives a tenant five tokens a second, and says when there are more', async () => {
    const { context, client, clock } = await realm()
    const hasty = async () => (await ask(inBody(client))).http
    const answers = await Promise.all(Array.from({ length: 20 }, hasty))
    expect(answers).toEqual(Array(20).fill(200))
    expect(await hasty()).toBe(429)
    const other = await createClient(context, { tenantSlug: 'other', name: 'Other' })
    expect((await ask({ ...inBody(other), realm: 'other' })).http).toBe(200)
    clock.at += 1_000
    expect(await hasty()).toBe(200)
  })

  test('Discovery leads to the token endpoint and to the keys by which a token is checked', async () => {
    const { client } = await realm()
    const get = async (url: string) => {
      const response = await GET(new Request(url), {
        params: Promise.resolve({ path: new URL(url).pathname.split('/').slice(3) }),
      })
      expect(response.status).toBe(200)
      return (await response.json()) as Record<string, unknown>
    }
    const issuer = 'https://bureau.test/auth/realms/acme'
    const { access_token: token } = (await ask(inBody(client))).body
    const found = await get(`${issuer}/.well-known/openid-configuration`)
    expect(found).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/${endpoint}`,
      grant_types_supported: ['client_credentials', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    })
    const keys = (await get(String(found.jwks_uri))) as unknown as JSONWebKeySet
    expect(JSON.stringify(keys)).not.toContain('"d"')
    const at = { issuer, currentDate: new Date(decodeJwt(String(token)).iat! * 1000) }
    const { payload } = await jwtVerify(String(token), createLocalJWKSet(keys), at)
    expect(payload.sub).toBe(client.clientId)
  })

  test('What a realm does not serve is refused in OAuth’s form', async () => {
    await realm()
    const at = async (method: typeof GET, name: string, ...path: string[]) => {
      const request = new Request('https://bureau.test/', { method: name })
      const response = await method(request, { params: Promise.resolve({ path }) })
      return [response.status, ((await response.json()) as { error: string }).error]
    }
    expect(await at(GET, 'GET', 'acme', ...endpoint.split('/'))).toEqual([405, 'method_not_allowed'])
    expect(await at(DELETE, 'DELETE', 'acme', ...endpoint.split('/'))).toEqual([405, 'method_not_allowed'])
    expect(await at(GET, 'GET', 'acme', 'nowhere')).toEqual([404, 'not_found'])
    expect(await at(GET, 'GET', 'nobody', '.well-known', 'openid-configuration')).toEqual([404, 'not_found'])
    expect(await at(GET, 'GET')).toEqual([404, 'not_found'])
  })
})
