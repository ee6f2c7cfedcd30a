/** 4.6 one member: read with what each terminal knows, and revoked at every terminal. */
import { AppError } from '@/domain/errors'
import { removeMembers, requireMember } from '@/domain/members/members'
import { zonesOf } from '@/domain/zones/zones'
import { eventsApi, operation } from '../../_public/events-api'
import * as schemas from '../../_public/schemas'
import { showGrants } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads a member, with what each terminal knows.',
    action: 'members:read',
    budget: 'reads',
    answers: { 200: schemas.member },
    async answer({ context, tenantId, id }) {
      const member = await requireMember(context, id)
      const [shown] = await showGrants(context, tenantId, [member], await zonesOf(context.db, tenantId))
      // 202, then gone: once every terminal has let go there is nothing left to follow.
      if (shown!.status === 'removed') {
        throw new AppError('not_found', 'There is no such member.', { subject: 'member' })
      }
      return { status: 200, body: shown }
    },
  }),
  DELETE: operation({
    summary: 'Removes a member from every terminal; attendances of theirs stay.',
    action: 'members:manage',
    budget: 'writes',
    answers: { 202: schemas.memberRemoving },
    async answer({ context, id }) {
      await removeMembers(context, { memberIds: [id] })
      return { status: 202, body: { member_id: id, status: 'removing' } }
    },
  }),
})
