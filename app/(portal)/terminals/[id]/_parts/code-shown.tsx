'use client'

/** The pairing code while it may be typed at the device: large, with the time and the tries it has left. */
import { useEffect, useState } from 'react'
import { Button } from '@/app/_components/button'
import { Commands } from '@/app/_components/commands'
import { Progress } from '@/app/_components/progress'
import { plural } from '../../../users/_components/words'

export function CodeShown({
  code,
  endsAt,
  triesLeft,
  url,
  isRunning,
  make,
  cancel,
}: {
  code: string
  /** By the clock of this browser. */
  endsAt: number
  triesLeft: number | null
  url: string
  isRunning: boolean
  make: () => void
  cancel: () => void
}) {
  const leftMs = useTimeLeft(endsAt)
  const isOver = leftMs <= 0
  const clock = `${Math.floor(leftMs / 60_000)}:${String(Math.floor((leftMs % 60_000) / 1_000)).padStart(2, '0')}`
  return (
    <>
      <div className="rounded-card bg-code px-4 py-6 text-center">
        <p className="text-small text-ink-soft">Type this at the device</p>
        <p
          data-testid="pairing-code"
          aria-label={`Pairing code: ${code.split('').join(' ')}`}
          role="img"
          className={`mt-2 font-mono text-[clamp(1.9rem,9vw,3.5rem)] leading-tight font-semibold tracking-[0.12em] whitespace-nowrap ${isOver ? 'line-through opacity-60' : ''}`}
        >
          {code.slice(0, 4)} {code.slice(4)}
        </p>
        <p className="mt-3 tabular-nums">
          {isOver ? (
            'Its five minutes are over.'
          ) : (
            <>
              <span role="timer">Good for {clock}</span>
              {triesLeft !== null && <span className="text-ink-soft">, {plural(triesLeft, 'try', 'tries')} left</span>}
            </>
          )}
        </p>
      </div>
      {isOver ? (
        <p role="status">No device has answered. Make a new code when somebody stands at the device.</p>
      ) : (
        <div role="status" className="space-y-2">
          <p className="text-ink-soft">Waiting for a device to answer; this page shows it at once.</p>
          <Progress label="Waiting for a device" />
        </div>
      )}
      <div>
        <p className="mb-3 text-small text-ink-soft">
          A tablet needs no program: open <span className="font-mono">{`${url}/terminal`}</span> in its browser, and
          type the code there.
        </p>
        <p className="mb-1 text-small text-ink-soft">With the reference terminal of this bureau:</p>
        <Commands label="Pair the reference terminal">
          {`npx limen terminal pair --server ${url} --code ${code} --data door\nnpx limen terminal run --data door`}
        </Commands>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button look={isOver ? 'door' : 'quiet'} onClick={make} disabled={isRunning}>
          Show a new code
        </Button>
        {!isOver && (
          <Button look="quiet" onClick={cancel} disabled={isRunning}>
            Make the code void
          </Button>
        )}
      </div>
    </>
  )
}

function useTimeLeft(endsAt: number): number {
  const left = () => Math.max(0, endsAt - Date.now())
  const [ms, setMs] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setMs(Math.max(0, endsAt - Date.now())), 250)
    return () => clearInterval(timer)
  }, [endsAt])
  return ms
}
