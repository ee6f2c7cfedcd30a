import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { fonts } from './_lib/fonts'
import { readTheme } from './_lib/theme'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Limen', template: '%s · Limen' },
  description: 'A biometric bureau of your own.',
  robots: { index: false },
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function Layout({ children }: { children: ReactNode }) {
  // Every page is made per request: a prerendered one has no nonce, and its scripts would be blocked.
  await connection()
  const theme = await readTheme()
  return (
    <html lang="en" className={fonts} data-theme={theme === 'system' ? undefined : theme} suppressHydrationWarning>
      <body className="font-sans text-body antialiased">{children}</body>
    </html>
  )
}
