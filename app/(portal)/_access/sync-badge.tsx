/** How far terminals have come with somebody, in a word; below it, which have not. */
import { Badge } from '@/app/_components/badge'
import type { SyncSummary } from './sync'

export function SyncBadge({ summary: { tone, label, open } }: { summary: SyncSummary }) {
  return (
    <div className="max-w-56">
      <Badge tone={tone}>{label}</Badge>
      {open && <span className="block text-small wrap-anywhere text-ink-soft">{open}</span>}
    </div>
  )
}
