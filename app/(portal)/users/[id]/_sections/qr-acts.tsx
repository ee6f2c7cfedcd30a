'use client'

/** Shows a QR credential to print, save or mail, and recalls one. */
import { useState } from 'react'
import { toast } from 'sonner'
import { Button, DownloadLink } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { mailQr, recallQr, showQr, type ShownQr } from './qr-actions'

export function ShowQr({ userId, isFirst }: { userId: string; isFirst: boolean }) {
  const run = useAct()
  const [shown, setShown] = useState<ShownQr>()
  const [problem, setProblem] = useState<string>()
  const [isOpen, setOpen] = useState(false)

  async function open(isNew: boolean) {
    setProblem(undefined)
    setShown(undefined)
    const outcome = await run(() => showQr(userId, isNew))
    if (outcome.ok) setShown(outcome.value)
    else setProblem(outcome.message)
  }
  const change = (next: boolean) => {
    setOpen(next)
    if (next) void open(false)
  }

  return (
    <Dialog
      title="QR credential"
      open={isOpen}
      onOpenChange={change}
      trigger={<Button size="small">{isFirst ? 'Issue a QR credential' : 'Show the QR credential'}</Button>}
    >
      {problem && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      {!shown && !problem && <p role="status">Making it …</p>}
      {shown && <Shown shown={shown} onAnother={() => void open(true)} />}
    </Dialog>
  )
}

function Shown({ shown: { png, svg, expiresAt }, onAnother }: { shown: ShownQr; onAnother: () => void }) {
  return (
    <>
      <figure data-print className="space-y-3 text-center">
        {/* Made for this look alone: there is no address that the picture could have. */}
        {/* eslint-disable-next-line @next/next/no-img-element */}
        <img src={png} alt="QR credential" className="mx-auto aspect-square w-full max-w-80 rounded-card bg-white" />
        <figcaption className="text-ink-soft">
          Good until <Time at={new Date(expiresAt)} />
        </figcaption>
      </figure>
      <p className="text-small text-ink-soft print:hidden">
        Give it to this person only. It opens together with their face; a picture of it is as good as the paper.
      </p>
      <div className="flex flex-wrap justify-end gap-3 print:hidden">
        <Button look="quiet" size="small" onClick={onAnother}>
          Make another
        </Button>
        <DownloadLink look="quiet" size="small" href={png} name="qr-credential.png">
          Download PNG
        </DownloadLink>
        <DownloadLink look="quiet" size="small" href={svg} name="qr-credential.svg">
          Download SVG
        </DownloadLink>
        <Button size="small" onClick={() => window.print()}>
          Print
        </Button>
      </div>
    </>
  )
}

export function MailQr({ userId, address }: { userId: string; address: boolean }) {
  const run = useAct()
  const [isOpen, setOpen] = useState(false)
  const [email, setEmail] = useState('')
  const [message, setMessage] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: React.FormEvent) {
    event.preventDefault()
    setMessage(undefined)
    setProblem(undefined)
    setSending(true)
    const outcome = await run(() => mailQr(userId, email))
    setSending(false)
    if (!outcome.ok) {
      setProblem(outcome.problems.email)
      return setMessage(outcome.problems.email ? undefined : outcome.message)
    }
    setOpen(false)
    setEmail('')
    toast.success('The mail is on its way.')
  }

  return (
    <Dialog
      title="Mail the QR credential"
      description="Only people whose consent to be recognised is on record are written to."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" size="small">
          Mail it
        </Button>
      }
    >
      <form onSubmit={submit} noValidate className="space-y-5">
        {message && (
          <Notice tone="bad" role="alert">
            {message}
          </Notice>
        )}
        <Field
          label="E-mail address"
          type="email"
          autoComplete="off"
          hint={address ? 'Empty: the address that is known.' : 'Kept for later mails, sealed with this person’s key.'}
          value={email}
          problem={problem}
          onChange={(event) => setEmail(event.target.value)}
        />
        <div className="flex justify-end">
          <Button type="submit" disabled={isSending}>
            Send
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export function RecallQr({ userId, credentialId }: { userId: string; credentialId: string }) {
  return (
    <ConfirmDialog
      title="Recall this QR credential?"
      trigger={
        <Button look="quiet" size="small">
          Recall
        </Button>
      }
      confirm="Recall it"
      act={() =>
        recallQr(userId, credentialId).then((outcome) => {
          if (outcome.ok) toast.success('Recalled. Connected terminals refuse it within seconds.')
          return outcome
        })
      }
    >
      <p>Terminals that are connected refuse it within seconds; others once they are connected again.</p>
      <p className="text-ink-soft">
        This cannot be undone. The person is recognised as before, and can be given another.
      </p>
    </ConfirmDialog>
  )
}
