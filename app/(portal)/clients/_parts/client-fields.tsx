'use client'

import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Checkbox, Field, TextArea } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'
import type { ClientForm } from '../actions'
import type { ClientRow } from './clients'
import { scopeWords } from './words'

export const emptyForm: ClientForm = {
  name: '',
  scopes: ['read', 'enrol'],
  requestQuota: '',
  allowedOrigins: '',
  expiresOn: '',
}

export const formOf = (client: ClientRow): ClientForm => ({
  name: client.name,
  scopes: client.scopes,
  requestQuota: client.requestQuota === null ? '' : String(client.requestQuota),
  allowedOrigins: client.allowedOrigins.join('\n'),
  expiresOn: client.expiresAt ? client.expiresAt.toISOString().slice(0, 10) : '',
})

/** Who it is, what it may, how often, from where and how long: of a new client, or of one that is changed. */
export function ClientFields<T>({
  defaultValues,
  used,
  send,
  action,
  onDone,
  onCancel,
}: {
  defaultValues: ClientForm
  /** How much of its quota is used; for a client that exists. */
  used?: number
  send: string
  action: (form: ClientForm, restartCount: boolean) => Promise<Outcome<T>>
  onDone: (value: T, form: ClientForm) => void
  onCancel: () => void
}) {
  const [restart, setRestart] = useState(false)
  const form = useActionForm<ClientForm, T>({
    defaultValues,
    action: (values) => action(values, restart),
    onDone: (value) => onDone(value, form.getValues()),
  })
  const scopesProblem = form.formState.errors.scopes?.message
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field
        label="Name"
        hint="Which program it is, for people: “Turnstile at the north gate”."
        autoComplete="off"
        maxLength={200}
        {...form.field('name')}
      />
      <fieldset className="space-y-2" data-marked={scopesProblem ? true : undefined}>
        <legend className="font-medium">What it may do</legend>
        {scopeWords.map(({ scope, label, says }) => (
          <Checkbox key={scope} label={label} hint={says} value={scope} {...form.register('scopes')} />
        ))}
        {scopesProblem && <p className="text-small text-bad">Choose at least one.</p>}
      </fieldset>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Quota of calls"
          hint="In all, not per day. Empty: any number."
          inputMode="numeric"
          autoComplete="off"
          {...form.field('requestQuota')}
        />
        <Field
          label="Works until the end of"
          hint="A day, UTC. Empty: for ever."
          type="date"
          {...form.field('expiresOn')}
        />
      </div>
      {used !== undefined && used > 0 && (
        <Checkbox
          label="Count from zero again"
          hint={`${used.toLocaleString('en-GB')} calls are counted so far.`}
          checked={restart}
          onChange={(event) => setRestart(event.target.checked)}
        />
      )}
      <TextArea
        label="Web pages that may call"
        hint="Addresses such as https://app.example.org, one on each line. Empty: no page of another address may; programs that are no browser always may. A secret in a page is known to everybody who opens it."
        rows={2}
        spellCheck={false}
        {...form.field('allowedOrigins')}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={form.isSending}>
          {send}
        </Button>
      </div>
    </form>
  )
}
