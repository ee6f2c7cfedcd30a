import type { Metadata } from 'next'
import { getBureau } from '@/app/_lib/context'
import { Done, NoMail } from '../../_components/page'

export const metadata: Metadata = { title: 'Look into your mail' }

export default async function RegisterSentPage() {
  const { mail } = await getBureau()
  return (
    <>
      <Done title="Look into your mail" next={{ href: '/', label: 'Back to sign-in' }}>
        One step is left: open the link in the mail that is on its way to your address. It works once, for 24 hours.
      </Done>
      <NoMail carrier={mail.kind} />
    </>
  )
}
