import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Card } from '@/app/_components/card'
import { getContext } from '@/app/_lib/context'
import { readLink } from '@/domain/links'
import { GuestForm } from '../../_components/guest-form'
import { NewPassword } from '../../_components/new-password'
import { DeadLink, Heading } from '../../_components/page'
import { setPassword } from './actions'

export const metadata: Metadata = { title: 'New password' }

export default async function ResetPage({ params }: PageProps<'/reset/[token]'>) {
  const { token } = await params
  const context = await getContext({ headers: await headers() })
  const { state, link } = await readLink(context, { kind: 'reset', token })
  if (state !== 'open' || !link) {
    return (
      <DeadLink state={state === 'open' ? 'unknown' : state} next={{ href: '/forgot', label: 'Ask for a new link' }}>
        Ask for a new one; it takes a minute.
      </DeadLink>
    )
  }
  return (
    <>
      <Heading title="Choose a new password">
        It takes the place of the old one at once and signs you out everywhere. A second factor stays as it is.
      </Heading>
      <Card title="Your account">
        <p className="text-ink-soft">
          For <span className="font-medium text-ink">{link.email}</span>
        </p>
        <GuestForm action={setPassword.bind(null, token)} submit="Set the new password" sending="Setting…">
          {/* So that password managers know whose it is. */}
          <input type="hidden" name="username" autoComplete="username" value={link.email} readOnly />
          <NewPassword label="New password" personal={['username']} />
        </GuestForm>
      </Card>
    </>
  )
}
