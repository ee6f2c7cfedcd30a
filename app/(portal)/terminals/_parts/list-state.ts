/** What the address says about the list of terminals. */
import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { tableParsers } from '@/app/_lib/table-state'
import type { Facility } from '../../facilities/_parts/places'
import { healths, lower, type Terminal } from './words'

export const listParsers = {
  ...tableParsers,
  at: parseAsString,
  health: parseAsStringLiteral([...healths.map(lower), 'alarm']),
}
export const loadListState = createLoader(listParsers)
export const sorts = ['name', 'seen', 'behind', 'held'] as const

interface Wanted {
  /** The id that customers use, of a facility, which means its spaces as well, or of a space. */
  at: string | null
  health: Lowercase<Terminal['health']> | 'alarm' | null
}

/** Retired ones are shown only when they are asked for. */
export function filtered(terminals: Terminal[], facilities: Facility[], { at, health }: Wanted): Terminal[] {
  const places = facilities.flatMap((facility) => {
    if (facility.zoneId === at) return [facility, ...facility.spaces]
    return facility.spaces.filter((space) => space.zoneId === at)
  })
  const within = at === null ? null : new Set(places.map(({ id }) => id))
  return terminals.filter((terminal) => {
    if (within && !within.has(terminal.zone.id)) return false
    if (health === null) return terminal.health !== 'RETIRED'
    return health === 'alarm' ? terminal.overdueRevocations !== null : lower(terminal.health) === health
  })
}

/** Alarms first, then what needs somebody, then by name, where the address says nothing else. */
export function sorted(terminals: Terminal[], by: (typeof sorts)[number] | null, descending: boolean): Terminal[] {
  const byName = (a: Terminal, b: Terminal) => a.name.localeCompare(b.name, 'en-GB', { numeric: true })
  const keys: Record<(typeof sorts)[number], (a: Terminal, b: Terminal) => number> = {
    name: byName,
    seen: (a, b) => (a.lastSeenAt ?? '').localeCompare(b.lastSeenAt ?? ''),
    behind: (a, b) => a.revisionsBehind - b.revisionsBehind,
    held: (a, b) => (a.heldUsers ?? -1) - (b.heldUsers ?? -1),
  }
  if (by === null) return [...terminals].sort((a, b) => urgency(a) - urgency(b) || byName(a, b))
  const direction = descending ? -1 : 1
  return [...terminals].sort((a, b) => direction * keys[by](a, b) || byName(a, b))
}

const order: Record<Terminal['health'], number> = { OFFLINE: 2, DEGRADED: 3, PROVISIONED: 4, ONLINE: 5, RETIRED: 6 }
const urgency = (terminal: Terminal) =>
  terminal.overdueRevocations ? 0 : terminal.state === 'CLAIMED' ? 1 : order[terminal.health]
