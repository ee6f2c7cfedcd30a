/**
 * Verifiable credentials as rows: made, listed, looked up, revoked. The document lies sealed with its user's key and without the
 * picture, which only its holder has. Who gets one is decided in request.ts.
 */
import { and, desc, eq, inArray, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import type { DetectedFace } from '@/engines/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import { newUuid } from '../ids'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import type { Settings } from '../settings'
import { userById } from '../users'
import { claimsOf, documentOf, type CredentialDocument, type Facts } from './document'
import type { HolderKey } from './holder-keys'
import { issuerUrl, presentIssuerKey, signClaims, tenantAt } from './issuer'
import { figuresOf } from './pictures'
import { freeStatusEntry } from './status-lists'
import { wholeSeconds } from './times'

type Row = Tables['verifiableCredentials']['$inferSelect']

export type CredentialState = 'active' | 'superseded' | 'revoked' | 'expired'

/** What leaves this file: never the sealed document. */
export type IssuedCredential = Omit<Row, 'documentSealed'> & { state: CredentialState }

export interface NewCredential {
  row: Tables['verifiableCredentials']['$inferInsert']
  /** Without the picture. */
  document: CredentialDocument
}

const dayMs = 86_400_000

export interface Issue {
  tenantId: string
  slug: string
  publicUrl: string
  userId: string
  holder: HolderKey
  settings: Settings
  /** The one that the holder's document carries. */
  picture: Uint8Array
  face: DetectedFace
  /** Codes of what could be better about that picture. */
  warnings: string[]
  /** How many pictures were looked at. */
  pictures: number
  keyProved: boolean
}

/** Signs a credential; nothing is written. */
export async function makeCredential(context: Context, issue: Issue): Promise<NewCredential> {
  const { tenantId, userId, settings } = issue
  const key = await presentIssuerKey(context, tenantId)
  const now = context.now()
  // Whole seconds, as the document says, so that row and document agree about the end.
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000)
  const expiresAt = new Date(issuedAt.getTime() + settings.walletValidityDays * dayMs)
  const entry = await freeStatusEntry(context.db, tenantId)
  const id = newUuid()
  const facts: Facts = {
    ...entry,
    id,
    issuer: issuerUrl(issue.publicUrl, issue.slug),
    issuerName: settings.walletIssuer,
    holder: issue.holder.did,
    issuedAt,
    expiresAt,
    picture: issue.picture,
    templateModel: context.engines.face.model.id,
    evidence: {
      type: ['FacePictureEvidence'],
      pictures: issue.pictures,
      quality: { ...figuresOf(issue.face), warnings: issue.warnings },
      // No check for a living person is made yet, and a lender should read that rather than guess it.
      liveness: 'not_checked',
      holderKey: issue.keyProved ? 'proved' : 'claimed',
    },
  }
  const document = documentOf(facts, { keyId: key.id, jwt: await signClaims(key, claimsOf(facts)) })
  const plain = Buffer.from(JSON.stringify(document))
  const documentSealed = await context.keys.sealForUser(userId, place(tenantId, id), plain)
  const row = { ...entry, id, tenantId, userId, thumbprint: issue.holder.thumbprint, issuerKeyId: key.id }
  return { row: { ...row, issuedAt, expiresAt, documentSealed }, document }
}

/** Writes it; the holder's earlier ones are superseded, which says nothing against them. The audit line is the caller's. */
export async function writeCredential(tx: Tx, { row }: NewCredential): Promise<void> {
  const { verifiableCredentials: table } = tx.tables
  await tx.sql.insert(table).values(row)
  await tx.sql
    .update(table)
    .set({ supersededBy: row.id })
    .where(
      and(
        eq(table.userId, row.userId!),
        eq(table.thumbprint, row.thumbprint!),
        ne(table.id, row.id),
        isNull(table.supersededBy),
      ),
    )
}

/** Those of one user, newest first. @throws AppError `not_found` (user) */
export async function listCredentials(context: Context, { userId }: { userId: string }): Promise<IssuedCredential[]> {
  const tenantId = tenantFor(context, 'credentials:read')
  await userById(context.db, tenantId, userId)
  const { verifiableCredentials: table } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.userId, userId)))
    .orderBy(desc(table.issuedAt), desc(table.id))
  return rows.map((row) => toCredential(row, context.now()))
}

export interface HolderOf {
  thumbprint: string
  /** `RSA`, `EC`, `OKP`. */
  keyType: string
  proved: boolean
  createdAt: Date
}

/** The keys by which a user's wallets are known, oldest first. @throws AppError `not_found` (user) */
export async function listHolderKeys(context: Context, { userId }: { userId: string }): Promise<HolderOf[]> {
  const tenantId = tenantFor(context, 'credentials:read')
  await userById(context.db, tenantId, userId)
  const { walletHolders: table } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.userId, userId)))
    .orderBy(table.createdAt)
  return rows.map(({ thumbprint, publicJwk, proved, createdAt }) => ({
    thumbprint,
    keyType: publicJwk.kty!,
    proved,
    createdAt,
  }))
}

/**
 * The document of a credential, as it was issued but for the picture.
 * @throws AppError `not_found` (credential), also once its user was erased
 */
export async function readCredential(
  context: Context,
  { credentialId }: { credentialId: string },
): Promise<CredentialDocument> {
  const tenantId = tenantFor(context, 'credentials:read')
  const { document, userId } = await openDocument(context, tenantId, credentialId)
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'credential.read',
      subject: { kind: 'user', id: userId },
      detail: { credential: credentialId },
    }),
  )
  return document
}

