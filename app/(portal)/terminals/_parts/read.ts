/** Every terminal as pages list them. Their health follows from time and feed, so they are read whole and filtered here. */
import { ask } from '@/app/_graph/ask'
import { TerminalListDocument } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import type { Terminal } from './words'

export async function readTerminals(context: AdminContext): Promise<Terminal[]> {
  const all: Terminal[] = []
  for (let after: string | null | undefined; ;) {
    const { terminals } = await ask(context, TerminalListDocument, { after })
    all.push(...terminals.edges.map(({ node }) => node))
    if (!terminals.pageInfo.hasNextPage) return all
    after = terminals.pageInfo.endCursor
  }
}
