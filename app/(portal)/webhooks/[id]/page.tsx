import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ask } from '@/app/_graph/ask'
import { WebhookPageDocument, type WebhookPageQuery } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { may } from '@/domain/permissions'
import { encodeId } from '@/graphql/ids'
import { LiveRefresh } from '../../_components/live-refresh'
import type { WebhookRow } from '../_parts/words'
import { Deliveries } from './_parts/deliveries'
import { loadLog } from './_parts/state'
import { WebhookHeader } from './_parts/webhook-header'

export const metadata: Metadata = { title: 'Webhook' }

export default async function WebhookPage({ params, searchParams }: PageProps<'/webhooks/[id]'>) {
  const context = await requireAdmin()
  const [{ id }, { state, after }] = await Promise.all([params, loadLog(searchParams)])
  const { node, webhookDeliveries } = await read(context, id, state, after)
  if (!node || !('url' in node)) notFound()
  const webhook = node as WebhookRow
  const mayManage = may(context.actor, 'webhooks:manage')
  const { edges, pageInfo } = webhookDeliveries
  return (
    <>
      <LiveRefresh isActive={webhook.waiting > 0} everyMs={1_500} />
      <WebhookHeader webhook={webhook} now={context.now().getTime()} mayManage={mayManage} />
      <Deliveries
        webhook={webhook}
        deliveries={edges.map(({ node: delivery }) => delivery)}
        older={pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null}
        state={state}
        isNewest={after === null}
        mayManage={mayManage}
      />
    </>
  )
}

async function read(
  context: Context,
  webhookId: string,
  state: string | null,
  after: string | null,
): Promise<WebhookPageQuery> {
  const id = encodeId('Webhook', webhookId)
  const states = state === null ? null : [state.toUpperCase() as 'QUEUED' | 'DELIVERED' | 'FAILED']
  const asked = (place: string | null) =>
    ask(context, WebhookPageDocument, { id, filter: { webhookId: id, states }, after: place })
  return asked(after).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'not_found') notFound()
    // A cursor that somebody has cut short is as if it were not there.
    if (error.code === 'invalid_input' && after !== null) return asked(null)
    throw error
  })
}
