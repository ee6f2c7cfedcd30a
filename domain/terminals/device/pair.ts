/** How something becomes a device: it answers the code that the portal shows, and says what to compare there. */
import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'
import { agree, fingerprintOf, jwkSchema } from '../agreement'
import { Calls, type Send } from './calls'
import type { DeviceIdentity, DeviceKeys } from './keys'
import type { DeviceStore } from './store'

const answerSchema = z.object({
  terminal_id: z.string(),
  agreement_key: jwkSchema,
  server_time: z.iso.datetime(),
})

export interface Paired extends DeviceIdentity {
  pairedAt: string
}

/**
 * The store has its feed key afterwards; it is a device once the host has written down who it is.
 * @throws Refused, Unreachable, NotKept
 */
export async function pairDevice(of: {
  server: string
  code: string
  device: DeviceKeys
  store: DeviceStore
  send?: Send
}): Promise<Paired> {
  const { server, code, device, store, send } = of
  const own = await device.newAgreementKey()
  const calls = new Calls({ server, device, send })
  const answer = answerSchema.parse(await calls.proven('POST', 'pair', { code, agreement_key: own.publicJwk }))
  const { terminal_id: terminalId, agreement_key: theirs } = answer
  const extractable = store.takesFeedKeysAsBytes
  const feedKey = await agree({ terminalId, own, theirs, side: 'terminal', extractable })
  // Made of this side's own keys: what the bureau says of them would prove nothing.
  const fingerprint = fingerprintOf(await calculateJwkThumbprint(device.publicJwk), feedKey.id)
  await store.addFeedKey(feedKey)
  return { server, terminalId, fingerprint, pairedAt: answer.server_time }
}
