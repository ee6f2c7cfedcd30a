/**
 * Find UserId by MacAddress (9.4): a GET whose parameter is documented in its body. Next gives no GET a body; the front server
 * carries it past it.
 */
import { findUserByDevice } from '@/domain/users'
import { userId } from '../../_legacy/answers'
import { Refusal } from '../../_legacy/envelope'
import { text } from '../../_legacy/fields'
import { legacy, operation } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    summary: 'Find UserId by MacAddress. The parameter may come in the query string, or as the body of the GET.',
    refuses: ['MAC_ADDRESS_MISSING'],
    answers: { DEVICE_NOT_ASSOCIATED_TO_USER: {}, USER_ALREADY_REGISTERED_ON_THIS_DEVICE: { id: userId } },
    fields: { mac_address: text(64) },
    async answer({ context, fields }) {
      if (!fields.mac_address) throw new Refusal('MAC_ADDRESS_MISSING')
      const user = await findUserByDevice(context, { macAddress: fields.mac_address })
      if (!user) return { code: 'DEVICE_NOT_ASSOCIATED_TO_USER' }
      return { code: 'USER_ALREADY_REGISTERED_ON_THIS_DEVICE', fields: { id: user.id } }
    },
  }),
})
