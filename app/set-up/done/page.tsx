import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { getContext } from '@/app/_lib/context'
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
          Signing in to a portal arrives with the next version. Until then the command line on this machine does what an
          owner does: it makes clients, shows them, and revokes them.
        </p>
        <Commands label="Make a client">{'npx limen client create --tenant main --name "First client"'}</Commands>
        <p>With the key and the secret it prints, the README’s lines enrol and recognise a first face.</p>
      </Card>
    </>
  )
}
