'use client'

/** The app for codes, and the recovery codes that stand in for it. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { beginApp, removeApp, renewCodes } from './actions'
import { AppDialog, type Begun } from './app-dialog'
import { RecoveryCodesDialog } from './recovery-codes'

export function FactorsCard({
  authenticatorSince,
  recoveryCodesLeft,
  isLast,
  hasFactor,
}: {
  authenticatorSince: Date | null
  recoveryCodesLeft: number
  /** Whether there is no factor beside the app. */
  isLast: boolean
  hasFactor: boolean
}) {
  const run = useAct()
  const router = useRouter()
  const [begun, setBegun] = useState<Begun>()
  const [codes, setCodes] = useState<string[]>([])
  const [isBusy, setBusy] = useState(false)

  async function begin() {
    setBusy(true)
    const outcome = await run(beginApp)
    setBusy(false)
    if (outcome.ok) setBegun(outcome.value)
    else toast.error(outcome.message)
  }

  return (
    <Card title="Second factor">
      {!hasFactor && (
        <Notice tone="wait">
          A password is all that stands before your account. Set up an app for codes or a passkey, and a stolen password
          opens nothing.
        </Notice>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <p className="font-medium">
            App for codes{' '}
            <Badge tone={authenticatorSince ? 'good' : 'plain'}>{authenticatorSince ? 'on' : 'off'}</Badge>
          </p>
          <p className="text-small text-ink-soft">
            {authenticatorSince ? (
              <>
                Since <Time at={authenticatorSince} />
              </>
            ) : (
              'Six digits from an app on your phone, after the password.'
            )}
          </p>
        </div>
        {authenticatorSince ? (
          <ConfirmDialog
            title="Remove the app for codes?"
            trigger={<Button look="danger">Remove</Button>}
            confirm="Remove the app"
            act={async () => {
              const outcome = await removeApp()
              if (outcome.ok) router.refresh()
              return outcome
            }}
          >
            <p>Codes of this app are not asked for any more, and not taken.</p>
            {isLast && (
              <p>
                It is your only second factor: from then on your password alone signs you in, and your{' '}
                {recoveryCodesLeft} recovery codes are void.
              </p>
            )}
          </ConfirmDialog>
        ) : (
          <Button disabled={isBusy} onClick={begin}>
            Set up
          </Button>
        )}
      </div>
      {hasFactor && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
          <div>
            <p className="font-medium">
              Recovery codes{' '}
              <Badge tone={recoveryCodesLeft > 3 ? 'good' : 'wait'}>
                {recoveryCodesLeft === 1 ? '1 left' : `${recoveryCodesLeft} left`}
              </Badge>
            </p>
            <p className="text-small text-ink-soft">For the day your phone is gone. Each is good once.</p>
          </div>
          <ConfirmDialog
            title="Make new recovery codes?"
            trigger={<Button look="quiet">Make new ones</Button>}
            confirm="Make ten new codes"
            look="door"
            act={async () => {
              const outcome = await renewCodes()
              if (outcome.ok) setCodes(outcome.value)
              return outcome
            }}
          >
            <p>The {recoveryCodesLeft} codes that are left are void from then on.</p>
          </ConfirmDialog>
        </div>
      )}
      {begun && (
        <AppDialog
          begun={begun}
          onCancel={() => setBegun(undefined)}
          onDone={({ recoveryCodes }) => {
            setBegun(undefined)
            setCodes(recoveryCodes)
            toast.success('The app for codes is on.')
            router.refresh()
          }}
        />
      )}
      {codes.length > 0 && (
        <RecoveryCodesDialog
          codes={codes}
          onClose={() => {
            setCodes([])
            router.refresh()
          }}
        />
      )}
    </Card>
  )
}
