/**
 * What can still hold something of a user after the user's key is destroyed here: a dump that was downloaded, a terminal. Each
 * kind of holder adds one entry to the list below; the consequences that an admin reads before an erasure, and the signed
 * receipt afterwards, name what the entries find.
 */
import type { Handle } from '@/db/types'
import { dumpsThatHold, endedDumps } from './dumps/holds'

export interface Holder {
  /** e.g. `dump`, `terminal`. */
  kind: string
  id: string
  /** What people call it. */
  name: string
  /** Until when, RFC 3339; null where nobody can say. */
  until: string | null
  /** Whether pictures and templates may be in it. */
  biometrics: boolean
}

interface Question {
  tenantId: string
  userId: string
  /** When the user was created: what was made of an earlier state does not know them. */
  since: Date
  /** Whoever lets go before this holds nothing. */
  now: Date
}

/** Reads through the handle it is given, which may be a transaction. */
export type HolderSearch = (handle: Handle, question: Question) => Promise<Holder[]>

export const holderSearches: HolderSearch[] = [dumpsThatHold]

export async function findHolders(handle: Handle, question: Question): Promise<Holder[]> {
  const found: Holder[] = []
  for (const search of holderSearches) found.push(...(await search(handle, question)))
  return found
}

/** The ids of those who have let go by now: their time is over, or they were destroyed before it. */
export async function findLetGo(handle: Handle, tenantId: string, holders: Holder[], now: Date): Promise<Set<string>> {
  const isOver = ({ until }: Holder) => until !== null && new Date(until) <= now
  const dumps = holders.filter((holder) => holder.kind === 'dump' && !isOver(holder)).map(({ id }) => id)
  return new Set([...holders.filter(isOver).map(({ id }) => id), ...(await endedDumps(handle, tenantId, dumps))])
}
