/** The rows of open dialogues: at most one a user, for ten minutes after its last call. Which step follows which is state.ts. */
import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { holdAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { enqueue, jobHandler } from '../jobs'
import { tenantFor } from '../permissions'
import { promptText, type LanguageCode } from './languages'
import { newPrompt } from './prompts'
import type { Open } from './state'
import { deleteTakes } from './takes'

export type DialogueRow = Tables['voiceDialogues']['$inferSelect']

/** Without a call for so long, a dialogue is over (I). */
const patienceMs = 10 * 60_000
const minuteMs = 60_000
const batchSize = 100

/** An open dialogue, as people and programs see it. */
export interface Dialogue extends Open {
  id: string
  userId: string
  language: LanguageCode
  /** Digits to be spoken, and the same in words. */
  promptCode: string
  promptCodeText: string
  /** Recordings that were judged so far. */
  attempt: number
  expiresAt: Date
}

export function toDialogue(row: DialogueRow): Dialogue {
  const { id, userId, operation, accepted, needed, rejectedInARow, attempt, prompt, expiresAt } = row
  const language = row.language as LanguageCode
  return {
    id,
    userId,
    operation,
    language,
    accepted,
    needed,
    rejectedInARow,
    attempt,
    promptCode: prompt,
    promptCodeText: promptText(prompt, language),
    expiresAt,
  }
}

/** Null: nothing is open, or its time is over. */
export async function openDialogue(
  { sql, tables: { voiceDialogues } }: Handle,
  { now }: Pick<Context, 'now'>,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<DialogueRow | null> {
  const [row] = await sql
    .select()
    .from(voiceDialogues)
    .where(
      and(
        eq(voiceDialogues.userId, userId),
        eq(voiceDialogues.tenantId, tenantId),
        gt(voiceDialogues.expiresAt, now()),
      ),
    )
  return row ?? null
}

/** What is open for each of many users, in the order of the ids. */
export async function dialoguesOfUsers(context: Context, userIds: readonly string[]): Promise<(Dialogue | null)[]> {
  const tenantId = tenantFor(context, 'users:read')
  const { voiceDialogues } = context.db.tables
  const isOpen = and(eq(voiceDialogues.tenantId, tenantId), gt(voiceDialogues.expiresAt, context.now()))
  const rows = await context.db.sql
    .select()
    .from(voiceDialogues)
    .where(and(isOpen, isOneOf(context.db, voiceDialogues.userId, userIds)))
  const byUser = new Map(rows.map((row) => [row.userId, toDialogue(row)]))
  return userIds.map((userId) => byUser.get(userId) ?? null)
}

const expiry = ({ now }: Pick<Context, 'now'>) => new Date(now().getTime() + patienceMs)

export interface NewDialogue {
  tenantId: string
  userId: string
  language: LanguageCode
  sessionHash: string | null
  /** How many digits a prompt has. */
  digits?: number
}

/** In the place of whatever was open. Behind a hold of the tenant's audit. @returns the row, and blobs to remove after the commit */
export async function insertDialogue(
  tx: Tx,
  context: Pick<Context, 'now'>,
  { digits, ...whose }: NewDialogue,
  state: Open,
): Promise<{ row: DialogueRow; blobNames: string[] }> {
  const { voiceDialogues } = tx.tables
  const blobNames = await dropDialogue(tx, whose.userId)
  const [row] = await tx.sql
    .insert(voiceDialogues)
    .values({
      ...whose,
      ...state,
      id: randomUUID(),
      prompt: newPrompt(undefined, digits),
      attempt: 0,
      createdAt: context.now(),
      expiresAt: expiry(context),
    })
    .returning()
  await forgetAt(tx, context, row!.expiresAt)
  return { row: row!, blobNames }
}

/** After a call that leaves it open: what it holds now, and its time from here on. */
export async function updateDialogue(
  tx: Tx,
  context: Pick<Context, 'now'>,
  { id }: DialogueRow,
  change: Partial<Open & Pick<DialogueRow, 'prompt' | 'attempt' | 'sessionHash'>>,
): Promise<DialogueRow> {
  const { voiceDialogues } = tx.tables
  const [row] = await tx.sql
    .update(voiceDialogues)
    .set({ ...change, expiresAt: expiry(context) })
    .where(eq(voiceDialogues.id, id))
    .returning()
  await forgetAt(tx, context, row!.expiresAt)
  return row!
}

/** The user's dialogue with all it has recorded, if there is one. @returns blobs to remove once the transaction has committed */
export async function dropDialogue(tx: Tx, userId: string): Promise<string[]> {
  const { voiceDialogues } = tx.tables
  const blobNames = await deleteTakes(tx, { userId })
  await tx.sql.delete(voiceDialogues).where(eq(voiceDialogues.userId, userId))
  return blobNames
}

/** One job a minute at most, and none where nothing is open. */
async function forgetAt(tx: Tx, { now }: Pick<Context, 'now'>, expiresAt: Date): Promise<void> {
  const runAt = new Date(Math.ceil(expiresAt.getTime() / minuteMs) * minuteMs)
  const slot = `dialogues.forget@minute ${runAt.toISOString()}`
  await enqueue(tx, { tenantId: null, kind: 'dialogues.forget', payload: {}, now: now(), runAt, slot })
}

/** Removes dialogues whose time is over, with what was recorded in them. */
export const forgetDialoguesJob = jobHandler(
  z.object({}),
  async (context, _payload, job) => {
    const { voiceDialogues } = context.db.tables
    let dialogues = 0
    for (;;) {
      job.signal.throwIfAborted()
      const over = await context.db.sql
        .select({ id: voiceDialogues.id, tenantId: voiceDialogues.tenantId })
        .from(voiceDialogues)
        .where(lte(voiceDialogues.expiresAt, context.now()))
        .limit(batchSize)
      if (over.length === 0) return { dialogues }
      for (const tenantId of new Set(over.map((row) => row.tenantId))) {
        const ids = over.filter((row) => row.tenantId === tenantId).map(({ id }) => id)
        const { gone, blobNames } = await context.db.transact((tx) => forget(tx, context, tenantId, ids))
        await removeBlobs(context, blobNames)
        dialogues += gone
      }
    }
  },
  { everyMs: 86_400_000, maxAttempts: 20 },
)

/** One that was called again a moment ago stays. */
async function forget(tx: Tx, { now }: Context, tenantId: string, ids: string[]) {
  const { voiceDialogues } = tx.tables
  await holdAudit(tx, tenantId)
  const isOver = and(inArray(voiceDialogues.id, ids), lte(voiceDialogues.expiresAt, now()))
  const rows = await tx.sql.select({ id: voiceDialogues.id }).from(voiceDialogues).where(isOver)
  const over = rows.map(({ id }) => id)
  if (over.length === 0) return { gone: 0, blobNames: [] }
  const blobNames = await deleteTakes(tx, { dialogueIds: over })
  await tx.sql.delete(voiceDialogues).where(inArray(voiceDialogues.id, over))
  return { gone: over.length, blobNames }
}
