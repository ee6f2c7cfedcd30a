/** A dump as a row: what of it may be seen, how it is found, and how it ends. */
import { and, eq, inArray, isNotNull, like, or } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'

export type DumpRow = Tables['dumps']['$inferSelect']
export type DumpState = DumpRow['state']

/** What leaves this folder: not where the file lies, nor what opens it. */
export type Dump = Omit<DumpRow, 'blobName' | 'keyOwner' | 'passphraseSealed' | 'jobId'>

export const activeStates = ['queued', 'running'] as const satisfies DumpState[]
export const endedStates = ['failed', 'cancelled', 'expired'] as const satisfies DumpState[]

export function toDump({
  blobName: _blob,
  keyOwner: _key,
  passphraseSealed: _phrase,
  jobId: _job,
  ...row
}: DumpRow): Dump {
  return row
}

/** What holds pictures and templates in the clear is not for an admin who is no owner. */
export function mayTakePlain({ actor }: Pick<Context, 'actor'>): boolean {
  return actor.kind !== 'admin' || actor.role === 'owner'
}

/** @throws AppError `forbidden` to who may not: `mayTakePlain` */
export function assertMayTakePlain(context: Context): void {
  if (mayTakePlain(context)) return
  throw new AppError('forbidden', 'Only an owner may take pictures and templates out without a passphrase.')
}

/** @param which its id or its name. @throws AppError `not_found`, also for another tenant's */
export async function findDump(handle: Handle, tenantId: string, which: string): Promise<DumpRow> {
  const { dumps } = handle.tables
  const [row] = await handle.sql
    .select()
    .from(dumps)
    .where(and(eq(dumps.tenantId, tenantId), or(eq(dumps.id, which), eq(dumps.name, which))))
  if (!row) throw new AppError('not_found', 'There is no such dump.', { subject: 'dump' })
  return row
}

/** The name, or with the next free number behind it. */
export async function freeName({ sql, tables: { dumps } }: Handle, tenantId: string, name: string): Promise<string> {
  const rows = await sql
    .select({ name: dumps.name })
    .from(dumps)
    .where(and(eq(dumps.tenantId, tenantId), or(eq(dumps.name, name), like(dumps.name, `${name}-%`))))
  const taken = new Set(rows.map((row) => row.name))
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}

export interface Ending {
  state: (typeof endedStates)[number]
  /** Of the audit line. */
  action: string
  /** For people. */
  error?: string
}

/**
 * Ends a dump: first in its row, so that nobody downloads it any more, then its key, which ends every copy of the sealed file,
 * then the file. What a crash leaves undone, `sweepEnded` does.
 * @returns null when it was no longer in the state that the caller saw
 */
export async function endDump(context: Context, seen: DumpRow, { state, action, error }: Ending): Promise<Dump | null> {
  const ended = await context.db.transact(async (tx) => {
    const { dumps } = tx.tables
    const [row] = await tx.sql
      .update(dumps)
      .set({ state, error: error ?? null, finishedAt: context.now(), progress: null, passphraseSealed: null })
      .where(and(eq(dumps.id, seen.id), eq(dumps.state, seen.state)))
      .returning()
    if (!row) return null
    await writeAudit(tx, ownActor(context, seen.tenantId), { action, subject: { kind: 'dump', id: seen.id } })
    return row
  })
  if (!ended) return null
  await discard(context, ended)
  return toDump(ended)
}

/** Destroys keys and files of dumps that have ended. */
export async function sweepEnded(context: Context): Promise<number> {
  const { dumps } = context.db.tables
  const left = await context.db.sql
    .select()
    .from(dumps)
    .where(and(inArray(dumps.state, [...endedStates]), or(isNotNull(dumps.keyOwner), isNotNull(dumps.blobName))))
  for (const row of left) await discard(context, row)
  return left.length
}

async function discard(context: Context, { id, keyOwner, blobName }: DumpRow): Promise<void> {
  const { dumps } = context.db.tables
  if (keyOwner) await context.keys.destroyUser(keyOwner)
  if (blobName) await context.blobs.remove(blobName)
  await context.db.transact(async (tx) => {
    await tx.sql
      .update(dumps)
      .set({ keyOwner: null, blobName: null })
      .where(and(eq(dumps.id, id), inArray(dumps.state, [...endedStates])))
  })
}

/** A job of the whole bureau ends dumps of every tenant, and each chain has lines of its own tenant's actors only. */
function ownActor(context: Context, tenantId: string): Context {
  const { actor } = context
  return actor.kind === 'system' ? { ...context, actor: { ...actor, tenantId } } : context
}
