/** 4.6 members: made of a user, or of a selfie at once; and listed. */
import { z } from 'zod'
import { scheduleSchema } from '@/domain/grants/window'
import { addMembers, listMembers, requireMember } from '@/domain/members/members'
import { enrolPerson } from '@/domain/onboardings/enrol'
import { assertMay } from '@/domain/permissions'
import { zonesOf } from '@/domain/zones/zones'
import { Refusal, wrongField } from '../_public/answer'
import { enrolmentFields, enrolmentOf } from '../_public/enrolment'
import { eventsApi, operation } from '../_public/events-api'
import { asDate, filterText, id, nextCursor, page, placeOf, time } from '../_public/fields'
import { zoneRowsOf } from '../_public/places'
import * as schemas from '../_public/schemas'
import { showGrants, showSingle } from '../_public/show'

const reach = {
  valid_from: time.nullish(),
  valid_until: time.nullish(),
  /** Facilities or spaces; without them every door of the tenant. */
  zone_ids: z.array(id).min(1).max(200).nullish(),
  schedule: scheduleSchema.nullish(),
}

const body = z.object({
  ...reach,
  user_id: id.optional(),
  ...z.object(enrolmentFields).partial({ acs_id: true, selfie: true }).shape,
})

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary: 'Makes a member of a user_id, or of an acs_id and a selfie: exactly one of the two.',
    action: 'members:manage',
    budget: 'enrolment',
    selfie: true,
    body,
    answers: { 201: schemas.memberMade },
    async answer({ context, tenantId, body }) {
      const { acs_id, selfie } = body
      if ((body.user_id !== undefined) === (acs_id !== undefined || selfie !== undefined)) {
        throw wrongField('user_id', 'invalid', 'or acs_id with a selfie has to be given, and not both')
      }
      const zoneRows = body.zone_ids ? await zoneRowsOf(context, tenantId, body.zone_ids) : null
      let userId = body.user_id
      let single: object | undefined
      if (userId === undefined) {
        if (acs_id === undefined) throw wrongField('acs_id', 'required', 'is missing')
        if (selfie === undefined) throw wrongField('selfie', 'required', 'is missing')
        assertMay(context, 'faces:enrol')
        assertOrder(body)
        const onboarding = await enrolPerson(context, enrolmentOf({ ...body, acs_id, selfie }))
        const { onboarding_id, result } = showSingle(onboarding)
        if (onboarding.userUuid === null) {
          return {
            status: 201,
            body: { member_id: null, user_id: null, acs_id, status: 'rejected', onboarding_id, result },
          }
        }
        userId = onboarding.userUuid
        single = { onboarding_id, result }
      }
      const [added] = await addMembers(context, {
        userIds: [userId],
        validFrom: asDate(body.valid_from) ?? null,
        validUntil: asDate(body.valid_until) ?? null,
        zoneRows,
        schedule: body.schedule ?? null,
      })
      if (added!.outcome === 'refused') throw new Refusal(added!.reason, refusals[added!.reason])
      const member = await requireMember(context, added!.memberId)
      const [shown] = await showGrants(context, tenantId, [member], await zonesOf(context.db, tenantId))
      return { status: 201, body: { ...shown, ...single } }
    },
  }),
  GET: operation({
    summary: 'Lists members. With a status a page may hold fewer than its limit.',
    action: 'members:read',
    budget: 'reads',
    query: z.object({
      ...page,
      acs_id: filterText.optional(),
      status: z.enum(['pending_sync', 'synced', 'removing', 'removed']).optional(),
    }),
    answers: { 200: schemas.memberPage },
    async answer({ context, tenantId, query }) {
      const { first, after } = placeOf(query)
      const { members, hasMore } = await listMembers(context, {
        first,
        after: after && { createdAt: after.at, id: after.id },
        externalId: query.acs_id,
        removed: query.status === 'removing' || query.status === 'removed',
      })
      const shown = await showGrants(context, tenantId, members, await zonesOf(context.db, tenantId))
      const items = shown.filter(({ status }) => query.status === undefined || status === query.status)
      const places = members.map(({ createdAt: at, id }) => ({ at, id }))
      return { status: 200, body: { items, next_cursor: nextCursor(places, hasMore) } }
    },
  }),
})

/** Asked before anybody is enrolled who could then become no member. */
function assertOrder({ valid_from, valid_until }: Pick<z.output<typeof body>, 'valid_from' | 'valid_until'>): void {
  if (!valid_from || !valid_until || new Date(valid_from) < new Date(valid_until)) return
  throw wrongField('valid_until', 'invalid', 'lies before valid_from')
}

const refusals = {
  user_not_found: 'There is no such user.',
  user_without_credential: 'The user has nothing to be recognised by.',
  member_already_exists: 'The user is a member already.',
}
