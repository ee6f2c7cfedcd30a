'use client'

import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Choices, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { tellAgain } from '../../actions'
import type { WebhookRow } from '../../_parts/words'

type From = 'moment' | 'line' | 'start'

/** Tells the webhook again of what came into the access log: since a moment, after a line, or all that is kept. */
export function ReplayDialog({ webhook, close }: { webhook: WebhookRow; close: () => void }) {
  const run = useAct()
  const router = useRouter()
  const [from, setFrom] = useState<From>('moment')
  const [moment, setMoment] = useState(localHourAgo)
  const [line, setLine] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isRunning, setRunning] = useState(false)
  const [done, setDone] = useState<{ queued: number; cursor: string | null }>()

  async function go(asked: { since: string } | { after: string | null }, before = 0) {
    setProblem(undefined)
    setRunning(true)
    const outcome = await run(() => tellAgain(webhook.id, asked))
    setRunning(false)
    if (!outcome.ok) return setProblem(outcome.message)
    setDone({ queued: before + outcome.value.queued, cursor: outcome.value.cursor })
    router.refresh()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (from === 'start') return go({ after: null })
    if (from === 'line') {
      const after = line.trim()
      return after === '' ? setProblem('Write the id of the last report that arrived.') : go({ after })
    }
    const since = new Date(moment)
    if (moment === '' || Number.isNaN(since.getTime())) return setProblem('Choose a day and a time.')
    return go({ since: since.toISOString() })
  }

  if (done) {
    return (
      <Dialog title="Replay" open onOpenChange={(isOpen) => !isOpen && close()}>
        <Notice tone={done.queued === 0 ? 'wait' : 'good'} role="status">
          {done.queued === 0
            ? 'There was nothing to tell: nothing of the kind it hears of, or all of it waits already.'
            : `${done.queued.toLocaleString('en-GB')} ${done.queued === 1 ? 'message is' : 'messages are'} on the way, in the order in which they happened.`}
        </Notice>
        {problem && (
          <Notice tone="bad" role="alert">
            {problem}
          </Notice>
        )}
        {done.cursor !== null && <p>There is more: the log was read up to 20,000 lines further.</p>}
        <div className="flex flex-wrap justify-end gap-3">
          {done.cursor !== null && (
            <Button look="quiet" disabled={isRunning} onClick={() => void go({ after: done.cursor }, done.queued)}>
              Go on
            </Button>
          )}
          <Button onClick={close}>Done</Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      title="Replay"
      open
      onOpenChange={(isOpen) => !isOpen && close()}
      description="What came into the access log is sent once more, as far as this webhook hears of it. Messages keep their ids, so that the other side knows what it has already."
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="space-y-5">
        <Choices
          legend="From where"
          name="from"
          value={from}
          onChange={(value) => setFrom(value as From)}
          options={[
            { value: 'moment', label: 'Since a moment', hint: 'By when it came in here, not by when it happened.' },
            { value: 'line', label: 'After a report', hint: 'After the last one that arrived on the other side.' },
            { value: 'start', label: 'Everything that is kept' },
          ]}
        />
        {from === 'moment' && (
          <Field
            label="Since"
            type="datetime-local"
            value={moment}
            onChange={({ target }) => setMoment(target.value)}
            hint="By your own clock."
          />
        )}
        {from === 'line' && (
          <Field
            label="access_event_id of the last report that arrived"
            value={line}
            onChange={({ target }) => setLine(target.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
          />
        )}
        {problem && (
          <Notice tone="bad" role="alert">
            {problem}
          </Notice>
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={isRunning}>
            Replay
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** As the field writes it, in the reader's own zone. */
function localHourAgo(): string {
  const at = Date.now() - 3_600_000
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
