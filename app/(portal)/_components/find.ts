'use server'

import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { findThings } from '@/domain/find'

export interface FoundGroup {
  title: string
  found: { id: string; href: string; label: string; note?: string }[]
}

/** A few of each kind that are called so, and where they are. Kinds of which there are none are left out. */
export async function find(words: string): Promise<Outcome<FoundGroup[]>> {
  return act(async (context) => {
    const { users, events, terminals, places } = await findThings(context, { words: words.slice(0, 256) })
    const groups: FoundGroup[] = [
      {
        title: 'Events',
        found: events.map(({ id, name, externalId, startsAt }) => ({
          id,
          href: `/events/${id}`,
          label: name ?? externalId ?? 'Without a name',
          note: startsAt.toISOString().slice(0, 10),
        })),
      },
      {
        title: 'Facilities and spaces',
        found: places.map(({ id, zoneId, kind, name }) => ({
          id,
          // To the facility's card, which names its spaces: theirs begin with its own.
          href: `/facilities#${zoneId.split(':').slice(0, 3).join(':')}`,
          label: name,
          note: kind,
        })),
      },
      {
        title: 'Terminals',
        found: terminals.map(({ id, name, placeName }) => ({
          id,
          href: `/terminals/${id}`,
          label: name,
          note: placeName,
        })),
      },
      {
        title: 'Users',
        found: users.map(({ id, externalId }) => ({ id, href: `/users/${id}`, label: externalId ?? id })),
      },
    ]
    return groups.filter(({ found }) => found.length > 0)
  })
}
