/** What the address says about the list of receipts. */
import { createLoader } from 'nuqs/server'
import { parseAsDay, parseAsWords, tableParsers } from '@/app/_lib/table-state'

export const listParsers = { ...tableParsers, from: parseAsDay, to: parseAsDay, user: parseAsWords }
export const loadListState = createLoader(listParsers)

/** No id is longer, so that what is cut off finds nothing either. */
export const userIdOf = (user: string | null) => user?.trim().slice(0, 100) || undefined
