/** 4.3 users, looked up by the customer's own id. */
import { z } from 'zod'
import { listUsers } from '@/domain/users'
import { eventsApi, operation } from '../_public/events-api'
import { nextCursor, page, placeOf, text } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showUsers } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Lists users, or looks one up by acs_id.',
    action: 'users:read',
    budget: 'reads',
    query: z.object({ ...page, acs_id: text(256).optional() }),
    answers: { 200: schemas.userPage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const { users, hasMore } = await listUsers(context, {
        first,
        after: after && { createdAt: after.at, id: after.id },
        externalId: query.acs_id,
      })
      const places = users.map(({ createdAt: at, id }) => ({ at, id }))
      const items = await showUsers(context, tenantId, users)
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})
