'use client'

import { useActionState, useEffect, useRef } from 'react'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { register, type RegisterState } from './actions'

const untouched: RegisterState = { problems: {}, typed: {} }

export function RegisterForm({ token }: { token: string }) {
  const [state, action, isSending] = useActionState(register.bind(null, token), untouched)
  const { message, problems, typed } = state
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [state])
  const of = (name: string) => ({ name, problem: problems[name], defaultValue: typed[name] })
  return (
    <form ref={form} action={action} noValidate className="space-y-5">
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="First name" autoComplete="given-name" required {...of('firstName')} />
        <Field label="Last name" autoComplete="family-name" required {...of('lastName')} />
      </div>
      <Field label="E-mail" type="email" autoComplete="email" required {...of('email')} />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters; a short sentence is easy to remember."
        required
        {...of('password')}
      />
      <Field label="Password again" type="password" autoComplete="new-password" required {...of('passwordAgain')} />
      <button
        type="submit"
        disabled={isSending}
        className="rounded-control bg-door px-5 py-2.5 font-medium text-on-door hover:bg-door-strong disabled:cursor-wait"
      >
        {isSending ? 'Registering…' : 'Become the owner'}
      </button>
    </form>
  )
}
