'use client'

/** Asks before an admin is changed, and says what follows from it. */
import { useState } from 'react'
import { toast } from 'sonner'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import type { Outcome } from '@/app/_lib/outcome'
import type { AdminRow } from '@/domain/admins'
import type { Role } from '@/domain/context'
import { endSessions, setRole, suspend, takeFactors } from './actions'
import { RoleField, roleNames } from './role-field'

export type AdminAct = 'role' | 'sessions' | 'factors' | 'suspend'

export function AdminDialog({ act, admin, close }: { act: AdminAct; admin: AdminRow; close: () => void }) {
  const [role, setChosen] = useState<Role>(admin.role)
  const name = `${admin.firstName} ${admin.lastName}`
  const shown = { open: true, onOpenChange: (open: boolean) => !open && close() }
  const told = async (outcome: Promise<Outcome<null>>, words: string) => {
    const settled = await outcome
    if (settled.ok) toast.success(words)
    return settled
  }
  switch (act) {
    case 'role':
      return (
        <ConfirmDialog
          {...shown}
          title={`Change the role of ${name}`}
          confirm="Change the role"
          look="door"
          act={() => told(setRole({ adminId: admin.id, role }), `${name}: ${roleNames[role]} now.`)}
        >
          <RoleField value={role} onChange={(event) => setChosen(event.target.value as Role)} />
          <p>They are signed out everywhere at once, get a mail, and sign in again with the new role.</p>
        </ConfirmDialog>
      )
    case 'sessions':
      return (
        <ConfirmDialog
          {...shown}
          title={`Sign ${name} out everywhere?`}
          confirm="End all sessions"
          act={() => told(endSessions(admin.id), `${name} is signed out everywhere.`)}
        >
          <p>
            Each browser in which they are signed in is turned away at its very next request. They can sign in again.
          </p>
        </ConfirmDialog>
      )
    case 'factors':
      return (
        <ConfirmDialog
          {...shown}
          title={`Take the second factor from ${name}?`}
          confirm="Take away the second factor"
          act={() => told(takeFactors(admin.id), `${name} signs in with the password alone now.`)}
        >
          <p>
            App, passkeys and recovery codes go, and they are signed out everywhere. Make sure that it is them who ask:
            afterwards their password alone is enough, until they set a factor up again.
          </p>
        </ConfirmDialog>
      )
    case 'suspend':
      return (
        <ConfirmDialog
          {...shown}
          title={`Suspend ${name}?`}
          confirm="Suspend"
          act={() => told(suspend(admin.id), `${name} is suspended.`)}
        >
          <p>
            They are signed out everywhere at once and cannot sign in until an owner lets them in again. Links for a new
            password stop working. They get a mail.
          </p>
        </ConfirmDialog>
      )
  }
}
