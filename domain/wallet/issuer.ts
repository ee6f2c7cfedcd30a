/**
 * The keys by which a tenant signs what it issues (ES256): made at first use, sealed under the tenant's key, replaced on demand.
 * A retired key signs no more, because its private half is destroyed; its public half stays published while a credential that
 * it signed is good.
 */
import { and, desc, eq, exists, gt, gte, inArray, isNotNull, or } from 'drizzle-orm'
import { calculateJwkThumbprint, SignJWT, type JWTPayload } from 'jose'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { newKeyPair } from '../key-pairs'
import { parse } from '../parse'
import { assertMay } from '../permissions'
import { raiseQrVersion } from '../qr-credential/version'
import { findTenantBySlug, getTenantBySlug, mainSlug, slugSchema, tenantById, type Tenant } from '../tenants'
import { AppError } from '../errors'

export const issuerAlgorithm = 'ES256'

type Row = Tables['issuerKeys']['$inferSelect']

export type SealedIssuerKey = Row

export interface IssuerKey {
  id: string
  privateKey: KeyObject
}

/** What others may know of a key: a member of a JWK set. */
export type PublishedKey = Record<string, string>

/** Where a tenant's documents are published, which is also how it is named as `iss`. */
export function issuerUrl(publicUrl: string, slug: string): string {
  return slug === mainSlug ? publicUrl : `${publicUrl}/t/${slug}`
}

export const jwksPath = '/.well-known/jwks.json'

/** The tenant's present key; made now if there is none. */
export async function presentIssuerKey(context: Context, tenantId: string): Promise<IssuerKey> {
  return openIssuerKey(context, await sealedIssuerKey(context, tenantId))
}

/** The same, unopened: for who needs no more than its id, most of the time. */
export async function sealedIssuerKey(context: Context, tenantId: string): Promise<SealedIssuerKey> {
  return (await presentKeyOf(context.db, tenantId)) ?? (await makeFirst(context, tenantId))
}

export async function openIssuerKey(context: Pick<Context, 'keys'>, row: SealedIssuerKey): Promise<IssuerKey> {
  const der = await context.keys.openForTenant(place(row), row.privateSealed!)
  return { id: row.id, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
}

/** Signs claims as a JWT of this key. */
export function signClaims({ id, privateKey }: IssuerKey, claims: JWTPayload, type = 'JWT'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: issuerAlgorithm, typ: type, kid: id }).sign(privateKey)
}

/** Any tenant's public keys, for anyone. @throws AppError `not_found` when there is no such tenant */
export async function publishedKeys(
  context: Context,
  input: { tenantSlug: string },
): Promise<{ keys: PublishedKey[] }> {
  const { id } = await tenantAt(context.db, input.tenantSlug)
  return { keys: await keysOf(context, id) }
}

/** The keys of a tenant by which something that is still good may be signed, newest first. */
async function keysOf(context: Pick<Context, 'db' | 'now'>, tenantId: string): Promise<PublishedKey[]> {
  const { issuerKeys, verifiableCredentials, qrCredentials } = context.db.tables
  const { settings } = await tenantById(context.db, tenantId)
  const certificatesFrom = new Date(context.now().getTime() - settings.terminalStalenessHours * 3_600_000)
  const inUse = context.db.sql
    .select({ id: verifiableCredentials.issuerKeyId })
    .from(verifiableCredentials)
    .where(
      and(eq(verifiableCredentials.issuerKeyId, issuerKeys.id), gt(verifiableCredentials.expiresAt, context.now())),
    )
  // Which key signed a QR credential is in the QR alone: any that was there when it was issued.
  const qrInUse = context.db.sql
    .select({ id: qrCredentials.id })
    .from(qrCredentials)
    .where(
      and(
        eq(qrCredentials.tenantId, tenantId),
        gt(qrCredentials.expiresAt, context.now()),
        gte(issuerKeys.retiredAt, qrCredentials.issuedAt),
      ),
    )
  const rows = await context.db.sql
    .select()
    .from(issuerKeys)
    .where(
      and(
        eq(issuerKeys.tenantId, tenantId),
        or(
          isNotNull(issuerKeys.presentOf),
          // Certificates of terminals are in no table; tokens end sooner.
          gt(issuerKeys.retiredAt, certificatesFrom),
          inArray(issuerKeys.id, inUse),
          exists(qrInUse),
        ),
      ),
    )
    .orderBy(desc(issuerKeys.createdAt), desc(issuerKeys.id))
  return rows.map(publish)
}

