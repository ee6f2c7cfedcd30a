'use client'

/** Whichever dialog the address names, on the list and on the page of one. */
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { alter, create, remove, turn, type ShownSecret } from '../actions'
import { RotateFields } from './rotate-fields'
import { Secret, Verify } from './secret'
import { emptyForm, formOf, WebhookFields } from './webhook-fields'
import { hostOf, nameOf, type WebhookRow } from './words'

export type DialogName = 'edit' | 'rotate' | 'off' | 'delete' | 'verify'

interface Props {
  /** `new`, or `edit.ID` and the like. */
  open: string | null
  close: () => void
  webhooks: WebhookRow[]
  /** When the page was read. */
  now: number
  mayManage: boolean
  /** Leads away from the page of what is no more. */
  onDeleted?: () => void
}

export function WebhookDialogs({ open, close, webhooks, now, mayManage, onDeleted }: Props) {
  const router = useRouter()
  const [shown, setShown] = useState<{ name: string; secret: ShownSecret }>()
  const [name, id] = open?.split('.') ?? []
  const webhook = webhooks.find(({ webhookId }) => webhookId === id)

  const done = (said: string) => {
    close()
    toast.success(said)
    router.refresh()
  }
  const showSecret = (of: Pick<WebhookRow, 'url' | 'description'>, secret: ShownSecret) => {
    setShown({ name: nameOf(of), secret })
    close()
    router.refresh()
  }
  // Closing is a change of the address, and would win over the way to another page.
  const isLeaving = useRef(false)
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen && !isLeaving.current) close()
  }

  if (shown) {
    return (
      <Dialog
        key="secret"
        title={`The secret for ${shown.name}`}
        open
        wide
        onOpenChange={(isOpen) => !isOpen && setShown(undefined)}
      >
        <Secret shown={shown.secret} />
        <div className="flex justify-end">
          <Button onClick={() => setShown(undefined)}>I have kept it</Button>
        </div>
      </Dialog>
    )
  }
  if (name === 'verify') {
    return (
      <Dialog key="verify" title="Check messages" open wide onOpenChange={onOpenChange}>
        <Verify />
      </Dialog>
    )
  }
  if (!mayManage) return null
  if (name === 'new') {
    return (
      <Dialog key="new" title="New webhook" open wide onOpenChange={onOpenChange}>
        <WebhookFields
          defaultValues={emptyForm}
          send="Make the webhook"
          action={create}
          onDone={(value, form) => showSecret(form, value.shown)}
          onCancel={close}
        />
      </Dialog>
    )
  }
  if (!webhook) return null
  const [host, called] = [hostOf(webhook.url), nameOf(webhook)]
  switch (name as DialogName) {
    case 'edit':
      return (
        <Dialog
          key="edit"
          title={`Change ${called}`}
          open
          wide
          onOpenChange={onOpenChange}
          description="What waits goes to the new address as well. The secret stays as it is."
        >
          <WebhookFields
            key={webhook.id}
            defaultValues={formOf(webhook)}
            send="Save"
            action={(form) => alter(webhook.id, webhook.url, form)}
            onDone={() => done('Saved; it holds from the next message on.')}
            onCancel={close}
          />
        </Dialog>
      )
    case 'rotate':
      return (
        <Dialog key="rotate" title={`New secret for ${called}`} open onOpenChange={onOpenChange}>
          <RotateFields
            webhook={webhook}
            oldSecretUntil={oldSecretUntil(webhook, now)}
            onDone={(secret) => showSecret(webhook, secret)}
            onCancel={close}
          />
        </Dialog>
      )
    case 'off':
      return (
        <ConfirmDialog
          title={`Turn ${called} off`}
          open
          onOpenChange={onOpenChange}
          confirm="Turn it off"
          look="door"
          act={async () => {
            const outcome = await turn(webhook.id, false)
            if (outcome.ok) done('It is off: nothing more is sent to it.')
            return outcome
          }}
        >
          <p>
            Nothing is sent to it until it is turned on again.{' '}
            {webhook.waiting > 0 &&
              `${webhook.waiting.toLocaleString('en-GB')} ${webhook.waiting === 1 ? 'message waits' : 'messages wait'} until then. `}
            What happens meanwhile is not kept for it; it can be replayed afterwards, from the access log.
          </p>
        </ConfirmDialog>
      )
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete ${called}`}
          open
          onOpenChange={onOpenChange}
          confirm="Delete it"
          typed={host}
          act={async () => {
            const outcome = await remove(webhook.id)
            if (!outcome.ok) return outcome
            const said = `${called} is told nothing any more.`
            if (onDeleted) {
              isLeaving.current = true
              toast.success(said)
              onDeleted()
            } else done(said)
            return outcome
          }}
        >
          <p>
            Its secret, its log of deliveries and{' '}
            {webhook.waiting === 0
              ? 'its empty queue'
              : `the ${webhook.waiting.toLocaleString('en-GB')} ${webhook.waiting === 1 ? 'message' : 'messages'} that wait`}{' '}
            go with it, for good.
          </p>
        </ConfirmDialog>
      )
    default:
      return null
  }
}

/** While it still signs. */
export function oldSecretUntil({ previousSecretUntil: until }: WebhookRow, now: number): string | null {
  return until && Date.parse(until) > now ? until : null
}
