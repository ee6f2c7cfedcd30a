import type { Metadata } from 'next'
import { connection } from 'next/server'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from './_components/mark'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Limen', template: '%s · Limen' },
  description: 'A biometric bureau of your own.',
  robots: { index: false },
}

export default async function Layout({ children }: { children: ReactNode }) {
  // Every page is made per request: a prerendered one has no nonce, and its scripts would be blocked.
  await connection()
  return (
    <html lang="en">
      <body className="font-sans text-body antialiased">
        <div className="mx-auto flex min-h-dvh max-w-3xl flex-col px-5 sm:px-8">
          <header className="flex items-center gap-3 py-8">
            <Link href="/" className="flex items-center gap-3">
              <Mark className="size-10" />
              <span className="font-display text-title">Limen</span>
            </Link>
          </header>
          <main className="flex-1 space-y-6 pb-16">{children}</main>
          <footer className="border-t border-line py-6 text-small text-ink-soft">
            Limen, a biometric bureau of your own. Nothing here calls out to anyone you did not configure.
          </footer>
        </div>
      </body>
    </html>
  )
}
