/** The settings under which a face call runs, once it is clear that the tenant may make one. */
import type { Context } from '../context'
import { AppError } from '../errors'
import { tenantFor, type Action } from '../permissions'
import type { Settings } from '../settings'
import { tenantById } from '../tenants'

/** @throws AppError `not_found` with subject `face_engine` when the tenant has switched face recognition off */
export async function faceSettings(
  context: Context,
  action: Action,
): Promise<{ tenantId: string; settings: Settings }> {
  const tenantId = tenantFor(context, action)
  const { settings } = await tenantById(context.db, tenantId)
  if (!settings.faceEngine) {
    throw new AppError('not_found', 'Face recognition is switched off for this tenant.', { subject: 'face_engine' })
  }
  return { tenantId, settings }
}

/** For transports that have to refuse before they read a picture. @throws as `faceSettings` */
export async function requireFaceEngine(context: Context): Promise<void> {
  await faceSettings(context, 'users:read')
}
