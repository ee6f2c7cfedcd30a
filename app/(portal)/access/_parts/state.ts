/** What of the access log stands in the address, read alike by the page, its filters and the export. */
import { createLoader, createSerializer, parseAsStringLiteral } from 'nuqs/server'
import type { AccessEventFilter } from '@/app/_graph/documents'
import { parseAsDay, parseAsWords } from '@/app/_lib/table-state'
import { accessTypes, refusedTypes } from './words'

/** A type of the log, or what people ask for instead. */
export const kinds = ['refused', 'disputed', ...accessTypes] as const

export const filterParsers = {
  kind: parseAsStringLiteral(kinds),
  /** The global id of a facility, a space or a terminal. */
  at: parseAsWords,
  /** The global id of an event. */
  event: parseAsWords,
  /** Words by which one person is meant. */
  person: parseAsWords,
  day: parseAsDay,
}

export const accessParsers = { ...filterParsers, after: parseAsWords }
export const loadAccess = createLoader(accessParsers)
export const accessQuery = createSerializer(accessParsers)

export type AccessState = Awaited<ReturnType<typeof loadAccess>>

/** The part of the filter that needs nothing looked up. */
export function kindFilter({ kind }: Pick<AccessState, 'kind'>): AccessEventFilter {
  if (kind === null) return {}
  if (kind === 'refused') return { types: refusedTypes }
  return kind === 'disputed' ? { disputed: true } : { types: [kind] }
}
