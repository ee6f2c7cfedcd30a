/** 4.4 one event: read with its counters, changed, deleted with its collection. */
import { z } from 'zod'
import { changeEvent, deleteEvent, requireEvent } from '@/domain/events/events'
import { syncOfEvent } from '@/domain/grants/sync'
import { zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../../_public/events-api'
import { asDate, onlyGiven, retention, secondsOf, text, time } from '../../_public/fields'
import * as schemas from '../../_public/schemas'
import { showEvent, showEventSync } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads an event: how many attend, and how far the terminals have come.',
    action: 'events:read',
    budget: 'reads',
    answers: { 200: schemas.eventWithSync },
    async answer({ context, tenantId, id }) {
      const event = await requireEvent(context, id)
      const shown = showEvent(event, await zonesOf(context.db, tenantId), context.now())
      return { status: 200, body: { ...shown, ...showEventSync(await syncOfEvent(context, event)) } }
    },
  }),
  PATCH: operation({
    summary: 'Changes an event; terminals learn of new times.',
    action: 'events:manage',
    budget: 'writes',
    body: z.object({
      start_time: time.optional(),
      end_time: time.optional(),
      name: text(120).nullable().optional(),
      external_id: text(256).nullable().optional(),
      entry_policy: z.enum(['single', 'multiple']).optional(),
      retention: retention.optional(),
      capacity: z.number().int().min(1).max(1_000_000).nullable().optional(),
    }),
    answers: { 200: schemas.event },
    async answer({ context, tenantId, id, body }) {
      const { retention } = body
      const change = {
        startsAt: asDate(body.start_time),
        endsAt: asDate(body.end_time),
        name: body.name,
        externalId: body.external_id,
        entryPolicy: body.entry_policy,
        retentionSeconds: retention === undefined ? undefined : secondsOf(retention),
        capacity: body.capacity,
      }
      const event = await changeEvent(context, { id, ...onlyGiven(change) })
      return { status: 200, body: showEvent(event, await zonesOf(context.db, tenantId), context.now()) }
    },
  }),
  DELETE: operation({
    summary: 'Deletes an event and its collection, also while it is on. 202 while terminals let go.',
    action: 'events:manage',
    budget: 'writes',
    answers: { 202: schemas.eventDeleting, 204: null },
    async answer({ context, id }) {
      const { attendees } = await deleteEvent(context, { id })
      if (attendees === 0) return { status: 204 }
      return { status: 202, body: { event_id: id, status: 'deleting' } }
    },
  }),
})
