import type { Metadata } from 'next'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { requireAdmin } from '@/app/_lib/auth'
import { readRegistrationPolicy } from '@/domain/admins'
import { may } from '@/domain/permissions'
import { PolicyForm } from './policy-form'

export const metadata: Metadata = { title: 'Registration · Settings' }

export default async function RegistrationPage() {
  const context = await requireAdmin()
  const { isMain, ...policy } = await readRegistrationPolicy(context)
  const mayManage = may(context.actor, 'admins:manage')
  return (
    <Card title="Who may register">
      {isMain ? (
        <PolicyForm policy={policy} mayManage={mayManage} />
      ) : (
        <Notice tone="wait">
          Your organisation’s admins come by invitation: an owner invites them on the page Admins. Registration without
          invitation is for the first organisation of this bureau only.
        </Notice>
      )}
    </Card>
  )
}
