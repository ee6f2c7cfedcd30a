/**
 * What can still hold something of a user after the user's key is destroyed here: a dump that was downloaded, a terminal. Each
 * kind of holder adds one entry to the list below; the consequences that an admin reads before an erasure, and the signed
 * receipt afterwards, name what the entries find.
 */
import type { Handle } from '@/db/types'
import { dumpsThatHold, endedDumps } from './dumps/holds'
import { qrCredentialsThatHold } from './qr-credential/holds'
import { terminalsThatHold, terminalsThatLetGo, type Told } from './terminals/holds'

export interface Holder {
  /** `dump`, `terminal`, `qr_credential`. */
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
  /** Once the user is gone: which terminals could hold something then, and by which line of the feed they learn of it. */
  told?: Told
}

/** Reads through the handle it is given, which may be a transaction. */
export type HolderSearch = (handle: Handle, question: Question) => Promise<Holder[]>

export const holderSearches: HolderSearch[] = [dumpsThatHold, terminalsThatHold, qrCredentialsThatHold]

export async function findHolders(handle: Handle, question: Question): Promise<Holder[]> {
  const found: Holder[] = []
  for (const search of holderSearches) found.push(...(await search(handle, question)))
  return found
}

/** What one receipt names, and the feed's line by which terminals learn of its erasure. */
export interface Named {
  holders: Holder[]
  revision: number | null
}

/** Of each receipt the ids of those who have let go by now: their time is over, they were destroyed before it, or have said so. */
export async function findLetGo(handle: Handle, tenantId: string, named: Named[], now: Date): Promise<Set<string>[]> {
  const isOver = ({ until }: Holder) => until !== null && new Date(until) <= now
  const all = named.flatMap(({ holders }) => holders)
  const dumps = all.filter((holder) => holder.kind === 'dump' && !isOver(holder)).map(({ id }) => id)
  const ended = new Set(await endedDumps(handle, tenantId, dumps))
  const terminals = await terminalsThatLetGo(
    handle,
    tenantId,
    all.filter(({ kind }) => kind === 'terminal').map(({ id }) => id),
  )
  return named.map(({ holders, revision }) => {
    const hasLetGo = (holder: Holder) =>
      isOver(holder) || (holder.kind === 'terminal' ? terminals(holder.id, revision) : ended.has(holder.id))
    return new Set(holders.filter(hasLetGo).map(({ id }) => id))
  })
}
