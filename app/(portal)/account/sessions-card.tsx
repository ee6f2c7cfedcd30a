'use client'

/** Where the admin is signed in. Ending a session takes effect at that browser's next request. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { end, endOthers } from './actions'

export interface ShownSession {
  id: string
  source: string
  browser: string
  createdAt: Date
  lastSeenAt: Date
  isThis: boolean
}

export function SessionsCard({ sessions }: { sessions: ShownSession[] }) {
  const run = useAct()
  const router = useRouter()
  const [ending, setEnding] = useState<string>()
  const others = sessions.filter(({ isThis }) => !isThis).length

  async function endOne({ id, browser }: ShownSession) {
    setEnding(id)
    const outcome = await run(() => end(id))
    setEnding(undefined)
    if (!outcome.ok) return toast.error(outcome.message)
    toast.success(`${browser} is signed out.`)
    router.refresh()
  }

  return (
    <Card title="Sessions">
      <p className="text-ink-soft">
        Where you are signed in. A session ends by itself after two hours without a click, and after twelve in any case.
      </p>
      <ul aria-label="Your sessions" className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
              <p className="font-medium wrap-anywhere">
                {session.browser} {session.isThis && <Badge tone="good">this browser</Badge>}
              </p>
              <p className="text-small text-ink-soft">
                {session.source && <>From {session.source}, s</>}
                {!session.source && 'S'}igned in <Time at={session.createdAt} />, last seen{' '}
                <Time at={session.lastSeenAt} />
              </p>
            </div>
            {!session.isThis && (
              <Button
                look="quiet"
                size="small"
                disabled={ending === session.id}
                onClick={() => endOne(session)}
                aria-label={`End ${session.browser}`}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others > 0 ? (
        <ConfirmDialog
          title="End all other sessions?"
          trigger={<Button look="danger">End all others</Button>}
          confirm={others === 1 ? 'End 1 session' : `End ${others} sessions`}
          act={async () => {
            const outcome = await endOthers()
            if (outcome.ok) router.refresh()
            return outcome
          }}
        >
          <p>
            {others === 1 ? 'One other browser is' : `${others} other browsers are`} signed out at the next click; work
            that was not saved there is lost. You stay signed in here.
          </p>
        </ConfirmDialog>
      ) : (
        <p className="text-small text-ink-soft">You are signed in nowhere else.</p>
      )}
    </Card>
  )
}
