/** What somebody is or becomes, with what it allows. */
import type { ComponentProps } from 'react'
import { Select } from '@/app/_components/field'
import type { Role } from '@/domain/context'

export const roleNames: Record<Role, string> = { owner: 'Owner', admin: 'Admin', auditor: 'Auditor' }

const allows: Record<Role, string> = {
  owner: 'decides about everything, admins and dumps too',
  admin: 'enrols and manages users, clients and consents',
  auditor: 'reads, and changes nothing',
}

export function RoleField(select: Omit<ComponentProps<typeof Select>, 'label'>) {
  return (
    <Select label="Role" {...select}>
      {(['auditor', 'admin', 'owner'] as const).map((role) => (
        <option key={role} value={role}>
          {roleNames[role]}: {allows[role]}
        </option>
      ))}
    </Select>
  )
}
