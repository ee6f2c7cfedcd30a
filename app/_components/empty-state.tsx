/** Where a list would be and nothing is yet: says why, and offers the act that fills it. */
import type { ReactNode } from 'react'
import { Mark } from './mark'

export function EmptyState({ title, children, act }: { title: string; children?: ReactNode; act?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-card border border-dashed border-line px-6 py-12 text-center">
      <Mark className="size-12 opacity-70" />
      <p className="font-display text-lead">{title}</p>
      {children && <div className="max-w-prose text-ink-soft">{children}</div>}
      {act && <div className="mt-2 flex flex-wrap justify-center gap-3">{act}</div>}
    </div>
  )
}
