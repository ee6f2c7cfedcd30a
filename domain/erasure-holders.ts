/**
 * What can still hold something of a user after the user's key is destroyed here: a dump that was downloaded, a terminal. Each
 * kind of holder adds one entry to the list below; the consequences that an admin reads before an erasure, and the signed
 * receipt afterwards, name what the entries find.
 */
import type { Handle } from '@/db/types'
import { dumpHolders } from './dumps/holds'

export interface Holder {
  /** e.g. `dump`, `terminal`. */
  kind: string
  id: string
  /** Until when, RFC 3339; null where nobody can say. */
  until: string | null
}

interface Question {
  tenantId: string
  userId: string
  /** Whoever lets go before this holds nothing. */
  now: Date
}

/** Reads through the handle it is given, which may be a transaction. */
export type HolderSearch = (handle: Handle, question: Question) => Promise<Holder[]>

export const holderSearches: HolderSearch[] = [dumpHolders]

export async function findHolders(handle: Handle, question: Question): Promise<Holder[]> {
  const found: Holder[] = []
  for (const search of holderSearches) found.push(...(await search(handle, question)))
  return found
}
