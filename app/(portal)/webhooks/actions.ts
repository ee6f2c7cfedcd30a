'use server'

import { act } from '@/app/_lib/act'
import { ask, change } from '@/app/_graph/ask'
import {
  AlterWebhookDocument,
  MakeWebhookDocument,
  RemoveWebhookDocument,
  RenewWebhookSecretDocument,
  SendAgainDocument,
  TellAgainDocument,
  TryWebhookDocument,
  TurnWebhookOffDocument,
  TurnWebhookOnDocument,
  WebhookMessageDocument,
  type AccessType,
} from '@/app/_graph/documents'
import { AppError } from '@/domain/errors'

/** What the form of a webhook sends. */
export interface WebhookForm {
  url: string
  description: string
  /** Whether it hears of everything, also of what there will be one day. */
  everything: boolean
  types: AccessType[]
}

/** The one moment in which the secret is known outside of the receiver. */
export interface ShownSecret {
  secret: string
  /** Until when the one before goes on signing too. */
  oldSecretUntil: string | null
}

export async function create(form: WebhookForm) {
  return act(async (context) => {
    const { secret, webhook } = await change(context, MakeWebhookDocument, fieldsOf(form))
    return { webhookId: webhook.webhookId, shown: { secret, oldSecretUntil: null } satisfies ShownSecret }
  })
}

/** @param url of now: only another one needs a fresh sign-in */
export async function alter(webhookId: string, url: string, form: WebhookForm) {
  return act(async (context) => {
    const { url: wanted, ...fields } = fieldsOf(form)
    await change(context, AlterWebhookDocument, { webhookId, ...fields, ...(wanted !== url && { url: wanted }) })
  })
}

export async function renewSecret(webhookId: string, overlapHours: number) {
  return act(async (context): Promise<ShownSecret> => {
    const { secret, webhook } = await change(context, RenewWebhookSecretDocument, { webhookId, overlapHours })
    return { secret, oldSecretUntil: overlapHours === 0 ? null : webhook.previousSecretUntil }
  })
}

export async function turn(webhookId: string, isOn: boolean) {
  return act(async (context) => {
    if (isOn) await change(context, TurnWebhookOnDocument, { webhookId })
    else await change(context, TurnWebhookOffDocument, { webhookId })
  })
}

export async function remove(webhookId: string) {
  return act(async (context) => {
    await change(context, RemoveWebhookDocument, { webhookId })
  })
}

export async function sendTest(webhookId: string) {
  return act(async (context) => {
    await change(context, TryWebhookDocument, { webhookId })
  })
}

export async function sendAgain(deliveryId: string) {
  return act(async (context) => {
    await change(context, SendAgainDocument, { deliveryId })
  })
}

/** What the message says, as it would be sent now; null where what it tells of is kept no more. */
export async function readMessage(deliveryId: string) {
  return act(async (context): Promise<string | null> => {
    const { node } = await ask(context, WebhookMessageDocument, { id: deliveryId })
    if (!node || !('body' in node)) throw new AppError('not_found', 'This delivery is kept no more.')
    return node.body ?? null
  })
}

/** Of so many lines of the log at most, so that one press does not run for minutes. */
const mostCalls = 20

/**
 * Tells again of what came in since a moment, or after a line of the access log.
 * @returns `cursor`: where to go on, if there is more
 */
export async function tellAgain(webhookId: string, from: { since: string } | { after: string | null }) {
  return act(async (context) => {
    let queued = 0
    let asked: { since: string } | { after: string | null } = from
    for (let call = 0; call < mostCalls; call++) {
      const answer = await change(context, TellAgainDocument, { webhookId, ...asked, first: 1_000 })
      queued += answer.queued
      if (!answer.hasMore) return { queued, cursor: null }
      asked = { after: answer.endCursor }
    }
    return { queued, cursor: 'after' in asked ? asked.after : null }
  })
}

/** @throws AppError where nothing is chosen */
function fieldsOf({ url, description, everything, types }: WebhookForm) {
  if (!everything && types.length === 0) {
    const message = 'Choose at least one.'
    throw new AppError('invalid_input', message, { fields: [{ field: 'types', message }] })
  }
  return { url, description, types: everything ? null : types }
}
