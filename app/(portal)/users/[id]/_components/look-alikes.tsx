'use client'

/** Users who may be this one under another name. The two faces stand side by side only when somebody asks. */
import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Time } from '@/app/_components/time'
import { putAside } from '../../actions'
import { OpenPicture } from '../../_components/picture-carousel'

interface Pair {
  id: string
  otherId: string
  externalId: string | null
  foundAt: string
  otherPicture: string | null
}

export function LookAlikes({
  userId,
  ownPicture,
  pairs,
  mayLook,
  mayChange,
}: {
  userId: string
  ownPicture: string | null
  pairs: Pair[]
  mayLook: boolean
  mayChange: boolean
}) {
  return (
    <ul className="divide-y divide-line">
      {pairs.map((pair) => (
        <PairRow key={pair.id} {...{ userId, ownPicture, pair, mayLook, mayChange }} />
      ))}
    </ul>
  )
}

function PairRow({
  userId,
  ownPicture,
  pair,
  mayLook,
  mayChange,
}: {
  userId: string
  ownPicture: string | null
  pair: Pair
  mayLook: boolean
  mayChange: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  const { otherId, externalId, foundAt, otherPicture } = pair
  const whyNot = !mayLook
    ? 'Auditors may not look at pictures in this bureau.'
    : ownPicture && otherPicture
      ? undefined
      : 'The picture of one of the two is not kept.'
  return (
    <li className="space-y-3 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          <Link href={`/users/${otherId}`} className="wrap-anywhere underline underline-offset-4">
            {externalId ?? otherId}
          </Link>{' '}
          <span className="text-small text-ink-soft">
            noticed <Time at={foundAt} />
          </span>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button
            look="quiet"
            size="small"
            disabled={whyNot !== undefined}
            title={whyNot}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Cover the faces' : 'Compare the faces'}
          </Button>
          <ConfirmDialog
            title="Two different people?"
            look="door"
            trigger={
              <Button
                look="quiet"
                size="small"
                disabled={!mayChange}
                title={mayChange ? undefined : 'Your role may look, but change nobody.'}
              >
                Two different people
              </Button>
            }
            confirm="They are two people"
            act={() =>
              putAside(pair.id).then((outcome) => {
                if (outcome.ok) toast.success('The pair was put aside.')
                return outcome
              })
            }
          >
            <p>The pair is put aside, and neither of the two is marked because of it any more. Both stay enrolled.</p>
            <p>If it is one person, erase one of the two users instead.</p>
          </ConfirmDialog>
        </div>
      </div>
      {isOpen && ownPicture && otherPicture && (
        <div className="grid gap-3 sm:grid-cols-2">
          {[
            { id: userId, sampleId: ownPicture, name: 'This user' },
            { id: otherId, sampleId: otherPicture, name: 'The other user' },
          ].map((one) => (
            <figure key={one.id} className="space-y-1 text-center text-small text-ink-soft">
              <div className="flex min-h-48 items-center justify-center rounded-card bg-code">
                <OpenPicture userId={one.id} sampleId={one.sampleId} purpose="look_alike_review" name={one.name} />
              </div>
              <figcaption>{one.name}</figcaption>
            </figure>
          ))}
        </div>
      )}
    </li>
  )
}
