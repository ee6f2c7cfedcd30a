'use client'

/**
 * E-mail and password, then the second step where there is one; or a passkey alone, by the button or as the browser suggests
 * it. What was typed stays.
 */
import { signIn } from 'next-auth/react'
import { KeyRound } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { askPasskey } from '@/app/_components/passkey-browser'
import { readSecondStep } from '@/app/_lib/sign-in-answer'
import type { Factors } from '@/domain/errors'
import { askToSignIn } from './passkey-actions'
import { usePasskeyAutofill } from './passkey-autofill'
import { SecondStep } from './second-step'

const silence = 'The server does not answer. Please try again.'

interface Asked {
  email: string
  password: string
  factors: Factors
}

/**
 * @param to where to go afterwards: a path of the portal
 * @param passkeys whether the bureau has a name that passkeys can belong to
 */
export function SignInForm({ to, passkeys }: { to?: string; passkeys: boolean }) {
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)
  const [second, setSecond] = useState<Asked>()
  const form = useRef<HTMLFormElement>(null)
  useFocusAfter(message, form, second ? 'code' : 'password')
  const endSuggestion = usePasskeyAutofill(passkeys && !second && !isSending, (response) => void sendPasskey(response))

  async function send(provider: 'credentials' | 'passkey', given: Record<string, string>) {
    setSending(true)
    const answer = await signIn(provider, { ...given, redirect: false }).catch(() => undefined)
    // A whole load, not a step of the router: what it had fetched ahead was for somebody signed out.
    if (answer?.ok) return window.location.assign(isOwnPath(to) ? to : '/dashboard')
    setSending(false)
    const factors = readSecondStep(answer?.error ?? '')
    if (factors) return setSecond({ email: given.email!, password: given.password!, factors })
    setMessage(answer?.error ?? silence)
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [email, password] = [String(given.get('email')), String(given.get('password'))]
    setMessage(undefined)
    if (!email || !password) return setMessage('Please fill in both fields.')
    await send('credentials', { email, password })
  }

  async function submitCode(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).trim()
    setMessage(undefined)
    if (!code) return setMessage('Please type the code.')
    await send('credentials', { email: second!.email, password: second!.password, code })
  }

  async function sendPasskey(response: unknown) {
    setMessage(undefined)
    await send('passkey', { response: JSON.stringify(response) })
  }

  async function usePasskey() {
    setMessage(undefined)
    setSending(true)
    await endSuggestion()
    const asked = await askToSignIn().catch(() => undefined)
    const answer = asked?.ok ? await askPasskey(asked.value) : asked
    if (answer?.ok) return sendPasskey(answer.value)
    setSending(false)
    setMessage(answer?.message ?? silence)
  }

  const alert = message && (
    <Notice tone="bad" role="alert">
      {message}
    </Notice>
  )
  const passkeyButton = (
    <Button look="quiet" className="w-full" disabled={isSending} onClick={usePasskey}>
      <KeyRound className="size-4" aria-hidden />
      {second ? 'Use a passkey' : 'Sign in with a passkey'}
    </Button>
  )
  if (second) {
    return (
      <SecondStep
        form={form}
        factors={second.factors}
        alert={alert}
        isSending={isSending}
        passkeyButton={second.factors.passkey && passkeys && passkeyButton}
        onSubmit={submitCode}
        onBack={() => {
          setSecond(undefined)
          setMessage(undefined)
        }}
      />
    )
  }
  return (
    <form ref={form} onSubmit={submit} noValidate className="space-y-5">
      {alert}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete={passkeys ? 'username webauthn' : 'username'}
        required
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" disabled={isSending} className="w-full">
        {isSending ? 'Signing in…' : 'Sign in'}
      </Button>
      {passkeys && passkeyButton}
    </form>
  )
}

/** Who is told that something was wrong types it again. */
function useFocusAfter(message: string | undefined, form: RefObject<HTMLFormElement | null>, name: string): void {
  useEffect(() => {
    if (message) form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus()
  }, [message, form, name])
}

/** Never to another site: the address may have been made by somebody else. */
function isOwnPath(path: string | undefined): path is string {
  return path !== undefined && /^\/(?![/\\])/.test(path) && new URL(path, location.origin).origin === location.origin
}
