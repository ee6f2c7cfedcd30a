'use client'

/** What was sent and what came of it, newest first: each message can be read and sent again, and the log of access replayed. */
import { History } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button, ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { Select } from '@/app/_components/field'
import { Sideways, tableFrame } from '@/app/_components/sideways'
import { Time } from '@/app/_components/time'
import { sendAgain } from '../../actions'
import { messageName, type Delivery, type WebhookRow } from '../../_parts/words'
import { MessageDialog } from './message-dialog'
import { ReplayDialog } from './replay-dialog'
import { deliveryStates, logParsers, logQuery } from './state'
import { Act } from './webhook-header'

const stateWords = { queued: 'Waiting', delivered: 'Arrived', failed: 'Given up' } as const
const headings = ['When', 'What', 'State', 'Attempts', 'Last answer', '']

export function Deliveries({
  webhook,
  deliveries,
  older,
  state,
  isNewest,
  mayManage,
}: {
  webhook: WebhookRow
  deliveries: Delivery[]
  /** The cursor behind which older ones begin; null: there are none. */
  older: string | null
  state: (typeof deliveryStates)[number] | null
  isNewest: boolean
  mayManage: boolean
}) {
  const [, setState] = useQueryStates(logParsers, { shallow: false, history: 'push' })
  const [read, setRead] = useState<Delivery>()
  const [isReplaying, setReplaying] = useState(false)
  const base = `/webhooks/${webhook.webhookId}`
  return (
    <section aria-labelledby="deliveries" className="space-y-3">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 id="deliveries" className="font-display text-title">
            Deliveries
          </h2>
          <p className="text-ink-soft">Kept for 30 days. What a message says is kept only in the access log.</p>
        </div>
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label="Show"
            value={state ?? ''}
            onChange={({ target }) =>
              void setState({ state: deliveryStates.find((one) => one === target.value) ?? null, after: null })
            }
          >
            <option value="">Every delivery</option>
            {deliveryStates.map((one) => (
              <option key={one} value={one}>
                {stateWords[one]}
              </option>
            ))}
          </Select>
          {mayManage && (
            <Button look="quiet" disabled={webhook.disabledAt !== null} onClick={() => setReplaying(true)}>
              <History aria-hidden className="size-4" />
              Replay
            </Button>
          )}
        </div>
      </div>
      {deliveries.length === 0 ? (
        <EmptyState title={state ? 'No delivery is in this state' : 'Nothing was sent yet'}>
          {state ? 'Choose another state, or every delivery.' : 'Send a test to see whether the other side answers.'}
        </EmptyState>
      ) : (
        <Sideways label="Deliveries" frame={tableFrame}>
          <table className="w-full border-collapse text-left">
            <caption className="sr-only">Deliveries, newest first</caption>
            <thead>
              <tr className="border-b border-line text-small text-ink-soft">
                {headings.map((heading) => (
                  <th key={heading} scope="col" className="px-3 py-2.5 font-medium whitespace-nowrap">
                    {heading || <span className="sr-only">Acts</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <tr key={delivery.id} className="border-b border-line align-top last:border-0 hover:bg-code/60">
                  <td className="px-3 py-2 text-small">
                    <Time at={delivery.createdAt} />
                  </td>
                  <td className="min-w-44 px-3 py-2">
                    {messageName(delivery.type)}
                    <code className="block font-mono text-small text-ink-soft">{delivery.type}</code>
                  </td>
                  <td className="px-3 py-2">
                    <DeliveryState delivery={delivery} isOff={webhook.disabledAt !== null} />
                  </td>
                  <td className="px-3 py-2 tabular-nums">{delivery.attempts}</td>
                  <td className="max-w-72 min-w-44 px-3 py-2">
                    <LastAnswer delivery={delivery} />
                  </td>
                  <td className="px-3 py-2">
                    <span className="flex flex-wrap justify-end gap-2">
                      <Button
                        look="quiet"
                        size="small"
                        aria-label={`Read the message ${delivery.messageId}`}
                        onClick={() => setRead(delivery)}
                      >
                        Read
                      </Button>
                      {mayManage && (delivery.state !== 'QUEUED' || delivery.attempts > 0) && (
                        <Act
                          isQuiet
                          isDisabled={webhook.disabledAt !== null}
                          label={`Send again: ${delivery.messageId}`}
                          act={() => sendAgain(delivery.id)}
                          said="It is sent now."
                        >
                          Send again
                        </Act>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      <nav aria-label="Pages" className="flex justify-between gap-3">
        {isNewest ? (
          <span />
        ) : (
          <ButtonLink look="quiet" size="small" href={`${base}${logQuery({ state })}`} prefetch={false}>
            Newest
          </ButtonLink>
        )}
        {older !== null && (
          <ButtonLink look="quiet" size="small" href={`${base}${logQuery({ state, after: older })}`} prefetch={false}>
            Older
          </ButtonLink>
        )}
      </nav>
      {read && <MessageDialog delivery={read} close={() => setRead(undefined)} />}
      {isReplaying && <ReplayDialog webhook={webhook} close={() => setReplaying(false)} />}
    </section>
  )
}

function DeliveryState({
  delivery: { state, nextAttemptAt, deliveredAt },
  isOff,
}: {
  delivery: Delivery
  isOff: boolean
}) {
  if (state === 'DELIVERED') {
    return (
      <>
        <Badge tone="good">arrived</Badge>
        {deliveredAt && (
          <Note>
            <Time at={deliveredAt} />
          </Note>
        )}
      </>
    )
  }
  if (state === 'FAILED') return <Badge tone="bad">given up</Badge>
  return (
    <>
      <Badge tone="wait">waiting</Badge>
      {isOff ? (
        <Note>until it is turned on</Note>
      ) : (
        nextAttemptAt && (
          <Note>
            next try <Time at={nextAttemptAt} />
          </Note>
        )
      )}
    </>
  )
}

function LastAnswer({ delivery: { lastStatus, lastError, lastTookMs, lastAttemptAt } }: { delivery: Delivery }) {
  if (!lastAttemptAt) return <span className="text-ink-soft">not tried yet</span>
  return (
    <>
      {lastStatus === null ? 'None' : `HTTP ${lastStatus}`}
      {lastTookMs !== null && <span className="text-ink-soft"> in {lastTookMs.toLocaleString('en-GB')} ms</span>}
      {lastError && lastError !== `The server answered ${lastStatus}.` && <Note>{lastError}</Note>}
    </>
  )
}

const Note = ({ children }: { children: React.ReactNode }) => (
  <span className="block text-small text-ink-soft">{children}</span>
)
