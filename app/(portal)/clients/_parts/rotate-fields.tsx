'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Choices } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { rotate, type ShownSecret } from '../actions'
import type { ClientRow } from './clients'

const overlaps = [
  {
    value: '0',
    label: 'None: the old secret stops at once',
    hint: 'After a leak. Calls fail until the program has the new one.',
  },
  { value: '1', label: '1 hour', hint: 'Both secrets work meanwhile.' },
  { value: '24', label: '24 hours', hint: 'Both secrets work meanwhile.' },
  { value: '168', label: '7 days', hint: 'Both secrets work meanwhile.' },
]

/** For how long two secrets work, then the new one. */
export function RotateFields({
  client,
  onDone,
  onCancel,
}: {
  client: ClientRow
  onDone: (pair: ShownSecret) => void
  onCancel: () => void
}) {
  const run = useAct()
  const isOverlapping = client.oldSecretUntil !== null
  const [overlap, setOverlap] = useState(isOverlapping ? '0' : '24')
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setMessage(undefined)
    setSending(true)
    const outcome = await run(() => rotate(client.id, Number(overlap)))
    setSending(false)
    if (outcome.ok) onDone(outcome.value)
    else setMessage(outcome.message)
  }

  return (
    <form onSubmit={submit} className="space-y-5">
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      {client.oldSecretUntil && (
        <Notice tone="wait">
          The last rotation is not over: its old secret works until <Time at={client.oldSecretUntil} />. A further one
          ends both secrets of now.
        </Notice>
      )}
      <Choices
        legend="How long the secret of now goes on working"
        name="overlap"
        value={overlap}
        onChange={setOverlap}
        options={overlaps.map((option) => ({ ...option, disabled: isOverlapping && option.value !== '0' }))}
      />
      <p className="text-small text-ink-soft">
        The key stays. The app token is replaced at once.
        {client.calls > 0 && ` ${client.name} made ${client.calls.toLocaleString('en-GB')} calls in the last 24 hours.`}
      </p>
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" look={overlap === '0' ? 'danger' : 'door'} disabled={isSending}>
          Make a new secret
        </Button>
      </div>
    </form>
  )
}
