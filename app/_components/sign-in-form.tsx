'use client'

import { signIn } from 'next-auth/react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from './button'
import { Field } from './field'
import { Notice } from './notice'

export function SignInForm() {
  const router = useRouter()
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    if (!email || !password) return setMessage('Please fill in both fields.')
    setSending(true)
    const answer = await signIn('credentials', { email, password, redirect: false })
    if (answer?.ok) return router.push('/users')
    setSending(false)
    setMessage(answer?.error ?? 'The server does not answer. Please try again.')
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" disabled={isSending}>
        {isSending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
