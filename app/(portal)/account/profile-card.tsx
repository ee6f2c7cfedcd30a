'use client'

import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Role } from '@/domain/context'
import { roleNames } from '../admins/role-field'
import { saveProfile } from './actions'

export function ProfileCard({
  firstName,
  lastName,
  email,
  role,
}: {
  firstName: string
  lastName: string
  email: string
  role: Role
}) {
  const router = useRouter()
  const form = useActionForm({
    defaultValues: { firstName, lastName },
    action: saveProfile,
    onDone: () => {
      toast.success('Your name is saved.')
      router.refresh()
    },
  })
  return (
    <Card title="Profile">
      <form onSubmit={form.submit} noValidate className="space-y-5">
        {form.message && (
          <Notice tone="bad" role="alert">
            {form.message}
          </Notice>
        )}
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="First name" autoComplete="given-name" {...form.field('firstName')} />
          <Field label="Last name" autoComplete="family-name" {...form.field('lastName')} />
        </div>
        <dl className="flex flex-wrap gap-x-10 gap-y-3">
          <div>
            <dt className="text-small text-ink-soft">E-mail, with which you sign in</dt>
            <dd className="wrap-anywhere">{email}</dd>
          </div>
          <div>
            <dt className="text-small text-ink-soft">Role</dt>
            <dd>
              <Badge>{roleNames[role]}</Badge>
            </dd>
          </div>
        </dl>
        <Button type="submit" disabled={form.isSending}>
          {form.isSending ? 'Saving…' : 'Save name'}
        </Button>
      </form>
    </Card>
  )
}
