'use client'

import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import { savePassword } from './actions'

const empty = { oldPassword: '', password: '', passwordAgain: '' }

/** @param email for password managers, which want to know whose password changes */
export function PasswordCard({ email, otherSessions }: { email: string; otherSessions: number }) {
  const router = useRouter()
  const form = useActionForm({
    defaultValues: empty,
    action: savePassword,
    onDone: ({ endedSessions }) => {
      form.reset(empty)
      toast.success(
        endedSessions === 0
          ? 'Your new password is saved.'
          : `Your new password is saved, and ${sessions(endedSessions)} elsewhere ended.`,
      )
      router.refresh()
    },
  })
  return (
    <Card title="Password">
      <form onSubmit={form.submit} noValidate className="space-y-5">
        {form.message && (
          <Notice tone="bad" role="alert">
            {form.message}
          </Notice>
        )}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label="Password so far" type="password" autoComplete="current-password" {...form.field('oldPassword')} />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="At least 12 characters; a short sentence is easy to remember."
          {...form.field('password')}
        />
        <Field
          label="New password again"
          type="password"
          autoComplete="new-password"
          {...form.field('passwordAgain')}
        />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button type="submit" disabled={form.isSending}>
            {form.isSending ? 'Saving…' : 'Change password'}
          </Button>
          {otherSessions > 0 && (
            <p className="text-small text-ink-soft">Ends your {sessions(otherSessions)} elsewhere at once.</p>
          )}
        </div>
      </form>
    </Card>
  )
}

const sessions = (count: number) => (count === 1 ? '1 session' : `${count} sessions`)
