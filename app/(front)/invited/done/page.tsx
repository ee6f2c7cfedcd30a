import type { Metadata } from 'next'
import { Done } from '../../_components/page'

export const metadata: Metadata = { title: 'Welcome' }

export default function InvitedDonePage() {
  return <Done title="Welcome">Your account is made, and the invitation is spent. Sign in with your address.</Done>
}
