'use client'

import { useEffect, useState } from 'react'
import { Commands } from '@/app/_components/commands'
import { CopyText } from '@/app/_components/copy-text'
import { Dialog } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { readMessage } from '../../actions'
import { messageName, type Delivery } from '../../_parts/words'

type Read = { kind: 'reading' } | { kind: 'refused'; message: string } | { kind: 'read'; body: string | null }

/** What a message says. It is put together anew each time, so that nobody who was erased is named in it. */
export function MessageDialog({ delivery, close }: { delivery: Delivery; close: () => void }) {
  const run = useAct()
  const [read, setRead] = useState<Read>({ kind: 'reading' })
  useEffect(() => {
    let isOver = false
    void run(() => readMessage(delivery.id)).then((outcome) => {
      if (isOver) return
      setRead(outcome.ok ? { kind: 'read', body: outcome.value } : { kind: 'refused', message: outcome.message })
    })
    return () => {
      isOver = true
    }
  }, [run, delivery.id])
  return (
    <Dialog
      title={messageName(delivery.type)}
      open
      wide
      onOpenChange={(isOpen) => !isOpen && close()}
      description="As it would be sent now: it is read from the access log at each attempt."
    >
      <p>
        <span className="text-ink-soft">webhook-id </span>
        <CopyText label="the message’s id">{delivery.messageId}</CopyText>
      </p>
      {read.kind === 'reading' && <p role="status">Reading…</p>}
      {read.kind === 'refused' && (
        <Notice tone="bad" role="alert">
          {read.message}
        </Notice>
      )}
      {read.kind === 'read' && read.body === null && (
        <Notice tone="wait">What it told of is kept no more, so there is nothing left to send.</Notice>
      )}
      {read.kind === 'read' && read.body !== null && <Commands label="The message">{indented(read.body)}</Commands>}
    </Dialog>
  )
}

const indented = (json: string) => JSON.stringify(JSON.parse(json), null, 2)
