/** Clients as they call: who it is, by pair or by token, when it last did, and whether it still may within its quota. */
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { toClient, type Client, type ClientRow } from './clients'
import type { Actor, Context } from './context'
import { AppError } from './errors'
import { countFigure } from './figures/count'
import { hashToken, sameHash } from './ids'

/** Who calls, and what it may do with this call. */
export type CallingClient = Client & { actor: Extract<Actor, { kind: 'client' }> }

/**
 * Who calls, by key and secret. Counts nothing: see `countRequest`.
 * @throws AppError `not_found` (subject `client`) when no living client has the key, `unauthenticated` when the secret is wrong
 */
export async function authenticateClient(
  context: Context,
  { key, secret }: { key: string; secret: string },
): Promise<CallingClient> {
  const { clients } = context.db.tables
  const [row] = await context.db.sql.select().from(clients).where(eq(clients.key, key))
  const now = context.now()
  if (!row || !isAlive(row, now)) {
    throw new AppError('not_found', 'No client has this key.', { subject: 'client' })
  }
  if (!isSecretOf(row, secret, now)) {
    throw new AppError('unauthenticated', 'The key and the secret do not belong together.')
  }
  noteUse(context, row)
  const client = toClient(row)
  const actor = { kind: 'client', id: row.id, tenantId: row.tenantId, scopes: client.scopes } as const
  countFigure({ ...context, actor }, 'client.called', row.id)
  return { ...client, actor }
}

/** What a token says of the client it was given to. */
export interface TokenSubject {
  clientId: string
  tenantId: string
  issuedAt: Date
  /** What it may do with the token, as far as it may do that still. */
  scopes: readonly string[]
}

/** Who calls, by a token; null when the client is gone, or the secret it had got the token for was replaced without overlap. */
export async function recogniseClient(
  context: Context,
  { clientId, tenantId, issuedAt, scopes: lent }: TokenSubject,
): Promise<CallingClient | null> {
  const { clients } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(clients)
    .where(and(eq(clients.id, clientId), eq(clients.tenantId, tenantId)))
  const now = context.now()
  if (!row || !isAlive(row, now)) return null
  const overlaps = row.previousSecretUntil !== null && row.previousSecretUntil > now
  // Tokens tell the second in which they were issued, rows the millisecond.
  if (row.rotatedAt && !overlaps && issuedAt.getTime() + 1_000 <= row.rotatedAt.getTime()) return null
  noteUse(context, row)
  const client = toClient(row)
  const scopes = client.scopes.filter((scope) => lent.includes(scope))
  const actor = { kind: 'client', id: row.id, tenantId, scopes } as const
  countFigure({ ...context, actor }, 'client.called', row.id)
  return { ...client, scopes, actor }
}

/** Who calls, by its app token; null where no living client has it. Apps in many hands carry it: it lets them check liveness, and nothing else. */
export async function recogniseApp(context: Context, appToken: string): Promise<CallingClient | null> {
  const { clients } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(clients)
    .where(eq(clients.appTokenHash, hashToken(appToken)))
  if (!row || !isAlive(row, context.now())) return null
  noteUse(context, row)
  const actor = { kind: 'client', id: row.id, tenantId: row.tenantId, scopes: [], isApp: true } as const
  countFigure({ ...context, actor }, 'client.called', row.id)
  return { ...toClient(row), actor }
}

/** Whether a living client of the tenant has this key. A key alone proves nothing. */
export async function isKeyOfTenant(
  context: Context,
  { key, tenantId }: { key: string; tenantId: string },
): Promise<boolean> {
  const { clients } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(clients)
    .where(and(eq(clients.key, key), eq(clients.tenantId, tenantId)))
  return row !== undefined && isAlive(row, context.now())
}

const isAlive = ({ revokedAt, expiresAt }: ClientRow, now: Date) => !revokedAt && (!expiresAt || expiresAt > now)

/** Its secret, or the one before the last rotation while that goes on. */
function isSecretOf(row: ClientRow, secret: string, now: Date): boolean {
  const hash = hashToken(secret)
  if (sameHash(hash, row.secretHash)) return true
  const { previousSecretHash, previousSecretUntil } = row
  return previousSecretHash !== null && previousSecretUntil! > now && sameHash(hash, previousSecretHash)
}

/** `lastUsedAt` is true to this. */
const useStepMs = 60_000

/** Clients whose use is being written, so that a burst of requests writes it once. */
const beingNoted = new Set<string>()

/** Not awaited: no request waits for it, and the next one tries again what failed. */
function noteUse(context: Context, { id, lastUsedAt }: ClientRow): void {
  const now = context.now()
  if (beingNoted.has(id) || (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < useStepMs)) return
  beingNoted.add(id)
  const { clients } = context.db.tables
  context.db
    .transact((tx) => tx.sql.update(clients).set({ lastUsedAt: now }).where(eq(clients.id, id)).execute())
    .catch((error: unknown) => context.log.warn({ err: error }, 'the last use of a client was not written'))
    .finally(() => beingNoted.delete(id))
}

/**
 * Takes one request off the client's quota, in one statement, so that no two callers ever share the last one.
 * @throws AppError `request_quota_reached`
 */
export async function countRequest(context: Context, client: Pick<Client, 'id' | 'requestQuota'>): Promise<void> {
  // A write for every request of a client that may make any number would buy nothing.
  if (client.requestQuota === null) return
  const { clients } = context.db.tables
  const counted = await context.db.transact(async (tx) =>
    tx.sql
      .update(clients)
      .set({ requestsUsed: sql`${clients.requestsUsed} + 1` })
      .where(
        and(
          eq(clients.id, client.id),
          or(isNull(clients.requestQuota), lt(clients.requestsUsed, clients.requestQuota)),
        ),
      )
      .returning({ id: clients.id }),
  )
  if (counted.length === 0) throw new AppError('request_quota_reached', 'The request quota of this client is used up.')
}
