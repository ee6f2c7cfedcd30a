/** The settings under which a document is read, once it is clear that the tenant may have one read. */
import type { Context } from '../context'
import { AppError } from '../errors'
import { tenantFor, type Action } from '../permissions'
import type { Settings } from '../settings'
import { tenantById } from '../tenants'

/** @throws AppError `not_found` with subject `document_engine` when the tenant has switched the reading of documents off */
export async function documentSettings(
  context: Context,
  action: Action,
): Promise<{ tenantId: string; settings: Settings }> {
  const tenantId = tenantFor(context, action)
  const { settings } = await tenantById(context.db, tenantId)
  if (!settings.documentEngine) {
    const message = 'The reading of documents is switched off for this tenant.'
    throw new AppError('not_found', message, { subject: 'document_engine' })
  }
  return { tenantId, settings }
}

/** For transports that have to refuse before they read a picture. @throws as `documentSettings` */
export async function requireDocumentEngine(context: Context): Promise<void> {
  await documentSettings(context, 'tenants:read')
}
