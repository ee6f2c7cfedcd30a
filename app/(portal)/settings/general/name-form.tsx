'use client'

import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { useActionForm } from '@/app/_components/use-action-form'
import type { TenantChange } from '@/domain/tenants'
import { useSaved } from '../_parts/use-undo'
import { rename } from '../actions'

export function NameForm({ name, mayChange }: { name: string; mayChange: boolean }) {
  const saved = useSaved()
  const form = useActionForm<{ name: string }, TenantChange['before']>({
    defaultValues: { name },
    action: (values) => rename(values.name),
    onDone: (before) => saved(before),
  })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-3">
      <Field
        label="Name"
        hint={mayChange ? 'People see it on top of every page and in mails.' : 'Only an owner changes it.'}
        maxLength={200}
        disabled={!mayChange}
        {...form.field('name')}
      />
      {mayChange && (
        <Button type="submit" look="quiet" disabled={form.isSending || !form.formState.isDirty}>
          Save
        </Button>
      )}
    </form>
  )
}
