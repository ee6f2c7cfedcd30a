import type { Metadata } from 'next'
import { getBureau } from '@/app/_lib/context'
import { Done, NoMail } from '../../_components/page'

export const metadata: Metadata = { title: 'Look into your mail' }

export default async function ForgotSentPage() {
  const { mail } = await getBureau()
  return (
    <>
      <Done title="Look into your mail" next={{ href: '/', label: 'Back to sign-in' }}>
        If an account has this address, a mail with a link is on its way to it. The link works once, for 30 minutes.
      </Done>
      <NoMail carrier={mail.kind} />
    </>
  )
}
