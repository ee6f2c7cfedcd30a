/** Takes back the enrolment of a voice in one language: the user stays, templates and recordings go. */
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { parse } from '../parse'
import { userById } from '../users'
import { isLanguage } from './languages'
import { noVoice } from './own'
import { languageOf, voiceSettings } from './setting'
import { deleteVoice } from './takes'

const schema = z.object({
  userId: z.string(),
  /** Default: the tenant's. */
  language: z.string().max(64).optional(),
})

/** @throws AppError `not_found` (user, voice_engine, language), `not_enrolled` */
export async function removeVoice(context: Context, input: z.input<typeof schema>): Promise<void> {
  const { userId, language: asked } = parse(schema, input)
  const { tenantId, settings } = await voiceSettings(context, 'voices:remove')
  await userById(context.db, tenantId, userId)
  const code = asked?.toLowerCase()
  // What was enrolled in a language that is not offered any more can be removed as well.
  const language = code !== undefined && isLanguage(code) ? code : languageOf(settings, code)
  const blobNames = await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'voice.removed',
      subject: { kind: 'user', id: userId },
      detail: { language },
    })
    const removed = await deleteVoice(tx, { userId, language })
    // Asked here and not before, because a voice of another model is one to remove as well. The audit line must not stand then.
    if (removed.templates === 0) throw noVoice()
    return removed.blobNames
  })
  await removeBlobs(context, blobNames)
}
