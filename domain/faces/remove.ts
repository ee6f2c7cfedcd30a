/** Takes back an enrolment: the user stays, templates and pictures go. The end of a user is in erasures.ts. */
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { userById } from '../users'
import { notEnrolled } from './own'
import { deleteFaces, removeBlobs } from './record'
import { faceSettings } from './setting'

/** @throws AppError `not_found` (user, face_engine), `not_enrolled` */
export async function removeFace(context: Context, { userId }: { userId: string }): Promise<void> {
  const { tenantId } = await faceSettings(context, 'faces:remove')
  await userById(context.db, tenantId, userId)
  const { blobNames } = await context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'face.removed', subject: { kind: 'user', id: userId } })
    const removed = await deleteFaces(tx, context, { tenantId, userId })
    // Asked here and not before, because a face of another model is one to remove as well. The audit line must not stand then.
    if (removed.templates === 0) throw notEnrolled()
    return removed
  })
  await removeBlobs(context, blobNames)
}
