/** 4.5 one attendee: read with what each terminal knows, and withdrawn from the event's terminals. */
import { removeAttendees, requireAttendee } from '@/domain/events/attendees'
import { AppError } from '@/domain/errors'
import { zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../../_public/events-api'
import * as schemas from '../../_public/schemas'
import { showGrants } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads an attendee, with what each terminal knows.',
    action: 'events:read',
    budget: 'reads',
    answers: { 200: schemas.attendee },
    async answer({ context, tenantId, id }) {
      const attendee = await requireAttendee(context, id)
      const [shown] = await showGrants(context, tenantId, [attendee], await zonesOf(context.db, tenantId))
      // Once every terminal has let go there is nothing left to follow.
      if (shown!.status === 'removed') {
        throw new AppError('not_found', 'There is no such attendee.', { subject: 'attendee' })
      }
      return { status: 200, body: shown }
    },
  }),
  DELETE: operation({
    summary: 'Takes a user out of an event; a membership of theirs stays.',
    action: 'events:manage',
    budget: 'attendees',
    answers: { 202: schemas.attendeeRemoving },
    async answer({ context, id }) {
      await removeAttendees(context, { attendeeIds: [id] })
      return { status: 202, body: { attendee_id: id, status: 'removing' } }
    },
  }),
})
