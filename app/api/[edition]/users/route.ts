/** Create User (4.1). Its parameters are documented in the query string of a POST and are read from the body as well. */
import { assertPlaceForUser, createUser } from '@/domain/users'
import { userId } from '../_legacy/answers'
import { Refusal } from '../_legacy/envelope'
import { text } from '../_legacy/fields'
import { legacy, operation } from '../_legacy/legacy'

const messages = {
  created: 'NEW_USER_CREATED',
  device_known: 'USER_ALREADY_ASSOCIATED_WITH_DEVICE',
  exists: 'USER_ALREADY_EXISTS',
} as const

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Create User. Parameters may come in the query string or in the body.',
    refuses: ['NOT_ALLOWED_TO_CREATE_USERS', 'REFERENCE_ID_MISSING'],
    answers: {
      NEW_USER_CREATED: { id: userId },
      USER_ALREADY_ASSOCIATED_WITH_DEVICE: { id: userId },
      USER_ALREADY_EXISTS: { id: userId },
    },
    fields: { reference_id: text(256), mac_address: text(64), app_token: text(4096) },
    async answer({ context, fields }) {
      const { reference_id: externalId, mac_address: macAddress, app_token: appToken } = fields
      if (!externalId && !macAddress) {
        // The quota is checked before the fields are (2.4).
        await assertPlaceForUser(context)
        throw new Refusal('REFERENCE_ID_MISSING')
      }
      const { outcome, user } = await createUser(context, { externalId, macAddress, appToken })
      return { code: messages[outcome], fields: { id: user.id } }
    },
  }),
})
