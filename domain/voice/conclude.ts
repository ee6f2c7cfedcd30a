/** The end of a conversation: what was spoken is enrolled, compared or put in the place of what was enrolled, in one transaction. */
import type { Tx } from '@/db/types'
import { meanTemplate } from '@/engines/voice/score'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { countFigure } from '../figures/count'
import type { Settings } from '../settings'
import { userById } from '../users'
import { noteSeen } from '../users/seen'
import { dropDialogue, openDialogue, type DialogueRow } from './dialogues'
import { blobsOf, type Judged } from './judge'
import type { LanguageCode } from './languages'
import { likeness, noVoice, openVoices, ownVoice, type Likeness, type Speaker, type TemplateRow } from './own'
import type { Refusal } from './read'
import type { Operation } from './state'
import { enrolTakes, insertPrint, takesOf, templateOf, type TakeRow } from './takes'

export type Conclusion =
  | { outcome: 'enrolled'; language: LanguageCode; recordings: number }
  | ({ outcome: 'compared'; verified: boolean } & Likeness)
  | { outcome: 'adapted'; language: LanguageCode }
  /** Nothing was changed: the voice is not the one that is enrolled. */
  | { outcome: 'another_person'; operation: 'enrol' | 'adapt' }
  /** Too many recordings in a row were rejected; `reason` is that of the last one. */
  | { outcome: 'failed'; operation: Operation; reason: Refusal }

export interface Ending {
  tenantId: string
  settings: Settings
  open: DialogueRow
  /** The last recording. */
  judged: Judged
}

/** @returns null when the conversation has gone on, or ended, since its last recording was judged. @throws AppError `not_enrolled` */
export async function conclude(context: Context, ending: Ending): Promise<Conclusion | null> {
  const { open, judged } = ending
  if (!judged.take) return fail(context, ending, judged.reason)
  const before = await takesOf(context.db, open.id)
  const takes = [...before, judged.take]
  const voice = meanTemplate([...(await openVoices(context, before.map(templateOf))), judged.heard.voice])
  const speaker: Speaker = { ...open, language: open.language as LanguageCode }
  const own = await ownVoice(context, context.db, speaker)
  if (open.operation !== 'enrol' && own.length === 0) throw noVoice()
  const alike = own.length > 0 ? await likeness(context, ending.settings, own, voice) : null
  const known: Known = { ...ending, speaker, takes, own }
  switch (open.operation) {
    case 'verify':
      return verify(context, known, alike!)
    case 'adapt':
      return alike!.isSame ? enrol(context, known, 'voice.adapted') : refuse(context, known, 'adapt')
    case 'enrol':
      // An enrolled voice is never replaced by one that does not match it.
      return alike && !alike.isSame ? refuse(context, known, 'enrol') : enrol(context, known, 'voice.enrolled')
  }
}

interface Known extends Ending {
  speaker: Speaker
  takes: TakeRow[]
  own: TemplateRow[]
}

async function enrol(
  context: Context,
  known: Known,
  action: 'voice.enrolled' | 'voice.adapted',
): Promise<Conclusion | null> {
  const { speaker, takes } = known
  const { language } = speaker
  const entry = { action, detail: { language, templates: takes.length, model: context.engines.voice.model.id } }
  const done = await end(context, known, entry, async (tx) => ({
    remove: await enrolTakes(tx, speaker, takes, context.now()),
    adopted: takes,
  }))
  if (!done) return null
  countFigure(context, action)
  return action === 'voice.enrolled'
    ? { outcome: 'enrolled', language, recordings: takes.length }
    : { outcome: 'adapted', language }
}

async function verify(context: Context, known: Known, alike: Likeness): Promise<Conclusion | null> {
  const { userId, language } = known.speaker
  const action = alike.isSame ? 'voice.verified' : 'voice.rejected'
  const done = await end(context, known, { action, detail: { language } }, async (tx) => {
    if (alike.isSame) await noteSeen(tx, userId, context.now())
    return nothing
  })
  if (!done) return null
  countFigure(context, action)
  return { outcome: 'compared', verified: alike.isSame, ...alike }
}

async function refuse(context: Context, known: Known, operation: 'enrol' | 'adapt'): Promise<Conclusion | null> {
  const detail = { language: known.speaker.language, because: 'another_person' }
  const done = await end(context, known, { action: 'voice.rejected', detail }, async () => nothing)
  return done ? { outcome: 'another_person', operation } : null
}

async function fail(context: Context, ending: Ending, reason: Refusal): Promise<Conclusion | null> {
  const { operation, language } = ending.open
  const entry = { action: 'voice.rejected', detail: { language, operation, because: reason.code } }
  const done = await end(context, ending, entry, async () => nothing)
  return done ? { outcome: 'failed', operation, reason } : null
}

interface Written {
  /** Blobs to remove once the transaction has committed. */
  remove: string[]
  /** Takes whose recordings stay. */
  adopted: TakeRow[]
}

const nothing: Written = { remove: [], adopted: [] }

/**
 * Ends the conversation, with what follows from it and the line that tells of it.
 * @param write what follows
 * @returns false when the conversation or the enrolment is another one by now; nothing is written then
 */
async function end(
  context: Context,
  { tenantId, open, judged, ...known }: Ending & Partial<Pick<Known, 'own' | 'takes' | 'speaker'>>,
  { action, detail }: { action: string; detail: Record<string, unknown> },
  write: (tx: Tx) => Promise<Written>,
): Promise<boolean> {
  const overtaken = Symbol('overtaken')
  const { userId } = open
  try {
    const gone = await context.db.transact(async (tx) => {
      await writeAudit(tx, context, { action, subject: { kind: 'user', id: userId }, detail })
      await userById(tx, tenantId, userId)
      const now = await openDialogue(tx, context, open)
      if (now?.id !== open.id || now.attempt !== open.attempt) throw overtaken
      if (known.speaker && !sameRows(await ownVoice(context, tx, known.speaker), known.own!)) throw overtaken
      if (judged.print) await insertPrint(tx, judged.print)
      const ofTakes = await dropDialogue(tx, userId)
      const { remove, adopted } = await write(tx)
      const stay = new Set(adopted.map(({ blobName }) => blobName))
      return [...ofTakes, ...blobsOf(judged), ...remove].filter((name) => !stay.has(name))
    })
    await removeBlobs(context, gone)
    return true
  } catch (error) {
    if (error !== overtaken) throw error
    await removeBlobs(context, blobsOf(judged))
    return false
  }
}

const sameRows = (now: TemplateRow[], then: TemplateRow[]) =>
  now.length === then.length && now.every(({ id }) => then.some((row) => row.id === id))
