/** Every zone of the tenant, for choosing one and for naming times by its clock. */
import { ask } from '@/app/_graph/ask'
import { AllZonesDocument, type AllZonesQuery } from '@/app/_graph/documents'
import type { Context } from '@/domain/context'
import type { ZoneChoice } from './places'

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
