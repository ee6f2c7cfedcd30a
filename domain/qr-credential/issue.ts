/**
 * Issues QR credentials. One that is asked for again is made again under its own id while it says all that is to be said: neither template
 * nor QR is kept. Templates leave the bureau by it only sealed, and only as far as terminals that hold the tenant's QR keys.
 */
import { and, asc, desc, eq, gt, isNull, or } from 'drizzle-orm'
import { sign } from 'node:crypto'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { notEnrolled } from '../faces/own'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { asVector, openTemplates } from '../templates'
import { tenantById } from '../tenants'
import { scopeOf } from '../terminals/state'
import { userById, userNotFound } from '../users'
import { presentIssuerKey } from '../wallet/issuer'
import { boundBytes, fittingScopes, signedBytes, writeContents, writeText, type Contents, type QrScope } from './format'
import { presentQrKey, qrKeyById, type QrKey } from './keys'
import { signerIdOf } from './open'
import type { QrCredentialRow } from './recall'

export interface IssuedQr {
  credential: QrCredentialRow
  /** What stands in the QR. */
  text: string
}

const issueSchema = z.object({
  userId: z.string(),
  /** One of its own even where there is one that would do. */
  isNew: z.boolean().default(false),
})

const dayMs = 86_400_000
const nonceBytes = 12

/**
 * @throws AppError `not_found`; `not_enrolled` without a face of the model in use; `conflict` (`credential_revoked`) for a user who was
 *   revoked
 */
export async function issueQrCredential(context: Context, input: z.input<typeof issueSchema>): Promise<IssuedQr> {
  const { userId, isNew } = parse(issueSchema, input)
  const tenantId = tenantFor(context, 'qr:issue')
  // A grant, a template or a revocation may come in between: then what was read is read again.
  for (;;) {
    const basis = await readBasis(context, tenantId, userId)
    const known = isNew ? null : await presentCredential(context, basis)
    const made = known ? await showAgain(context, known, basis) : await issue(context, basis)
    if (made) return made
  }
}

/** What a credential is made of, as it stands in the database. */
interface Basis {
  tenantId: string
  userId: string
  acsId: string | null
  acsIdSchema: string | null
  template: { id: string; model: string; vector: Float32Array }
  /** Those that have not ended and that the QR has room for. */
  scopes: QrScope[]
  /** Changes with whatever else of the person or their grants does. */
  state: string
  now: Date
  expiresAt: Date
}

async function readBasis(context: Context, tenantId: string, userId: string): Promise<Basis> {
  const now = context.now()
  const state = await stateOf(context.db, userId)
  const user = await userById(context.db, tenantId, userId)
  if (user.status === 'revoked') {
    const message = 'This person’s right to be recognised was revoked.'
    throw new AppError('conflict', message, { subject: 'user', reason: 'credential_revoked' })
  }
  const template = await newestTemplate(context, tenantId, userId)
  const { settings } = await tenantById(context.db, tenantId)
  const { externalId: acsId, externalIdSchema: acsIdSchema } = user
  const latest = new Date(now.getTime() + settings.qrCredentialDays * dayMs)
  const scopes = fittingScopes(await scopesOf(context.db, tenantId, userId, now))
  return { tenantId, userId, acsId, acsIdSchema, template, scopes, state, now, expiresAt: endOf(scopes, latest) }
}

/** Never beyond the last scope's end, where all of them end. */
function endOf(scopes: readonly QrScope[], latest: Date): Date {
  const ends = scopes.flatMap(({ validUntil }) => (validUntil === null ? [] : [new Date(validUntil).getTime()]))
  if (ends.length === 0 || ends.length < scopes.length) return latest
  return new Date(Math.min(latest.getTime(), Math.max(...ends)))
}

/** The newest of the model in use; the others would not be compared with anything. */
async function newestTemplate(context: Context, tenantId: string, userId: string): Promise<Basis['template']> {
  const { templates } = context.db.tables
  const model = context.engines.face.model.id
  const [row] = await context.db.sql
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.userId, userId),
        eq(templates.tenantId, tenantId),
        eq(templates.kind, 'face'),
        eq(templates.model, model),
      ),
    )
    .orderBy(desc(templates.createdAt), desc(templates.id))
    .limit(1)
  if (!row) throw notEnrolled()
  const [opened] = await openTemplates(context, [row])
  const vector = asVector(opened!.opened)
  if (vector instanceof Error) throw userNotFound(vector)
  return { id: row.id, model, vector }
}

/** Those that may still let the person in, the soonest first; a ticket for one entry that was used up is none. */
async function scopesOf(handle: Handle, tenantId: string, userId: string, now: Date): Promise<QrScope[]> {
  const { grants, events } = handle.tables
  const rows = await handle.sql
    .select({ grant: grants, event: events })
    .from(grants)
    .leftJoin(events, eq(events.id, grants.eventId))
    .where(
      and(
        eq(grants.tenantId, tenantId),
        eq(grants.userId, userId),
        isNull(grants.removedAt),
        or(isNull(grants.eventId), and(isNull(events.freedAt), isNull(events.deletedAt), gt(events.endsAt, now))),
        or(isNull(grants.validUntil), gt(grants.validUntil, now)),
      ),
    )
    .orderBy(asc(grants.id))
  return rows
    .map(({ grant, event }) => {
      const { timeZone: _timeZone, entered, ...scope } = scopeOf(grant, event, 'UTC')
      const reach = { eventZone: event?.zoneRow ?? null, zones: grant.zoneRows, terminals: grant.terminalIds }
      return { scope: { ...scope, reach }, isUsed: scope.single && entered }
    })
    .flatMap(({ scope, isUsed }) => (isUsed ? [] : [scope]))
    .sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1))
}

