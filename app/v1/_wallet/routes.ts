/** The routes of the wallet's contract (sections 4.1, 4.2, 4.4), each a call of one domain function. */
import { z } from 'zod'
import { documentHeaders } from '@/app/_lib/openapi'
import { parse } from '@/domain/parse'
import { makeChallenge } from '@/domain/wallet/challenges'
import { credentialStatus, revocationFields, revokeCredential } from '@/domain/wallet/credentials'
import { ownContext } from '@/domain/wallet/document'
import { issuerUrl, publishedKeys, tenantAt } from '@/domain/wallet/issuer'
import { provedFields, requestCredential, requestFields, type CredentialAnswer } from '@/domain/wallet/request'
import { readStatusList } from '@/domain/wallet/status-lists'
import { verificationFields, verifyCredential } from '@/domain/wallet/verify'
import { Refusal, type Answer } from './answer'
import { ISSUED, REQUEST_BYTES, SMALL_BYTES, VERIFICATION_BYTES } from './codes'
import { describeWallet } from './openapi'
import * as schemas from './schemas'
import type { Call, Route } from './serve'

const keys: Route = {
  method: 'GET',
  path: '.well-known/jwks.json',
  summary: 'The keys that sign the credentials of this tenant, by which anybody checks them.',
  answers: { 200: schemas.keys },
  caller: 'anyone',
  async answer({ context, tenantSlug }) {
    return { body: await publishedKeys(context, { tenantSlug }), cacheControl: 'public, max-age=300' }
  },
}

const decimalSchema = z.object({ publicKey: z.string('must be the decimal digits of the key') })

/** 4.1 (D). No key of ours is asked for, and `privateKey` never gets this far. */
const register: Route = {
  method: 'POST',
  path: 'users/auth/register',
  summary:
    'Asks for a credential with pictures and the decimal digits of a public key. A private key that is sent along is dropped unread.',
  takes: z.object({ ...decimalSchema.shape, ...requestFields }),
  answers: { [ISSUED]: schemas.credential },
  caller: { wallet: 'request' },
  mostBytes: REQUEST_BYTES,
  answer: (call) => {
    const { publicKey } = parse(decimalSchema, call.body)
    return request(call, { kind: 'decimal', publicKey })
  },
}

const challenges: Route = {
  method: 'POST',
  path: 'challenges',
  summary: 'Gives a challenge, which a wallet signs to show that it holds its key.',
  answers: { 201: schemas.challenge },
  caller: { wallet: 'challenge' },
  async answer({ context }) {
    return { status: 201, body: await makeChallenge(context) }
  },
}

const provedSchema = z.object({
  publicKeyJwk: z.record(z.string(), z.unknown()),
  challenge: z.string(),
  proof: z.string(),
})

/** 4.1 (I): the same, by a wallet that shows that it holds its key. */
const credentialRequests: Route = {
  method: 'POST',
  path: 'credential-requests',
  summary: 'Asks for a credential as a wallet that shows that it holds its key.',
  takes: z.object({ ...provedFields, ...requestFields }),
  answers: { [ISSUED]: schemas.credential },
  caller: { wallet: 'request' },
  mostBytes: REQUEST_BYTES,
  answer: (call) => request(call, { kind: 'proved', ...parse(provedSchema, call.body) }),
}

type Holder = Parameters<typeof requestCredential>[1]['holder']

async function request({ context, body, publicUrl, idempotencyKey }: Call, holder: Holder): Promise<Answer> {
  const { biometrics } = body as { biometrics?: string[] }
  const answer = await requestCredential(context, { biometrics, holder, publicUrl, idempotencyKey })
  return issued(answer)
}

function issued(answer: CredentialAnswer): Answer {
  if (answer.outcome === 'refused') throw new Refusal(answer.code, answer.message)
  return { status: ISSUED, body: answer.credential }
}

const status: Route = {
  method: 'GET',
  path: 'credentials/:id/status',
  summary: 'Whether a credential is good, for anybody who knows its id.',
  answers: { 200: schemas.status },
  caller: 'anyone',
  async answer({ context, tenantSlug, id }) {
    return { body: await credentialStatus(context, { tenantSlug, credentialId: id }) }
  },
}

const revocations: Route = {
  method: 'POST',
  path: 'credentials/:id/revocations',
  summary: 'Revokes a credential for good.',
  takes: z.object(revocationFields),
  answers: { 200: schemas.status },
  caller: 'client',
  mostBytes: SMALL_BYTES,
  async answer({ context, id, body }) {
    const revoked = await revokeCredential(context, { credentialId: id, reason: body.reason as string })
    return { body: revoked.status }
  },
}

const verifications: Route = {
  method: 'POST',
  path: 'verifications',
  summary: 'Checks a credential, and whether it is the person who stands there.',
  takes: z.object(verificationFields),
  answers: { 200: schemas.check },
  caller: 'client',
  mostBytes: VERIFICATION_BYTES,
  async answer({ context, body, publicUrl }) {
    const given = body as Pick<Parameters<typeof verifyCredential>[1], 'credential' | 'image'>
    return { body: await verifyCredential(context, { ...given, publicUrl }) }
  },
}

const jwtType = 'application/vc+jwt'

/**
 * As JSON with its proof, or as the JWT alone for who asks for that type. A revocation shows at once: a copy may be kept, but must
 * be asked about before each use. Its tag is weak, because a list that says the same may have been signed anew.
 */
const statusLists: Route = {
  method: 'GET',
  path: 'status-lists/:id',
  summary: 'A list of revocations, signed; as a JWT for who accepts application/vc+jwt.',
  answers: { 200: schemas.statusList, 304: null },
  caller: 'anyone',
  async answer({ context, tenantSlug, publicUrl, id, accepts, ifNoneMatch }) {
    const list = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : Number.NaN
    const { document, jwt, version } = await readStatusList(context, { tenantSlug, list, publicUrl })
    const asJwt = accepts.includes(jwtType)
    const etag = `W/"${version}${asJwt ? '.jwt' : ''}"`
    const common = { cacheControl: 'no-cache', headers: { vary: 'accept', etag } }
    if (isKnown(etag, ifNoneMatch)) return { ...common, status: 304, body: null }
    return asJwt ? { ...common, body: jwt, contentType: jwtType } : { ...common, body: document }
  },
}

/** RFC 9110, section 13.1.2; the tags compared weakly. */
function isKnown(etag: string, ifNoneMatch: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag))
}

const jsonLd: Route = {
  method: 'GET',
  path: 'contexts/biometric-face-credential',
  summary: 'The JSON-LD context of our credentials.',
  answers: { 200: schemas.context },
  caller: 'anyone',
  async answer({ context, tenantSlug, publicUrl }) {
    const { slug } = await tenantAt(context.db, tenantSlug)
    const body = ownContext(issuerUrl(publicUrl, slug))
    return { body, contentType: 'application/ld+json', cacheControl: 'public, max-age=3600' }
  },
}

const document: Route = {
  method: 'GET',
  path: 'openapi.json',
  caller: 'anyone',
  summary: 'This document.',
  answers: { 200: schemas.document },
  async answer({ publicUrl }) {
    return { body: describeWallet(routes, publicUrl), cacheControl: 'no-cache', headers: documentHeaders }
  },
}

export const routes: Route[] = [
  keys,
  register,
  challenges,
  credentialRequests,
  status,
  revocations,
  verifications,
  statusLists,
  jsonLd,
  document,
]
