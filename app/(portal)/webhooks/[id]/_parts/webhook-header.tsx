'use client'

/** What the webhook is, whether it answers, and what may be done to it. */
import { MoreHorizontal, Send } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Menu } from '@/app/_components/menu'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { sendTest, turn } from '../../actions'
import { State } from '../../_parts/state'
import { useWebhookActs } from '../../_parts/use-webhook-acts'
import { oldSecretUntil, WebhookDialogs } from '../../_parts/webhook-dialogs'
import { messageName, nameOf, type WebhookRow } from '../../_parts/words'

export function WebhookHeader({ webhook, now, mayManage }: { webhook: WebhookRow; now: number; mayManage: boolean }) {
  const router = useRouter()
  const [open, setOpen] = useQueryState('open', parseAsString.withOptions({ history: 'push' }))
  const entriesFor = useWebhookActs((name, id) => void setOpen(`${name}.${id}`), {
    mayManage,
    onTested: () => router.refresh(),
  })
  const name = nameOf(webhook)
  const until = oldSecretUntil(webhook, now)
  const rows: [string, React.ReactNode][] = [
    ['State', <State key="state" webhook={webhook} />],
    [
      'Address',
      <span key="url" className="wrap-anywhere">
        {webhook.url}
      </span>,
    ],
    ['Hears of', webhook.types === null ? 'Everything that doors report' : webhook.types.map(wordsOf).join('; ')],
    ['Waiting to be sent', webhook.waiting.toLocaleString('en-GB')],
    ['Made', <Time key="made" at={webhook.createdAt} />],
    ...(until
      ? [
          [
            'Old secret',
            <span key="until">
              signs too until <Time at={until} />
            </span>,
          ] as [string, React.ReactNode],
        ]
      : []),
  ]
  return (
    <>
      <p className="text-small">
        <Link href="/webhooks" className="underline decoration-line underline-offset-4 hover:decoration-door">
          All webhooks
        </Link>
      </p>
      <PageHeader
        title={name}
        acts={
          <>
            <Button look="quiet" onClick={() => void setOpen('verify')}>
              How to check messages
            </Button>
            {mayManage && (
              <>
                <Act
                  isDisabled={webhook.disabledAt !== null}
                  act={() => sendTest(webhook.id)}
                  said="A test is on its way."
                >
                  <Send aria-hidden className="size-4" />
                  Send a test
                </Act>
                <Menu
                  trigger={
                    <Button look="ghost" size="icon" aria-label={`More acts for ${name}`}>
                      <MoreHorizontal className="size-5" />
                    </Button>
                  }
                  entries={entriesFor(webhook).filter((entry) => entry === 'line' || entry.label !== 'Send a test')}
                />
              </>
            )}
          </>
        }
      />
      {webhook.disabledAt && (
        <Notice tone={webhook.disabledBecause === 'FAILING' ? 'bad' : 'wait'}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <span>
              {webhook.disabledBecause === 'FAILING'
                ? 'It was turned off by itself: for days nothing arrived there, or the other side said that it wants nothing any more.'
                : 'It is off: nothing is sent to it.'}{' '}
              What happened meanwhile can be replayed below, once it is on.
            </span>
            {mayManage && (
              <Act act={() => turn(webhook.id, true)} said="It is on. What waited is sent now." isQuiet>
                Turn on
              </Act>
            )}
          </div>
        </Notice>
      )}
      <Card title="What it is">
        <dl className="divide-y divide-line">
          {rows.map(([label, value]) => (
            <div key={label} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-2">
              <dt className="font-medium">{label}</dt>
              <dd className="max-w-prose text-ink-soft sm:text-right">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <WebhookDialogs
        open={open}
        close={() => setOpen(null)}
        webhooks={[webhook]}
        now={now}
        mayManage={mayManage}
        onDeleted={() => router.push('/webhooks')}
      />
    </>
  )
}

const wordsOf = (type: string) => messageName(type.toLowerCase())

/** A button that acts at once and says so. */
export function Act({
  act,
  said,
  isDisabled = false,
  isQuiet = false,
  label,
  children,
}: {
  act: () => ReturnType<typeof sendTest>
  said: string
  isDisabled?: boolean
  isQuiet?: boolean
  /** For screen readers, where the words alone do not say to what. */
  label?: string
  children: React.ReactNode
}) {
  const run = useAct()
  const router = useRouter()
  const [isRunning, setRunning] = useState(false)
  const press = async () => {
    setRunning(true)
    const outcome = await run(act)
    setRunning(false)
    if (!outcome.ok) return void toast.error(outcome.message)
    toast.success(said)
    router.refresh()
  }
  return (
    <Button
      look={isQuiet ? 'quiet' : 'door'}
      size={isQuiet ? 'small' : 'normal'}
      aria-label={label}
      disabled={isDisabled || isRunning}
      onClick={() => void press()}
    >
      {children}
    </Button>
  )
}
