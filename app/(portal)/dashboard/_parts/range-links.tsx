/** Over which time the figures are: in the address, so that a colleague who gets the link sees the same. */
import clsx from 'clsx'
import Link from 'next/link'
import { rangeNames, ranges, type Range } from '@/domain/figures/read'

const short: Record<Range, string> = {
  '48h': '48 h',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '365d': 'Year',
}

export function RangeLinks({ range }: { range: Range }) {
  return (
    <nav aria-label="Time" className="inline-flex rounded-control border border-line bg-surface p-0.5">
      {rangeNames.map((name) => (
        <Link
          key={name}
          href={{ pathname: '/dashboard', query: { range: name } }}
          prefetch={false}
          scroll={false}
          aria-current={name === range ? 'true' : undefined}
          title={ranges[name].words}
          className={clsx(
            'rounded-[0.4rem] px-3 py-1 text-small whitespace-nowrap',
            name === range ? 'bg-door font-medium text-on-door' : 'hover:bg-code',
          )}
        >
          {short[name]}
        </Link>
      ))}
    </nav>
  )
}
