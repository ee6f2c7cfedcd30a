'use client'

/** Behind the PIN: what this terminal is, its sound, and its end as a device. */
import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Checkbox, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { NotKept } from '@/domain/terminals/device/store'
import type { Status } from '@/domain/terminals/device/terminal'
import type { Running } from '../_device/device'
import { hasSound, keepSound } from '../_device/sound'
import { Frame } from './frame'
import { queueWords } from './words'

export function Settings({ running, status, close }: { running: Running; status: Status; close: () => void }) {
  const [isRight, setIsRight] = useState(false)
  return isRight ? (
    <Opened running={running} status={status} close={close} />
  ) : (
    <Locked running={running} open={() => setIsRight(true)} close={close} />
  )
}

function Locked({ running, open, close }: { running: Running; open: () => void; close: () => void }) {
  const [problem, setProblem] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setIsBusy(true)
    try {
      const answer = await running.tryPin(String(new FormData(form).get('pin') ?? ''))
      if (answer.isRight) return open()
      form.reset()
      setProblem(
        answer.pauseMs > 0
          ? `This is not the PIN, or there were too many tries. Wait ${Math.ceil(answer.pauseMs / 1_000)} seconds.`
          : 'This is not the PIN.',
      )
    } catch (error) {
      if (!(error instanceof NotKept)) throw error
      setProblem(error.message)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Frame title="Settings">
      <form onSubmit={(event) => void submit(event)} className="space-y-5">
        <Field
          label="PIN of this screen"
          name="pin"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          autoFocus
          problem={problem || undefined}
          hint="Whoever does not know it any more retires this terminal in the portal, and pairs this browser anew."
        />
        <div className="flex gap-3">
          <Button type="submit" disabled={isBusy}>
            Open
          </Button>
          <Button look="quiet" onClick={close}>
            Back
          </Button>
        </div>
      </form>
    </Frame>
  )
}

function Opened({ running, status, close }: { running: Running; status: Status; close: () => void }) {
  const [isSure, setIsSure] = useState(false)
  const [isLoud, setIsLoud] = useState(hasSound)
  const facts = [
    ['Terminal', status.name ?? 'not let in yet'],
    ['Id', status.terminal_id],
    ['Stands at', status.zone_id ?? 'not known yet'],
    ['Fingerprint', status.fingerprint],
    ['Model', status.model ?? 'not known yet'],
    ['Reports', queueWords(status.queued_reports)],
    ['QR codes not taken', `${status.refused_codes} since the page was loaded`],
  ]
  return (
    <Frame title="Settings">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="A sound with each answer"
        checked={isLoud}
        onChange={({ target }) => {
          keepSound(target.checked)
          setIsLoud(target.checked)
        }}
      />
      {isSure ? (
        <div className="space-y-4">
          <Notice tone="bad" role="alert">
            Everything that this browser holds is destroyed,{' '}
            {status.queued_reports > 0 ? 'reports that wait included, ' : ''}
            and it is no terminal any more. Then retire the terminal in the portal: the bureau is not told by this.
          </Notice>
          <div className="flex gap-3">
            <Button look="danger" onClick={running.unpair}>
              Destroy it now
            </Button>
            <Button look="quiet" onClick={() => setIsSure(false)}>
              Keep it
            </Button>
          </div>
        </div>
      ) : (
        <div className="flex gap-3">
          <Button onClick={close}>Back to the door</Button>
          <Button look="danger" onClick={() => setIsSure(true)}>
            Unpair this browser
          </Button>
        </div>
      )}
    </Frame>
  )
}
