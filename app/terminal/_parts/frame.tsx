/** A calm column for what comes before and after a terminal's life at a door. */
import type { ReactNode } from 'react'
import { Mark } from '@/app/_components/mark'

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-5 py-10">
      <Mark className="size-12" />
      <h1 className="font-display text-display">{title}</h1>
      {children}
    </main>
  )
}
