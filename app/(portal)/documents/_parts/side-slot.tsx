'use client'

/** One side of the document: its picture, or the ways to give one. */
import { X } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/app/_components/button'
import { PictureSource } from '../../users/_components/picture-source'
import { DocumentCamera } from '../_capture/document-camera'
import type { Side } from './view'
import { sideWords } from './words'

export interface ChosenSide {
  name: string
  picture: Blob
  /** A small copy to show; null where the browser cannot read it, undefined until it is made. */
  shown?: string | null
}

export function SideSlot({
  side,
  chosen,
  disabled,
  onPicture,
  onDrop,
}: {
  side: Side
  chosen: ChosenSide | undefined
  disabled: boolean
  onPicture: (picture: { picture: Blob; name: string }) => void
  onDrop: () => void
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="space-y-2">
      <h3 id={id} className="font-medium">
        {sideWords[side]}
        <span className="ml-2 text-small font-normal text-ink-soft">
          {side === 'front'
            ? 'The side with the portrait; of a passport the page with it.'
            : 'Of a card. A passport or a visa needs none.'}
        </span>
      </h3>
      {chosen ? (
        <Chosen side={side} chosen={chosen} disabled={disabled} onDrop={onDrop} />
      ) : (
        <PictureSource
          label={`Choose the ${side}`}
          camera={DocumentCamera}
          isPasted
          disabled={disabled}
          onPictures={([picture]) => picture && onPicture(picture)}
        />
      )}
    </section>
  )
}

function Chosen({
  side,
  chosen: { name, shown },
  disabled,
  onDrop,
}: {
  side: Side
  chosen: ChosenSide
  disabled: boolean
  onDrop: () => void
}) {
  return (
    <div className="flex items-start gap-3 rounded-control border border-line p-2">
      {shown ? (
        // A small copy made on this page: nothing for next/image to make smaller.
        // eslint-disable-next-line @next/next/no-img-element
        <img
          src={shown}
          alt={`Picture of the ${side}`}
          className="h-24 w-36 shrink-0 rounded-control bg-code object-contain"
        />
      ) : (
        <span aria-hidden className="h-24 w-36 shrink-0 rounded-control bg-code" />
      )}
      <div className="min-w-0 flex-1 text-small">
        <p className="truncate" title={name}>
          {name}
        </p>
        <p role="status" className="text-ink-soft">
          {shown === null ? 'This browser cannot show it; it may be read all the same.' : shown && 'Ready to be read.'}
        </p>
      </div>
      <Button
        look="ghost"
        size="icon"
        className="size-7 shrink-0"
        aria-label={`Take the picture of the ${side} away`}
        disabled={disabled}
        onClick={onDrop}
      >
        <X aria-hidden className="size-4" />
      </Button>
    </div>
  )
}
