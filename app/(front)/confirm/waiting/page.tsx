import type { Metadata } from 'next'
import { Done } from '../../_components/page'

export const metadata: Metadata = { title: 'Waiting for approval' }

export default function ConfirmWaitingPage() {
  return (
    <Done title="Your address is confirmed" next={{ href: '/', label: 'Back to sign-in' }}>
      The owners of the bureau were told that you wait. You get a mail as soon as one of them lets you in.
    </Done>
  )
}
