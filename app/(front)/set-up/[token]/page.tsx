import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { cache } from 'react'
import { getContext } from '@/app/_lib/context'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { isSetUpTokenOpen } from '@/domain/admins'
import { GuestField, GuestForm } from '../../_components/guest-form'
import { NewPassword } from '../../_components/new-password'
import { register } from './actions'

/** Asked for the title and for the page, looked up once. */
const isOpen = cache(async (token: string) => isSetUpTokenOpen(await getContext({ headers: await headers() }), token))

export async function generateMetadata({ params }: PageProps<'/set-up/[token]'>): Promise<Metadata> {
  return { title: (await isOpen((await params).token)) ? 'First owner' : 'Link no longer valid' }
}

export default async function SetUpPage({ params }: PageProps<'/set-up/[token]'>) {
  const { token } = await params
  if (!(await isOpen(token))) return <ClosedLink />
  return (
    <>
      <h1 className="font-display text-display">Become the owner</h1>
      <p className="text-lead text-ink-soft">
        This bureau belongs to nobody yet. Whoever registers here decides about everything in it; the link works once.
      </p>
      <Card title="Who are you?">
        <GuestForm action={register.bind(null, token)} submit="Become the owner" sending="Registering…">
          <div className="grid gap-5 sm:grid-cols-2">
            <GuestField name="firstName" label="First name" autoComplete="given-name" />
            <GuestField name="lastName" label="Last name" autoComplete="family-name" />
          </div>
          <GuestField name="email" label="E-mail" type="email" autoComplete="username" />
          <NewPassword personal={['firstName', 'lastName', 'email']} />
        </GuestForm>
      </Card>
    </>
  )
}

function ClosedLink() {
  return (
    <>
      <h1 className="font-display text-display">This link does not work any more</h1>
      <Notice tone="wait">
        This link was used already, has expired, or never was. If the bureau still has no owner, restart it: every start
        prints a new link.
      </Notice>
      <p>
        <Link href="/" className="text-door underline">
          Go to the start
        </Link>
      </p>
    </>
  )
}
