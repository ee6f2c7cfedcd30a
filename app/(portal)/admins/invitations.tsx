'use client'

/** Invitations that nobody has accepted yet. */
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import type { Invitation } from '@/domain/admins'
import { resend, withdraw } from './actions'
import { roleNames } from './role-field'

export function Invitations({
  invitations,
  mayManage,
  mailsToFiles,
}: {
  invitations: Invitation[]
  mayManage: boolean
  mailsToFiles: boolean
}) {
  const run = useAct()
  const sendAgain = async ({ id, email }: Invitation) => {
    const outcome = await run(() => resend(id))
    if (outcome.ok) {
      toast.success(
        mailsToFiles
          ? `A new invitation for ${email} is a file in the data folder’s mail.`
          : `A new invitation is on its way to ${email}.`,
      )
    } else toast.error(outcome.message)
  }
  return (
    <Card title={`Invited (${invitations.length})`}>
      <ul className="divide-y divide-line">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium wrap-anywhere">{invitation.email}</span>
                <Badge>{roleNames[invitation.role]}</Badge>
                {invitation.state === 'expired' && <Badge tone="wait">Expired</Badge>}
              </p>
              <p className="text-small text-ink-soft">
                By {invitation.madeBy ?? 'the operator'}, {invitation.state === 'expired' ? 'expired' : 'good until'}{' '}
                <Time at={invitation.expiresAt} />
              </p>
            </div>
            {mayManage && (
              <div className="flex gap-2">
                <Button
                  look="quiet"
                  size="small"
                  aria-label={`Send again to ${invitation.email}`}
                  onClick={() => void sendAgain(invitation)}
                >
                  Send again
                </Button>
                <ConfirmDialog
                  title="Withdraw this invitation?"
                  trigger={
                    <Button look="ghost" size="small" aria-label={`Withdraw the invitation of ${invitation.email}`}>
                      Withdraw
                    </Button>
                  }
                  confirm="Withdraw the invitation"
                  act={() => withdraw(invitation.id)}
                >
                  <p>
                    The link that <span className="font-medium">{invitation.email}</span> got stops working at once.
                  </p>
                </ConfirmDialog>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
