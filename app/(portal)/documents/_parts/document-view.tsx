'use client'

/** What was read of a document: its pages with boxes, and beside them the fields, the checks, the zone and the cuts. */
import { useState } from 'react'
import { Card } from '@/app/_components/card'
import { CheckList } from './check-list'
import { FieldsList } from './fields-list'
import { PageFigure } from './page-figure'
import { QualityList } from './quality-list'
import { cutAddress, type ShownDocument } from './view'
import { sideWords } from './words'
import { ZoneLines } from './zone-lines'

export function DocumentView({ shown: { reference, sides, report } }: { shown: ShownDocument }) {
  const [current, setCurrent] = useState<string | null>(null)
  const { fields, checks, format, zoneLines, corrections } = report
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <div className="min-w-0 space-y-6">
        <Card title="Pages">
          {sides.map((side) => (
            <PageFigure key={side.side} shown={side} fields={fields} current={current} onCurrent={setCurrent} />
          ))}
        </Card>
        <Card title="Checks">
          <CheckList checks={checks} />
        </Card>
        <Card title="The pictures">
          <QualityList sides={sides} />
        </Card>
      </div>
      <div className="min-w-0 space-y-6">
        <Card title="What it says">
          <FieldsList fields={fields} current={current} onCurrent={setCurrent} />
        </Card>
        <Card title="Machine-readable zone">
          <ZoneLines format={format} zoneLines={zoneLines} corrections={corrections} />
        </Card>
        <Card title="Portrait and signature">
          <Cuts reference={reference} sides={sides} />
        </Card>
      </div>
    </div>
  )
}

function Cuts({ reference, sides }: Pick<ShownDocument, 'reference' | 'sides'>) {
  const cuts = sides.flatMap(({ side, portrait, signature }) => [
    ...(portrait ? [{ side, cut: 'portrait' as const, box: portrait }] : []),
    ...(signature ? [{ side, cut: 'signature' as const, box: signature }] : []),
  ])
  if (cuts.length === 0) return <p className="text-ink-soft">Neither a portrait nor a signature was found.</p>
  return (
    <div className="flex flex-wrap items-end gap-6">
      {cuts.map(({ side, cut, box }) => {
        const name = `${cut === 'portrait' ? 'Portrait' : 'Signature'} on the ${sideWords[side].toLowerCase()}`
        return (
          <figure key={`${side}-${cut}`} className="space-y-1">
            {/* Not next/image: it would keep a copy, and the answer is for this pair of eyes only. */}
            {/* eslint-disable-next-line @next/next/no-img-element */}
            <img
              src={cutAddress(reference, side, cut)}
              width={Math.round(box.width)}
              height={Math.round(box.height)}
              alt={name}
              className={`rounded-control border border-line bg-code object-contain ${cut === 'portrait' ? 'h-48 w-auto' : 'h-20 w-auto'}`}
            />
            <figcaption className="text-small text-ink-soft">{name}</figcaption>
          </figure>
        )
      })}
    </div>
  )
}
