/**
 * Access tokens: what a client gets for its key and secret from the token endpoint of its tenant's realm, and brings along with
 * each call for five minutes. A token is a JWT that the tenant's issuer key signed. What it says is not enough to come in: the
 * client behind it is read anew at each use, so that revoking one, or taking a scope away, works at once.
 */
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { authenticateClient, recogniseClient, type CallingClient } from './client-calls'
import { scopes as everyScope, type Client } from './clients'
import type { Context, Scope } from './context'
import { AppError } from './errors'
import { countSecretGuess, forgiveSecretGuess } from './guesses'
import { newId } from './ids'
import { parse } from './parse'
import { publicKeyOf } from './public-keys'
import { findTenantBySlug, slugSchema } from './tenants'
import { issuerAlgorithm, openIssuerKey, presentKeyOf, sealedIssuerKey, signClaims, tenantAt } from './wallet/issuer'

/** How long a token is good. */
export const tokenSeconds = 300
/** How long one can be renewed without being asked for anew. */
const refreshSeconds = 1_800

/** Asked for by name or not, every answer names them; `roles` stands for all that the client may do. */
const standardScopes = ['email', 'profile', 'roles'] as const
/** Brings a refresh token along. Who has key and secret needs none, so that it has to be asked for. */
const offlineScope = 'offline_access'

/** A token of one kind is none of the other. */
const types = { access: 'at+jwt', refresh: 'rt+jwt' } as const

/** Longer than any of ours. */
const longestToken = 4_096

export const realmUrl = (publicUrl: string, slug: string) => `${publicUrl}/auth/realms/${slug}`
const endpointOf = (realm: string) => `${realm}/protocol/openid-connect/token`
const audienceOf = (publicUrl: string) => `${publicUrl}/api`

const text = z.string().min(1).max(longestToken)

const requestSchema = z.object({
  /** The slug of the tenant. */
  realm: z.string(),
  /** Pairs to try: what travels by HTTP Basic is escaped by some callers and not by others. */
  pairs: z
    .array(z.object({ key: text, secret: text }))
    .min(1)
    .max(2),
  /** The address that the request came from. */
  source: z.string(),
  scope: z.string().max(1_024).optional(),
  refreshToken: text.optional(),
})

export interface Tokens {
  accessToken: string
  refreshToken: string | null
  refreshSeconds: number
  scope: string
  session: string
  client: Client
}

/**
 * @throws AppError `unauthenticated` for no such client in this realm, or a wrong secret; `rule_broken` with OAuth's
 *   `invalid_scope` or `invalid_grant` as the reason; `busy` for who guesses
 */
export async function issueTokens(context: Context, input: z.input<typeof requestSchema>): Promise<Tokens> {
  const { realm, pairs, source, scope, refreshToken } = parse(requestSchema, input)
  const guesser = { key: pairs[0]!.key, source }
  await countSecretGuess(context, guesser)
  const tenant = slugSchema.safeParse(realm).success ? await findTenantBySlug(context.db, realm) : null
  const client = await knownBy(context, pairs)
  if (!client || client.tenantId !== tenant?.id) throw invalidClient()
  await forgiveSecretGuess(context, guesser)

  const before = refreshToken === undefined ? null : await readRefreshToken(context, realm, client, refreshToken)
  const asked = (scope ?? before?.scope ?? 'roles').split(' ').filter(Boolean)
  const granted = grantedTo(client, asked, before?.roles)
  const key = await openIssuerKey(context, await sealedIssuerKey(context, tenant.id))
  const issuer = realmUrl(context.publicUrl, realm)
  const issuedAt = Math.floor(context.now().getTime() / 1_000)
  const session = before?.session ?? randomUUID()
  const common = { iss: issuer, sub: client.id, iat: issuedAt, ...granted, sid: session }
  const sign = (claims: JWTPayload, type: keyof typeof types) =>
    signClaims(key, { ...common, jti: newId(context.now().getTime()), ...claims }, types[type])
  // A refresh token renews tokens, never itself beyond its own end.
  const refreshUntil = before?.until ?? issuedAt + refreshSeconds
  const refreshes = before !== null || asked.includes(offlineScope)
  return {
    accessToken: await sign(
      { aud: audienceOf(context.publicUrl), exp: issuedAt + tokenSeconds, azp: client.key },
      'access',
    ),
    refreshToken: refreshes ? await sign({ aud: endpointOf(issuer), exp: refreshUntil }, 'refresh') : null,
    refreshSeconds: refreshUntil - issuedAt,
    scope: granted.scope,
    session,
    client,
  }
}

async function knownBy(context: Context, pairs: { key: string; secret: string }[]): Promise<Client | null> {
  for (const pair of pairs) {
    try {
      return await authenticateClient(context, pair)
    } catch (error) {
      const isWrong = error instanceof AppError && ['not_found', 'unauthenticated'].includes(error.code)
      if (!isWrong) throw error
    }
  }
  return null
}

