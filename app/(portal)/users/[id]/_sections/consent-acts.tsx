'use client'

/** Writes down that a user agreed, or that they withdrew it. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { record, withdraw } from '@/app/(portal)/consents/actions'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useActionForm } from '@/app/_components/use-action-form'
import type { WithdrawalConsequences } from '@/domain/consents/read'

export function RecordConsent({
  userId,
  choices,
  mayRecord,
}: {
  userId: string
  choices: { id: string; label: string }[]
  mayRecord: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  const why = !mayRecord
    ? 'Only owners and admins write consents down'
    : choices.length === 0
      ? 'Publish a text first: Consents'
      : undefined
  return (
    <Dialog
      title="Write down a consent"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" size="small" disabled={why !== undefined} title={why}>
          Write down a consent
        </Button>
      }
    >
      <RecordForm userId={userId} choices={choices} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function RecordForm({
  userId,
  choices,
  onDone,
}: {
  userId: string
  choices: { id: string; label: string }[]
  onDone: () => void
}) {
  const router = useRouter()
  const form = useActionForm({
    defaultValues: { textId: choices[0]?.id ?? '', expires: '' },
    action: (values) => record({ userId, ...values }),
    onDone: () => {
      toast.success('The consent is written down.')
      onDone()
      router.refresh()
    },
  })
  return (
    <form onSubmit={form.submit} className="space-y-5" noValidate>
      <p>Only what the person has really agreed to, on paper or before you.</p>
      <Select label="Words" {...form.field('textId')}>
        {choices.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </Select>
      <Field
        label="Ends on"
        type="date"
        hint="Leave it empty where it holds until it is withdrawn."
        {...form.field('expires')}
      />
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <div className="flex justify-end">
        <Button type="submit" disabled={form.isSending}>
          Write it down
        </Button>
      </div>
    </form>
  )
}

export function WithdrawConsent({
  userId,
  purpose,
  consequences,
  mayRecord,
}: {
  userId: string
  purpose: string
  consequences: WithdrawalConsequences
  mayRecord: boolean
}) {
  const router = useRouter()
  const { governs, ends, templates, samples, eraseAt } = consequences
  const isGoverning = purpose === governs
  return (
    <ConfirmDialog
      title="Withdraw this consent?"
      confirm="Withdraw it"
      trigger={
        <Button
          look="quiet"
          size="small"
          disabled={!mayRecord}
          title={mayRecord ? undefined : 'Only owners and admins write this down'}
        >
          Withdraw
        </Button>
      }
      act={async () => {
        const outcome = await withdraw({ userId, purpose })
        if (outcome.ok) {
          toast.success('The withdrawal is written down.')
          router.refresh()
        }
        return outcome
      }}
    >
      {isGoverning && ends ? (
        <p>
          Recognition ends at once: {templates} {templates === 1 ? 'template' : 'templates'} and {samples}{' '}
          {samples === 1 ? 'picture' : 'pictures'} of the face are deleted. That cannot be undone; the person can be
          enrolled anew.
        </p>
      ) : (
        <p>Nothing else follows: the withdrawal is written down, and {purpose} counts as withdrawn.</p>
      )}
      {isGoverning && eraseAt && (
        <p>
          The user is erased <Time at={eraseAt} />, unless they agree again before.
        </p>
      )}
    </ConfirmDialog>
  )
}
