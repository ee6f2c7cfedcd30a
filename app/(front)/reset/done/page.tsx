import type { Metadata } from 'next'
import { Done } from '../../_components/page'

export const metadata: Metadata = { title: 'Password changed' }

export default function ResetDonePage() {
  return (
    <Done title="Your password is changed">
      Every session of your account was ended, and a mail tells you so. Sign in with the new password.
    </Done>
  )
}
