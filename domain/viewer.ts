/** The caller, as it may see itself. */
import type { Context } from './context'
import { AppError } from './errors'
import { clientById } from './clients'
import { tenantById } from './tenants'

export interface Viewer {
  id: string
  name: string
  scopes: readonly string[]
  tenant: { slug: string; name: string }
}

/** Everybody may know who they are. @throws AppError `unauthenticated`; `forbidden` for a caller that is no client */
export async function getViewer({ db, actor }: Context): Promise<Viewer> {
  if (actor.kind === 'nobody') throw new AppError('unauthenticated', 'Send a client key and secret.')
  if (actor.kind !== 'client') throw new AppError('forbidden', 'Only a client can be shown here.')
  const { id, name, scopes, tenantId } = await clientById(db, actor.id)
  return { id, name, scopes, tenant: await tenantById(db, tenantId) }
}
