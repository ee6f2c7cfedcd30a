/** Pages of lists, as the Relay specification has them: forward only, behind a cursor. */
import { builder } from './builder'
import { decodeKey, decodeNumber, encodeKey } from './ids'

/** Nobody asks for more of a list at once. */
export const pageLimit = 200
export const pageDefault = 50

export interface Page<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | undefined
    endCursor: string | undefined
  }
}

/** @param end where the list goes on, if not behind the last of these */
export function pageOf<Node>(
  nodes: readonly Node[],
  {
    hasMore,
    after,
    cursor,
    end,
  }: {
    hasMore: boolean
    after: string | null | undefined
    cursor: (node: Node, index: number) => string
    end?: string
  },
): Page<Node> {
  const edges = nodes.map((node, index) => ({ cursor: cursor(node, index), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage: hasMore,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor,
      endCursor: end ?? edges.at(-1)?.cursor,
    },
  }
}

/** Of a list whose domain function counts rows and not keys: the cursor is a row's position. */
export function positionOf(after: string | null | undefined): number {
  return after == null ? 0 : decodeNumber(after) + 1
}

export function pageByPosition<Node>(
  nodes: readonly Node[],
  { total, after }: { total: number; after: string | null | undefined },
): Page<Node> {
  const from = positionOf(after)
  return pageOf(nodes, { hasMore: from + nodes.length < total, after, cursor: (_, index) => encodeKey([from + index]) })
}

/** Of a list that is short and always read whole. */
export function pageOfAll<Node extends { id: string }>(
  all: readonly Node[],
  { first, after }: { first: number; after: string | null | undefined },
): Page<Node> {
  const [last] = after == null ? [null] : decodeKey(after)
  const found = all.findIndex(({ id }) => id === last)
  // A cursor of a row that is gone, or of another list: there is nothing behind it.
  const from = after == null ? 0 : found === -1 ? all.length : found + 1
  const nodes = all.slice(from, from + first)
  return pageOf(nodes, { hasMore: from + first < all.length, after, cursor: ({ id }) => encodeKey([id]) })
}

/** What a page of it costs: `edges` must not count a second time. */
export const pageCost = ({ first }: { first?: number | null }) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? pageDefault, 1), pageLimit) / 4,
})

type Types = typeof builder.$inferSchemaTypes
type ArgBuilder = Pick<PothosSchemaTypes.InputFieldBuilder<Types, 'Arg'>, 'int' | 'string'>

export const pageArgs = (arg: ArgBuilder) => ({
  first: arg.int({ defaultValue: pageDefault, description: `1 to ${pageLimit}.` }),
  after: arg.string({ description: 'The cursor of the last one already seen.' }),
})
