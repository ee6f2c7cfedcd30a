'use client'

import { UserPlus } from 'lucide-react'
import { parseAsBoolean, useQueryState } from 'nuqs'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Role } from '@/domain/context'
import { invite } from './actions'
import { RoleField } from './role-field'

export function InviteButton({ mayManage, mailsToFiles }: { mayManage: boolean; mailsToFiles: boolean }) {
  const [isOpen, setOpen] = useQueryState('invite', parseAsBoolean.withDefault(false))
  return (
    <>
      <Button
        disabled={!mayManage}
        title={mayManage ? undefined : 'Only owners invite admins.'}
        onClick={() => void setOpen(true)}
      >
        <UserPlus aria-hidden className="size-4" /> Invite an admin
      </Button>
      <Dialog
        title="Invite an admin"
        description={`They get a ${mailsToFiles ? 'link' : 'mail with a link'} that works once, for 7 days, and choose their own password.`}
        open={isOpen && mayManage}
        onOpenChange={(open) => setOpen(open || null)}
      >
        <InviteForm mailsToFiles={mailsToFiles} close={() => setOpen(null)} />
      </Dialog>
    </>
  )
}

interface Values {
  email: string
  role: Role
}

/** Made anew each time that the dialog opens. */
function InviteForm({ mailsToFiles, close }: { mailsToFiles: boolean; close: () => void }) {
  const form = useActionForm<Values, null>({
    defaultValues: { email: '', role: 'auditor' },
    action: invite,
    onDone: () => {
      toast.success(mailsToFiles ? 'The invitation is written.' : 'The invitation is on its way.')
      close()
    },
  })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      {mailsToFiles && (
        <Notice tone="wait">
          No mail server is set up: the invitation becomes a file in the data folder’s <code>mail</code>, for you to
          hand on. Settings, Mail says where that is.
        </Notice>
      )}
      <Field label="E-mail" type="email" autoComplete="off" {...form.field('email')} />
      <RoleField {...form.field('role')} />
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={form.isSending}>
          {form.isSending ? 'Inviting…' : 'Send the invitation'}
        </Button>
      </div>
    </form>
  )
}
