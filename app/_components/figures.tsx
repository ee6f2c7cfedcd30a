/** A few numbers that belong together, each with what it counts. */
import type { ReactNode } from 'react'

export function Figures({ figures }: { figures: { label: string; value: number; note?: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {figures.map(({ label, value, note }) => (
        <div key={label} className="flex flex-col rounded-card border border-line bg-surface px-4 py-3">
          <dt className="order-2 text-small text-ink-soft first-letter:uppercase">{label}</dt>
          <dd className="font-display text-title tabular-nums">{value.toLocaleString('en-GB')}</dd>
          {note && <dd className="order-3 text-small text-ink-soft">{note}</dd>}
        </div>
      ))}
    </dl>
  )
}
