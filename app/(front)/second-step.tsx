'use client'

/** The second step of signing in: a code of the app, a recovery code, or a passkey. */
import { useState, type FormEvent, type ReactNode, type RefObject } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import type { Factors } from '@/domain/errors'

export function SecondStep({
  form,
  factors,
  alert,
  isSending,
  passkeyButton,
  onSubmit,
  onBack,
}: {
  form: RefObject<HTMLFormElement | null>
  factors: Factors
  alert: ReactNode
  isSending: boolean
  passkeyButton: ReactNode
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  onBack: () => void
}) {
  const [hasLostIt, setLostIt] = useState(!factors.authenticator)
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="space-y-5">
      <p className="text-ink-soft" role="status">
        Your password is right. One more step, so that a password alone opens nothing.
      </p>
      {alert}
      {passkeyButton}
      {hasLostIt ? (
        <Field
          key="recovery"
          label="Recovery code"
          name="code"
          hint="One of the ten you kept when you set up your second factor. Each is good once."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
          autoFocus={!passkeyButton || factors.authenticator}
        />
      ) : (
        <Field
          key="code"
          label="Code of your app"
          name="code"
          hint="Six digits; a new one every 30 seconds."
          inputMode="numeric"
          autoComplete="one-time-code"
          className="font-mono tracking-widest"
          autoFocus
        />
      )}
      <Button type="submit" disabled={isSending} className="w-full">
        {isSending ? 'Signing in…' : 'Sign in'}
      </Button>
      <div className="flex flex-wrap justify-between gap-3">
        {factors.authenticator && (
          <Button look="ghost" size="small" onClick={() => setLostIt(!hasLostIt)}>
            {hasLostIt ? 'Use the app instead' : 'Use a recovery code'}
          </Button>
        )}
        <Button look="ghost" size="small" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  )
}