/** For domain functions that have asked for permission already. @throws AppError `not_found` (credential) */
export async function openDocument(
  context: Context,
  tenantId: string,
  credentialId: string,
): Promise<{ document: CredentialDocument; userId: string }> {
  const row = await credentialById(context.db, tenantId, credentialId)
  if (!row.userId || !row.documentSealed) throw noCredential()
  try {
    const plain = await context.keys.openForUser(row.userId, place(tenantId, row.id), row.documentSealed)
    return { document: JSON.parse(plain.toString()) as CredentialDocument, userId: row.userId }
  } catch (error) {
    throw isFault(error, 'KeyDestroyed') ? noCredential(error) : error
  }
}

/** Anyone may ask who knows the id. @throws AppError `not_found` (credential) */
export async function credentialStatus(
  context: Context,
  { tenantSlug, credentialId }: { tenantSlug: string; credentialId: string },
): Promise<Record<string, string | null>> {
  const tenant = await tenantAt(context.db, tenantSlug)
  return presentStatus(await credentialById(context.db, tenant.id, credentialId), context.now())
}

/** Whether it is good, in words for machines. */
function presentStatus(row: Row, now: Date): Record<string, string | null> {
  const time = (date: Date | null) => (date ? wholeSeconds(date) : null)
  return {
    id: `urn:uuid:${row.id}`,
    status: stateOf(row, now),
    issuedAt: time(row.issuedAt),
    expiresAt: time(row.expiresAt),
    revokedAt: time(row.revokedAt),
    supersededBy: row.supersededBy ? `urn:uuid:${row.supersededBy}` : null,
  }
}

export const revocationFields = {
  /** For people of the tenant; never published. */
  reason: storableText.pipe(z.string().trim().min(1).max(300)),
}

const revokeSchema = z.object({ credentialId: z.string().max(100), ...revocationFields })

/** For good: a wallet asks for another one. Revoking twice changes nothing. @throws AppError `not_found` (credential) */
export async function revokeCredential(
  context: Context,
  input: z.input<typeof revokeSchema>,
): Promise<IssuedCredential & { status: Record<string, string | null> }> {
  const { credentialId, reason } = parse(revokeSchema, input)
  const tenantId = tenantFor(context, 'credentials:revoke')
  const row = await context.db.transact(async (tx) => {
    const { verifiableCredentials: table } = tx.tables
    const before = await credentialById(tx, tenantId, credentialId)
    if (before.revokedAt) return before
    // The words may be about a person, and a line of the trail is never erased: they stay in the row.
    await writeAudit(tx, context, {
      action: 'credential.revoked',
      subject: { kind: 'user', id: before.userId ?? '' },
      detail: { credential: before.id },
    })
    const [after] = await tx.sql
      .update(table)
      .set({ revokedAt: context.now(), revokedReason: reason })
      .where(and(eq(table.id, before.id), isNull(table.revokedAt)))
      .returning()
    return after ?? (await credentialById(tx, tenantId, credentialId))
  })
  const now = context.now()
  return { ...toCredential(row, now), status: presentStatus(row, now) }
}

/**
 * Before a user's row goes: their credentials are revoked, and nothing in the rows names the person any more. The rows stay until
 * they expire, for the status list. @returns how many there were
 */
export async function revokeForErasure(tx: Tx, { now }: Pick<Context, 'now'>, userId: string): Promise<number> {
  const { verifiableCredentials: table } = tx.tables
  const all = await tx.sql
    .select({ id: table.id, revokedAt: table.revokedAt })
    .from(table)
    .where(eq(table.userId, userId))
  const ids = all.map(({ id }) => id)
  if (ids.length === 0) return 0
  const good = all.filter(({ revokedAt }) => !revokedAt).map(({ id }) => id)
  await tx.sql.update(table).set({ revokedAt: now() }).where(inArray(table.id, good))
  await tx.sql
    .update(table)
    .set({ userId: null, thumbprint: null, documentSealed: null, revokedReason: 'erased' })
    .where(inArray(table.id, ids))
  return ids.length
}

/** @throws AppError `not_found` (credential), also for another tenant's */
export async function credentialById(handle: Handle, tenantId: string, credentialId: string): Promise<Row> {
  const { verifiableCredentials: table } = handle.tables
  const id = credentialId.toLowerCase().replace(/^urn:uuid:/, '')
  const [row] = /^[0-9a-f-]{36}$/.test(id)
    ? await handle.sql
        .select()
        .from(table)
        .where(and(eq(table.id, id), eq(table.tenantId, tenantId)))
    : []
  if (!row) throw noCredential()
  return row
}

export function stateOf(
  { revokedAt, expiresAt, supersededBy }: Pick<Row, 'revokedAt' | 'expiresAt' | 'supersededBy'>,
  now: Date,
): CredentialState {
  if (revokedAt) return 'revoked'
  if (expiresAt <= now) return 'expired'
  return supersededBy ? 'superseded' : 'active'
}

const noCredential = (cause?: unknown) =>
  new AppError('not_found', 'There is no such credential.', { subject: 'credential', cause })

const place = (tenantId: string, id: string) => ({ table: 'verifiable_credentials', row: id, tenantId })

export function toCredential({ documentSealed: _sealed, ...row }: Row, now: Date): IssuedCredential {
  return { ...row, state: stateOf(row, now) }
}
