/** The settings under which a document is read, once it is clear that the tenant may have one read. */
import type { Context } from '../context'
import { engineSettings } from '../engine-settings'
import type { Action } from '../permissions'

/** @throws AppError `not_found` with subject `document_engine` when the tenant has switched the reading of documents off */
export const documentSettings = (context: Context, action: Action) => engineSettings(context, action, 'document')

/** For transports that have to refuse before they read a picture. @throws as `documentSettings` */
export async function requireDocumentEngine(context: Context): Promise<void> {
  await documentSettings(context, 'tenants:read')
}
