/** The device's key out of the file that holds it. */
import { createPrivateKey } from 'node:crypto'
import { newAgreementKey, publicJwkSchema } from '../../agreement-key'
import type { DeviceKeys } from '../keys'
import type { Identity } from './folder'

export function openDeviceKeys(jwk: Identity['deviceKey']): DeviceKeys {
  return {
    publicJwk: publicJwkSchema.parse(jwk),
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    newAgreementKey,
  }
}
