/** The settings under which a face call runs, once it is clear that the tenant may make one. */
import type { Context } from '../context'
import { engineSettings } from '../engine-settings'
import type { Action } from '../permissions'

/** @throws AppError `not_found` with subject `face_engine` when the tenant has switched face recognition off */
export const faceSettings = (context: Context, action: Action) => engineSettings(context, action, 'face')

/** For transports that have to refuse before they read a picture. @throws as `faceSettings` */
export async function requireFaceEngine(context: Context): Promise<void> {
  await faceSettings(context, 'users:read')
}
