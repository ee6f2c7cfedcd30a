'use client'

/**
 * How a terminal gets its device: a code is shown here and typed there, then both sides show a fingerprint, and somebody who has
 * compared them lets the device in. The code stands only in the memory of this page.
 */
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { Outcome } from '@/app/_lib/outcome'
import { cancelPairing, confirmTerminal, showPairingCode } from '../../actions'
import { CodeShown } from './code-shown'
import { Compare } from './compare'

export interface Pairing {
  /** Global id of the terminal. */
  id: string
  name: string
  state: 'UNPAIRED' | 'CLAIMED'
  fingerprint: string | null
  expiresAt: string | null
  triesLeft: number | null
}

export function PairingCard({
  pairing: { id, name, state, fingerprint, expiresAt, triesLeft },
  url,
  mayManage,
}: {
  pairing: Pairing
  /** Under which devices reach this bureau. */
  url: string
  mayManage: boolean
}) {
  const router = useRouter()
  const run = useAct()
  const [shown, setShown] = useState<{ code: string; expiresAt: string; endsAt: number }>()
  const [isRefreshing, startRefresh] = useTransition()
  const [isRunning, setRunning] = useState(false)
  const [message, setMessage] = useState<string>()
  // Another code was made elsewhere, or this one was used up: what is shown here is void.
  const isCurrent = shown !== undefined && shown.expiresAt === expiresAt

  async function press<T>(action: () => Promise<Outcome<T>>, done: (value: T) => void) {
    setRunning(true)
    setMessage(undefined)
    const outcome = await run(action)
    setRunning(false)
    if (outcome.ok) done(outcome.value)
    else setMessage(outcome.message)
    startRefresh(() => router.refresh())
  }
  const make = () =>
    press(
      () => showPairingCode(id),
      ({ leftMs, ...made }) => setShown({ ...made, endsAt: Date.now() + leftMs }),
    )
  const cancel = (said: string) =>
    press(
      () => cancelPairing(id),
      () => {
        setShown(undefined)
        toast.success(said)
      },
    )

  return (
    <Card title={state === 'CLAIMED' ? 'A device waits to be let in' : 'Pair a device'}>
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      {state === 'CLAIMED' && fingerprint ? (
        <Compare
          key={fingerprint}
          fingerprint={fingerprint}
          mayManage={mayManage}
          isRunning={isRunning}
          confirm={() =>
            press(
              () => confirmTerminal(id, fingerprint),
              () => toast.success(`The device is let in as ${name}.`),
            )
          }
          refuse={() => cancel('The device was refused; it knows nothing.')}
        />
      ) : shown && (isCurrent || isRunning || isRefreshing) ? (
        <CodeShown
          code={shown.code}
          endsAt={shown.endsAt}
          triesLeft={triesLeft}
          url={url}
          isRunning={isRunning}
          make={make}
          cancel={() => cancel('The code is void.')}
        />
      ) : (
        <>
          {shown && !isCurrent && (
            <Notice tone="wait" role="status">
              The code shown here before is void: its five minutes are over, it was tried wrongly five times, or another
              one was made.
            </Notice>
          )}
          {expiresAt && !isCurrent && (
            <Notice tone="wait">
              A code for {name} is out. It was shown once, where it was made; a new one makes it void.
            </Notice>
          )}
          <p>
            A code of eight characters is shown here for five minutes and typed at the device. Then both show a
            fingerprint; you compare them and let the device in. Until then it learns nothing.
          </p>
          {mayManage ? (
            <div className="flex flex-wrap gap-3">
              <Button onClick={make} disabled={isRunning}>
                {expiresAt || shown ? 'Show a new code' : 'Show a pairing code'}
              </Button>
              {expiresAt && (
                <Button look="quiet" onClick={() => cancel('The code is void.')} disabled={isRunning}>
                  Make the code void
                </Button>
              )}
            </div>
          ) : (
            <p className="text-ink-soft">An owner or an admin pairs devices.</p>
          )}
        </>
      )}
    </Card>
  )
}
