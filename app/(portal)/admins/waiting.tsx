'use client'

/** Registrations that wait for an owner's answer. */
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Time } from '@/app/_components/time'
import type { Registration } from '@/domain/admins'
import type { Role } from '@/domain/context'
import { approve, refuse } from './actions'
import { RoleField } from './role-field'

export function Waiting({ registrations, mayManage }: { registrations: Registration[]; mayManage: boolean }) {
  return (
    <Card title={`Waiting for an owner (${registrations.length})`}>
      <ul className="divide-y divide-line">
        {registrations.map((registration) => (
          <li key={registration.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
            <div className="min-w-0">
              <p className="font-medium wrap-anywhere">
                {registration.firstName} {registration.lastName}
              </p>
              <p className="text-small wrap-anywhere text-ink-soft">
                {registration.email}, confirmed {registration.confirmedAt && <Time at={registration.confirmedAt} />}
              </p>
            </div>
            {mayManage && <Answer registration={registration} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Answer({ registration: { id, firstName, lastName, email } }: { registration: Registration }) {
  const [role, setRole] = useState<Role>('auditor')
  const name = `${firstName} ${lastName}`
  return (
    <div className="flex gap-2">
      <ConfirmDialog
        title={`Let ${name} in?`}
        trigger={
          <Button size="small" aria-label={`Approve ${name}`}>
            Approve
          </Button>
        }
        confirm="Approve"
        look="door"
        act={async () => {
          const outcome = await approve({ registrationId: id, role })
          if (outcome.ok) toast.success(`${name} can sign in now, and gets a mail.`)
          return outcome
        }}
      >
        <p>
          {name} has shown that <span className="font-medium">{email}</span> is theirs; the name is as they typed it.
        </p>
        <RoleField value={role} onChange={(event) => setRole(event.target.value as Role)} />
      </ConfirmDialog>
      <ConfirmDialog
        title={`Refuse ${name}?`}
        trigger={
          <Button look="ghost" size="small" aria-label={`Refuse ${name}`}>
            Refuse
          </Button>
        }
        confirm="Refuse"
        act={() => refuse(id)}
      >
        <p>
          The registration of <span className="font-medium">{email}</span> is removed. They are not told, and can
          register again while registration is open.
        </p>
      </ConfirmDialog>
    </div>
  )
}
