/**
 * Status lists: one bit for each credential of a tenant, set once it is revoked, published as a W3C Bitstring Status List. Places
 * are given out at random, so that a list tells neither how many credentials there are nor who came when.
 */
import { and, count, eq, isNotNull, max } from 'drizzle-orm'
import { createHash, randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { issuerUrl, jwksPath, openIssuerKey, sealedIssuerKey, signClaims, tenantAt, type IssuerKey } from './issuer'
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

/** Everybody who checks a credential asks for its list, which takes far longer to sign than to read. */
const kept = new Map<string, { version: string; signedAt: number; signed: Promise<SignedList> }>()
/** A list that says the same still tells every minute that it says so. */
const keptMs = 60_000
/** Each is a few kilobytes, at its very fullest some 50. */
const mostKept = 200

/**
 * One list as it stands now, for anyone. Which of its bits are set is read from the database each time, so that a revocation shows
 * at the next request, whichever instance that meets; it is signed anew when they are others, or when a minute has passed.
 * @returns `version` names what it says and who says it, on every instance alike and however often it is signed
 * @throws AppError `not_found` for a list of which no credential has a place
 */
export async function readStatusList(
  context: Context,
  { tenantSlug, list, publicUrl }: { tenantSlug: string; list: number; publicUrl: string },
): Promise<SignedList & { version: string }> {
  const tenant = await tenantAt(context.db, tenantSlug)
  const bits = Number.isSafeInteger(list) ? await readBits(context, tenant.id, list) : null
  if (!bits) throw new AppError('not_found', 'There is no such status list.', { subject: 'status_list' })
  const asWallet: Context = { ...context, actor: { kind: 'wallet', id: 'wallet', tenantId: tenant.id } }
  const key = await sealedIssuerKey(asWallet, tenant.id)
  const issuer = issuerUrl(publicUrl, tenant.slug)
  const url = statusListUrl(issuer, list)
  const version = createHash('sha256').update(`${url} ${key.id} `).update(bits).digest('base64url')

  const place = `${tenant.id} ${list}`
  const now = context.now().getTime()
  const last = kept.get(place)
  if (last?.version === version && now >= last.signedAt && now < last.signedAt + keptMs) {
    return { version, ...(await last.signed) }
  }
  const signed = openIssuerKey(context, key).then((opened) => sign(opened, { issuer, url, bits, now: new Date(now) }))
  // Last in the order in which they leave.
  kept.delete(place)
  kept.set(place, { version, signedAt: now, signed })
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  try {
    return { version, ...(await signed) }
  } catch (error) {
    if (kept.get(place)?.signed === signed) kept.delete(place)
    throw error
  }
}

/** @returns null where no credential has a place in the list */
async function readBits({ db }: Context, tenantId: string, list: number): Promise<Uint8Array | null> {
  const { verifiableCredentials: table } = db.tables
  const ofList = and(eq(table.tenantId, tenantId), eq(table.statusList, list))
  const revoked = await db.sql
    .select({ index: table.statusIndex })
    .from(table)
    .where(and(ofList, isNotNull(table.revokedAt)))
  if (revoked.length === 0) {
    const [used] = await db.sql.select({ id: table.id }).from(table).where(ofList).limit(1)
    if (!used) return null
  }
  const bits = new Uint8Array(listBits / 8)
  // The first place is the leftmost bit.
  for (const { index } of revoked) bits[index >> 3]! |= 0x80 >> (index & 7)
  return bits
}

async function sign(
  key: IssuerKey,
  { issuer, url, bits, now }: { issuer: string; url: string; bits: Uint8Array; now: Date },
): Promise<SignedList> {
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
