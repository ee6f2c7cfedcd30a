/** 4.1 enrol one person; 4.2 the enrolments so far. */
import { z } from 'zod'
import { enrolPerson } from '@/domain/onboardings/enrol'
import { enrolLater } from '@/domain/onboardings/later'
import { listOnboardings } from '@/domain/onboardings/verdict'
import { enrolmentFields, enrolmentOf } from '../_public/enrolment'
import { eventsApi, operation } from '../_public/events-api'
import { asDate, filterText, nextCursor, page, placeOf, time } from '../_public/fields'
import * as schemas from '../_public/schemas'
import { showOnboarding, showSingle } from '../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Enrols one person. A selfie that is not taken is a verdict in the answer.',
    action: 'faces:enrol',
    budget: 'enrolment',
    selfie: true,
    query: z.object({ async: z.enum(['true', 'false']).default('false') }),
    body: z.object(enrolmentFields),
    answers: { 201: schemas.single, 202: schemas.single },
    async answer({ context, body, query }) {
      const asked = enrolmentOf(body)
      if (query.async === 'true') return { status: 202, body: showSingle(await enrolLater(context, asked)) }
      return { status: 201, body: showSingle(await enrolPerson(context, asked)) }
    },
  }),
  GET: operation({
    summary: 'Lists enrolments in the order in which they were asked for.',
    action: 'users:read',
    budget: 'reads',
    query: z.object({
      ...page,
      acs_id: filterText.optional(),
      status: z.enum(['processing', 'finished', 'failed']).optional(),
      outcome: z.enum(['accepted', 'rejected']).optional(),
      since: time.optional(),
    }),
    answers: { 200: schemas.onboardingPage },
    async answer({ context, query }) {
      const { first, after } = placeOf(query)
      const { onboardings, hasMore } = await listOnboardings(context, {
        first,
        after: after && { createdAt: after.at, id: after.id },
        acsId: query.acs_id,
        status: query.status,
        outcome: query.outcome,
        since: asDate(query.since),
      })
      const places = onboardings.map(({ createdAt: at, id }) => ({ at, id }))
      return {
        status: 200,
        body: { items: onboardings.map(showOnboarding), next_cursor: nextCursor(places, hasMore) },
      }
    },
  }),
})
