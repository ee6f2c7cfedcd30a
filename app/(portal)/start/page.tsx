import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { FirstFaceGuide } from '@/app/_components/first-face-guide'
import { PageHeader } from '@/app/_components/page-header'
import { StateCard } from '@/app/_components/state-card'
import { readHealth } from '@/domain/health'

export const metadata: Metadata = { title: 'First face' }

export default async function StartPage() {
  const context = await requireAdmin()
  const [health, { environment }] = await Promise.all([readHealth(context), getBureau()])
  return (
    <>
      <PageHeader title="First face with curl">What this bureau does, from a terminal, in under a minute.</PageHeader>
      <StateCard health={health} />
      <FirstFaceGuide publicUrl={environment.publicUrl} />
    </>
  )
}
