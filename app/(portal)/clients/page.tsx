import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { listClients } from '@/domain/clients'
import { readCalls } from '@/domain/figures/read'
import { may } from '@/domain/permissions'
import { Clients, type ClientRow } from './_parts/clients'

export const metadata: Metadata = { title: 'Clients' }

export default async function ClientsPage() {
  const context = await requireAdmin()
  const [clients, calls, { environment }] = await Promise.all([listClients(context), readCalls(context), getBureau()])
  const now = context.now()
  const rows = clients.map(
    ({ id, name, key, scopes, requestQuota, requestsUsed, allowedOrigins, ...times }): ClientRow => ({
      id,
      name,
      key,
      scopes: [...scopes],
      requestQuota,
      requestsUsed,
      allowedOrigins,
      calls: calls.get(id) ?? 0,
      createdAt: times.createdAt,
      lastUsedAt: times.lastUsedAt,
      rotatedAt: times.rotatedAt,
      expiresAt: times.expiresAt,
      revokedAt: times.revokedAt,
      oldSecretUntil: times.previousSecretUntil && times.previousSecretUntil > now ? times.previousSecretUntil : null,
      state: times.revokedAt ? 'revoked' : times.expiresAt && times.expiresAt <= now ? 'expired' : 'active',
    }),
  )
  // Those that still work first, the newest of them on top.
  rows.sort((a, b) => order[a.state] - order[b.state] || b.createdAt.getTime() - a.createdAt.getTime())
  return <Clients rows={rows} publicUrl={environment.publicUrl} mayManage={may(context.actor, 'clients:manage')} />
}

const order = { active: 0, expired: 1, revoked: 2 }
