/** The top of a page: what it is, in a sentence what it is for, and its main acts. */
import type { ReactNode } from 'react'

export function PageHeader({ title, children, acts }: { title: ReactNode; children?: ReactNode; acts?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-4">
      <div className="max-w-prose">
        <h1 className="font-display text-display wrap-anywhere">{title}</h1>
        {children && <div className="mt-2 text-ink-soft">{children}</div>}
      </div>
      {acts && <div className="flex flex-wrap gap-3">{acts}</div>}
    </header>
  )
}
