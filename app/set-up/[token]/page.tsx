import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getContext } from '@/app/_lib/context'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { isSetUpTokenOpen } from '@/domain/admins'
import { RegisterForm } from './register-form'

export const metadata: Metadata = { title: 'First owner' }

export default async function SetUpPage({ params }: PageProps<'/set-up/[token]'>) {
  const { token } = await params
  const isOpen = await isSetUpTokenOpen(await getContext({ headers: await headers() }), token)
  return (
    <>
      <h1 className="font-display text-display">Become the owner</h1>
      {isOpen ? (
        <>
          <p className="text-lead text-ink-soft">
            This bureau belongs to nobody yet. Whoever registers here decides about everything in it; the link works
            once.
          </p>
          <Card title="Who are you?">
            <RegisterForm token={token} />
          </Card>
        </>
      ) : (
        <Notice tone="wait">
          This link was used already, has expired, or never was. If the bureau still has no owner, restart it: every
          start prints a new link.
        </Notice>
      )}
    </>
  )
}
