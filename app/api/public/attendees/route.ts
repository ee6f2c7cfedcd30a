/** 4.5 attendees of an event: added one by one, and listed. */
import { z } from 'zod'
import { addAttendees, listAttendees, requireAttendee } from '@/domain/events/attendees'
import { zonesOf } from '@/domain/zones/zones'
import { Refusal } from '../_public/answer'
import { eventsApi, operation } from '../_public/events-api'
import { asDate, id, nextCursor, page, placeOf, time } from '../_public/fields'
import { zoneRowsOf } from '../_public/places'
import * as schemas from '../_public/schemas'
import { showGrants } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Lets a user in to an event, also one that has begun.',
    action: 'events:manage',
    budget: 'attendees',
    body: z.object({
      event_id: id,
      user_id: id,
      valid_from: time.nullish(),
      valid_until: time.nullish(),
      access_points: z.array(id).min(1).max(100).nullish(),
      space_ids: z.array(id).min(1).max(100).nullish(),
    }),
    answers: { 201: schemas.attendee },
    async answer({ context, tenantId, body }) {
      const [added] = await addAttendees(context, {
        eventId: body.event_id,
        userIds: [body.user_id],
        validFrom: asDate(body.valid_from) ?? null,
        validUntil: asDate(body.valid_until) ?? null,
        zoneRows: body.space_ids ? await zoneRowsOf(context, tenantId, body.space_ids) : null,
        terminalIds: body.access_points ?? null,
      })
      if (added!.outcome === 'refused') throw new Refusal(added!.reason, refusals[added!.reason])
      const attendee = await requireAttendee(context, added!.attendeeId)
      const [shown] = await showGrants(context, tenantId, [attendee], await zonesOf(context.db, tenantId))
      return { status: 201, body: shown }
    },
  }),
  GET: operation({
    summary: 'Lists the attendees of an event, with how far each has come.',
    action: 'events:read',
    budget: 'reads',
    query: z.object({ ...page, event_id: id }),
    answers: { 200: schemas.attendeePage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const { attendees, hasMore } = await listAttendees(context, {
        eventId: query.event_id,
        first,
        after: after && { createdAt: after.at, id: after.id },
      })
      const items = await showGrants(context, tenantId, attendees, await zonesOf(context.db, tenantId))
      const places = attendees.map(({ createdAt: at, id }) => ({ at, id }))
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})

const refusals = {
  user_not_found: 'There is no such user.',
  user_without_credential: 'The user has nothing to be recognised by.',
  attendee_already_exists: 'The user attends this event already.',
  event_capacity_exceeded: 'The event takes no more attendees.',
}
