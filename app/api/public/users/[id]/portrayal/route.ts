/** 4.3 a new selfie. */
import { z } from 'zod'
import { replacePortrayal } from '@/domain/onboardings/portrayal'
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { eventsApi, operation } from '../../../_public/events-api'
import { pictureOf, selfie } from '../../../_public/fields'
import * as schemas from '../../../_public/schemas'
import { showSingle } from '../../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  PUT: operation({
    summary: 'Replaces the selfie; the old template is in force until the new one is accepted.',
    action: 'faces:enrol',
    budget: 'enrolment',
    selfie: true,
    body: z.object({ portrayal_type: z.string().max(64).default('selfie'), selfie }),
    answers: { 201: schemas.single },
    async answer({ context, id, body }) {
      const user = await requireUserByUuid(context, id)
      const picture = pictureOf(body.selfie)
      const onboarding = await replacePortrayal(context, { user, portrayalType: body.portrayal_type, picture })
      return { status: 201, body: showSingle(onboarding) }
    },
  }),
})
