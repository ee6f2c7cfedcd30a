'use client'

/** "Please prove it is you": the password, with a code where there is a second factor, or a passkey. */
import { KeyRound } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { askPasskey } from '@/app/_components/passkey-browser'
import type { Outcome } from '@/app/_lib/outcome'
import type { Factors } from '@/domain/errors'
import { askToProve, proveByPasskey, proveByPassword, waysToProve } from './actions'

const silence = 'The server does not answer. Please try again.'

export function ProveDialog({ onAnswer }: { onAnswer: (isProved: boolean) => void }) {
  /** Undefined until the server has said; null where the password is enough. */
  const [factors, setFactors] = useState<Factors | null>()
  const [refusal, setRefusal] = useState<{ message: string; atCode: boolean }>()
  const [isSending, setSending] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  /** What the server says of it, once it is asked. */
  const ways = useRef<ReturnType<typeof waysToProve>>(undefined)
  useEffect(() => {
    ways.current = waysToProve()
    ways.current.then(
      (said) => (said.ok ? setFactors(said.value) : setRefusal({ message: said.message, atCode: false })),
      () => setRefusal({ message: silence, atCode: false }),
    )
  }, [])
  useEffect(() => {
    if (refusal)
      form.current?.querySelector<HTMLInputElement>(refusal.atCode ? '[name=code]' : '[name=password]')?.focus()
  }, [refusal])

  async function send(prove: () => Promise<Outcome<unknown>>) {
    setRefusal(undefined)
    setSending(true)
    const outcome = await prove().catch(() => undefined)
    setSending(false)
    if (outcome?.ok) return onAnswer(true)
    setRefusal({ message: outcome?.message ?? silence, atCode: outcome?.problems.code !== undefined })
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    // The dialog lies in the page's own form, as React sees it, where a form opened it.
    event.preventDefault()
    event.stopPropagation()
    const given = new FormData(event.currentTarget)
    const [password, code] = [String(given.get('password') ?? ''), String(given.get('code') ?? '').trim()]
    if (!password) return setRefusal({ message: 'Please type your password.', atCode: false })
    await send(() => withPassword(password, code))
  }

  async function withPassword(password: string, code: string): Promise<Outcome<unknown>> {
    // Whoever types faster than the server answers is not left with a key that does nothing.
    const asked = await ways.current?.catch(() => undefined)
    const said = asked?.ok ? asked : await (ways.current = waysToProve())
    if (!said.ok) return said
    setFactors(said.value)
    const missing = 'Please type the code as well.'
    if (said.value && !code) return { ok: false, code: 'invalid_input', message: missing, problems: { code: missing } }
    return proveByPassword(code ? { password, code } : { password })
  }

  async function withPasskey(): Promise<Outcome<unknown>> {
    const asked = await askToProve()
    const answer = asked.ok ? await askPasskey(asked.value) : asked
    return answer.ok ? proveByPasskey(answer.value) : answer
  }

  return (
    <Dialog
      title="Please prove it is you"
      description="What you are about to do needs a sign-in within the last 5 minutes, in case you left this browser open."
      open
      onOpenChange={(isOpen) => !isOpen && onAnswer(false)}
    >
      <form ref={form} onSubmit={submit} noValidate className="space-y-5">
        {refusal && (
          <Notice tone="bad" role="alert">
            {refusal.message}
          </Notice>
        )}
        {factors?.passkey && (
          <Button look="quiet" className="w-full" disabled={isSending} onClick={() => send(withPasskey)}>
            <KeyRound className="size-4" aria-hidden />
            Use a passkey
          </Button>
        )}
        <Field label="Your password" name="password" type="password" autoComplete="current-password" autoFocus />
        {factors && (
          <Field
            label={factors.authenticator ? 'Code of your app, or a recovery code' : 'Recovery code'}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <DialogClose>
            <Button look="quiet">Cancel</Button>
          </DialogClose>
          <Button type="submit" disabled={isSending}>
            {isSending ? 'Proving…' : 'Go on'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
