/**
 * The keys by which a tenant's QR credentials are sealed: made at first use, replaced after 30 days, sealed under the tenant's key. A
 * replaced key is kept, and sent to terminals, while a credential that it sealed may be good.
 */
import { and, desc, eq, exists, gt, isNotNull, lt, notExists, or } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { keyIdBytes } from './format'
import { raiseQrVersion } from './version'

type Row = Tables['qrKeys']['$inferSelect']

export interface QrKey {
  id: string
  /** 32 bytes. */
  key: Buffer
}

export const qrKeyDays = 30
const dayMs = 86_400_000
const keyBytes = 32

const place = ({ id, tenantId }: Pick<Row, 'id' | 'tenantId'>) => ({ table: 'qr_keys', row: id, tenantId })

/** The key that seals now; another one where the last is old. */
export async function presentQrKey(context: Context, tenantId: string): Promise<QrKey> {
  for (;;) {
    const present = await presentRow(context, tenantId)
    if (present && present.createdAt.getTime() + qrKeyDays * dayMs > context.now().getTime())
      return open(context, present)
    await replace(context, tenantId, present ?? null)
  }
}

/** One that sealed something. @throws where it is not there: credentials keep their key from being forgotten */
export async function qrKeyById(context: Context, tenantId: string, id: string): Promise<QrKey> {
  const { qrKeys } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(qrKeys)
    .where(and(eq(qrKeys.id, id), eq(qrKeys.tenantId, tenantId)))
  if (!row) throw new Error(`QR key ${id} is gone, and a credential that it sealed is not.`)
  return open(context, row)
}

/** All that something good may be sealed by, newest first. */
export async function everyQrKey(context: Context, tenantId: string): Promise<QrKey[]> {
  const { qrKeys, qrCredentials } = context.db.tables
  const good = context.db.sql
    .select({ id: qrCredentials.id })
    .from(qrCredentials)
    .where(and(eq(qrCredentials.keyId, qrKeys.id), gt(qrCredentials.expiresAt, context.now())))
  const rows = await context.db.sql
    .select()
    .from(qrKeys)
    .where(and(eq(qrKeys.tenantId, tenantId), or(isNotNull(qrKeys.presentOf), exists(good))))
    .orderBy(desc(qrKeys.createdAt), desc(qrKeys.id))
  return Promise.all(rows.map((row) => open(context, row)))
}

/** Forgets replaced keys by which nothing is sealed that is still good, of all tenants. @returns their ids */
export async function forgetQrKeys(tx: Tx, now: Date): Promise<string[]> {
  const { qrKeys, qrCredentials } = tx.tables
  const inUse = tx.sql.select({ id: qrCredentials.id }).from(qrCredentials).where(eq(qrCredentials.keyId, qrKeys.id))
  const gone = await tx.sql
    .delete(qrKeys)
    .where(and(isNotNull(qrKeys.retiredAt), lt(qrKeys.retiredAt, now), notExists(inUse)))
    .returning({ id: qrKeys.id })
  return gone.map(({ id }) => id)
}

async function presentRow({ db }: Pick<Context, 'db'>, tenantId: string): Promise<Row | undefined> {
  const { qrKeys } = db.tables
  const [row] = await db.sql.select().from(qrKeys).where(eq(qrKeys.presentOf, tenantId))
  return row
}

async function open({ keys }: Pick<Context, 'keys'>, row: Row): Promise<QrKey> {
  return { id: row.id, key: await keys.openForTenant(place(row), row.sealed) }
}

async function replace(context: Context, tenantId: string, before: Row | null): Promise<void> {
  const id = randomBytes(keyIdBytes).toString('hex')
  const sealed = await context.keys.sealForTenant(place({ id, tenantId }), randomBytes(keyBytes))
  try {
    await context.db.transact(async (tx) => {
      const { qrKeys } = tx.tables
      const at = context.now()
      await writeAudit(tx, context, { action: 'qr_key.made', subject: { kind: 'qr_key', id }, tenantId })
      if (before) {
        await tx.sql.update(qrKeys).set({ presentOf: null, retiredAt: at }).where(eq(qrKeys.id, before.id))
      }
      await tx.sql.insert(qrKeys).values({ id, tenantId, presentOf: tenantId, sealed, createdAt: at })
      await raiseQrVersion(tx, { tenantId, at })
    })
  } catch (error) {
    // Another request was quicker; its key is as good.
    if (!isUniqueViolation(error)) throw error
  }
}
