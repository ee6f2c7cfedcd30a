/** Who of the tenant's users a face belongs to: the threshold of a search, and from templates to users. */
import { and, eq, inArray, ne } from 'drizzle-orm'
import { confidence, defaultFmr, searchThreshold, thresholdAt } from '@/engines/face/decide'
import type { Context } from '../context'
import { timed } from '../figures/count'
import { searchGallery } from '../gallery'
import type { Settings } from '../settings'

export interface Match {
  userId: string
  /** 0..1, monotone in the score. */
  confidence: number
}

interface SearchScope {
  tenantId: string
  settings: Settings
  except?: string
  alsoRevoked?: boolean
}

/** More than are asked for, because a match whose row went a moment ago does not count. */
const spare = 8

/**
 * The users whose templates are close enough, best first, each once.
 * @param except a user who is left out, as by the search for duplicates of itself
 * @param alsoRevoked finds those too who may not be recognised: whoever looks for duplicates wants to know of them
 */
export async function searchUsers(
  context: Context,
  { tenantId, settings, except, alsoRevoked }: SearchScope,
  probe: Float32Array,
  limit: number,
): Promise<Match[]> {
  const { thresholds } = context.engines.face
  // Never below the score that shows as a confidence of 0.75: in a small gallery the share of one comparison is large, and a
  // caller would be told a name together with a number that says no.
  const least = thresholdAt(thresholds, defaultFmr)
  const decide = (size: number) => Math.max(least, searchThreshold(thresholds, settings.searchFpir, size))
  for (let ask = limit + spare; ; ask *= 8) {
    const found = await timed(context, 'engine.search', () => searchGallery(context, tenantId, probe, decide, ask))
    if (found.length === 0) return []
    const userOf = await ownersOf(
      context,
      tenantId,
      found.map(({ id }) => id),
      alsoRevoked ?? false,
    )
    const best = new Map<string, Match>()
    for (const { id, score } of found) {
      const userId = userOf.get(id)
      if (userId === undefined || userId === except || best.has(userId)) continue
      best.set(userId, { userId, confidence: confidence(thresholds, score) })
    }
    // Those who do not count may have stood in front of those who do.
    if (best.size >= limit || found.length < ask) return [...best.values()].slice(0, limit)
  }
}

/** Template -> user, of users who count. */
async function ownersOf(context: Context, tenantId: string, templateIds: string[], alsoRevoked: boolean) {
  const { templates, users } = context.db.tables
  const owners = await context.db.sql
    .select({ id: templates.id, userId: templates.userId })
    .from(templates)
    .innerJoin(users, eq(users.id, templates.userId))
    .where(
      and(
        eq(templates.tenantId, tenantId),
        inArray(templates.id, templateIds),
        alsoRevoked ? undefined : ne(users.status, 'revoked'),
      ),
    )
  return new Map(owners.map(({ id, userId }) => [id, userId]))
}
