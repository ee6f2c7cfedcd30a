'use client'

/** Asks for a name. */
import { useState, type ReactNode } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'

interface NameFormProps<T> {
  name: string
  hint?: string
  /** What the button says. */
  confirm: string
  action: (values: { name: string }) => Promise<Outcome<T>>
  onDone: (value: T) => void
}

export function NameDialog<T>({
  title,
  trigger,
  open,
  onCancel,
  onDone,
  ...form
}: NameFormProps<T> & { title: string; trigger?: ReactNode; open?: boolean; onCancel?: () => void }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog
      title={title}
      trigger={trigger}
      open={open ?? isOpen}
      onOpenChange={(next) => {
        setOpen(next)
        if (!next) onCancel?.()
      }}
    >
      <NameForm
        {...form}
        onDone={(value) => {
          setOpen(false)
          onDone(value)
        }}
      />
    </Dialog>
  )
}

/** By itself, so that every opening starts from the name as it is. */
function NameForm<T>({ name, hint, confirm, action, onDone }: NameFormProps<T>) {
  const form = useActionForm({ defaultValues: { name }, action, onDone })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field label="Name" hint={hint} maxLength={60} autoComplete="off" {...form.field('name')} />
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={form.isSending}>
          {confirm}
        </Button>
      </div>
    </form>
  )
}
