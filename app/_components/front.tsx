/** The frame of every page that asks nobody to sign in: one calm column. */
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from './mark'

export function Front({ children }: { children: ReactNode }) {
  return (
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
  )
}
