import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Card } from '@/app/_components/card'
import { getContext } from '@/app/_lib/context'
import { readInvitation } from '@/domain/admins'
import { GuestField, GuestForm } from '../../_components/guest-form'
import { NewPassword } from '../../_components/new-password'
import { DeadLink, Heading } from '../../_components/page'
import { accept } from './actions'

export const metadata: Metadata = { title: 'Invitation' }

const roles = {
  owner: 'an owner, who decides about everything in it',
  admin: 'an admin, who enrols and manages users',
  auditor: 'an auditor, who reads and changes nothing',
}

export default async function InvitedPage({ params }: PageProps<'/invited/[token]'>) {
  const { token } = await params
  const { state, invitation } = await readInvitation(await getContext({ headers: await headers() }), { token })
  if (!invitation) {
    return (
      <DeadLink state={state === 'open' ? 'unknown' : state} next={{ href: '/', label: 'Go to sign-in' }}>
        If you have no account yet, ask whoever invited you for a new invitation.
      </DeadLink>
    )
  }
  const { tenant, role, email } = invitation
  return (
    <>
      <Heading title={`Join ${tenant}`}>You are invited to this bureau as {roles[role]}.</Heading>
      <Card title="Who are you?">
        <p className="text-ink-soft">
          Your account will be <span className="font-medium text-ink">{email}</span>
        </p>
        <GuestForm action={accept.bind(null, token)} submit="Create account" sending="Creating…">
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <div className="grid gap-5 sm:grid-cols-2">
            <GuestField name="firstName" label="First name" autoComplete="given-name" />
            <GuestField name="lastName" label="Last name" autoComplete="family-name" />
          </div>
          <NewPassword personal={['firstName', 'lastName', 'username']} />
        </GuestForm>
      </Card>
    </>
  )
}
