'use client'

/** "Run dump" and the choice that comes with it: what goes in, and who can read it. */
import { DatabaseBackup } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, useQueryState } from 'nuqs'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Choices, Field, TextArea } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import { run, type RunValues } from './actions'

interface Props {
  outlook: { users: number; pictures: number; templates: number }
  days: number
  isOwner: boolean
  /** Why it cannot be run now. */
  whyNot?: string
}

export function RunDump(props: Props) {
  const [isOpen, setOpen] = useQueryState('run', parseAsBoolean.withDefault(false))
  const router = useRouter()
  const { whyNot } = props
  return (
    <div className="flex flex-col items-end gap-1">
      <Dialog
        title="Run dump"
        description={`It begins at once and can be downloaded for ${props.days} ${props.days === 1 ? 'day' : 'days'}. Passwords, secrets, keys and sessions never go in.`}
        trigger={
          <Button aria-disabled={whyNot !== undefined} aria-describedby={whyNot ? 'why-no-dump' : undefined}>
            <DatabaseBackup aria-hidden className="size-4" />
            Run dump
          </Button>
        }
        open={isOpen && !whyNot}
        onOpenChange={(open) => setOpen((open && !whyNot) || null)}
      >
        <RunForm
          {...props}
          done={async () => {
            await setOpen(null)
            router.refresh()
          }}
        />
      </Dialog>
      {whyNot && (
        <p id="why-no-dump" className="max-w-xs text-right text-small text-ink-soft">
          {whyNot}
        </p>
      )}
    </div>
  )
}

const many = (count: number, one: string, more = `${one}s`) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : more}`

function RunForm({ outlook, isOwner, done }: Props & { done: () => Promise<void> }) {
  const form = useActionForm<RunValues, { name: string }>({
    defaultValues: { biometrics: 'none', passphrase: '', again: '', reason: '' },
    action: run,
    onDone: ({ name }) => {
      toast.success(`The dump ${name} has been asked for.`)
      void done()
    },
  })
  const biometrics = form.watch('biometrics')
  const faces = `${many(outlook.pictures, 'picture')} and ${many(outlook.templates, 'template')}`
  return (
    <form onSubmit={form.submit} className="space-y-5" noValidate>
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Choices
        legend="What goes in"
        name="biometrics"
        value={biometrics}
        onChange={(value) => form.setValue('biometrics', value as RunValues['biometrics'])}
        options={[
          {
            value: 'none',
            label: 'Facts only',
            hint: `${many(outlook.users, 'user')}, devices, admins, clients, settings and the audit trail. No face can be restored from it.`,
          },
          {
            value: 'passphrase',
            label: 'With pictures and templates, behind a passphrase',
            hint: `Also ${faces}. The file is encrypted (age) before it is written; without the passphrase nobody can read it, and we cannot either.`,
          },
          {
            value: 'plain',
            label: 'With pictures and templates, readable',
            hint: isOwner
              ? `Also ${faces}, for everybody who ever gets hold of the file. A face cannot be changed like a password.`
              : 'Only an owner may choose this.',
            disabled: !isOwner,
          },
        ]}
      />
      {biometrics === 'passphrase' && (
        <>
          <Field
            label="Passphrase"
            type="password"
            autoComplete="new-password"
            hint="At least 12 characters; five random words are better. Keep it apart from the file."
            {...form.field('passphrase')}
          />
          <Field label="Passphrase again" type="password" autoComplete="new-password" {...form.field('again')} />
        </>
      )}
      {biometrics === 'plain' && (
        <>
          <Notice tone="wait">
            This puts {faces} of {many(outlook.users, 'person', 'people')} outside of what this bureau protects. Erasing
            somebody later does not reach a copy that was downloaded.
          </Notice>
          <TextArea
            label="Why does it have to be readable?"
            hint="Kept with the dump, for whoever looks at it later."
            rows={3}
            {...form.field('reason')}
          />
        </>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Not now</Button>
        </DialogClose>
        <Button type="submit" look={biometrics === 'plain' ? 'danger' : 'door'} disabled={form.isSending}>
          {biometrics === 'plain' ? 'Run readable dump' : 'Run dump'}
        </Button>
      </div>
    </form>
  )
}
