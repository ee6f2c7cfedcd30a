/** 4.3, section 7: mails the QR credential, again where it was mailed before. */
import { z } from 'zod'
import { deliverQrCredential } from '@/domain/qr-credential/deliver'
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { eventsApi, operation } from '../../../../_public/events-api'
import * as schemas from '../../../../_public/schemas'
import { showDelivery } from '../../../../_public/show'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  POST: operation({
    summary:
      'Mails the person’s QR credential to the address that is known, or to the one that is given and kept from now on.',
    action: 'qr:issue',
    budget: 'writes',
    body: z.object({ email: z.email().max(254).optional() }),
    answers: { 202: schemas.credentialDelivery },
    async answer({ context, id, body: { email } }) {
      const { id: userId } = await requireUserByUuid(context, id)
      return { status: 202, body: showDelivery(await deliverQrCredential(context, { userId, email })) }
    },
  }),
})
