'use client'

/** The form of every page for who is not signed in. What is wrong is said at its field, and the first of it gets the focus. */
import { createContext, use, useActionState, useEffect, useRef, type ComponentProps, type ReactNode } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import type { FormState } from '../_lib/attempt'

const State = createContext<FormState>({ problems: {}, typed: {} })

export function GuestForm({
  action,
  submit,
  sending,
  children,
}: {
  action: (before: FormState, form: FormData) => Promise<FormState>
  /** What the button says, and what it says while it works. */
  submit: string
  sending: string
  children: ReactNode
}) {
  const [state, send, isSending] = useActionState(action, { problems: {}, typed: {} })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [state])
  return (
    <form ref={form} action={send} noValidate className="space-y-5">
      {state.message && (
        <Notice tone="bad" role="alert">
          {state.message}
        </Notice>
      )}
      <State value={state}>{children}</State>
      <Button type="submit" disabled={isSending}>
        {isSending ? sending : submit}
      </Button>
    </form>
  )
}

/** A required field of a `GuestForm`. */
export function GuestField({ name, ...field }: { name: string } & ComponentProps<typeof Field>) {
  const { problems, typed } = use(State)
  return <Field required {...field} name={name} problem={problems[name]} defaultValue={typed[name]} />
}
