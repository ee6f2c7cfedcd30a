'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Choices } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { renewSecret, type ShownSecret } from '../actions'
import type { WebhookRow } from './words'

const overlaps = [
  { value: '0', label: 'Not at all', hint: 'After a leak. The receiver refuses messages until it has the new one.' },
  { value: '24', label: '24 hours', hint: 'Messages carry both signatures meanwhile.' },
  { value: '168', label: '7 days', hint: 'Messages carry both signatures meanwhile.' },
]

/** For how long two secrets sign, then the new one. */
export function RotateFields({
  webhook,
  oldSecretUntil,
  onDone,
  onCancel,
}: {
  webhook: WebhookRow
  /** Of the rotation before, while it is not over. */
  oldSecretUntil: string | null
  onDone: (shown: ShownSecret) => void
  onCancel: () => void
}) {
  const run = useAct()
  const [overlap, setOverlap] = useState('24')
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setMessage(undefined)
    setSending(true)
    const outcome = await run(() => renewSecret(webhook.id, Number(overlap)))
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
      {oldSecretUntil && (
        <Notice tone="wait">
          The last rotation is not over: the secret before it signs until <Time at={oldSecretUntil} />. It stops with
          this one.
        </Notice>
      )}
      <Choices
        legend="How long the secret of now goes on signing"
        name="overlap"
        value={overlap}
        onChange={setOverlap}
        options={overlaps}
      />
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
