/**
 * Which QR credentials are taken no more: a compact JWS of the tenant's (ES256, a type of its own), fetched by terminals and kept by them.
 * What has expired is not in it. For both sides; the bureau's part of the work is in issued.ts.
 */
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import type { SigningKey } from './open'

export const denyListType = 'limen-qr-deny+jwt'

const claimsSchema = z.object({
  tenant: z.string(),
  /** Rises with every change. */
  seq: z.number().int().min(0),
  iat: z.number().int(),
  recalled: z.array(z.string()),
  /** Of credentials that stand, the grants that were changed, used up or removed since. */
  ended: z.record(z.string(), z.array(z.string())),
})

export type DenyListClaims = z.output<typeof claimsSchema>

export interface DenyList {
  sequence: number
  issuedAt: Date
  recalled: ReadonlySet<string>
  /** Credential -> grants that it does not stand for any more. */
  ended: ReadonlyMap<string, ReadonlySet<string>>
}

/** The list is none of this tenant's, or an older one than is held already. */
export class DenyListRefused extends Error {
  override readonly name = 'DenyListRefused'
}

/**
 * @param held what is held already: somebody who keeps an old list could bring back what was recalled
 * @throws DenyListRefused
 */
export async function openDenyList(
  text: string,
  { tenantId, jwks }: { tenantId: string; jwks: readonly SigningKey[] },
  held?: DenyList | null,
): Promise<DenyList> {
  const { tenant, seq, iat, recalled, ended } = await verified(text, jwks)
  if (tenant !== tenantId) throw new DenyListRefused('This deny-list is another tenant’s.')
  const issuedAt = new Date(iat * 1_000)
  if (held && (seq < held.sequence || issuedAt < held.issuedAt)) {
    throw new DenyListRefused('This deny-list is older than the one that is held.')
  }
  return {
    sequence: seq,
    issuedAt,
    recalled: new Set(recalled),
    ended: new Map(Object.entries(ended).map(([id, grants]) => [id, new Set(grants)])),
  }
}

async function verified(text: string, jwks: readonly SigningKey[]): Promise<DenyListClaims> {
  try {
    const keys = createLocalJWKSet({ keys: jwks.map((key) => ({ ...key })) } as JSONWebKeySet)
    const { payload } = await jwtVerify(text, keys, { algorithms: ['ES256'], typ: denyListType })
    return claimsSchema.parse(payload)
  } catch (error) {
    throw new DenyListRefused('This is no deny-list that the tenant signed.', { cause: error })
  }
}
