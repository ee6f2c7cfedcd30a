/** 4.2 one enrolment. */
import { requireOnboarding } from '@/domain/onboardings/verdict'
import { eventsApi, operation } from '../../_public/events-api'
import * as schemas from '../../_public/schemas'
import { showOnboarding } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads one enrolment and its verdict.',
    action: 'users:read',
    budget: 'reads',
    answers: { 200: schemas.onboarding },
    async answer({ context, id }) {
      return { status: 200, body: showOnboarding(await requireOnboarding(context, id)) }
    },
  }),
})