const invalidClient = () =>
  new AppError('unauthenticated', 'The client is unknown in this realm, or its secret is wrong.', {
    reason: 'invalid_client',
  })

/** Without a scope of ours: everything the client may do. @param most what a refreshed token may not go beyond */
function grantedTo(client: Client, asked: string[], most?: readonly string[]): { scope: string; roles: Scope[] } {
  const known = (name: string) =>
    name === offlineScope || [...standardScopes, ...client.scopes].some((scope) => scope === name)
  const named = everyScope.filter((scope) => asked.includes(scope))
  if (!asked.every(known) || (most && !named.every((scope) => most.includes(scope)))) {
    throw new AppError('rule_broken', 'The client may not have one of these scopes.', { reason: 'invalid_scope' })
  }
  const roles = (named.length > 0 ? named : [...client.scopes]).filter((role) => !most || most.includes(role))
  return { scope: [...standardScopes, ...named].join(' '), roles }
}

interface Refreshed {
  scope: string
  roles: string[]
  session: string
  until: number
}

async function readRefreshToken(context: Context, realm: string, client: Client, token: string): Promise<Refreshed> {
  const audience = endpointOf(realmUrl(context.publicUrl, realm))
  const claims = await verifyToken(context, token, 'refresh', audience).catch((error: unknown) => {
    throw error instanceof AppError ? invalidGrant(error) : error
  })
  if (claims.sub !== client.id || claims.slug !== realm) throw invalidGrant()
  return { scope: claims.scope, roles: claims.roles, session: claims.sid, until: claims.exp }
}

const invalidGrant = (cause?: unknown) =>
  new AppError('rule_broken', 'The refresh token is not good, or no longer.', { reason: 'invalid_grant', cause })

/** Who calls by a token. `realm` is the slug of the tenant. */
export type TokenCaller = CallingClient & { realm: string }

/** @throws AppError `unauthenticated` with the reason `token_expired` or `token_invalid`, also once the client is revoked */
export async function authenticateToken(context: Context, token: string): Promise<TokenCaller> {
  const claims = await verifyToken(context, token, 'access', audienceOf(context.publicUrl))
  const client = await recogniseClient(context, {
    clientId: claims.sub,
    tenantId: claims.tenantId,
    issuedAt: new Date(claims.iat * 1_000),
    scopes: claims.roles,
  })
  if (!client) throw tokenInvalid()
  return { ...client, realm: claims.slug }
}

const claimsSchema = z.object({
  sub: z.string(),
  iat: z.number(),
  exp: z.number(),
  scope: z.string(),
  roles: z.array(z.string()),
  sid: z.string(),
})

type Claims = z.output<typeof claimsSchema> & { tenantId: string; slug: string }

/** Only what the present key of the realm's tenant signed counts: one that was replaced signs nothing any more. */
async function verifyToken(
  context: Context,
  token: string,
  kind: keyof typeof types,
  audience: string,
): Promise<Claims> {
  if (token.length > longestToken) throw tokenInvalid()
  try {
    const slug = slugOf(context.publicUrl, decodeJwt(token).iss)
    const tenant = slug === null ? null : await findTenantBySlug(context.db, slug)
    if (!tenant) throw tokenInvalid()
    const key = await presentKeyOf(context.db, tenant.id)
    if (!key || kidOf(token) !== key.id) throw tokenInvalid()
    const { payload } = await jwtVerify(token, publicKeyOf(key.publicJwk), {
      algorithms: [issuerAlgorithm],
      typ: types[kind],
      issuer: realmUrl(context.publicUrl, tenant.slug),
      audience,
      currentDate: context.now(),
    })
    return { ...claimsSchema.parse(payload), tenantId: tenant.id, slug: tenant.slug }
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('token_expired', 'The token has expired.', error)
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) throw tokenInvalid(error)
    throw error
  }
}

function kidOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid
  } catch {
    // The only way in which the library says that it cannot be read.
    return undefined
  }
}

function slugOf(publicUrl: string, issuer: string | undefined): string | null {
  const above = realmUrl(publicUrl, '')
  if (!issuer?.startsWith(above)) return null
  const slug = issuer.slice(above.length)
  return slugSchema.safeParse(slug).success ? slug : null
}

const tokenInvalid = (cause?: unknown) => unauthenticated('token_invalid', 'The token is not good.', cause)

export function unauthenticated(reason: string, message: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', message, { reason, cause })
}

/** For programs that find the endpoints by themselves (OpenID Connect Discovery). @throws AppError `not_found` */
export async function realmDocument(context: Context, realm: string) {
  const { slug } = await tenantAt(context.db, realm)
  const issuer = realmUrl(context.publicUrl, slug)
  return {
    issuer,
    token_endpoint: endpointOf(issuer),
    jwks_uri: `${issuer}/protocol/openid-connect/certs`,
    grant_types_supported: ['client_credentials', 'refresh_token'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [issuerAlgorithm],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: [...standardScopes, offlineScope, ...everyScope],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'azp', 'sid', 'scope', 'roles'],
  }
}