/** Every key that ever signed for a tenant: we know our own signature also on what has expired. */
export async function everyKeyOf(handle: Handle, tenantId: string): Promise<PublishedKey[]> {
  const { issuerKeys } = handle.tables
  const rows = await handle.sql.select().from(issuerKeys).where(eq(issuerKeys.tenantId, tenantId))
  return rows.map(publish)
}

const publish = ({ id, publicJwk }: Row): PublishedKey => ({ ...publicJwk, kid: id, alg: issuerAlgorithm, use: 'sig' })

/** @throws AppError `not_found` */
export async function tenantAt(handle: Handle, slug: string): Promise<Tenant> {
  const isSlug = slugSchema.safeParse(slug).success
  const tenant = isSlug ? await findTenantBySlug(handle, slug) : null
  if (!tenant) throw new AppError('not_found', 'There is no such address.', { subject: 'address' })
  return tenant
}

const rotateSchema = z.object({ tenantSlug: slugSchema })

/**
 * Puts a new key in the place of the present one, for the operator. What was signed before stays good.
 * @returns the new key's id, and the replaced one's if there was one
 */
export async function rotateIssuerKey(
  context: Context,
  input: z.input<typeof rotateSchema>,
): Promise<{ keyId: string; replaced: string | null }> {
  const { tenantSlug } = parse(rotateSchema, input)
  assertMay(context, 'tenants:manage')
  const { id: tenantId } = await getTenantBySlug(context, tenantSlug)
  const next = await newKey(context, tenantId)
  const replaced = await context.db.transact(async (tx) => {
    const { issuerKeys } = tx.tables
    await writeAudit(tx, context, {
      action: 'issuer_key.rotated',
      subject: { kind: 'issuer_key', id: next.id },
      tenantId,
    })
    const [before] = await tx.sql
      .update(issuerKeys)
      .set({ presentOf: null, privateSealed: null, retiredAt: context.now() })
      .where(eq(issuerKeys.presentOf, tenantId))
      .returning({ id: issuerKeys.id })
    await tx.sql.insert(issuerKeys).values(next)
    // Terminals check QR credentials by these keys.
    await raiseQrVersion(tx, { tenantId, at: context.now() })
    return before?.id ?? null
  })
  return { keyId: next.id, replaced }
}

/** The key that signs now, if there is one yet. */
export async function presentKeyOf(handle: Handle, tenantId: string): Promise<SealedIssuerKey | undefined> {
  const { issuerKeys } = handle.tables
  const [row] = await handle.sql.select().from(issuerKeys).where(eq(issuerKeys.presentOf, tenantId))
  return row
}

async function makeFirst(context: Context, tenantId: string): Promise<Row> {
  const row = await newKey(context, tenantId)
  try {
    await context.db.transact(async (tx) => {
      await tx.sql.insert(tx.tables.issuerKeys).values(row)
      await writeAudit(tx, context, {
        action: 'issuer_key.made',
        subject: { kind: 'issuer_key', id: row.id },
        tenantId,
      })
    })
    return row
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Another request made it first.
    return (await presentKeyOf(context.db, tenantId))!
  }
}

async function newKey(context: Context, tenantId: string): Promise<Row> {
  const { publicKey, privateKey } = newKeyPair()
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as Record<string, string>
  const publicJwk = { kty: kty!, crv: crv!, x: x!, y: y! }
  const id = await calculateJwkThumbprint(publicJwk)
  const der = privateKey.export({ format: 'der', type: 'pkcs8' })
  return {
    id,
    tenantId,
    presentOf: tenantId,
    publicJwk,
    privateSealed: await context.keys.sealForTenant(place({ id, tenantId }), der),
    createdAt: context.now(),
    retiredAt: null,
  }
}

const place = ({ id, tenantId }: Pick<Row, 'id' | 'tenantId'>) => ({ table: 'issuer_keys', row: id, tenantId })
