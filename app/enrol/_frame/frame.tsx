/** The frame of the pages for people who enrol themselves: one column for a phone, in their language, and nothing to wander off to. */
import type { ReactNode } from 'react'
import { Mark } from '@/app/_components/mark'
import type { EnrolmentLanguage } from '@/domain/self-enrolment/link'
import { fill } from '../_words/fill'
import { wordsOf } from '../_words/words'

export function Frame({
  language,
  tenant,
  children,
}: {
  language: EnrolmentLanguage
  /** Whose page it is; null where that is not known. */
  tenant: string | null
  children: ReactNode
}) {
  return (
    <div lang={language} className="mx-auto flex min-h-dvh max-w-xl flex-col px-4 sm:px-6">
      <header className="flex items-center gap-3 py-4">
        <Mark className="size-8 shrink-0" />
        <span className="font-display text-lead wrap-anywhere">{tenant ?? 'Limen'}</span>
      </header>
      {children}
      {tenant && (
        <footer className="border-t border-line py-4 text-small text-ink-soft">
          {fill(wordsOf(language).footer, { tenant })}
        </footer>
      )}
    </div>
  )
}

/** A page that has one thing to say. */
export function Said({ title, phase, children }: { title: string; phase: string; children: ReactNode }) {
  return (
    <main data-phase={phase} className="flex-1 space-y-5 pb-8">
      <h1 className="font-display text-title">{title}</h1>
      {children}
    </main>
  )
}
