/** What an erasure could not reach: named in its receipt, and whether it has let go since. */
import { Time } from '@/app/_components/time'
import type { HolderNow } from '@/domain/erasure-list'

const kinds: Record<string, string> = { dump: 'Dump', terminal: 'Terminal' }

export function Holders({ holders, none }: { holders: HolderNow[]; none: string }) {
  if (holders.length === 0) return <p>{none}</p>
  return (
    <ul className="space-y-1">
      {holders.map(({ kind, id, name, until, biometrics, hasLetGo }) => (
        <li key={`${kind} ${id}`} className={hasLetGo ? 'text-ink-soft' : undefined}>
          {kinds[kind] ?? kind}{' '}
          <span title={id} className="tabular-nums">
            {name}
          </span>
          {biometrics ? ', with faces' : ', facts only'}:{' '}
          {hasLetGo ? 'destroyed by now' : until ? <Until at={until} /> : 'until when nobody can say'}
        </li>
      ))}
    </ul>
  )
}

function Until({ at }: { at: string }) {
  return (
    <>
      until <Time at={at} />
    </>
  )
}
