/** Signatures as Standard Webhooks have them (symmetric), so that receivers check them with a library that exists. */
import { createHmac } from 'node:crypto'

export interface Signed {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/** @param secrets each signs, so that a receiver may change over at any time */
export function signMessage(secrets: readonly string[], of: { id: string; at: Date; body: string }): Signed {
  const timestamp = String(Math.floor(of.at.getTime() / 1_000))
  const content = `${of.id}.${timestamp}.${of.body}`
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(content, 'utf8').digest('base64')}`
  })
  return { 'webhook-id': of.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
