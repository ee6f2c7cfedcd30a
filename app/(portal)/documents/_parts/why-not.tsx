/** Why this admin cannot have documents read, where they cannot. */
import type { ReactElement } from 'react'
import { Notice } from '@/app/_components/notice'
import type { AdminContext } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'

export async function whyNoDocuments(context: AdminContext): Promise<ReactElement | null> {
  if (!may(context.actor, 'documents:read'))
    return (
      <Notice tone="wait">
        Your role may look at what happened, but reads no documents: whoever reads one sees all that stands on it. Ask
        an owner or an admin.
      </Notice>
    )
  const { settings } = await getTenant(context)
  if (!settings.documentEngine)
    return (
      <Notice tone="wait">The reading of documents is switched off. An owner can change that in the settings.</Notice>
    )
  return null
}
