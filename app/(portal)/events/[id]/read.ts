/** The event that an address names, for its pages. */
import { notFound } from 'next/navigation'
import { ask } from '@/app/_graph/ask'
import { EventDocument, type EventFactsFragment } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import { encodeId } from '@/graphql/ids'

export async function eventOrNotFound(context: AdminContext, eventId: string): Promise<EventFactsFragment> {
  // Every other text names none, and not all of them may be looked for.
  if (!/^[0-9a-f-]{36}$/.test(eventId)) notFound()
  const { node } = await ask(context, EventDocument, { id: encodeId('Event', eventId) })
  if (!node || !('eventId' in node)) notFound()
  return node as EventFactsFragment
}
