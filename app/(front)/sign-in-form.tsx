'use client'

/** E-mail and password. What is wrong is said above the fields; what was typed stays. */
import { signIn } from 'next-auth/react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'

/** @param to where to go afterwards: a path of the portal */
export function SignInForm({ to }: { to?: string }) {
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (message) form.current?.querySelector<HTMLInputElement>('[name=password]')?.focus()
  }, [message])

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [email, password] = [String(given.get('email')), String(given.get('password'))]
    setMessage(undefined)
    if (!email || !password) return setMessage('Please fill in both fields.')
    setSending(true)
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined)
    // A whole load, not a step of the router: what it had fetched ahead was for somebody signed out.
    if (answer?.ok) return window.location.assign(isOwnPath(to) ? to : '/dashboard')
    setSending(false)
    setMessage(answer?.error ?? 'The server does not answer. Please try again.')
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="space-y-5">
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" disabled={isSending} className="w-full">
        {isSending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}

/** Never to another site: the address may have been made by somebody else. */
function isOwnPath(path: string | undefined): path is string {
  return path !== undefined && /^\/(?![/\\])/.test(path) && new URL(path, location.origin).origin === location.origin
}
