/** How far terminals have come with people, as one bar and in words: how many are acknowledged, delivered, pending, overdue. */
import { lower, syncStates, syncWords, type SyncCounts } from './words'

export const totalOf = (counts: SyncCounts) => syncStates.reduce((sum, state) => sum + counts[lower(state)], 0)

export function SyncPlot({ counts, label }: { counts: SyncCounts; label: string }) {
  const total = totalOf(counts)
  const said = syncStates.map((state) => `${counts[lower(state)]} ${lower(state)}`).join(', ')
  return (
    <div className="space-y-2">
      <div role="img" aria-label={`${label}: ${said}`} className="flex h-3 gap-px overflow-hidden rounded-full bg-code">
        {total > 0 &&
          syncStates.map(
            (state) =>
              counts[lower(state)] > 0 && (
                // Nobody is so few among many that the bar does not show them.
                <span
                  key={state}
                  className={`min-w-1.5 ${syncWords[state].fill}`}
                  style={{ flexGrow: counts[lower(state)], flexBasis: 0 }}
                />
              ),
          )}
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-small">
        {syncStates.map((state) => (
          <li key={state} className="flex items-center gap-2" title={syncWords[state].meaning}>
            <span aria-hidden className={`size-2.5 rounded-full ${syncWords[state].fill}`} />
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
