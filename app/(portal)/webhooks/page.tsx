import type { Metadata } from 'next'
import { ask } from '@/app/_graph/ask'
import { WebhookListDocument } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { Webhooks } from './_parts/webhooks'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage() {
  const context = await requireAdmin()
  const { webhooks } = await ask(context, WebhookListDocument, {})
  return (
    <Webhooks
      rows={webhooks.edges.map(({ node }) => node)}
      now={context.now().getTime()}
      mayManage={may(context.actor, 'webhooks:manage')}
    />
  )
}
