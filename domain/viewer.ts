/** The caller, as it may see itself. */
import { eq } from 'drizzle-orm'
import { clientById } from './clients'
import type { Context, Role } from './context'
import { AppError } from './errors'
import { tenantById } from './tenants'

export interface Viewer {
  kind: 'client' | 'admin'
  id: string
  name: string
  /** What a client may do; an admin's role says it. */
  scopes: readonly string[]
  role: Role | null
  tenant: { slug: string; name: string }
}

/** Everybody may know who they are. @throws AppError `unauthenticated`; `forbidden` for who is neither client nor admin */
export async function getViewer({ db, actor }: Context): Promise<Viewer> {
  if (actor.kind === 'nobody') throw new AppError('unauthenticated', 'Send a client key and secret, or sign in.')
  if (actor.kind === 'admin') {
    const { admins } = db.tables
    const [row] = await db.sql.select().from(admins).where(eq(admins.id, actor.id))
    if (!row) throw new AppError('unauthenticated', 'Sign in again.')
    const name = `${row.firstName} ${row.lastName}`
    return { kind: 'admin', id: row.id, name, scopes: [], role: row.role, tenant: await tenantById(db, row.tenantId) }
  }
  if (actor.kind !== 'client') throw new AppError('forbidden', 'Only a client or an admin can be shown here.')
  const { id, name, scopes, tenantId } = await clientById(db, actor.id)
  return { kind: 'client', id, name, scopes, role: null, tenant: await tenantById(db, tenantId) }
}
