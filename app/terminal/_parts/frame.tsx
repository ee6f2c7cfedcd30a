/** A calm column for what comes before and after a terminal's life at a door. */
import type { ReactNode } from 'react'
import { Mark } from '@/app/_components/mark'

/** As tall as the screen, or as what is left of a column beside something else. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex w-full max-w-xl flex-1 flex-col justify-center gap-6 px-5 py-10">
      <Mark className="size-12" />
      <h1 className="font-display text-display">{title}</h1>
      {children}
    </main>
  )
}
