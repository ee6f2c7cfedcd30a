'use server'

import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { ask } from '@/app/_graph/ask'
import { CandidatesDocument, CountUsersDocument, FindUsersDocument, type UserFilter } from '@/app/_graph/documents'
import type { FoundPerson, LookedUp } from './bulk'

/** Who is meant by up to 1,000 external ids, and what would stand in the way. @param eventId null: as members */
export async function lookUp(externalIds: string[], eventId: string | null): Promise<Outcome<LookedUp[]>> {
  return act(async (context) => {
    const { candidates } = await ask(context, CandidatesDocument, { externalIds, eventId })
    return candidates.map(({ refusal, isRecognisable, user }, index) => ({
      externalId: externalIds[index]!,
      userId: user?.userId ?? null,
      mark:
        refusal === 'USER_NOT_FOUND'
          ? 'unknown'
          : refusal === 'ALREADY_ADDED'
            ? 'already'
            : refusal === 'USER_WITHOUT_CREDENTIAL'
              ? 'without'
              : isRecognisable
                ? 'fine'
                : 'faceless',
    }))
  })
}

/** Some whose id or external id begins so. */
export async function findPeople(search: string): Promise<Outcome<FoundPerson[]>> {
  return act(async (context) => {
    const { users } = await ask(context, FindUsersDocument, { search: search.slice(0, 256) })
    return users.edges.map(({ node }) => node)
  })
}

export async function countPeople(filter: UserFilter): Promise<Outcome<number>> {
  return act(async (context) => (await ask(context, CountUsersDocument, { filter })).users.totalCount)
}
