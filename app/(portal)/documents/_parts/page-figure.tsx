'use client'

/** One straightened side, with a box over everything that was read on it. Pointing at a box, or reaching it by Tab, says what it is. */
import clsx from 'clsx'
import { boxesOf, type ShownBox } from './boxes'
import type { DocumentField, ShownPage } from './view'
import { sideWords } from './words'

export function PageFigure({
  shown,
  fields,
  current,
  onCurrent,
}: {
  shown: ShownPage
  fields: DocumentField[]
  /** The name of what is pointed at, here or in the list of fields. */
  current: string | null
  onCurrent: (name: string | null) => void
}) {
  const { side, widthPx, heightPx, src } = shown
  const boxes = boxesOf(shown, fields)
  const pointed = boxes.find(({ name }) => name === current)
  const name = sideWords[side]
  return (
    <figure className="space-y-2">
      <div className="relative overflow-hidden rounded-control border border-line bg-code">
        {/* Not next/image: it would keep a copy, and the answer is for this pair of eyes only. */}
        {/* eslint-disable-next-line @next/next/no-img-element */}
        <img
          src={src}
          width={widthPx}
          height={heightPx}
          alt={`${name} of the document, straightened`}
          className="block h-auto w-full"
        />
        <svg
          viewBox={`0 0 ${widthPx} ${heightPx}`}
          role="group"
          aria-label={`What was read on the ${name.toLowerCase()}`}
          // The page is as light in a dark portal: so are the colours over it.
          className="absolute inset-0 size-full scheme-light"
        >
          {boxes.map((box) => (
            <Box key={box.key} box={box} isPointed={box.name === current} onCurrent={onCurrent} />
          ))}
        </svg>
      </div>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-small">
        <span className="font-medium">{name}</span>
        <span className={clsx('wrap-anywhere', !pointed && 'text-ink-soft')}>
          {pointed?.words ??
            (boxes.length > 0
              ? 'Point at a box, touch it, or press Tab, to see what was read there.'
              : 'Nothing was read here.')}
        </span>
      </figcaption>
    </figure>
  )
}

function Box({
  box: { name, words, quad, tone },
  isPointed,
  onCurrent,
}: {
  box: ShownBox
  isPointed: boolean
  onCurrent: (name: string | null) => void
}) {
  return (
    <polygon
      points={quad.map(({ x, y }) => `${x},${y}`).join(' ')}
      tabIndex={0}
      role="img"
      aria-label={words}
      data-box={name}
      vectorEffect="non-scaling-stroke"
      strokeLinejoin="round"
      strokeWidth={isPointed ? 4 : 2}
      onMouseEnter={() => onCurrent(name)}
      onMouseLeave={() => onCurrent(null)}
      onFocus={() => onCurrent(name)}
      onBlur={() => onCurrent(null)}
      onClick={() => onCurrent(name)}
      className={clsx('outline-none', isPointed ? pointedLooks[tone] : looks[tone])}
    />
  )
}

const looks = {
  field: 'fill-door/10 stroke-door',
  differs: 'fill-bad/15 stroke-bad',
  part: 'fill-transparent stroke-light',
}
const pointedLooks = {
  field: 'fill-light/30 stroke-light',
  differs: 'fill-bad/30 stroke-bad',
  part: 'fill-light/20 stroke-light',
}
