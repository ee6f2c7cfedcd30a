/** 4.2 one enrolment. */
import { requireOnboarding } from '@/domain/onboardings/verdict'
import { eventsApi, operation } from '../../_public/events-api'
import { showOnboarding } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads one enrolment and its verdict.',
    action: 'users:read',
    budget: 'reads',
    statuses: [200],
    async answer({ context, id }) {
      return { status: 200, body: showOnboarding(await requireOnboarding(context, id)) }
    },
  }),
})
