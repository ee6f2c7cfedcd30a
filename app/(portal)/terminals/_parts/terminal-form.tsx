'use client'

/** The form of a terminal: its name and where it stands. */
import { Button } from '@/app/_components/button'
import { DialogClose } from '@/app/_components/dialog'
import { Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'
import type { Facility } from '../../facilities/_parts/places'
import type { TerminalForm as Values } from '../actions'
import { PlaceOptions } from './place-options'

export function TerminalForm<T>({
  facilities,
  start,
  placeHint,
  send,
  action,
  onDone,
}: {
  /** Those in use. */
  facilities: Facility[]
  start: Values
  placeHint: string
  send: string
  action: (values: Values) => Promise<Outcome<T>>
  onDone: (value: T) => void
}) {
  const form = useActionForm<Values, T>({ defaultValues: start, action, onDone })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field
        label="Name"
        hint="Which door it is, for people: “Gate 3, left”."
        autoComplete="off"
        maxLength={120}
        {...form.field('name')}
      />
      <Select label="Where it stands" hint={placeHint} {...form.field('zoneId')}>
        <PlaceOptions facilities={facilities} valueOf={({ id }) => id} />
      </Select>
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={form.isSending}>
          {send}
        </Button>
      </div>
    </form>
  )
}
