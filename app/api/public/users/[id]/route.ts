/** 4.3 one user: read, renamed, erased. */
import { z } from 'zod'
import { pendingTerminals } from '@/domain/deletions'
import { eraseUser } from '@/domain/erasures'
import { changeAddress } from '@/domain/qr-credential/deliver'
import { changeExternalId } from '@/domain/users/change'
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { wrongField } from '../../_public/answer'
import { eventsApi, operation } from '../../_public/events-api'
import { text } from '../../_public/fields'
import * as schemas from '../../_public/schemas'
import { showUsers } from '../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'Reads one user, with events and membership.',
    action: 'users:read',
    budget: 'reads',
    answers: { 200: schemas.user },
    async answer({ context, tenantId, id }) {
      const [body] = await showUsers(context, tenantId, [await requireUserByUuid(context, id)])
      return { status: 200, body }
    },
  }),
  PATCH: operation({
    summary: 'Changes the acs_id, of which every terminal that holds the user learns, or where mail to the user goes.',
    action: 'users:rename',
    budget: 'writes',
    body: z.object({
      acs_id: text(256).optional(),
      acs_id_schema: z.string().max(64).optional(),
      email: z.email().max(254).nullable().optional(),
    }),
    answers: { 200: schemas.user },
    async answer({ context, tenantId, id, body }) {
      const user = await requireUserByUuid(context, id)
      const namesId = body.acs_id !== undefined || body.acs_id_schema !== undefined
      if (body.email !== undefined) {
        await changeAddress(context, { userId: user.id, email: body.email })
        if (!namesId) {
          const [unchanged] = await showUsers(context, tenantId, [user])
          return { status: 200, body: unchanged }
        }
      }
      const externalId = body.acs_id ?? user.externalId
      if (externalId === null || !namesId) {
        throw wrongField('acs_id', 'required', 'is missing')
      }
      const changed = await changeExternalId(context, { userId: user.id, externalId, acsIdSchema: body.acs_id_schema })
      const [shown] = await showUsers(context, tenantId, [changed])
      return { status: 200, body: shown }
    },
  }),
  DELETE: operation({
    summary: 'Erases the user from everywhere and gives a deletion that can be followed.',
    action: 'users:erase',
    budget: 'writes',
    answers: { 202: schemas.deletionBegun },
    async answer({ context, id }) {
      const user = await requireUserByUuid(context, id)
      const signed = await eraseUser(context, { userId: user.id })
      const pending = await pendingTerminals(context, signed)
      return { status: 202, body: { deletion_id: signed.receipt.id, pending_access_points: pending } }
    },
  }),
})
