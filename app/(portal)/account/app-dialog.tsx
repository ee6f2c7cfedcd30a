'use client'

/** Setting an app for codes up: scan or type the secret, then show with a code that the app knows it. */
import { Button } from '@/app/_components/button'
import { CopyText } from '@/app/_components/copy-text'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import { confirmApp } from './actions'

export interface Begun {
  secret: string
  /** The secret to scan. */
  picture: string
}

export function AppDialog({
  begun: { secret, picture },
  onCancel,
  onDone,
}: {
  begun: Begun
  onCancel: () => void
  onDone: (value: { recoveryCodes: string[] }) => void
}) {
  const form = useActionForm({
    defaultValues: { code: '' },
    action: ({ code }: { code: string }) => confirmApp(code),
    onDone,
  })
  const code = form.field('code')
  return (
    <Dialog
      title="Set up an app for codes"
      description="Any app for time-based codes will do: the one of your password manager, Aegis, Google Authenticator, and others."
      open
      onOpenChange={(isOpen) => !isOpen && onCancel()}
    >
      <ol className="list-decimal space-y-4 pl-5">
        <li>
          Scan this picture with the app.
          {/* The picture of a secret is made per admin and never cached: no image service may see it. */}
          {/* eslint-disable-next-line @next/next/no-img-element */}
          <img
            src={picture}
            alt="The secret of the app, to scan"
            className="my-3 size-48 rounded-control border border-line"
          />
          Or type this secret: <CopyText label="the secret">{secret.match(/.{1,4}/g)!.join(' ')}</CopyText>
        </li>
        <li>
          <form onSubmit={form.submit} noValidate className="space-y-5">
            {form.message && !code.problem && (
              <Notice tone="bad" role="alert">
                {form.message}
              </Notice>
            )}
            <Field
              label="Type the code that it shows now"
              inputMode="numeric"
              autoComplete="one-time-code"
              className="max-w-48 font-mono tracking-widest"
              {...code}
            />
            <div className="flex flex-wrap justify-end gap-3">
              <DialogClose>
                <Button look="quiet">Cancel</Button>
              </DialogClose>
              <Button type="submit" disabled={form.isSending}>
                Turn it on
              </Button>
            </div>
          </form>
        </li>
      </ol>
    </Dialog>
  )
}
