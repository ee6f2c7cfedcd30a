/** Facilities and spaces as pages show them: read whole, because a tenant has a few hundred at most, and put in their order. */
import { ask } from '@/app/_graph/ask'
import { PlacesDocument, type PlaceFactsFragment } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'

export type Place = PlaceFactsFragment
export type Mode = Place['mode']

export interface Facility extends Place {
  spaces: Place[]
}

export async function readFacilities(context: AdminContext): Promise<Facility[]> {
  const places: Place[] = []
  for (let after: string | null | undefined; ;) {
    const { zones } = await ask(context, PlacesDocument, { after })
    places.push(...zones.edges.map(({ node }) => node))
    if (!zones.pageInfo.hasNextPage) break
    after = zones.pageInfo.endCursor
  }
  return places
    .filter(({ kind }) => kind === 'FACILITY')
    .map((facility) => ({ ...facility, spaces: places.filter((place) => place.facility?.id === facility.id) }))
}

/** What a terminal or an event may be put at. */
export function inUse(facilities: Facility[]): Facility[] {
  return facilities
    .filter(({ archivedAt }) => !archivedAt)
    .map((facility) => ({ ...facility, spaces: facility.spaces.filter(({ archivedAt }) => !archivedAt) }))
}

/** Global id -> `Arena` or `Arena, North stand`. */
export function placeNames(facilities: Facility[]): Map<string, string> {
  return new Map(
    facilities.flatMap(({ id, name, spaces }) => [
      [id, name] as const,
      ...spaces.map((space) => [space.id, `${name}, ${space.name}`] as const),
    ]),
  )
}
