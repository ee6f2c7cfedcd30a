'use client'

import { useWatch } from 'react-hook-form'
import { Button } from '@/app/_components/button'
import { Checkbox, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'
import type { WebhookForm } from '../actions'
import { typeWords, type WebhookRow } from './words'

export const emptyForm: WebhookForm = { url: '', description: '', everything: true, types: [] }

export const formOf = ({ url, description, types }: WebhookRow): WebhookForm => ({
  url,
  description,
  everything: types === null,
  types: types ?? [],
})

/** Where it leads and of what it hears: of a new webhook, or of one that is changed. */
export function WebhookFields<T>({
  defaultValues,
  send,
  action,
  onDone,
  onCancel,
}: {
  defaultValues: WebhookForm
  send: string
  action: (form: WebhookForm) => Promise<Outcome<T>>
  onDone: (value: T, form: WebhookForm) => void
  onCancel: () => void
}) {
  const form = useActionForm<WebhookForm, T>({
    defaultValues,
    action,
    onDone: (value) => onDone(value, form.getValues()),
  })
  const everything = useWatch({ control: form.control, name: 'everything' })
  const typesProblem = form.formState.errors.types?.message
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field
        label="Address"
        type="url"
        hint="It begins with https:// and leads to the public internet. This machine, private networks and the places where clouds keep their secrets are refused; a network of your own can be allowed by whoever runs this server (LIMEN_WEBHOOK_ALLOW), there also over plain http."
        placeholder="https://access.example.org/limen"
        autoComplete="off"
        spellCheck={false}
        {...form.field('url')}
      />
      <Field
        label="What it is"
        hint="For people: “Turnstiles of the north stand”."
        autoComplete="off"
        maxLength={200}
        {...form.field('description')}
      />
      <fieldset className="space-y-2" data-marked={typesProblem ? true : undefined}>
        <legend className="font-medium">It hears of</legend>
        <Checkbox
          label="Everything that doors report"
          hint="Also of kinds that may be added one day."
          {...form.register('everything')}
        />
        {!everything && (
          <div className="space-y-2 border-l-2 border-line pl-4">
            {typeWords.map(({ type, label, says }) => (
              <Checkbox key={type} label={label} hint={says} value={type} {...form.register('types')} />
            ))}
          </div>
        )}
        {typesProblem && <p className="text-small text-bad">{typesProblem}</p>}
      </fieldset>
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
