/** 4.4 events: made and listed. */
import { z } from 'zod'
import { createEvent, listEvents } from '@/domain/events/events'
import { zoneByPublicId, zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../_public/events-api'
import { asDate, id, nextCursor, page, placeOf, retention, secondsOf, text, time } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showEvent } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Creates a future time range at a facility or a space.',
    action: 'events:manage',
    budget: 'writes',
    body: z.object({
      zone_id: id,
      start_time: time,
      end_time: time,
      name: text(120).optional(),
      external_id: text(256).optional(),
      entry_policy: z.enum(['single', 'multiple']).default('multiple'),
      retention: retention.optional(),
      capacity: z.number().int().min(1).max(1_000_000).optional(),
    }),
    answers: { 201: schemas.event },
    async answer({ context, tenantId, body }) {
      const zone = await zoneByPublicId(context.db, tenantId, body.zone_id)
      const event = await createEvent(context, {
        zoneRow: zone.id,
        startsAt: new Date(body.start_time),
        endsAt: new Date(body.end_time),
        name: body.name,
        externalId: body.external_id,
        entryPolicy: body.entry_policy,
        ...(body.retention !== undefined && { retentionSeconds: secondsOf(body.retention) }),
        capacity: body.capacity,
      })
      return { status: 201, body: showEvent(event, await zonesOf(context.db, tenantId), context.now()) }
    },
  }),
  GET: operation({
    summary: 'Lists events by their start.',
    action: 'events:read',
    budget: 'reads',
    query: z.object({
      ...page,
      zone_id: id.optional(),
      status: z.enum(['scheduled', 'live', 'ended']).optional(),
      from: time.optional(),
      to: time.optional(),
    }),
    answers: { 200: schemas.eventPage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const zones = await zonesOf(context.db, tenantId)
      const zone = query.zone_id === undefined ? null : await zoneByPublicId(context.db, tenantId, query.zone_id)
      const { events, hasMore } = await listEvents(context, {
        first,
        after: after && { startsAt: after.at, id: after.id },
        zoneRow: zone?.id,
        states: query.status && [query.status],
        from: asDate(query.from),
        to: asDate(query.to),
      })
      const places = events.map(({ startsAt: at, id }) => ({ at, id }))
      const items = events.map((event) => showEvent(event, zones, context.now()))
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})
