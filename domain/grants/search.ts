/** Looking for grants by whose they are. */
import { and, eq, exists, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import { storableText } from '../parse'
import { beginsWith } from '../users/list'

/** The beginning of an id or of an external id of a user, or a whole UUID; nothing for everybody. */
export const userSearchSchema = storableText.pipe(z.string().trim().max(256)).default('')

/** A condition on a query of grants. */
export function isSearched(handle: Handle, tenantId: string, search: string): SQL | undefined {
  if (search === '') return undefined
  const { users, grants } = handle.tables
  const found = handle.sql
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, grants.userId), eq(users.tenantId, tenantId), beginsWith(handle, search)))
  return exists(found)
}
