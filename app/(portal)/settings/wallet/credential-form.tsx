'use client'

/** What future credentials say, and how often they may be asked for. */
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { WalletSettings } from '@/domain/wallet/settings'
import { saveCredentialSettings } from './actions'

type Values = Omit<WalletSettings, 'walletOpen'>

export function CredentialForm({ isOwner, ...values }: Values & { isOwner: boolean }) {
  const form = useActionForm<Values, WalletSettings>({
    defaultValues: values,
    action: saveCredentialSettings,
    onDone: ({ walletOpen: _open, ...saved }) => {
      form.reset(saved)
      toast.success('Saved. Credentials from now on say so.')
    },
  })
  const number = (name: 'walletValidityDays' | 'walletRequestsPerHour') => ({
    ...form.register(name, { valueAsNumber: true }),
    problem: form.field(name).problem,
    type: 'number',
    inputMode: 'numeric' as const,
    disabled: !isOwner,
  })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field
        label="Issuer"
        hint="How the bureau calls itself; wallets show it on the card."
        maxLength={120}
        disabled={!isOwner}
        {...form.field('walletIssuer')}
      />
      <Field
        label="Good for, in days"
        hint="1 to 3650. Credentials that were issued keep their end."
        {...number('walletValidityDays')}
      />
      <Field
        label="Requests per network and hour"
        hint="1 to 10,000. An office behind one address shares the number."
        {...number('walletRequestsPerHour')}
      />
      {isOwner ? (
        <Button type="submit" disabled={form.isSending}>
          {form.isSending ? 'Saving…' : 'Save'}
        </Button>
      ) : (
        <p className="text-small text-ink-soft">Only an owner can change this.</p>
      )}
    </form>
  )
}
