/**
 * One call of a conversation: with no recording it asks for a prompt, with one it answers it. Whatever was answered is durable, so that
 * any instance goes on from there; of two answers to one prompt the second finds that it was overtaken and gets the prompt that is open.
 */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { holdAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { hashToken, sameHash } from '../ids'
import { bytesSchema, parse } from '../parse'
import { tenantFor, type Action } from '../permissions'
import type { Settings } from '../settings'
import { userById } from '../users'
import { conclude, type Conclusion } from './conclude'
import {
  dropDialogue,
  insertDialogue,
  openDialogue,
  toDialogue,
  updateDialogue,
  type Dialogue,
  type DialogueRow,
} from './dialogues'
import { newPrompt } from './prompts'
import { assertAudible, requireVoice } from './own'
import { blobsOf, judgeTake, type Judged } from './judge'
import type { Refusal } from './read'
import { languageOf, voiceSettings } from './setting'
import { operations, step, type Operation, type Step } from './state'
import { insertPrint, insertTake } from './takes'

const schema = z.object({
  userId: z.string(),
  operation: z.enum(operations),
  /** For a conversation that begins; default: the tenant's. */
  language: z.string().max(64).optional(),
  recording: bytesSchema.optional(),
  /**
   * By what the caller shows that the open conversation is theirs: the session that was given to them, or its id. `newSession` is
   * given to whoever comes without.
   */
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('session'), session: z.string().optional(), newSession: z.string() }),
    z.object({ kind: z.literal('dialogue'), id: z.string().optional() }),
  ]),
  /** How many digits a prompt has. */
  digits: z.number().int().min(4).max(12).optional(),
})

export type VoiceCall = z.output<typeof schema>

export type VoiceAnswer =
  /** The prompt to speak; the conversation is a new one, or the one that was open. */
  | { outcome: 'started'; dialogue: Dialogue; session: string | null }
  /** `reason`: why the recording does not count, and the same prompt is to be spoken again; null: it does. */
  | { outcome: 'submitted'; dialogue: Dialogue; reason: Refusal | null }
  | Conclusion

const actions = {
  enrol: 'voices:enrol',
  verify: 'voices:compare',
  adapt: 'voices:enrol',
} as const satisfies Record<Operation, Action>

/** @throws AppError `not_found` (user, voice_engine, language), `not_enrolled`, `recording_refused`, `busy` */
export async function converse(context: Context, input: z.input<typeof schema>): Promise<VoiceAnswer> {
  const call = parse(schema, input)
  const { tenantId, settings } = await voiceSettings(context, actions[call.operation])
  const user = await userById(context.db, tenantId, call.userId)
  if (call.operation !== 'enrol') assertAudible(user)

  const begun = await begin(context, tenantId, settings, call)
  if ('outcome' in begun) return begun
  const judged = await judgeTake(context, settings, begun.open, call.recording!)
  const answer = await settle(context, tenantId, settings, begun.open, judged)
  // Somebody else answered this prompt, or ended the conversation: whoever comes second is told what is open now.
  return answer ?? converse(context, { ...call, recording: undefined })
}

/** Starts, or repeats; or says which conversation the recording is for. */
async function begin(
  context: Context,
  tenantId: string,
  settings: Settings,
  call: VoiceCall,
): Promise<VoiceAnswer | { open: DialogueRow }> {
  const { operation, userId } = call
  const whose = { tenantId, userId }
  const called = (row: DialogueRow | null) =>
    step(row, { kind: 'called', operation, withRecording: call.recording !== undefined, known: isKnown(row, call) })

  const open = await openDialogue(context.db, context, whose)
  const first = called(open)
  if (first.kind === 'judge') return { open: open! }
  const language = first.kind === 'start' ? languageOf(settings, call.language) : null
  if (language && operation !== 'enrol') await requireVoice(context, { ...whose, language })

  const { row, blobNames } = await context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    await userById(tx, tenantId, userId)
    const now = await openDialogue(tx, context, whose)
    const { kind, state } = called(now)
    if (kind !== 'start' && now) return { row: await repeat(tx, context, now, call), blobNames: [] }
    const sessionHash = call.by.kind === 'session' ? hashToken(sessionOf(null, call)!) : null
    const wanted = {
      ...whose,
      language: language ?? languageOf(settings, call.language),
      sessionHash,
      digits: call.digits,
    }
    return insertDialogue(tx, context, wanted, state!)
  })
  await removeBlobs(context, blobNames)
  return { outcome: 'started', dialogue: toDialogue(row), session: sessionOf(row, call) }
}

/** Whoever comes without the session, or with another's, has lost it: theirs is the only one from here on. */
function repeat(tx: Tx, context: Context, row: DialogueRow, call: VoiceCall): Promise<DialogueRow> {
  const session = sessionOf(row, call)
  return updateDialogue(tx, context, row, session === null ? {} : { sessionHash: hashToken(session) })
}

function isKnown(row: DialogueRow | null, { by }: VoiceCall): boolean {
  if (!row) return false
  if (by.kind === 'dialogue') return by.id === undefined ? row.sessionHash === null : by.id === row.id
  return by.session !== undefined && row.sessionHash !== null && sameHash(hashToken(by.session), row.sessionHash)
}

/** The session that the caller goes on with; null where its transport has none. */
function sessionOf(row: DialogueRow | null, call: VoiceCall): string | null {
  const { by } = call
  if (by.kind === 'dialogue') return null
  return isKnown(row, call) ? by.session! : by.newSession
}

/** @returns null when the conversation has gone on, or ended, since it was judged */
async function settle(
  context: Context,
  tenantId: string,
  settings: Settings,
  open: DialogueRow,
  judged: Judged,
): Promise<VoiceAnswer | null> {
  const next = step(open, { kind: 'judged', verdict: judged.verdict })
  if (next.kind === 'complete' || next.kind === 'failed') {
    return conclude(context, { tenantId, settings, open, judged })
  }
  const row = await context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    const now = await openDialogue(tx, context, open)
    if (now?.id !== open.id || now.attempt !== open.attempt) return null
    return goOn(tx, context, now, next, judged)
  })
  if (row) return { outcome: 'submitted', dialogue: toDialogue(row), reason: judged.reason }
  await removeBlobs(context, blobsOf(judged))
  return null
}

async function goOn(tx: Tx, context: Context, row: DialogueRow, { kind, state }: Step, judged: Judged) {
  const attempt = row.attempt + 1
  if (kind === 'retry') return updateDialogue(tx, context, row, { ...state, attempt })
  await insertTake(tx, judged.take!)
  await insertPrint(tx, judged.print!)
  return updateDialogue(tx, context, row, { ...state, attempt, prompt: newPrompt(row.prompt, row.prompt.length) })
}

/** What is open, for whoever has to ask. @throws AppError `not_found` (user) */
export async function pendingDialogue(context: Context, { userId }: { userId: string }): Promise<Dialogue | null> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const row = await openDialogue(context.db, context, { tenantId, userId })
  return row && toDialogue(row)
}

/** Ends whatever is open. Enrolments stay. @throws AppError `not_found` (user) */
export async function restartDialogue(context: Context, { userId }: { userId: string }): Promise<void> {
  const tenantId = tenantFor(context, 'voices:restart')
  await userById(context.db, tenantId, userId)
  const blobNames = await context.db.transact(async (tx) => {
    await holdAudit(tx, tenantId)
    return dropDialogue(tx, userId)
  })
  await removeBlobs(context, blobNames)
}
