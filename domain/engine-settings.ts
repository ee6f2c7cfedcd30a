/** The settings under which an engine is used, once it is clear that the tenant uses it. */
import type { Context } from './context'
import { AppError } from './errors'
import { tenantFor, type Action } from './permissions'
import type { Settings } from './settings'
import { tenantById } from './tenants'

const engines = {
  face: { setting: 'faceEngine', does: 'Face recognition' },
  voice: { setting: 'voiceEngine', does: 'Voice recognition' },
  document: { setting: 'documentEngine', does: 'The reading of documents' },
} as const satisfies Record<string, { setting: keyof Settings; does: string }>

/** @throws AppError `not_found` with subject `face_engine`, `voice_engine` or `document_engine` when the tenant has switched it off */
export async function engineSettings(
  context: Context,
  action: Action,
  engine: keyof typeof engines,
): Promise<{ tenantId: string; settings: Settings }> {
  const tenantId = tenantFor(context, action)
  const { settings } = await tenantById(context.db, tenantId)
  const { setting, does } = engines[engine]
  if (settings[setting]) return { tenantId, settings }
  throw new AppError('not_found', `${does} is switched off for this tenant.`, { subject: `${engine}_engine` })
}
