import type { Metadata } from 'next'
import { TerminalScreen } from './_parts/screen'

export const metadata: Metadata = {
  title: 'Terminal',
  manifest: '/terminal/manifest.webmanifest',
  icons: { apple: '/terminal-icon-192.png' },
  appleWebApp: { capable: true, title: 'Limen terminal' },
}

/** Asks nobody to sign in: what it may do, the device's own key says. */
export default function TerminalPage() {
  return (
    <div className="flex min-h-dvh flex-col">
      <TerminalScreen />
    </div>
  )
}
