/** Whether any living client lets pages of an address call. Asked by browsers before a call, without a key. */
import { and, isNull, ne } from 'drizzle-orm'
import type { Context } from './context'

/** Strangers may ask as often as they like; the clients are read once in so long. */
const goodForMs = 5_000

interface Known {
  origins: ReadonlySet<string>
  readAt: number
}

/** On `globalThis`, because Next bundles this module several times into one process. */
const shared = globalThis as typeof globalThis & { limenOrigins?: WeakMap<Context['db'], Promise<Known>> }
const knownByDatabase = (shared.limenOrigins ??= new WeakMap())

/** True to five seconds. */
export async function isAllowedOrigin(context: Context, origin: string): Promise<boolean> {
  const now = context.now().getTime()
  const known = await knownByDatabase.get(context.db)?.catch(() => undefined)
  if (known && now - known.readAt < goodForMs) return known.origins.has(origin)
  const reading = readOrigins(context, now)
  knownByDatabase.set(context.db, reading)
  return (await reading).origins.has(origin)
}

async function readOrigins({ db }: Context, readAt: number): Promise<Known> {
  const { clients } = db.tables
  const rows = await db.sql
    .select({ allowedOrigins: clients.allowedOrigins, expiresAt: clients.expiresAt })
    .from(clients)
    .where(and(isNull(clients.revokedAt), ne(clients.allowedOrigins, [])))
  const living = rows.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > readAt)
  return { origins: new Set(living.flatMap(({ allowedOrigins }) => allowedOrigins)), readAt }
}
