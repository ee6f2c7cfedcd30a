/** Webhooks and what is sent to them, in words. */
import type { AccessType, WebhookPageQuery, WebhookShownFragment } from '@/app/_graph/documents'

export type WebhookRow = WebhookShownFragment
export type Delivery = WebhookPageQuery['webhookDeliveries']['edges'][number]['node']

export const typeWords: { type: AccessType; label: string; says: string }[] = [
  {
    type: 'ACCESS_GRANTED',
    label: 'Somebody was let in',
    says: 'access_granted; in a zone where you decide, your answer is read',
  },
  { type: 'NOT_RECOGNISED', label: 'A face was not recognised', says: 'not_recognised' },
  { type: 'OUTSIDE_WINDOW', label: 'Somebody came at the wrong time', says: 'outside_window' },
  { type: 'ALREADY_INSIDE', label: 'Somebody came in already, on a ticket for one entry', says: 'already_inside' },
  { type: 'SPOOF_SUSPECTED', label: 'A picture or a mask was suspected', says: 'spoof_suspected' },
  { type: 'QUALITY_TOO_LOW', label: 'A picture was too poor to tell', says: 'quality_too_low' },
  { type: 'ACS_DENIED', label: 'Another of your systems said no', says: 'acs_denied' },
]

/** @param code as it stands in the message */
export function messageName(code: string): string {
  if (code === 'test') return 'Test'
  return typeWords.find(({ type }) => type.toLowerCase() === code)?.label ?? code
}

export function hearsOf({ types }: Pick<WebhookRow, 'types'>): string {
  if (types === null) return 'everything'
  if (types.length === 1) return messageName(types[0]!.toLowerCase())
  return `${types.length} of ${typeWords.length} kinds`
}

export const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)

/** What people call it. */
export const nameOf = ({ url, description }: Pick<WebhookRow, 'url' | 'description'>) =>
  description.trim() || hostOf(url)

/** How a receiver finds out that a message is ours, with the public library. */
export const verifyInJavaScript = `// npm install standardwebhooks
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET) // whsec_…

// body: the text as it came, before anything parses it.
// It throws where the signature is wrong, or older than five minutes.
const message = webhook.verify(body, request.headers)`

export const verifyInPython = `# pip install standardwebhooks
import os
from standardwebhooks import Webhook

webhook = Webhook(os.environ["WEBHOOK_SECRET"])  # whsec_…
message = webhook.verify(body, request.headers)`
