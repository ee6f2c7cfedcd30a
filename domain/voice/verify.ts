/** Is this the person who enrolled? One recording against one user's own voice, with no conversation around it. */
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { countFigure } from '../figures/count'
import { bytesSchema, parse } from '../parse'
import { userById } from '../users'
import { noteSeen } from '../users/seen'
import { hearNew } from './judge'
import { assertAudible, likeness, requireVoice, type Likeness } from './own'
import type { Unheard } from './read'
import { languageOf, voiceSettings } from './setting'
import { insertPrint, sealPrint } from './takes'
import type { VoiceReason } from '@/engines/voice/gate'
import type { VoiceReading } from '@/engines/voice/types'

const schema = z.object({
  userId: z.string(),
  /** Default: the tenant's. */
  language: z.string().max(64).optional(),
  recording: bytesSchema,
})

export type VoiceVerification =
  Unheard | ({ outcome: 'compared'; verified: boolean; warnings: VoiceReason[]; reading: VoiceReading } & Likeness)

/** @throws AppError `not_found` (user, voice_engine, language), `not_enrolled`, `recording_refused`, `busy` */
export async function verifyVoice(context: Context, input: z.input<typeof schema>): Promise<VoiceVerification> {
  const { userId, language, recording } = parse(schema, input)
  const { tenantId, settings } = await voiceSettings(context, 'voices:compare')
  assertAudible(await userById(context.db, tenantId, userId))
  const speaker = { tenantId, userId, language: languageOf(settings, language) }
  const own = await requireVoice(context, speaker)

  const heard = await hearNew(context, userId, recording)
  if (heard.outcome === 'refused') return heard
  const { voice, reading, warnings } = heard
  const alike = await likeness(context, settings, own, voice)
  const print = await sealPrint(context, speaker, reading.fingerprint)

  const action = alike.isSame ? 'voice.verified' : 'voice.rejected'
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action,
      subject: { kind: 'user', id: userId },
      detail: { language: speaker.language },
    })
    await userById(tx, tenantId, userId)
    if (alike.isSame) await noteSeen(tx, userId, context.now())
    await insertPrint(tx, print)
  })
  countFigure(context, action)
  return { outcome: 'compared', verified: alike.isSame, ...alike, warnings, reading }
}
