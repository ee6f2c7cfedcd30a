/** Every zone of the tenant, for choosing one and for naming times by its clock. */
import { ask } from '@/app/_graph/ask'
import { AllZonesDocument, type AllZonesQuery } from '@/app/_graph/documents'
import type { Context } from '@/domain/context'

export type ZoneChoice = AllZonesQuery['zones']['edges'][number]['node']

/** In order of creation, archived ones included. */
export async function allZones(context: Context): Promise<ZoneChoice[]> {
  const zones: ZoneChoice[] = []
  for (let after: string | null = null; ;) {
    const page: AllZonesQuery = await ask(context, AllZonesDocument, { after })
    zones.push(...page.zones.edges.map(({ node }) => node))
    if (!page.zones.pageInfo.hasNextPage) return zones
    after = page.zones.pageInfo.endCursor
  }
}

/** On whose clock a list of several places is read: the only one there is, or UTC. */
export function commonTimeZone(zones: readonly Pick<ZoneChoice, 'timeZone'>[]): string {
  const named = new Set(zones.map(({ timeZone }) => timeZone))
  const [only] = named
  return named.size === 1 ? only! : 'UTC'
}

/** `Stadium, Gate A`. */
export const placeWords = ({ name, facility }: { name: string; facility: { name: string } | null }) =>
  facility ? `${facility.name}, ${name}` : name
