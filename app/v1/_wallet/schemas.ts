/** What the wallet's contract answers with. The document is made of these, and the contract tests hold every answer against them. */
import { z } from 'zod'
import { named, type NamedSchemas } from '@/app/_lib/openapi'
import { checkReasons } from '@/domain/wallet/verify'
import { codes, type Code } from './codes'

export const schemas: NamedSchemas = z.registry<{ id: string }>()
const name = named(schemas)

/** Seconds are whole in what is signed. */
const time = z.iso.datetime()
const anything = z.record(z.string(), z.unknown())

export const error = name(
  'Error',
  z.object({
    code: z.enum(Object.keys(codes) as [Code, ...Code[]]),
    message: z.string().describe('For the person with the phone.'),
    requestId: z.string(),
  }),
)

export const keys = name('KeySet', z.object({ keys: z.array(anything) }))

export const credential = name(
  'Credential',
  z
    .object({
      id: z.string(),
      type: z.array(z.string()),
      issuer: z.string(),
      issuanceDate: time,
      credentialSubject: z.object({ id: z.string() }).catchall(z.unknown()),
      proof: z.object({
        type: z.string(),
        created: time,
        verificationMethod: z.string(),
        proofPurpose: z.string(),
        jwt: z.string(),
      }),
    })
    .catchall(z.unknown())
    .describe('A verifiable credential, JSON-LD, whose proof is a JWT.'),
)

export const challenge = name('Challenge', z.object({ challenge: z.string(), expiresAt: time }))

export const status = name(
  'CredentialStatus',
  z.object({
    id: z.string().describe('`urn:uuid:…`'),
    status: z.string(),
    issuedAt: time,
    expiresAt: time,
    revokedAt: time.nullable(),
    supersededBy: z.string().nullable(),
  }),
)

export const check = name(
  'Check',
  z.object({
    signatureValid: z.boolean().describe('We signed it, and nothing in it was changed.'),
    revoked: z.boolean(),
    expired: z.boolean(),
    superseded: z.boolean().describe('A newer one exists for the same person and key.'),
    match: z.boolean().describe('False whenever it is not known to be the person.'),
    score: z.number().nullable(),
    threshold: z.number().nullable(),
    confidence: z.number().nullable().describe('0 to 1; 0.75 at a false match rate of 1 in 1000.'),
    falseMatchRate: z.number(),
    liveness: z.literal('not_checked'),
    reason: z.enum(checkReasons).nullable(),
    message: z.string().nullable(),
  }),
)

export const statusList = name('StatusList', anything)
export const context = name('Context', z.object({ '@context': anything }))
export const document = name('Document', z.object({ openapi: z.literal('3.1.0') }).catchall(z.unknown()))
