/** A folder becomes a device: it makes its keys, answers the code that the portal shows, and says what to compare there. */
import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'
import { AppError } from '../../errors'
import { agree, fingerprintOf, newAgreementKey, publicJwkSchema } from '../agreement'
import { Calls, type Send } from './calls'
import { newDeviceKey, openDeviceKey, readIdentity, writeIdentity } from './folder'
import { DeviceStore } from './store'

const answerSchema = z.object({
  terminal_id: z.string(),
  agreement_key: publicJwkSchema,
  server_time: z.iso.datetime(),
})

export interface Paired {
  terminalId: string
  /** The portal has to show the same one. */
  fingerprint: string
}

/** @throws AppError `conflict` for a folder that is in use; Refused, Unreachable */
export async function pairDevice(of: { folder: string; server: string; code: string; send?: Send }): Promise<Paired> {
  const { folder, server, code, send } = of
  if (readIdentity(folder)) {
    const message =
      'A terminal lies in this folder already. Take another one, or retire that terminal and let it wipe itself.'
    throw new AppError('conflict', message, { subject: 'terminal' })
  }
  const store = DeviceStore.open(folder)
  try {
    const deviceKey = newDeviceKey()
    const device = openDeviceKey(deviceKey)
    const own = newAgreementKey()
    const calls = new Calls({ server, device, send })
    const answer = answerSchema.parse(await calls.proven('POST', 'pair', { code, agreement_key: own.publicJwk }))
    const { terminal_id: terminalId, agreement_key: theirs } = answer
    const feedKey = await agree({ terminalId, own, theirs, side: 'terminal' })
    // Made of this side's own keys: what the bureau says of them would prove nothing.
    const fingerprint = fingerprintOf(await calculateJwkThumbprint(device.publicJwk), feedKey.id)
    store.addFeedKey(feedKey)
    // Last: with this file the folder is a device.
    writeIdentity(folder, { server, terminalId, fingerprint, pairedAt: answer.server_time, deviceKey })
    return { terminalId, fingerprint }
  } finally {
    store.close()
  }
}
