'use client'

/** Asks for the reason before a credential is revoked for good. */
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Field } from '@/app/_components/field'
import { revokeCredentialAction } from './credential-actions'

export function RevokeCredential({ userId, credentialId }: { userId: string; credentialId: string }) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  return (
    <ConfirmDialog
      title="Revoke this credential?"
      trigger={
        <Button look="quiet" size="small" aria-label={`Revoke credential ${credentialId.slice(0, 8)}`}>
          Revoke
        </Button>
      }
      confirm="Revoke"
      act={async () => {
        const outcome = await revokeCredentialAction({ userId, credentialId, reason })
        const said = outcome.ok ? undefined : outcome.problems.reason
        setProblem(said)
        if (said) field.current?.focus()
        if (outcome.ok) {
          setReason('')
          toast.success('Revoked. Whoever checks it from now on is told so.')
        }
        return outcome
      }}
    >
      <p>Everyone who checks it learns that it is no longer good, within moments and for ever.</p>
      <p className="text-ink-soft">
        This cannot be undone. If it was a mistake, the person asks for another one with the same wallet and face; their
        enrolment here stays as it is.
      </p>
      <Field
        ref={field}
        label="Reason"
        hint="For your organisation only; it is never published."
        maxLength={300}
        value={reason}
        problem={problem}
        onChange={(event) => setReason(event.target.value)}
      />
    </ConfirmDialog>
  )
}
