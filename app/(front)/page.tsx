import type { Metadata, Route } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { adminContext } from '@/app/_lib/auth'
import { getBureau, getContext } from '@/app/_lib/context'
import { FirstFaceGuide } from '@/app/_components/first-face-guide'
import { Notice } from '@/app/_components/notice'
import { StateCard } from '@/app/_components/state-card'
import { hasOwner } from '@/domain/admins'
import { passkeysWork } from '@/domain/factors/site'
import { readHealth } from '@/domain/health'
import { SignIn } from './sign-in'

export async function generateMetadata(): Promise<Metadata> {
  const context = await getContext({ headers: await headers() })
  return { title: (await hasOwner(context.db)) ? 'Sign in' : 'Welcome' }
}

export default async function HomePage({ searchParams }: PageProps<'/'>) {
  const context = await getContext({ headers: await headers() })
  if (!(await hasOwner(context.db))) return <Unowned />
  if (await adminContext()) redirect('/dashboard' as Route)
  const [{ to }, { environment }] = [await searchParams, await getBureau()]
  return <SignIn to={typeof to === 'string' ? to : undefined} passkeys={passkeysWork(environment.publicUrl)} />
}

/** The start of a bureau that belongs to nobody yet: only who sits at its machine sees it. */
async function Unowned() {
  const context = await getContext({ headers: await headers() })
  const [health, { environment }] = await Promise.all([readHealth(context), getBureau()])
  return (
    <>
      <h1 className="font-display text-display">Who may cross the threshold</h1>
      <p className="text-lead text-ink-soft">
        This is a biometric bureau of your own. It enrols people by face, recognises them, and keeps what it knows
        sealed on this machine.
      </p>
      <Notice tone="wait">
        Nobody owns this bureau yet, and it answers on this machine only. Open the set-up link that the start printed to
        register as the first owner.
      </Notice>
      <StateCard health={health} />
      <FirstFaceGuide publicUrl={environment.publicUrl} />
    </>
  )
}
