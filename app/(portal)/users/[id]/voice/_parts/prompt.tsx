'use client'

/** One prompt to be read aloud, how far the enrolment is, and what was said of the recording before. */
import clsx from 'clsx'
import { Check } from 'lucide-react'
import { Recorder } from '@/app/(portal)/_microphone/recorder'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import type { Asked } from '@/app/api/portal/users/[id]/voice/route'

export interface Said {
  isGood: boolean
  message: string
}

export function Prompt({
  asked,
  said,
  isRunning,
  languageName,
  onRecording,
}: {
  asked: Asked
  said: Said | null
  isRunning: boolean
  languageName: string
  onRecording: (recording: Blob) => void
}) {
  const { accepted, needed, promptCode, promptCodeText, language, rejectedInARow } = asked
  return (
    <Card title={`Recording ${accepted + 1} of ${needed}`}>
      <Steps accepted={accepted} needed={needed} />
      <div className="space-y-3 py-4 text-center">
        <p className="text-ink-soft">Read these digits aloud, one by one, in {languageName}:</p>
        <p className="font-display text-6xl leading-tight tracking-[0.2em] tabular-nums sm:text-8xl" data-prompt>
          {promptCode}
        </p>
        <p lang={language} dir="auto" className="text-lead sm:text-title">
          {promptCodeText}
        </p>
      </div>
      <div role="status" className="space-y-2">
        {isRunning && <p className="text-center text-ink-soft">Listening to the recording …</p>}
        {!isRunning && said && (
          <Notice tone={said.isGood ? 'good' : 'wait'}>
            {said.message}
            {!said.isGood && rejectedInARow === 2 && ' One more that is no good ends this enrolment.'}
          </Notice>
        )}
      </div>
      <Recorder
        isLarge
        label={said && !said.isGood ? 'Speak again' : 'Speak'}
        disabled={isRunning}
        onRecording={onRecording}
      />
    </Card>
  )
}

function Steps({ accepted, needed }: { accepted: number; needed: number }) {
  return (
    <ol aria-label="Progress" className="flex justify-center gap-3">
      {Array.from({ length: needed }, (_, index) => {
        const state = index < accepted ? 'done' : index === accepted ? 'now' : 'to come'
        return (
          <li
            key={index}
            aria-current={state === 'now' ? 'step' : undefined}
            className={clsx(
              'flex size-10 items-center justify-center rounded-full border-2 font-medium',
              state === 'done' && 'border-door bg-door text-on-door',
              state === 'now' && 'border-door',
              state === 'to come' && 'border-line text-ink-soft',
            )}
          >
            {state === 'done' ? <Check aria-hidden className="size-5" /> : index + 1}
            <span className="sr-only">{state === 'done' ? `${index + 1}, done` : `, ${state}`}</span>
          </li>
        )
      })}
    </ol>
  )
}
