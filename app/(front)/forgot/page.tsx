import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/app/_components/card'
import { GuestField, GuestForm } from '../_components/guest-form'
import { Heading } from '../_components/page'
import { askForLink } from './actions'

export const metadata: Metadata = { title: 'Forgot password' }

export default function ForgotPage() {
  return (
    <>
      <Heading title="Forgot your password?">
        Tell us the address of your account. You get a mail with a link by which you choose a new one.
      </Heading>
      <Card title="Your account">
        <GuestForm action={askForLink} submit="Send me a link" sending="Sending…">
          <GuestField name="email" label="E-mail" type="email" autoComplete="username" />
        </GuestForm>
      </Card>
      <p>
        <Link href="/" className="text-door underline">
          Back to sign-in
        </Link>
      </p>
    </>
  )
}
