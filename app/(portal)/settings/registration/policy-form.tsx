'use client'

import { useState, type FormEvent } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Choices, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { RegistrationPolicy } from '@/domain/admins'
import { savePolicy } from './actions'

export function PolicyForm({ policy, mayManage }: { policy: RegistrationPolicy; mayManage: boolean }) {
  const run = useAct()
  const [{ registration, registrationRole }, setChosen] = useState(policy)
  const [message, setMessage] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  const isChanged = registration !== policy.registration || registrationRole !== policy.registrationRole

  async function save(event: FormEvent) {
    event.preventDefault()
    setMessage(undefined)
    setSaving(true)
    const outcome = await run(() => savePolicy({ registration, registrationRole }))
    setSaving(false)
    if (outcome.ok) toast.success('Saved. It holds from now on.')
    else setMessage(outcome.message)
  }

  return (
    <form onSubmit={save} className="max-w-prose space-y-5">
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <Choices
        legend="New admins come"
        name="registration"
        value={registration}
        onChange={(value) =>
          setChosen((chosen) => ({ ...chosen, registration: value as RegistrationPolicy['registration'] }))
        }
        options={[
          {
            value: 'invitation',
            label: 'By invitation',
            hint: 'An owner names the address and the role. The page Register tells others so. This is the default.',
            disabled: !mayManage,
          },
          {
            value: 'approval',
            label: 'With approval',
            hint: 'Anybody who reaches this server may ask; each owner gets a mail and decides on the page Admins.',
            disabled: !mayManage,
          },
          {
            value: 'open',
            label: 'Openly',
            hint: 'Anybody who reaches this server and confirms an e-mail address is in at once.',
            disabled: !mayManage,
          },
        ]}
      />
      {registration === 'open' && (
        <Notice tone="bad">
          Whoever can open this page’s address will see the people and faces of this bureau. Choose this only where
          strangers cannot reach the server.
        </Notice>
      )}
      {registration !== 'invitation' && (
        <Select
          label="Who registers so becomes"
          value={registrationRole}
          disabled={!mayManage}
          hint={registration === 'approval' ? 'An owner may choose another role when approving.' : undefined}
          onChange={(event) =>
            setChosen((chosen) => ({
              ...chosen,
              registrationRole: event.target.value as RegistrationPolicy['registrationRole'],
            }))
          }
        >
          <option value="auditor">Auditor: reads, and changes nothing</option>
          <option value="admin">Admin: enrols and manages users</option>
        </Select>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={!mayManage || !isChanged || isSaving}>
          {isSaving ? 'Saving…' : 'Save'}
        </Button>
        <p className="text-small text-ink-soft">
          {mayManage ? (isChanged ? 'Not saved yet.' : 'Nothing to save.') : 'Only owners change this.'}
        </p>
      </div>
    </form>
  )
}
