/**
 * The end of a restore, in one transaction: admins and clients come in, without the secrets that no dump holds, and the
 * tenant takes its name. Admins get in by a reset link, clients by the new secrets that are returned once.
 */
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import { writeAudit } from '../../audit'
import type { NewClient } from '../../clients'
import type { Context } from '../../context'
import { hashToken, newToken } from '../../ids'
import { hashPassword } from '../../passwords'
import { recountUsers } from '../../users/standing'
import type { Row } from '../records'
import { assertRoom, removeNamesake } from './empty'
import type { Verified } from './verify'

type AdminRow = Tables['admins']['$inferInsert']
type ClientRow = Tables['clients']['$inferInsert']

export interface Admitted {
  admins: { id: string; email: string; role: string; isSuspended: boolean }[]
  /** Shown this once; revoked clients get none. */
  clients: NewClient[]
}

const batch = 500

export async function admit(
  context: Context,
  {
    manifest,
    tenant,
    head,
    rows,
    counts,
    beside,
  }: Verified & { rows: Map<string, Row[]>; counts: Record<string, number>; beside: boolean },
): Promise<Admitted> {
  // Of a password that nobody knows, this process included.
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'))
  const admins = (rows.get('admins.jsonl') ?? []).map((row) => ({ ...row, passwordHash }) as AdminRow)
  const clients = (rows.get('clients.jsonl') ?? []).map((row) => {
    const [secret, appToken] = [newToken('clientSecret'), newToken('appToken')]
    return {
      row: { ...row, secretHash: hashToken(secret), appTokenHash: hashToken(appToken) } as ClientRow,
      secret,
      appToken,
    }
  })
  await context.db.transact(async (tx) => {
    const { auditHeads, tenants } = tx.tables
    await assertRoom(tx, { tenant }, { beside })
    await removeNamesake(tx, tenant.slug)
    await tx.sql.update(tenants).set(tenant).where(eq(tenants.id, tenant.id))
    for (let from = 0; from < admins.length; from += batch) {
      await tx.sql.insert(tx.tables.admins).values(admins.slice(from, from + batch))
    }
    for (let from = 0; from < clients.length; from += batch) {
      await tx.sql.insert(tx.tables.clients).values(clients.slice(from, from + batch).map(({ row }) => row))
    }
    // Whose templates were not in the dump has no face any more; and how many there are of each kind is counted anew.
    await recountUsers(tx, tenant.id)
    // The chain goes on where the dump ended.
    if (head.seq > 0) await tx.sql.insert(auditHeads).values({ tenantId: tenant.id, ...head })
    await writeAudit(tx, context, {
      action: 'dump.restored',
      subject: { kind: 'tenant', id: tenant.id },
      detail: { madeAt: manifest.createdAt, records: counts },
      tenantId: tenant.id,
    })
  })
  return {
    admins: admins.map(({ id, email, role, suspendedAt }) => ({ id, email, role, isSuspended: Boolean(suspendedAt) })),
    clients: clients
      .filter(({ row }) => !row.revokedAt)
      .map(({ row, secret, appToken }) => ({
        tenantId: tenant.id,
        tenant: tenant.slug,
        clientId: row.id,
        key: row.key,
        secret,
        appToken,
      })),
  }
}