/** One that says the same and is good for at least half as long as a new one would be. */
async function presentCredential(context: Context, basis: Basis): Promise<QrCredentialRow | null> {
  const { qrCredentials, qrScopes } = context.db.tables
  const { tenantId, userId, template, now, expiresAt } = basis
  const lasting = new Date((now.getTime() + expiresAt.getTime()) / 2)
  const [newest] = await context.db.sql
    .select()
    .from(qrCredentials)
    .where(
      and(
        eq(qrCredentials.userId, userId),
        eq(qrCredentials.tenantId, tenantId),
        eq(qrCredentials.model, template.model),
        isNull(qrCredentials.recalledAt),
        gt(qrCredentials.expiresAt, lasting),
      ),
    )
    .orderBy(desc(qrCredentials.issuedAt), desc(qrCredentials.id))
    .limit(1)
  if (!newest) return null
  const held = await context.db.sql.select().from(qrScopes).where(eq(qrScopes.credentialId, newest.id))
  const wanted = new Set(basis.scopes.map(({ grantId }) => grantId))
  const isSame = held.length === wanted.size && held.every((scope) => !scope.endedAt && wanted.has(scope.grantId))
  return isSame ? newest : null
}

async function showAgain(context: Context, credential: QrCredentialRow, basis: Basis): Promise<IssuedQr> {
  const { id, tenantId, issuedAt, expiresAt, keyId } = credential
  const key = await qrKeyById(context, tenantId, keyId)
  const text = await writeQr(context, tenantId, key, contentsOf(basis, { id, issuedAt, expiresAt }))
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'qr_credential.shown',
      subject: { kind: 'user', id: basis.userId },
      detail: { credential: id },
    }),
  )
  return { credential, text }
}

/** @returns null where something changed meanwhile */
async function issue(context: Context, basis: Basis): Promise<IssuedQr | null> {
  const { tenantId, userId, template, scopes, now, expiresAt } = basis
  const key = await presentQrKey(context, tenantId)
  const id = newId(now.getTime())
  // Seconds, as the QR has them.
  const issuedAt = new Date(Math.floor(now.getTime() / 1_000) * 1_000)
  const text = await writeQr(context, tenantId, key, contentsOf(basis, { id, issuedAt, expiresAt }))
  const credential = await context.db.transact(async (tx) => {
    const { qrCredentials, qrScopes } = tx.tables
    await writeAudit(tx, context, {
      action: 'qr_credential.issued',
      subject: { kind: 'user', id: userId },
      detail: { credential: id },
    })
    if ((await stateOf(tx, userId)) !== basis.state) return null
    const [row] = await tx.sql
      .insert(qrCredentials)
      .values({ id, tenantId, userId, keyId: key.id, model: template.model, issuedAt, expiresAt })
      .returning()
    const held = scopes.map(({ grantId }) => ({ credentialId: id, grantId, tenantId }))
    if (held.length > 0) await tx.sql.insert(qrScopes).values(held)
    return row!
  })
  return credential && { credential, text }
}

const contentsOf = (
  { userId, template, acsId, acsIdSchema, scopes }: Basis,
  own: Pick<Contents, 'id' | 'issuedAt' | 'expiresAt'>,
): Contents => ({
  ...own,
  subject: userId,
  model: template.model,
  template: template.vector,
  acsId,
  acsIdSchema,
  scopes,
})

async function writeQr(context: Context, tenantId: string, key: QrKey, contents: Contents): Promise<string> {
  const signer = await presentIssuerKey(context, tenantId)
  const ids = { tenantId, qrKeyId: key.id, signerId: signerIdOf(signer.id) }
  const { subtle } = globalThis.crypto
  const sealer = await subtle.importKey('raw', Uint8Array.from(key.key), 'AES-GCM', false, ['encrypt'])
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(nonceBytes))
  const seal = { name: 'AES-GCM', iv: nonce, additionalData: boundBytes(ids), tagLength: 128 }
  const sealed = new Uint8Array(await subtle.encrypt(seal, sealer, writeContents(contents)))
  const parts = { ...ids, nonce, sealed }
  const signature = sign('sha256', signedBytes(parts), { key: signer.privateKey, dsaEncoding: 'ieee-p1363' })
  return writeText(parts, signature)
}

/** Of the rows that a credential is made of, what changes when any of them does. */
async function stateOf(handle: Handle, userId: string): Promise<string> {
  const { users, templates, grants } = handle.tables
  const [user] = await handle.sql.select().from(users).where(eq(users.id, userId))
  const faces = await handle.sql
    .select({ id: templates.id })
    .from(templates)
    .where(and(eq(templates.userId, userId), eq(templates.kind, 'face')))
    .orderBy(asc(templates.id))
  const held = await handle.sql
    .select({ id: grants.id, revision: grants.revision, removedAt: grants.removedAt })
    .from(grants)
    .where(eq(grants.userId, userId))
    .orderBy(asc(grants.id))
  return JSON.stringify([user?.revokedAt, user?.externalId, user?.externalIdSchema, faces, held])
}
