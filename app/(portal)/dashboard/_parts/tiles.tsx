/** The few numbers that one looks for first. */
import type { ReactNode } from 'react'
import type { Figures } from '@/domain/figures/read'
import { counted, percent } from './words'

export function Tiles({ users, totals }: { users: number; totals: Figures['totals'] }) {
  const verifications = totals.verified + totals.rejected
  const searches = totals.found + totals.unknown
  const sent = totals.enrolled + verifications + searches + totals.refused
  return (
    <dl className="grid grid-cols-2 gap-4 lg:grid-cols-5">
      <Tile name="Users" value={users} note={`${counted(totals.created)} new, ${counted(totals.erased)} erased`} />
      <Tile name="Enrolments" value={totals.enrolled} note="faces and voices put on record" />
      <Tile
        name="Verifications"
        value={verifications}
        note={verifications === 0 ? 'none yet' : `${percent(totals.verified / verifications)} accepted`}
      />
      <Tile
        name="Searches"
        value={searches}
        note={searches === 0 ? 'none yet' : `${percent(totals.found / searches)} found somebody`}
      />
      <Tile
        name="Refused"
        value={totals.refused}
        note={sent === 0 ? 'none yet' : `${percent(totals.refused / sent)} of all pictures and recordings`}
      />
    </dl>
  )
}

function Tile({ name, value, note }: { name: string; value: number; note: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-surface px-5 py-4 last:col-span-2 lg:last:col-span-1">
      <dt className="text-small text-ink-soft">{name}</dt>
      <dd className="font-display text-display tabular-nums">{counted(value)}</dd>
      <dd className="text-small text-ink-soft">{note}</dd>
    </div>
  )
}
