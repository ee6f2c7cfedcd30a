/** A new selfie of somebody who is enrolled. The old template stays in force until the new one is taken, then all that hold it swap. */
import type { Context } from '../context'
import { AppError } from '../errors'
import { adaptFace } from '../faces/adapt'
import { enrolFace } from '../faces/enrol'
import { faceSettings } from '../faces/setting'
import type { User } from '../users'
import { defaultAcsIdSchema } from '../acs-ids'
import { formats } from './enrol'
import { begin, reject, writeVerdict, type Onboarding } from './verdict'

/** @throws AppError `conflict` for a revoked user; `picture_refused`, `busy`, `liveness_*` */
export async function replacePortrayal(
  context: Context,
  { user, portrayalType = 'selfie', picture }: { user: User; portrayalType?: string; picture: Uint8Array },
): Promise<Onboarding> {
  const { tenantId } = await faceSettings(context, 'faces:enrol')
  if (user.tenantId !== tenantId) throw new Error('The user was not read for this caller.')
  if (portrayalType !== 'selfie') {
    const message = 'Served is the portrayal type selfie.'
    throw new AppError('rule_broken', message, { reason: 'portrayal_type_not_supported' })
  }
  if (user.status === 'revoked') {
    const message = 'The right to be recognised was revoked.'
    throw new AppError('conflict', message, { subject: 'user', reason: 'credential_revoked' })
  }
  const begun = begin(context, {
    tenantId,
    acsId: user.externalId ?? '',
    acsIdSchema: user.externalIdSchema ?? defaultAcsIdSchema,
    portrayalType,
  })
  let onboarding: Onboarding | undefined
  const accept = async (tx: Parameters<typeof writeVerdict>[0]) => {
    onboarding = await writeVerdict(tx, context, begun, { outcome: 'accepted', user }, null)
  }
  const call = { userId: user.id, picture, formats, gate: 'events' as const, liveness: { kind: 'proof' as const } }
  const done = user.hasFace ? await adaptFace(context, call, accept) : await enrolFace(context, call, accept)
  if (onboarding) return onboarding
  switch (done.outcome) {
    case 'another_person':
      return reject(context, begun, 'face_does_not_match', null)
    case 'refused':
      return reject(context, begun, done.reason.code, null)
    case 'found':
      return reject(context, begun, 'face_already_enrolled', null)
    default:
      throw new Error('A face was taken without its verdict.')
  }
}
