/**
 * Status lists: one bit for each credential of a tenant, set once it is revoked, published as a W3C Bitstring Status List. Places
 * are given out at random, so that a list tells neither how many credentials there are nor who came when.
 */
import { and, count, eq, isNotNull, max } from 'drizzle-orm'
import { randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { issuerUrl, jwksPath, presentIssuerKey, signClaims, tenantAt } from './issuer'
import { secondsOf, wholeSeconds } from './times'

/** The W3C's least length: each bit hides in a herd of this size. */
const listBits = 131_072
/** Beyond this a free place is no longer found at once, and another list is begun. */
const fullAt = listBits / 2

export interface StatusEntry {
  statusList: number
  statusIndex: number
}

/** A free place now; who writes it first has it, and the unique index tells the other. */
export async function freeStatusEntry(handle: Handle, tenantId: string): Promise<StatusEntry> {
  const { verifiableCredentials: table } = handle.tables
  const [last] = await handle.sql
    .select({ list: max(table.statusList) })
    .from(table)
    .where(eq(table.tenantId, tenantId))
  const newest = last?.list ?? 1
  const [used] = await handle.sql
    .select({ total: count() })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.statusList, newest)))
  const statusList = used!.total < fullAt ? newest : newest + 1
  for (;;) {
    const statusIndex = randomInt(listBits)
    const taken = await handle.sql
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.statusList, statusList), eq(table.statusIndex, statusIndex)))
    if (taken.length === 0) return { statusList, statusIndex }
  }
}

export function statusListUrl(issuer: string, list: number): string {
  return `${issuer}/v1/status-lists/${list}`
}

export interface SignedList {
  document: Record<string, unknown>
  /** The same as a JWT. */
  jwt: string
}

/**
 * One list, signed as it stands now, for anyone.
 * @throws AppError `not_found` for a list of which no credential has a place
 */
export async function readStatusList(
  context: Context,
  { tenantSlug, list, publicUrl }: { tenantSlug: string; list: number; publicUrl: string },
): Promise<SignedList> {
  const tenant = await tenantAt(context.db, tenantSlug)
  const { verifiableCredentials: table } = context.db.tables
  const ofList = and(eq(table.tenantId, tenant.id), eq(table.statusList, list))
  const [used] = Number.isSafeInteger(list)
    ? await context.db.sql.select({ id: table.id }).from(table).where(ofList).limit(1)
    : []
  if (!used) throw new AppError('not_found', 'There is no such status list.', { subject: 'status_list' })
  const revoked = await context.db.sql
    .select({ index: table.statusIndex })
    .from(table)
    .where(and(ofList, isNotNull(table.revokedAt)))

  const bits = new Uint8Array(listBits / 8)
  // The first place is the leftmost bit.
  for (const { index } of revoked) bits[index >> 3]! |= 0x80 >> (index & 7)
  const issuer = issuerUrl(publicUrl, tenant.slug)
  const url = statusListUrl(issuer, list)
  const now = context.now()
  const key = await presentIssuerKey(
    { ...context, actor: { kind: 'wallet', id: 'wallet', tenantId: tenant.id } },
    tenant.id,
  )
  const unsigned = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: wholeSeconds(now),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: `u${(await promisify(gzip)(bits)).toString('base64url')}`,
    },
  }
  // The W3C's securing of version 2 documents: the claims are the document itself.
  const jwt = await signClaims(key, { ...unsigned, iss: issuer, iat: secondsOf(now) }, 'vc+jwt')
  const proof = {
    type: 'JwtProof2020',
    created: wholeSeconds(now),
    proofPurpose: 'assertionMethod',
    verificationMethod: `${issuer}${jwksPath}#${key.id}`,
    jwt,
  }
  return { document: { ...unsigned, proof }, jwt }
}
