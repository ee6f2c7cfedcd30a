import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { LazyExplorer } from '../_explorer/lazy-explorer'

export const metadata: Metadata = { title: 'Explorer' }

export default async function ExplorerPage() {
  await requireAdmin()
  return (
    <>
      <p className="max-w-prose text-ink-soft">
        Questions are asked as you, with your role; what a mutation does, it does to this bureau. Programs ask the same
        with a token of theirs.
      </p>
      <LazyExplorer />
    </>
  )
}
