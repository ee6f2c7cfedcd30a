'use client'

/** How the terminal does, along the lower edge of its screen. */
import { Settings as Cog } from 'lucide-react'
import { Button } from '@/app/_components/button'
import type { Status } from '@/domain/terminals/device/terminal'
import { connectionOf, peopleWords, queueWords } from './words'

const dots = { good: 'bg-good', wait: 'bg-wait', bad: 'bg-bad' }

export function StatusLine({
  status,
  remark,
  openSettings,
}: {
  status: Status
  remark: string
  openSettings: () => void
}) {
  const { tone, text } = connectionOf(status)
  return (
    <footer className="flex flex-wrap items-center gap-x-6 gap-y-1 border-t border-line bg-surface px-5 py-2 text-small">
      <p role="status" className="flex items-center gap-2" title={remark}>
        <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${dots[tone]}`} />
        {text}
      </p>
      <p>{peopleWords(status.held_users)}</p>
      <p>{queueWords(status.queued_reports)}</p>
      <p className="ml-auto font-medium">{[status.name, status.zone_name].filter(Boolean).join(', ')}</p>
      <Button look="ghost" size="icon" aria-label="Settings" onClick={openSettings}>
        <Cog className="size-5" />
      </Button>
    </footer>
  )
}
