/** What a terminal needs to check QR credentials without the bureau: `GET /edge/v1/qr`. */
import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm'
import { defaultFmr, thresholdAt } from '@/engines/face/decide'
import type { Handle } from '@/db/types'
import type { Context } from '../context'
import { zonePath } from '../grants/cover'
import { tenantById } from '../tenants'
import { feedKeyOf } from '../terminals/sealing'
import type { TerminalRow } from '../terminals/terminals'
import { presentIssuerKey, publishedKeys, signClaims } from '../wallet/issuer'
import { zonesOf } from '../zones/zones'
import { denyListType, type DenyListClaims } from './deny-list'
import { everyQrKey } from './keys'
import { sealQrKeys, type QrAnswer } from './terminal-keys'
import { qrVersion } from './version'

/** For a terminal that has shown who it is. */
export async function qrForTerminal(context: Context, terminal: TerminalRow): Promise<QrAnswer> {
  const { tenantId } = terminal
  // Before the rest: what changes meanwhile has another number, and is asked for again.
  const version = await qrVersion(context.db, tenantId)
  const { slug } = await tenantById(context.db, tenantId)
  const signer = await presentIssuerKey(context, tenantId)
  const zones = await zonesOf(context.db, tenantId)
  const { model, thresholds } = context.engines.face
  return {
    tenant: tenantId,
    version,
    keys: await keysFor(context, terminal),
    jwks: await publishedKeys(context, { tenantSlug: slug }),
    deny_list: await signClaims(
      signer,
      { ...(await deniedOf(context.db, tenantId, version, context.now())) },
      denyListType,
    ),
    recognition: { model: model.id, threshold: thresholdAt(thresholds, defaultFmr), fmr: defaultFmr },
    place: {
      terminal: terminal.id,
      zones: zonePath(zones, terminal.zoneRow),
      time_zone: zones.get(terminal.zoneRow)!.timeZone,
    },
  }
}

async function keysFor(context: Context, terminal: TerminalRow): Promise<QrAnswer['keys']> {
  const raw = Uint8Array.from((await feedKeyOf(context, terminal)).export())
  const feedKey = await globalThis.crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt'])
  const sealed = await sealQrKeys(feedKey, terminal.id, await everyQrKey(context, terminal.tenantId))
  return { id: terminal.feedKeyId!, sealed }
}

/** Of what has not expired by itself. */
async function deniedOf(handle: Handle, tenantId: string, seq: number, now: Date): Promise<DenyListClaims> {
  const { qrCredentials, qrScopes } = handle.tables
  const unexpired = and(eq(qrCredentials.tenantId, tenantId), gt(qrCredentials.expiresAt, now))
  const recalled = await handle.sql
    .select({ id: qrCredentials.id })
    .from(qrCredentials)
    .where(and(unexpired, isNotNull(qrCredentials.recalledAt)))
    .orderBy(qrCredentials.id)
  const scopes = await handle.sql
    .select({ credentialId: qrScopes.credentialId, grantId: qrScopes.grantId })
    .from(qrScopes)
    .innerJoin(qrCredentials, eq(qrCredentials.id, qrScopes.credentialId))
    .where(and(unexpired, isNull(qrCredentials.recalledAt), isNotNull(qrScopes.endedAt)))
    .orderBy(qrScopes.credentialId, qrScopes.grantId)
  const ended: Record<string, string[]> = {}
  for (const { credentialId, grantId } of scopes) (ended[credentialId] ??= []).push(grantId)
  return {
    tenant: tenantId,
    seq,
    iat: Math.floor(now.getTime() / 1_000),
    recalled: recalled.map(({ id }) => id),
    ended,
  }
}
