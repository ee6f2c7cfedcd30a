/** How full the machine is. */
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { sizeWords } from '@/app/_lib/size'
import type { Storage } from '@/domain/storage'
import { Share } from './reasons-card'
import { counted, percent } from './words'

/** From here on somebody should do something about it. */
const nearlyFull = 0.9

export function StorageCard({ storage: { disk, database, pictures } }: { storage: Storage }) {
  const used = 1 - disk.free / disk.total
  const rows = [
    ['Database', sizeWords(database)],
    [
      'Sealed pictures',
      pictures ? `${sizeWords(pictures.bytes)} in ${counted(pictures.files)} files` : 'being counted',
    ],
  ]
  return (
    <Card title="Disk">
      <div>
        <p className="flex justify-between gap-4">
          <span>
            {sizeWords(disk.free)} free of {sizeWords(disk.total)}
          </span>
          <span className="text-ink-soft tabular-nums">{percent(used)} used</span>
        </p>
        <Share of={used} colour={used > nearlyFull ? 'var(--bad)' : 'var(--door)'} />
      </div>
      {used > nearlyFull && (
        <Notice tone="bad">
          The disk is nearly full. A full one refuses enrolments and dumps; free some room or move the data folder.
        </Notice>
      )}
      <dl className="divide-y divide-line">
        {rows.map(([name, value]) => (
          <div key={name} className="flex flex-wrap justify-between gap-x-6 py-2">
            <dt>{name}</dt>
            <dd className="text-ink-soft tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-ink-soft">
        All tenants together, which is why only main is told.
        {pictures && (
          <>
            {' '}
            Pictures were counted on <Time at={pictures.countedAt} />.
          </>
        )}
      </p>
    </Card>
  )
}
