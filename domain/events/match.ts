/** Adding whoever a filter of the list of users shows, so that nobody has to name thousands of people one by one. */
import { AppError } from '../errors'
import type { Context } from '../context'
import { tenantFor } from '../permissions'
import { listUsersAfter, userKey, type UserKey, type UserListing } from '../users/keyset'
import { addAttendees, batchLimit, type Addition } from './attendees'

type Narrowed = Omit<Parameters<typeof addAttendees>[1], 'userIds' | 'externalIds'>
type Filter = Omit<UserListing, 'sort' | 'direction' | 'first' | 'after'>

/** Of one reading of the list. */
const pageSize = 200

export interface Match {
  results: Addition[]
  /** Where the next call goes on; null once everybody was reached. */
  next: UserKey | null
}

/**
 * Adds the next thousand at most whom the filter shows, in the order of their ids.
 * @param after `next` of the call before
 * @throws AppError as `addAttendees`
 */
export async function addMatchingAttendees(
  context: Context,
  { filter, after, ...narrowed }: Narrowed & { filter: Filter; after?: UserKey },
): Promise<Match> {
  tenantFor(context, 'events:manage')
  const userIds: string[] = []
  let next: UserKey | null = after ?? null
  do {
    const page = await listUsersAfter(context, { ...filter, sort: 'id', first: pageSize, after: next ?? undefined })
    userIds.push(...page.users.map(({ id }) => id))
    next = page.hasMore ? userKey(page.users.at(-1)!, 'id') : null
  } while (next && userIds.length < batchLimit)
  if (userIds.length === 0) throw nobody()
  return { results: await addAttendees(context, { ...narrowed, userIds }), next }
}

const nobody = () =>
  new AppError('invalid_input', 'The filter shows nobody.', {
    fields: [{ field: 'filter', message: 'It shows nobody.' }],
  })
