/** 4.5 up to a thousand attendees in one call, each with an answer of its own. */
import { z } from 'zod'
import { addAttendees, batchLimit } from '@/domain/events/attendees'
import { codes } from '../../_public/codes'
import { eventsApi, operation } from '../../_public/events-api'
import { id } from '../../_public/fields'
import * as schemas from '../../_public/schemas'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary:
      'Lets up to a thousand users in to an event, in one transaction; who cannot be added stands in nobody’s way.',
    action: 'events:manage',
    budget: 'attendees',
    body: z.object({ event_id: id, user_ids: z.array(id).min(1).max(batchLimit) }),
    cost: ({ user_ids }) => user_ids.length,
    answers: { 207: schemas.attendeeBatch },
    async answer({ context, body }) {
      const additions = await addAttendees(context, { eventId: body.event_id, userIds: body.user_ids })
      const items = additions.map((addition) =>
        addition.outcome === 'added'
          ? { user_id: addition.userId, status: 201, attendee_id: addition.attendeeId, reason: null }
          : { user_id: addition.userId, status: codes[addition.reason][0], attendee_id: null, reason: addition.reason },
      )
      const added = items.filter(({ status }) => status === 201).length
      return { status: 207, body: { event_id: body.event_id, added, refused: items.length - added, items } }
    },
  }),
})
