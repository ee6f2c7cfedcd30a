import type { Metadata } from 'next'
import { Done } from '../../_components/page'

export const metadata: Metadata = { title: 'Welcome' }

export default function ConfirmDonePage() {
  return <Done title="Welcome">Your address is confirmed, and your account is made. You can sign in now.</Done>
}
