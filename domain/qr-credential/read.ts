/** Which QR credentials a user has had, for people to see; and whether one is good now. */
import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import { qrDeliveryStates } from '@/db/tables/qr'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { userById } from '../users'
import { credentialNotFound, type QrCredentialRow } from './recall'

export { qrDeliveryStates }

export type QrDelivery = Tables['qrDeliveries']['$inferSelect']

/** `outdated`: good, but a grant that it holds was changed, used up or removed. */
export const qrStates = ['good', 'outdated', 'recalled', 'expired'] as const

export interface QrCredential extends QrCredentialRow {
  state: (typeof qrStates)[number]
  scopes: number
}

const listSchema = z.object({ userId: z.string(), first: z.number().int().min(1).max(100).default(20) })

/** Newest first. @throws AppError `not_found` */
export async function qrCredentialsOf(context: Context, input: z.input<typeof listSchema>): Promise<QrCredential[]> {
  const { userId, first } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'qr:read')
  await userById(context.db, tenantId, userId)
  const { qrCredentials } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(qrCredentials)
    .where(and(eq(qrCredentials.userId, userId), eq(qrCredentials.tenantId, tenantId)))
    .orderBy(desc(qrCredentials.issuedAt), desc(qrCredentials.id))
    .limit(first)
  return withStates(context, rows)
}

/** @throws AppError `not_found` */
export async function requireQrCredential(context: Context, id: string): Promise<QrCredential> {
  const tenantId = tenantFor(context, 'qr:read')
  const { qrCredentials } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(qrCredentials)
    .where(and(eq(qrCredentials.id, id), eq(qrCredentials.tenantId, tenantId)))
  const [found] = await withStates(context, rows)
  if (!found) throw credentialNotFound()
  return found
}

export async function withStates(context: Context, rows: readonly QrCredentialRow[]): Promise<QrCredential[]> {
  if (rows.length === 0) return []
  const { qrScopes } = context.db.tables
  const ids = rows.map(({ id }) => id)
  const scopes = await context.db.sql.select().from(qrScopes).where(inArray(qrScopes.credentialId, ids))
  const now = context.now()
  return rows.map((row) => {
    const own = scopes.filter(({ credentialId }) => credentialId === row.id)
    const state = row.recalledAt
      ? 'recalled'
      : row.expiresAt <= now
        ? 'expired'
        : own.some(({ endedAt }) => endedAt)
          ? 'outdated'
          : 'good'
    return { ...row, state, scopes: own.length }
  })
}

/** Where it was sent, newest first. @throws AppError `not_found` */
export async function qrDeliveriesOf(context: Context, input: z.input<typeof listSchema>): Promise<QrDelivery[]> {
  const { userId, first } = parse(listSchema, input)
  const tenantId = tenantFor(context, 'qr:read')
  await userById(context.db, tenantId, userId)
  const { qrDeliveries } = context.db.tables
  return context.db.sql
    .select()
    .from(qrDeliveries)
    .where(and(eq(qrDeliveries.userId, userId), eq(qrDeliveries.tenantId, tenantId)))
    .orderBy(desc(qrDeliveries.createdAt), desc(qrDeliveries.id))
    .limit(first)
}
