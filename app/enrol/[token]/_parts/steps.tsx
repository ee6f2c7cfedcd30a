'use client'

/** What the page says between its acts: that it sends, what came of it, and what stands in the way. */
import type { ReactNode } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import type { SelfEnrolment } from '@/domain/self-enrolment/enrol'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import { Heading } from './heading'
import type { Waiting } from './send'

export function Sending({ words, waiting }: { words: Words; waiting: Waiting }) {
  return (
    <>
      <Heading>{waiting ? words.uploading : words.judging}</Heading>
      <Progress label={words.uploading} />
      <div role="status">{waiting && <Notice tone="wait">{waitingText(words, waiting)}</Notice>}</div>
    </>
  )
}

export function waitingText(words: Words, waiting: NonNullable<Waiting>): string {
  return waiting.for === 'connection' ? words.offline : fill(words.busyServer, { n: waiting.seconds })
}

export function NotPassed({
  words,
  reason,
  triesLeft,
  onAgain,
}: {
  words: Words
  reason: string
  triesLeft: number
  onAgain: (isCalm: boolean) => void
}) {
  const left = triesLeft === 1 ? words.triesLeftOne : fill(words.triesLeft, { n: triesLeft })
  return (
    <>
      <Heading>{words.notPassedTitle}</Heading>
      <Notice tone="wait" role="alert">
        {reason}
      </Notice>
      <p className="text-ink-soft">{left}</p>
      <div className="flex flex-col gap-3">
        <Button className="min-h-12" onClick={() => onAgain(false)}>
          {words.again}
        </Button>
        <Button look="quiet" className="min-h-12" onClick={() => onAgain(true)}>
          {words.againCalm}
        </Button>
      </div>
    </>
  )
}

export function Done({ words, done }: { words: Words; done: Extract<SelfEnrolment, { outcome: 'enrolled' }> }) {
  return (
    <>
      <Heading>{words.doneTitle}</Heading>
      <Notice tone="good" role="status">
        {done.picturesKept ? words.doneKept : words.doneNotKept}
      </Notice>
      {done.mailed && <p>{words.doneMail}</p>}
      <p>{words.doneWithdraw}</p>
      <p className="rounded-control bg-code p-3">
        <a href={done.withdrawalUrl} className="text-small wrap-anywhere text-door underline">
          {done.withdrawalUrl}
        </a>
      </p>
      <p className="text-ink-soft">{words.doneClose}</p>
    </>
  )
}

/** Something stands in the way. `act` leads on, where anything does. */
export function Stopped({
  title,
  children,
  act,
  onAct,
}: {
  title: string
  children: ReactNode
  act?: string
  onAct?: () => void
}) {
  return (
    <>
      <Heading>{title}</Heading>
      <div role="alert" className="space-y-3 text-lead text-ink-soft">
        {children}
      </div>
      {act && onAct && (
        <Button className="min-h-12 w-full" onClick={onAct}>
          {act}
        </Button>
      )}
    </>
  )
}
