/** For how long terminals act on their own, and how long events and the access log last. */
import type { Metadata } from 'next'
import { ask } from '@/app/_graph/ask'
import { AccessSettingsNowDocument } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { AccessForm } from './access-form'

export const metadata: Metadata = { title: 'Access · Settings' }

export default async function AccessSettingsPage() {
  const context = await requireAdmin()
  const { settings } = await ask(context, AccessSettingsNowDocument, {})
  return (
    <AccessForm key={JSON.stringify(settings)} settings={settings} mayChange={may(context.actor, 'settings:change')} />
  )
}
