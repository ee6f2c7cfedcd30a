/** What the address says about the events, read alike by the page and its filters. */
import { createLoader, createParser, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { parseAsDay } from '@/app/_lib/table-state'
import type { EventState } from '@/app/_graph/documents'

/** A month as YYYY-MM. */
const parseAsMonth = createParser<string>({
  parse: (text) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : null),
  serialize: (month) => month,
})

export const views = ['list', 'month'] as const
export const stateFilters = ['coming', 'scheduled', 'live', 'ended', 'all'] as const

export const listParsers = {
  view: parseAsStringLiteral(views).withDefault('list'),
  month: parseAsMonth,
  zone: parseAsString,
  state: parseAsStringLiteral(stateFilters),
  from: parseAsDay,
  to: parseAsDay,
  after: parseAsString,
}
export const loadListState = createLoader(listParsers)
export const toAddress = createSerializer(listParsers)

export const statesOf: Record<(typeof stateFilters)[number], EventState[] | undefined> = {
  coming: ['SCHEDULED', 'LIVE'],
  scheduled: ['SCHEDULED'],
  live: ['LIVE'],
  ended: ['ENDED'],
  all: undefined,
}
