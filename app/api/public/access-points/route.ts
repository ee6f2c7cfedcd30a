/** 4.7 access points: paired in the portal, read here. */
import { z } from 'zod'
import { listTerminals } from '@/domain/terminals/read'
import { zoneByPublicId, zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../_public/events-api'
import { id, nextCursor, page, placeOf } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showAccessPoint } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Lists terminals, with what each said last.',
    action: 'terminals:read',
    budget: 'reads',
    query: z.object({ ...page, zone_id: id.optional() }),
    answers: { 200: schemas.accessPointPage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const zone = query.zone_id === undefined ? null : await zoneByPublicId(context.db, tenantId, query.zone_id)
      const { terminals, hasMore } = await listTerminals(context, {
        first,
        after: after && { createdAt: after.at, id: after.id },
        zoneRow: zone?.id,
      })
      const zones = await zonesOf(context.db, tenantId)
      const places = terminals.map(({ createdAt: at, id }) => ({ at, id }))
      const items = terminals.map((terminal) => showAccessPoint(terminal, zones, context.now()))
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})
