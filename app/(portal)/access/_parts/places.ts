/** Where people come in, for a filter's list, and whose clock on the wall counts there. */
import { ask } from '@/app/_graph/ask'
import {
  AccessTerminalsDocument,
  AccessZonesDocument,
  type AccessTerminalsQuery,
  type AccessZonesQuery,
} from '@/app/_graph/documents'
import type { Context } from '@/domain/context'

export type Zone = AccessZonesQuery['zones']['edges'][number]['node']
export type Terminal = AccessTerminalsQuery['terminals']['edges'][number]['node']

export interface Places {
  zones: Zone[]
  terminals: Terminal[]
}

export async function readPlaces(context: Context): Promise<Places> {
  const [zones, terminals] = await Promise.all([
    all((after) => ask(context, AccessZonesDocument, { after }).then((answer) => answer.zones)),
    all((after) => ask(context, AccessTerminalsDocument, { after }).then((answer) => answer.terminals)),
  ])
  return { zones, terminals }
}

interface Page<Node> {
  edges: { node: Node }[]
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

async function all<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const nodes: Node[] = []
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: Page<Node> = await read(after)
    nodes.push(...edges.map(({ node }) => node))
    if (!pageInfo.hasNextPage) return nodes
    after = pageInfo.endCursor ?? null
  }
}

/** Of the place that is meant; where none is, the one that all facilities have in common, or else UTC. */
export function timeZoneOf({ zones, terminals }: Places, at: string | null): string {
  const zoneId = terminals.find(({ id }) => id === at)?.zone.id ?? at
  const meant = zones.find(({ id }) => id === zoneId)
  if (meant) return meant.timeZone
  const used = new Set(zones.filter(({ archivedAt }) => archivedAt === null).map(({ timeZone }) => timeZone))
  return used.size === 1 ? [...used][0]! : 'UTC'
}
