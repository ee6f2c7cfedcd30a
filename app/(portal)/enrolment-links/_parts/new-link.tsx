'use client'

/** Makes a link, for somebody new or, from their page, for a user who has no face yet. */
import { Link2 } from 'lucide-react'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog, DialogClose } from '@/app/_components/dialog'
import { Checkbox, Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import { create, type LinkForm, type ShownLink } from '../actions'
import { Shown } from './shown-link'
import { languageNames } from './words'

interface Given {
  mailsToFiles: boolean
  /** For whom the address asks for one; null: for somebody new. */
  user: { id: string; externalId: string | null } | null
}

export function NewLink({ whyNot, ...given }: Given & { whyNot: string | null }) {
  const [{ new: isOpen }, setState] = useQueryStates({
    new: parseAsBoolean.withDefault(false),
    user: parseAsString,
  })
  const [shown, setShown] = useState<ShownLink | null>(null)
  const change = (open: boolean) => {
    if (!open) setShown(null)
    void setState({ new: open || null, user: open ? undefined : null })
  }
  return (
    <>
      <Button disabled={whyNot !== null} title={whyNot ?? undefined} onClick={() => change(true)}>
        <Link2 aria-hidden className="size-4" /> New enrolment link
      </Button>
      <Dialog
        title={shown ? 'The enrolment link' : 'New enrolment link'}
        description={shown ? undefined : whatItDoes}
        open={isOpen && whyNot === null}
        onOpenChange={change}
      >
        {shown ? <Shown link={shown} /> : <LinkFields {...given} onMade={setShown} />}
      </Dialog>
    </>
  )
}

const whatItDoes =
  'One person opens it on a phone, reads your consent text, agrees, follows a few prompts before the camera and is enrolled. It works once.'

function LinkFields({ user, mailsToFiles, onMade }: Given & { onMade: (link: ShownLink) => void }) {
  const form = useActionForm<LinkForm, ShownLink>({
    defaultValues: {
      userId: user?.id ?? '',
      externalId: '',
      name: '',
      email: '',
      language: '',
      days: '7',
      mail: false,
    },
    action: create,
    onDone: onMade,
  })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      {user ? (
        <p>
          For the user <span className="font-medium wrap-anywhere">{user.externalId ?? user.id}</span>, who has no face
          enrolled yet.
        </p>
      ) : (
        <Field
          label="External id (optional)"
          hint="What you call this person. Whoever has it already is enrolled by it."
          autoComplete="off"
          {...form.field('externalId')}
        />
      )}
      <Field
        label="Name (optional)"
        hint="How the page and the mails greet them."
        autoComplete="off"
        {...form.field('name')}
      />
      <Field
        label="E-mail (optional)"
        type="email"
        hint="Gets the confirmation, with the link by which they withdraw."
        autoComplete="off"
        {...form.field('email')}
      />
      <Checkbox
        label="Mail the link there now"
        hint={mailsToFiles ? 'No mail server is set up: the mail becomes a file in the data folder’s mail.' : undefined}
        {...form.field('mail')}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <Select label="Language" {...form.field('language')}>
          <option value="">As their browser asks</option>
          {Object.entries(languageNames).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        <Select label="Good for" {...form.field('days')}>
          {[1, 3, 7, 14, 30].map((days) => (
            <option key={days} value={days}>
              {days === 1 ? '1 day' : `${days} days`}
            </option>
          ))}
        </Select>
      </div>
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={form.isSending}>
          {form.isSending ? 'Making…' : 'Make the link'}
        </Button>
      </div>
    </form>
  )
}
