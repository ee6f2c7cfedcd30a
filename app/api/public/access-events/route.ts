/** 4.8 what terminals reported, in the order in which it came in, so that whoever keeps the cursor misses nothing. */
import { z } from 'zod'
import { accessTypes, listAccessEvents } from '@/domain/access-log'
import { namesOfUsers, userIdByName } from '@/domain/users/by-uuid'
import { eventsApi, operation } from '../_public/events-api'
import { asDate, filterText, id, nextCursor, page, placeOf, time } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showAccessEvent } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Lists what happened at the doors, oldest first.',
    action: 'access-log:read',
    budget: 'reads',
    query: z.object({
      ...page,
      from: time.optional(),
      to: time.optional(),
      event_id: id.optional(),
      access_point_id: id.optional(),
      acs_id: filterText.optional(),
      type: z.enum(accessTypes).optional(),
    }),
    answers: { 200: schemas.accessEventPage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const userId = query.acs_id === undefined ? undefined : await userIdByName(context, tenantId, query.acs_id)
      // Nobody of that name, so that nothing happened to them.
      if (userId === null) return { status: 200, body: { items: [], next_cursor: null } }
      const { accessEvents, hasMore } = await listAccessEvents(context, {
        first,
        after: after?.id,
        direction: 'asc',
        types: query.type && [query.type],
        userId,
        eventId: query.event_id,
        terminalId: query.access_point_id,
        from: asDate(query.from),
        to: asDate(query.to),
      })
      const names = await namesOfUsers(
        context,
        tenantId,
        accessEvents.flatMap(({ userId }) => userId ?? []),
      )
      const places = accessEvents.map(({ receivedAt: at, id }) => ({ at, id }))
      const items = accessEvents.map((entry) => showAccessEvent(entry, names.get(entry.userId ?? '')))
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})
