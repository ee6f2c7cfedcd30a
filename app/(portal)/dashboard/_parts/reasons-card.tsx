/** Why pictures and recordings were refused, most frequent first: what people before camera and microphone need to be told. */
import { Card } from '@/app/_components/card'
import type { Figures } from '@/domain/figures/read'
import { counted, percent, reasonName } from './words'

export function Reasons({ figures: { reasons, totals } }: { figures: Figures }) {
  return (
    <Card title="Why pictures and recordings were refused">
      {reasons.length === 0 ? (
        <p className="text-ink-soft">Nothing was refused in this time.</p>
      ) : (
        <ul className="space-y-3">
          {reasons.slice(0, 8).map(({ code, count }) => (
            <li key={code}>
              <div className="flex justify-between gap-4">
                <span>{reasonName(code)}</span>
                <span className="text-ink-soft tabular-nums">
                  {counted(count)} · {percent(count / totals.refused)}
                </span>
              </div>
              <Share of={count / reasons[0]!.count} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** A bar as long as the share. Decoration: the number stands above it. */
export function Share({ of, colour = 'var(--door)' }: { of: number; colour?: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className="mt-1 h-1.5 w-full overflow-hidden rounded-full"
    >
      <rect width="100" height="4" fill="var(--code)" />
      <rect width={Math.max(0.5, Math.min(100, 100 * of))} height="4" fill={colour} />
    </svg>
  )
}
