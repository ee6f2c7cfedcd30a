import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { getContext } from '@/app/_lib/context'
import { makeClient } from '@/app/_lib/first-face'
import { Card } from '@/app/_components/card'
import { Commands } from '@/app/_components/commands'
import { Notice } from '@/app/_components/notice'
import { hasOwner } from '@/domain/admins'

export const metadata: Metadata = { title: 'Registered' }

export default async function SetUpDonePage() {
  const { db } = await getContext({ headers: await headers() })
  if (!(await hasOwner(db))) redirect('/')
  return (
    <>
      <h1 className="font-display text-display">The bureau has its owner</h1>
      <Notice tone="good" role="status">
        You are registered, the set-up link is spent, and from now on Limen answers on the whole network.
      </Notice>
      <Card title="What you can do next">
        <p>
          <Link href="/" className="font-medium text-door underline">
            Sign in
          </Link>{' '}
          with the e-mail address and the password that you just chose. The portal leads you from there.
        </p>
        <p>Or enrol a first face over HTTP: a client’s key and secret are made at the command line too.</p>
        <Commands label="Make a client">{makeClient}</Commands>
      </Card>
    </>
  )
}
