/** 4.7 zones: made in the portal, read here. */
import { z } from 'zod'
import { listZones, zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../_public/events-api'
import { nextCursor, page, placeOf } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showZone } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Lists facilities and spaces in order of creation.',
    action: 'zones:read',
    budget: 'reads',
    query: z.object(page),
    answers: { 200: schemas.zonePage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      // A few hundred at most: they are read whole.
      const all = await listZones(context)
      const isLater = (at: Date, id: string) => !after || at > after.at || (+at === +after.at && id > after.id)
      const later = all.filter(({ createdAt, id }) => isLater(createdAt, id))
      const zones = later.slice(0, first)
      const byRow = await zonesOf(context.db, tenantId)
      const places = zones.map(({ createdAt: at, id }) => ({ at, id }))
      const items = zones.map((zone) => showZone(zone, byRow))
      return { status: 200, body: { items, next_cursor: nextCursor(places, later.length > first) } }
    },
  }),
})
