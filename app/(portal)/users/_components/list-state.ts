/** What the address says about the list of users, read alike by the page, the filters and the export. */
import { createLoader, parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { parseAsDay, tableParsers } from '@/app/_lib/table-state'

const statuses = ['active', 'pending', 'revoked'] as const
const modalities = ['face', 'voice', 'none'] as const

export const filterParsers = {
  status: parseAsArrayOf(parseAsStringLiteral(statuses)).withDefault([]),
  modality: parseAsStringLiteral(modalities),
  from: parseAsDay,
  to: parseAsDay,
  flagged: parseAsBoolean.withDefault(false),
}

export const listParsers = { ...tableParsers, ...filterParsers }
export const loadListState = createLoader(listParsers)

/** The user whose biometrics are shown in front of the list. */
export const facesParser = parseAsString

type ListState = Awaited<ReturnType<typeof loadListState>>

/** As the domain takes it. What no search can find is looked for as nothing that exists, never refused as a page. */
export function filterOf({ status, modality, from, to, flagged, q }: ListState) {
  return {
    status: [...status],
    modality: modality ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
    flagged,
    search: q.replace(/[\0\p{Surrogate}]/gu, '').slice(0, 256),
  }
}

export const defaultSort = 'created.desc'
export { modalities, statuses }
