/** What the address says about the members, read alike by the page and its filters. */
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { parseAsWords } from '@/app/_lib/table-state'
import type { MemberState } from '@/app/_graph/documents'

export const stateFilters = ['current', 'upcoming', 'expired', 'removed'] as const

export const listParsers = {
  q: parseAsWords.withDefault(''),
  state: parseAsStringLiteral(stateFilters),
  zone: parseAsString,
  after: parseAsString,
}
export const loadListState = createLoader(listParsers)
export const toAddress = createSerializer(listParsers)

export const stateWords: Record<MemberState, { label: string; tone: 'good' | 'wait' | 'plain' }> = {
  CURRENT: { label: 'Valid', tone: 'good' },
  UPCOMING: { label: 'Not yet valid', tone: 'wait' },
  EXPIRED: { label: 'No longer valid', tone: 'plain' },
}
