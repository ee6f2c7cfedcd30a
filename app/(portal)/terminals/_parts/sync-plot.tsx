/** How far terminals have come with people, as one bar and in words: how many are acknowledged, delivered, pending, overdue. */
import { lower, syncStates, syncWords, type SyncCounts, type SyncState } from './words'

export const totalOf = (counts: SyncCounts) => syncStates.reduce((sum, state) => sum + counts[lower(state)], 0)

export function SyncPlot({ counts, label }: { counts: SyncCounts; label: string }) {
  const said = syncStates.map((state) => `${counts[lower(state)]} ${lower(state)}`).join(', ')
  return (
    <div className="space-y-2">
      <svg
        role="img"
        aria-label={`${label}: ${said}`}
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="h-3 w-full rounded-full bg-code"
      >
        {partsOf(counts).map(({ state, from, width }) => (
          <rect key={state} x={from} width={width} height={1} className={syncWords[state].fill} />
        ))}
      </svg>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-small">
        {syncStates.map((state) => (
          <li key={state} className="flex items-center gap-2" title={syncWords[state].meaning}>
            <svg aria-hidden viewBox="0 0 2 2" className={`size-2.5 ${syncWords[state].fill}`}>
              <circle cx="1" cy="1" r="1" />
            </svg>
            <span>
              <span className="tabular-nums">{counts[lower(state)].toLocaleString('en-GB')}</span>{' '}
              <span className="text-ink-soft">{lower(state)}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Of a hundred; nobody is so few among many that the bar does not show them. */
const least = 1.5

export function partsOf(counts: SyncCounts): { state: SyncState; from: number; width: number }[] {
  const shown = syncStates.filter((state) => counts[lower(state)] > 0)
  const shares = shown.map((state) => Math.max(least, (100 * counts[lower(state)]) / totalOf(counts)))
  const sum = shares.reduce((all, share) => all + share, 0)
  let from = 0
  return shown.map((state, index) => {
    const width = (100 * shares[index]!) / sum
    from += width
    return { state, from: from - width, width }
  })
}
