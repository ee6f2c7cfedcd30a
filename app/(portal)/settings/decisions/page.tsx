import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { readRisk } from '@/domain/risk'
import { getTenant } from '@/domain/tenants'
import { languages } from '@/domain/voice/languages'
import { Decisions } from './decisions'

export const metadata: Metadata = { title: 'Decisions · Settings' }

export default async function DecisionsPage() {
  const context = await requireAdmin()
  const [{ settings }, risk] = await Promise.all([getTenant(context), readRisk(context)])
  return (
    <Decisions
      key={JSON.stringify(settings)}
      settings={settings}
      risk={risk}
      languages={Object.entries(languages).map(([code, { name }]) => ({ code, name }))}
      mayChange={may(context.actor, 'settings:change')}
    />
  )
}
