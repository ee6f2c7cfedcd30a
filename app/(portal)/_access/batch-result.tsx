'use client'

/** How far the batches are, what came of each person, the table of it, and the way back. */
import { Download } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button, ButtonLink } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useAct } from '@/app/_components/use-act'
import type { Outcome } from '@/app/_lib/outcome'
import { plural } from '../users/_components/words'
import { reasonWords, resultTable } from './bulk'
import type { Batches } from './use-batches'

/** In one call. */
const batch = 1_000
/** Shown; the table to download has all. */
const mostShown = 50

export function BatchResult({
  batches,
  takeBack,
  onwards,
}: {
  batches: Batches
  takeBack: (grantIds: string[]) => Promise<Outcome<number>>
  onwards: { href: string; label: string }
}) {
  const { state, results, total, message } = batches
  const router = useRouter()
  const run = useAct()
  const [isUndoing, setUndoing] = useState(false)
  const [undone, setUndone] = useState<number>()
  const added = results.flatMap(({ grantId }) => grantId ?? [])
  const refused = results.filter(({ grantId }) => grantId === null)
  const isResting = state === 'done' || state === 'broken'

  async function undo() {
    setUndoing(true)
    let count = 0
    for (let from = 0; from < added.length; from += batch) {
      const outcome = await run(() => takeBack(added.slice(from, from + batch)))
      if (!outcome.ok) {
        setUndoing(false)
        return void toast.error(`${plural(count, 'person', 'people')} taken out again; then: ${outcome.message}`)
      }
      count += outcome.value
    }
    setUndoing(false)
    setUndone(count)
    router.refresh()
  }

  function download() {
    const url = URL.createObjectURL(new Blob([resultTable(results)], { type: 'text/csv;charset=utf-8' }))
    const link = document.createElement('a')
    link.href = url
    link.download = 'added.csv'
    link.click()
    URL.revokeObjectURL(url)
  }

  return (
    <div className="space-y-4">
      {state === 'running' && (
        <div className="space-y-2">
          <p role="status">
            {results.length.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} done
          </p>
          <Progress label="People added" share={total === 0 ? undefined : Math.min(1, results.length / total)} />
          <Button look="quiet" size="small" onClick={batches.stop}>
            Stop after this batch
          </Button>
        </div>
      )}
      {state === 'broken' && (
        <Notice tone="wait" role="alert">
          <p>
            {message ?? 'Stopped.'} Up to here {plural(added.length, 'person was', 'people were')} added; the others
            were not tried.
          </p>
          <Button look="quiet" size="small" className="mt-2" onClick={batches.goOn}>
            Go on with the others
          </Button>
        </Notice>
      )}
      {state === 'done' && undone === undefined && (
        <Notice tone={added.length > 0 ? 'good' : 'wait'} role="status">
          Done: {plural(added.length, 'person', 'people')} added
          {refused.length > 0 && `, ${refused.length.toLocaleString('en-GB')} left out`}.
        </Notice>
      )}
      {undone !== undefined && (
        <Notice tone="good" role="status">
          Taken back: {plural(undone, 'person is', 'people are')} out again. Terminals let go of them as they confirm.
        </Notice>
      )}
      {isResting && refused.length > 0 && (
        <ul className="divide-y divide-line text-small">
          {refused.slice(0, mostShown).map(({ externalId, userId, reason }, index) => (
            <li key={index} className="flex flex-wrap justify-between gap-x-4 py-1">
              <span className="wrap-anywhere">{externalId ?? userId}</span>
              <span className="text-ink-soft">{reasonWords(reason ?? '')}</span>
            </li>
          ))}
          {refused.length > mostShown && (
            <li className="py-1 text-ink-soft">
              And {(refused.length - mostShown).toLocaleString('en-GB')} more, in the table.
            </li>
          )}
        </ul>
      )}
      {isResting && (
        <div className="flex flex-wrap gap-3">
          <ButtonLink href={onwards.href}>{onwards.label}</ButtonLink>
          {results.length > 0 && (
            <Button look="quiet" onClick={download}>
              <Download aria-hidden className="size-4" /> Result as CSV
            </Button>
          )}
          {added.length > 0 && undone === undefined && (
            <Button look="quiet" disabled={isUndoing} onClick={undo}>
              Undo: take {added.length.toLocaleString('en-GB')} out again
            </Button>
          )}
          <Button look="ghost" onClick={batches.reset}>
            Add others
          </Button>
        </div>
      )}
    </div>
  )
}
