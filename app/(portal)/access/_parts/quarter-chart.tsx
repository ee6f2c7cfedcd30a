/** A day in quarters of an hour: a bar for who was let in, and on top of it who was not. The table below holds the same numbers. */
import { hourWords } from './moment'

export interface Quarter {
  at: string
  granted: number
  refused: number
}

const height = 120
const step = 10

export function QuarterChart({ quarters, timeZone }: { quarters: Quarter[]; timeZone: string }) {
  const most = Math.max(1, ...quarters.map(({ granted, refused }) => granted + refused))
  const scale = (count: number) => (count * height) / most
  const busy = quarters.filter(({ granted, refused }) => granted + refused > 0)
  return (
    <>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-small">
        {(
          [
            ['Let in', 'var(--door)'],
            ['Refused', 'var(--light)'],
          ] as const
        ).map(([label, colour]) => (
          <li key={label} className="inline-flex items-center gap-2">
            <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
              <rect width="10" height="10" rx="2" fill={colour} />
            </svg>
            {label}
          </li>
        ))}
        <li className="text-ink-soft">
          {busy.length === 0
            ? 'nothing was reported of this day'
            : `at most ${most.toLocaleString('en-GB')} in a quarter of an hour`}
        </li>
      </ul>
      <div>
        <svg
          role="img"
          aria-label="Let in and refused in each quarter of an hour; the table below holds the same numbers."
          viewBox={`0 0 ${quarters.length * step} ${height}`}
          preserveAspectRatio="none"
          className="h-36 w-full border-b border-line"
        >
          {quarters.map(({ at, granted, refused }, index) => {
            if (granted + refused === 0) return null
            const [x, width] = [index * step + 1, step - 2]
            return (
              <g key={at}>
                <title>{`${hourWords(at, timeZone)}: ${granted} let in, ${refused} refused`}</title>
                <rect x={x} width={width} y={height - scale(granted)} height={scale(granted)} fill="var(--door)" />
                <rect
                  x={x}
                  width={width}
                  y={height - scale(granted + refused)}
                  height={scale(refused)}
                  fill="var(--light)"
                />
              </g>
            )
          })}
        </svg>
        <p aria-hidden className="mt-1 flex justify-between text-small text-ink-soft tabular-nums">
          {[0, 1, 2, 3, 4].map((part) => {
            const at = quarters[Math.round((part * quarters.length) / 4)]?.at
            return <span key={part}>{at ? hourWords(at, timeZone) : '24:00'}</span>
          })}
        </p>
      </div>
      {busy.length > 0 && (
        <details className="text-small">
          <summary className="cursor-pointer text-ink-soft">The same as a table</summary>
          <div
            className="relative mt-3 max-h-80 overflow-auto"
            tabIndex={0}
            role="region"
            aria-label="Quarters of an hour"
          >
            <table className="w-full text-left">
              <caption className="sr-only">
                Let in and refused in each quarter of an hour in which something was
              </caption>
              <thead>
                <tr className="border-b border-line">
                  {['From', 'Let in', 'Refused'].map((name) => (
                    <th key={name} scope="col" className="px-2 py-1 font-medium not-first:text-right">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {busy.map(({ at, granted, refused }) => (
                  <tr key={at} className="border-b border-line last:border-0">
                    <th scope="row" className="px-2 py-1 font-normal tabular-nums">
                      {hourWords(at, timeZone)}
                    </th>
                    <td className="px-2 py-1 text-right tabular-nums">{granted}</td>
                    <td className="px-2 py-1 text-right tabular-nums">{refused}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </>
  )
}
