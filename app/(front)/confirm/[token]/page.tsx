import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Card } from '@/app/_components/card'
import { getContext } from '@/app/_lib/context'
import { readLink } from '@/domain/links'
import { GuestField, GuestForm } from '../../_components/guest-form'
import { DeadLink, Heading } from '../../_components/page'
import { confirm } from './actions'

export const metadata: Metadata = { title: 'Confirm your address' }

export default async function ConfirmPage({ params }: PageProps<'/confirm/[token]'>) {
  const { token } = await params
  const context = await getContext({ headers: await headers() })
  const { state, link } = await readLink(context, { kind: 'confirm', token })
  if (state !== 'open' || !link) {
    return (
      <DeadLink state={state === 'open' ? 'unknown' : state} next={{ href: '/register', label: 'Register again' }}>
        If you confirmed already, sign in; else register again.
      </DeadLink>
    )
  }
  return (
    <>
      <Heading title="Is this your address?">
        Type the password that you chose when you registered, so that nobody registers in your name.
      </Heading>
      <Card title="Confirm">
        <p className="text-ink-soft">
          For <span className="font-medium text-ink">{link.email}</span>
        </p>
        <GuestForm action={confirm.bind(null, token)} submit="Confirm the address" sending="Confirming…">
          <input type="hidden" name="username" autoComplete="username" value={link.email} readOnly />
          <GuestField name="password" label="Password" type="password" autoComplete="current-password" />
        </GuestForm>
      </Card>
    </>
  )
}
