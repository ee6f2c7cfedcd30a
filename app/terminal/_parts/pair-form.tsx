'use client'

/** A browser that is no device yet: the code from the portal, and a PIN for this screen. */
import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { focusMarked } from '@/app/_components/marked'
import { Notice } from '@/app/_components/notice'
import { pinSchema } from '@/domain/terminals/device/browser/pin'
import { Refused, Unreachable } from '@/domain/terminals/device/calls'
import { NotKept } from '@/domain/terminals/device/store'
import { Frame } from './frame'

const codeLength = 8

export function PairForm({ pair }: { pair: (of: { code: string; pin: string }) => Promise<void> }) {
  const [problems, setProblems] = useState<{ code?: string; pin?: string; again?: string }>({})
  const [trouble, setTrouble] = useState('')
  const [isBusy, setIsBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [code, pin, again] = ['code', 'pin', 'again'].map((name) => String(form.get(name) ?? ''))
    const found = {
      ...(code!.replaceAll(/[\s-]/g, '').length === codeLength ? {} : { code: 'A code has eight characters.' }),
      ...(pinSchema.safeParse(pin).success ? {} : { pin: 'A PIN has 6 to 12 digits.' }),
      ...(pin === again ? {} : { again: 'This is another PIN.' }),
    }
    setProblems(found)
    setTrouble('')
    if (Object.keys(found).length > 0) return focusMarked()
    setIsBusy(true)
    try {
      await pair({ code: code!, pin: pin! })
    } catch (error) {
      const isForPeople = error instanceof Refused || error instanceof Unreachable || error instanceof NotKept
      if (!isForPeople) throw error
      setTrouble(error.message)
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <Frame title="Make this browser a terminal">
      <p>
        Open the terminal in the portal, press “Show a pairing code”, and type the code here. Afterwards both show a
        fingerprint to compare.
      </p>
      <form onSubmit={(event) => void submit(event)} noValidate className="space-y-5">
        <Field
          label="Pairing code"
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="font-mono text-lead tracking-widest uppercase"
          problem={problems.code}
          hint="Eight characters, good for five minutes."
        />
        <Field
          label="PIN for this screen"
          name="pin"
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          problem={problems.pin}
          hint="6 to 12 digits. With it you come to the settings of this terminal; it stays in this browser."
        />
        <Field
          label="The PIN again"
          name="again"
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          problem={problems.again}
        />
        {trouble && (
          <Notice tone="bad" role="alert">
            {trouble}
          </Notice>
        )}
        <Button type="submit" disabled={isBusy}>
          {isBusy ? 'Pairing …' : 'Pair'}
        </Button>
      </form>
    </Frame>
  )
}
