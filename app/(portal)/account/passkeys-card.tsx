'use client'

/** Passkeys: sign in with a touch, without a password. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Notice } from '@/app/_components/notice'
import { makePasskey } from '@/app/_components/passkey-browser'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import type { Passkey } from '@/domain/factors/factors'
import { addKey, beginKey, removeKey, renameKey } from './actions'
import { NameDialog } from './name-dialog'
import { RecoveryCodesDialog } from './recovery-codes'

export function PasskeysCard({
  passkeys,
  isLast,
  publicUrl,
  canWork,
}: {
  passkeys: Passkey[]
  /** Whether the only passkey is the only second factor. */
  isLast: boolean
  publicUrl: string
  canWork: boolean
}) {
  const run = useAct()
  const router = useRouter()
  const [made, setMade] = useState<{ response: unknown }>()
  const [codes, setCodes] = useState<string[]>([])
  const [isBusy, setBusy] = useState(false)

  async function make() {
    setBusy(true)
    const begun = await run(beginKey)
    const answer = begun.ok ? await makePasskey(begun.value) : begun
    setBusy(false)
    if (answer.ok) setMade({ response: answer.value })
    else toast.error(answer.message)
  }

  return (
    <Card title="Passkeys">
      <p className="text-ink-soft">
        Sign in with the lock of your device, or with a security key that has a PIN. A passkey needs no password beside
        it, and it works on this address only, so that nobody can phish it.
      </p>
      {!canWork && (
        <Notice tone="wait">
          Passkeys belong to a name, and this bureau is told to answer at {publicUrl}. Whoever runs it sets
          LIMEN_PUBLIC_URL to a name over https, such as https://bureau.example.org.
        </Notice>
      )}
      {passkeys.length > 0 && (
        <ul aria-label="Your passkeys" className="divide-y divide-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <div className="min-w-0">
                <p className="font-medium wrap-anywhere">
                  {passkey.name} {passkey.isSynced && <Badge>synced</Badge>}{' '}
                  {passkey.suspectAt && <Badge tone="bad">refused</Badge>}
                </p>
                <p className="text-small text-ink-soft">
                  Added <Time at={passkey.createdAt} />
                  {passkey.lastUsedAt ? (
                    <>
                      , last used <Time at={passkey.lastUsedAt} />
                    </>
                  ) : (
                    ', not used yet'
                  )}
                </p>
                {passkey.suspectAt && (
                  <p className="text-small text-bad">
                    Its counter went back, as that of a copy would. Remove it, and add the device anew if it is yours.
                  </p>
                )}
              </div>
              <div className="flex gap-2">
                <NameDialog
                  title="Name this passkey"
                  trigger={
                    <Button look="quiet" size="small" aria-label={`Rename ${passkey.name}`}>
                      Rename
                    </Button>
                  }
                  name={passkey.name}
                  confirm="Save name"
                  action={({ name }) => renameKey({ passkeyId: passkey.id, name })}
                  onDone={() => router.refresh()}
                />
                <ConfirmDialog
                  title={`Remove ${passkey.name}?`}
                  trigger={
                    <Button look="danger" size="small" aria-label={`Remove ${passkey.name}`}>
                      Remove
                    </Button>
                  }
                  confirm="Remove the passkey"
                  act={async () => {
                    const outcome = await removeKey(passkey.id)
                    if (outcome.ok) router.refresh()
                    return outcome
                  }}
                >
                  <p>It opens nothing here any more. Your device may go on listing it; delete it there as well.</p>
                  {isLast && (
                    <p>
                      It is your only second factor: from then on your password alone signs you in, and your recovery
                      codes are void.
                    </p>
                  )}
                </ConfirmDialog>
              </div>
            </li>
          ))}
        </ul>
      )}
      {canWork && (
        <Button look={passkeys.length === 0 ? 'door' : 'quiet'} disabled={isBusy} onClick={make}>
          Add a passkey
        </Button>
      )}
      {made && (
        <NameDialog
          title="The passkey is made"
          open
          onCancel={() => setMade(undefined)}
          name=""
          hint="So that you know it again, such as “Work laptop” or “Key ring”."
          confirm="Add it"
          action={({ name }) => addKey({ name, response: made.response })}
          onDone={({ recoveryCodes }) => {
            setMade(undefined)
            setCodes(recoveryCodes)
            toast.success('The passkey is added.')
            router.refresh()
          }}
        />
      )}
      {codes.length > 0 && <RecoveryCodesDialog codes={codes} onClose={() => setCodes([])} />}
    </Card>
  )
}
