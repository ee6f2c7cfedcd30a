/** What the address asks of the access log, looked up and read through the graph. */
import { ask } from '@/app/_graph/ask'
import {
  AccessDayDocument,
  AccessEventNameDocument,
  AccessLogDocument,
  AccessOccasionsDocument,
  AccessPersonDocument,
  type AccessEventFilter,
  type AccessOccasionsQuery,
  type AccessPersonQuery,
} from '@/app/_graph/documents'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { dayOf, startOfDay } from '@/domain/access-figures'
import { encodeId, rowIdOf } from '@/graphql/ids'
import { readPlaces, timeZoneOf } from './places'
import { kindFilter, type AccessState } from './state'

export type Person = AccessPersonQuery['exact']['edges'][number]['node']
export type Occasion = AccessOccasionsQuery['events']['edges'][number]['node']

const dayMs = 86_400_000

/** Who is meant by the words: one person, or several who might be. */
async function findPerson(context: Context, words: string | null): Promise<{ one?: Person; several: Person[] }> {
  const search = words?.trim().slice(0, 256)
  if (!search) return { several: [] }
  const { exact, alike } = await ask(context, AccessPersonDocument, { externalId: search, search })
  const [one] = exact.edges
  if (one) return { one: one.node, several: [] }
  const several = alike.edges.map(({ node }) => node)
  return several.length === 1 ? { one: several[0], several: [] } : { several }
}

/** What the address means. Null: it means nobody, or one of several people, so that no line can be shown. */
export async function readMeaning(context: Context, state: AccessState) {
  const [places, person] = await Promise.all([readPlaces(context), findPerson(context, state.person)])
  const isZone = places.zones.some(({ id }) => id === state.at)
  const isTerminal = places.terminals.some(({ id }) => id === state.at)
  const timeZone = timeZoneOf(places, state.at)
  const today = dayOf(context.now(), timeZone)
  const isOneDay = state.day !== null
  const day = state.day ?? today
  const filter: AccessEventFilter = {
    ...kindFilter(state),
    ...(isZone && { zoneId: state.at }),
    ...(isTerminal && { terminalId: state.at }),
    ...(state.event && { eventId: encodeId('Event', state.event) }),
    ...(person.one && { userId: person.one.id }),
  }
  const span = {
    from: startOfDay(day, timeZone).toISOString(),
    to: startOfDay(nextDay(day), timeZone).toISOString(),
  }
  const isUnclear = Boolean(state.person?.trim()) && !person.one
  return {
    places,
    person,
    isUnclear,
    timeZone,
    today,
    day,
    filter,
    /** With the day, where one was chosen. */
    listFilter: isOneDay ? { ...filter, ...span } : filter,
  }
}

export type Meaning = Awaited<ReturnType<typeof readMeaning>>

const nextDay = (day: string) => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10)

export async function readLog(context: Context, { listFilter }: Meaning, after: string | null) {
  const { accessEvents } = await ask(context, AccessLogDocument, { filter: listFilter, after }).catch(
    (error: unknown) => {
      // A cursor that somebody has cut short is as if it were not there.
      if (!(error instanceof AppError) || error.code !== 'invalid_input' || after === null) throw error
      return ask(context, AccessLogDocument, { filter: listFilter, after: null })
    },
  )
  const { edges, pageInfo } = accessEvents
  return { lines: edges.map(({ node }) => node), older: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null }
}

export async function readDay(context: Context, { day, timeZone, filter }: Meaning) {
  return (await ask(context, AccessDayDocument, { day, timeZone, filter })).accessFigures
}

/** Events of about that day, and the one that is chosen whenever it is. */
export async function readOccasions(context: Context, { day }: Meaning, chosen: string | null): Promise<Occasion[]> {
  const around = (days: number) => new Date(Date.parse(day) + days * dayMs).toISOString()
  const { events } = await ask(context, AccessOccasionsDocument, { from: around(-31), to: around(7) })
  const occasions = events.edges.map(({ node }) => node)
  if (!chosen || occasions.some(({ eventId }) => eventId === chosen)) return occasions
  const { node } = await ask(context, AccessEventNameDocument, { id: encodeId('Event', chosen) })
  return node && 'eventId' in node ? [node as Occasion, ...occasions] : occasions
}

/** The same filter for a domain function, where the graph has no such question: the file. */
export function domainFilterOf({ listFilter }: Meaning) {
  const { types, userId, eventId, terminalId, zoneId, disputed, from, to } = listFilter
  return {
    types: types?.map((type) => type.toLowerCase() as Lowercase<typeof type>),
    userId: rowIdOf('User', userId),
    eventId: rowIdOf('Event', eventId),
    terminalId: rowIdOf('Terminal', terminalId),
    zoneRow: rowIdOf('Zone', zoneId),
    disputed: disputed ?? undefined,
    from: from ? new Date(from) : undefined,
    to: to ? new Date(to) : undefined,
  }
}
