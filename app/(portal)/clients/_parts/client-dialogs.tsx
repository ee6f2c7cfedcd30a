'use client'

/** Whichever dialog the address names. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Commands } from '@/app/_components/commands'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { Time } from '@/app/_components/time'
import { change, create, revoke, stopOldSecret, type ShownSecret } from '../actions'
import { ClientFields, emptyForm, formOf } from './client-fields'
import type { ClientRow } from './clients'
import { RotateFields } from './rotate-fields'
import { Secret } from './secret'
import { testCall } from './words'

interface Props {
  /** `new`, or `edit.ID` and the like. */
  open: string | null
  close: () => void
  rows: ClientRow[]
  publicUrl: string
  mayManage: boolean
}

export function ClientDialogs({ open, close, rows, publicUrl, mayManage }: Props) {
  const router = useRouter()
  const [shown, setShown] = useState<{ name: string; pair: ShownSecret }>()
  const [name, id] = open?.split('.') ?? []
  const client = rows.find((row) => row.id === id)

  const done = (said: string) => {
    close()
    toast.success(said)
    router.refresh()
  }
  const showSecret = (whose: string, pair: ShownSecret) => {
    setShown({ name: whose, pair })
    close()
    router.refresh()
  }
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen) close()
  }

  if (shown) {
    return (
      <Dialog
        key="secret"
        title={`The secret of ${shown.name}`}
        open
        wide
        onOpenChange={(isOpen) => !isOpen && setShown(undefined)}
      >
        <Secret pair={shown.pair} publicUrl={publicUrl} />
        <div className="flex justify-end">
          <Button onClick={() => setShown(undefined)}>I have kept it</Button>
        </div>
      </Dialog>
    )
  }
  if (name === 'test' && client) {
    return (
      <Dialog
        key="test"
        title={`Try ${client.name}`}
        open
        wide
        onOpenChange={onOpenChange}
        description="In a terminal. It answers with the name of this bureau when key and secret belong together."
      >
        <Commands label={`Try ${client.name}`}>{testCall(publicUrl, client.key)}</Commands>
      </Dialog>
    )
  }
  if (!mayManage) return null
  if (name === 'new') {
    return (
      <Dialog key="new" title="New client" open wide onOpenChange={onOpenChange}>
        <ClientFields
          defaultValues={emptyForm}
          send="Make the client"
          action={(form) => create(form)}
          onDone={(pair, form) => showSecret(form.name, pair)}
          onCancel={close}
        />
      </Dialog>
    )
  }
  if (!client || client.state === 'revoked') return null
  switch (name) {
    case 'edit':
      return (
        <Dialog
          key="edit"
          title={`Change ${client.name}`}
          open
          wide
          onOpenChange={onOpenChange}
          description="Holds from its next call on. Its key and secret stay as they are."
        >
          <ClientFields
            key={client.id}
            defaultValues={formOf(client)}
            used={client.requestsUsed}
            send="Save"
            action={(form, restart) => change(client.id, form, restart)}
            onDone={() => done('Saved; it holds from the next call on.')}
            onCancel={close}
          />
        </Dialog>
      )
    case 'rotate':
      return (
        <Dialog key="rotate" title={`New secret for ${client.name}`} open onOpenChange={onOpenChange}>
          <RotateFields client={client} onDone={(pair) => showSecret(client.name, pair)} onCancel={close} />
        </Dialog>
      )
    case 'end':
      return (
        <ConfirmDialog
          title="End the old secret"
          open
          onOpenChange={onOpenChange}
          confirm="End it now"
          act={async () => {
            const outcome = await stopOldSecret(client.id)
            if (outcome.ok) done('The old secret works no more.')
            return outcome
          }}
        >
          <p>
            Whoever still uses the secret that {client.name} had before its last rotation is refused from the next call
            on.
            {client.oldSecretUntil && (
              <>
                {' '}
                By itself it would end on <Time at={client.oldSecretUntil} />.
              </>
            )}
          </p>
        </ConfirmDialog>
      )
    case 'revoke':
      return (
        <ConfirmDialog
          title={`Revoke ${client.name}`}
          open
          onOpenChange={onOpenChange}
          confirm="Revoke for good"
          typed={client.name}
          act={async () => {
            const outcome = await revoke(client.id)
            if (outcome.ok) done(`${client.name} is revoked.`)
            return outcome
          }}
        >
          <p>It is refused from its next call on, with every secret it has, and nothing brings it back.</p>
          <p>
            {client.calls === 0 ? (
              'It made no call in the last 24 hours.'
            ) : (
              <strong>
                It made {client.calls.toLocaleString('en-GB')} {client.calls === 1 ? 'call' : 'calls'} in the last 24
                hours: as many would fail.
              </strong>
            )}{' '}
            {client.lastUsedAt ? (
              <>
                It was last used on <Time at={client.lastUsedAt} />.
              </>
            ) : (
              'It was never used.'
            )}
          </p>
        </ConfirmDialog>
      )
    default:
      return null
  }
}
