/**
 * How a client changes during its life: what it may do, its secret, its end. Each change is one transaction that locks the
 * client's row first, so that of two rotations at once each sees what the other has done.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from './audit'
import {
  assertFuture,
  clientFields,
  clientNotFound,
  reachOfClients,
  toClient,
  type Client,
  type ClientRow,
  type NewClient,
} from './clients'
import type { Context } from './context'
import { AppError } from './errors'
import { assertFresh } from './fresh'
import { hashToken, newToken } from './ids'
import { parse } from './parse'
import { tenantById } from './tenants'

const hourMs = 3_600_000

const updateSchema = z.object({
  clientId: z.string(),
  name: clientFields.name.optional(),
  scopes: clientFields.scopes.optional(),
  /** Counted from the beginning, or from the last `restartCount`. */
  requestQuota: clientFields.requestQuota.optional(),
  allowedOrigins: clientFields.allowedOrigins.optional(),
  expiresAt: clientFields.expiresAt.optional(),
  /** Counts the quota from zero again. */
  restartCount: z.boolean().default(false),
})

const changeable = ['name', 'scopes', 'requestQuota', 'allowedOrigins', 'expiresAt'] as const

/**
 * Changes what is named; holds from the client's next request on.
 * @throws AppError `not_found`; `conflict` for a revoked client
 */
export async function updateClient(context: Context, input: z.input<typeof updateSchema>): Promise<Client> {
  const { clientId, restartCount, ...named } = parse(updateSchema, input)
  assertFresh(context)
  assertFuture(context, named.expiresAt)
  return change(context, clientId, 'client.changed', (row) => {
    if (row.revokedAt) throw new AppError('conflict', 'A revoked client stays as it is.', { subject: 'client' })
    const changed = changeable.filter((field) => {
      return named[field] !== undefined && JSON.stringify(named[field]) !== JSON.stringify(row[field])
    })
    const pick = (from: object) => Object.fromEntries(Object.entries(from).filter(([field]) => isIn(changed, field)))
    const restart = restartCount ? { requestsUsed: 0 } : {}
    // A name may tell whose machine it is, and a line is never erased.
    const told = (from: object) => ({ ...pick(from), ...('name' in pick(from) ? { name: 'changed' } : {}) })
    return {
      set: { ...pick(named), ...restart },
      detail: {
        before: { ...told(row), ...(restartCount ? { requestsUsed: row.requestsUsed } : {}) },
        after: { ...told(named), ...restart },
      },
    }
  })
}

/** A revoked client stops at its next request, also with the secret before its last rotation. Twice changes nothing. */
export async function revokeClient(context: Context, { clientId }: { clientId: string }): Promise<Client> {
  return change(context, clientId, 'client.revoked', (row) => ({
    set: { revokedAt: row.revokedAt ?? context.now(), previousSecretHash: null, previousSecretUntil: null },
  }))
}

/** A month: whoever needs longer has not begun. */
export const longestOverlapHours = 30 * 24

const rotateSchema = z.object({
  clientId: z.string(),
  /** For how long the secret of now goes on working beside the new one. */
  overlapHours: z.number().int().min(0).max(longestOverlapHours).default(0),
})

/**
 * Gives a new secret and app token. The old secret stops at once, or after `overlapHours`; the old app token at once.
 * @throws AppError `conflict` for a revoked client, and for an overlap while the one before goes on: its old secret was
 * promised to work until then
 */
export async function rotateClient(
  context: Context,
  input: z.input<typeof rotateSchema>,
): Promise<NewClient & { previousSecretUntil: Date | null }> {
  const { clientId, overlapHours } = parse(rotateSchema, input)
  assertFresh(context)
  const [secret, appToken] = [newToken('clientSecret'), newToken('appToken')]
  const client = await change(context, clientId, 'client.rotated', (row) => {
    const now = context.now()
    if (row.revokedAt) throw new AppError('conflict', 'A revoked client gets no new secret.', { subject: 'client' })
    if (overlapHours > 0 && row.previousSecretUntil && row.previousSecretUntil > now) {
      const until = row.previousSecretUntil.toISOString()
      const words = `The secret before the last rotation is still good until ${until}. End it first, or rotate without an overlap.`
      throw new AppError('conflict', words, { subject: 'client' })
    }
    const overlap = {
      previousSecretHash: overlapHours > 0 ? row.secretHash : null,
      previousSecretUntil: overlapHours > 0 ? new Date(now.getTime() + overlapHours * hourMs) : null,
    }
    return {
      set: { secretHash: hashToken(secret), appTokenHash: hashToken(appToken), rotatedAt: now, ...overlap },
      detail: { overlapHours },
    }
  })
  const { id: tenantId, slug: tenant } = await tenantById(context.db, client.tenantId)
  const { key, previousSecretUntil } = client
  return { tenantId, tenant, clientId, key, secret, appToken, previousSecretUntil }
}

/** Ends the overlap of a rotation now. Where there is none, nothing changes. */
export async function endOverlap(context: Context, { clientId }: { clientId: string }): Promise<Client> {
  return change(context, clientId, 'client.overlap_ended', () => ({
    set: { previousSecretHash: null, previousSecretUntil: null },
  }))
}

interface Change {
  set: Partial<ClientRow>
  detail?: Record<string, unknown>
}

async function change(
  context: Context,
  clientId: string,
  action: string,
  decide: (row: ClientRow) => Change,
): Promise<Client> {
  const own = await reachOfClients(context, 'clients:manage', undefined)
  const { clients } = context.db.tables
  const mine = and(eq(clients.id, clientId), own === null ? undefined : eq(clients.tenantId, own))
  const [seen] = await context.db.sql.select({ tenantId: clients.tenantId }).from(clients).where(mine)
  if (!seen) throw clientNotFound()
  return context.db.transact(async (tx) => {
    // A write that changes nothing: it locks the row, so that what is decided below still holds at the end.
    const [row] = await tx.sql.update(clients).set({ id: clientId }).where(mine).returning()
    if (!row) throw clientNotFound()
    const { set, detail } = decide(row)
    const [after] = await tx.sql
      .update(clients)
      .set({ id: clientId, ...set })
      .where(eq(clients.id, clientId))
      .returning()
    await writeAudit(tx, context, {
      action,
      subject: { kind: 'client', id: clientId },
      detail,
      tenantId: row.tenantId,
    })
    return toClient(after!)
  })
}

const isIn = (list: readonly string[], word: string) => list.includes(word)
