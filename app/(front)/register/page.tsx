import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { getContext } from '@/app/_lib/context'
import { hasOwner, readOpenDoor } from '@/domain/admins'
import { GuestField, GuestForm } from '../_components/guest-form'
import { NewPassword } from '../_components/new-password'
import { Heading } from '../_components/page'
import { createAccount } from './actions'

export const metadata: Metadata = { title: 'Register' }

export default async function RegisterPage() {
  const context = await getContext({ headers: await headers() })
  // Until then the start page tells how the first owner registers.
  if (!(await hasOwner(context.db))) redirect('/')
  const door = await readOpenDoor(context)
  if (door === 'invitation') return <ByInvitation />
  return (
    <>
      <Heading title="Register">
        {door === 'open'
          ? 'Confirm your address by the link that we send to it, and you are in.'
          : 'Confirm your address by the link that we send to it. An owner of the bureau then decides whether you may join.'}
      </Heading>
      <Card title="Who are you?">
        <GuestForm action={createAccount} submit="Create account" sending="Creating…">
          <div className="grid gap-5 sm:grid-cols-2">
            <GuestField name="firstName" label="First name" autoComplete="given-name" />
            <GuestField name="lastName" label="Last name" autoComplete="family-name" />
          </div>
          <GuestField name="email" label="E-mail" type="email" autoComplete="username" />
          <NewPassword personal={['firstName', 'lastName', 'email']} />
        </GuestForm>
      </Card>
      <p>
        Registered already?{' '}
        <Link href="/" className="text-door underline">
          Sign in
        </Link>
      </p>
    </>
  )
}

function ByInvitation() {
  return (
    <>
      <Heading title="Register by invitation">
        Whoever works here sees faces of people, so this bureau lets nobody in whom its owners do not know.
      </Heading>
      <Card title="How to get in">
        <ol className="list-decimal space-y-2 pl-5">
          <li>Ask an owner of the bureau in your organisation to invite you, and tell them your e-mail address.</li>
          <li>You get a mail with a link that works once, for 7 days.</li>
          <li>Open it, tell your name and choose a password.</li>
        </ol>
      </Card>
      <p>
        <ButtonLink href="/" look="quiet">
          Back to sign-in
        </ButtonLink>
      </p>
    </>
  )
}
