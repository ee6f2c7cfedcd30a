'use client'

/**
 * The pictures of one user, one after another. None leaves the server before the admin has said what for; from then on each one
 * that comes into sight is a look that is written down.
 */
import { ChevronLeft, ChevronRight, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import type { LookPurpose } from '@/domain/looks'
import type { ShownPicture } from '../actions'
import { purposeWords, qualityWords } from './words'

const purposes = Object.entries(purposeWords) as [LookPurpose, string][]

export function PictureCarousel({
  userId,
  pictures,
  mayLook,
}: {
  userId: string
  pictures: ShownPicture[]
  mayLook: boolean
}) {
  const [index, setIndex] = useState(0)
  const [purpose, setPurpose] = useState<LookPurpose>()
  const picture = pictures[index]
  if (!picture)
    return (
      <p className="text-ink-soft">
        No picture is kept of this user: nobody enrolled a face yet, or this bureau keeps templates only.
      </p>
    )
  const name = `picture ${index + 1} of ${pictures.length}`
  return (
    <div
      role="group"
      aria-roledescription="carousel"
      aria-label="Pictures"
      className="space-y-4"
      onKeyDown={(event) => {
        if ((event.target as HTMLElement).tagName === 'SELECT') return
        if (event.key === 'ArrowRight') setIndex(Math.min(index + 1, pictures.length - 1))
        if (event.key === 'ArrowLeft') setIndex(Math.max(index - 1, 0))
      }}
    >
      <figure className="space-y-3">
        <div className="flex min-h-64 items-center justify-center overflow-hidden rounded-card bg-code">
          {purpose ? (
            <OpenPicture key={picture.id} userId={userId} sampleId={picture.id} purpose={purpose} name={name} />
          ) : (
            <Covered
              mayLook={mayLook}
              what="Faces stay covered until you say what you look for."
              act="Show the pictures"
              onChoose={setPurpose}
            />
          )}
        </div>
        <figcaption>
          <p role="status" className="font-medium first-letter:uppercase">
            {name}
          </p>
          <dl className="mt-2 grid gap-x-6 gap-y-1 text-small sm:grid-cols-[auto_1fr]">
            <dt className="text-ink-soft">Quality</dt>
            <dd>{qualityWords(picture.quality)}</dd>
            <dt className="text-ink-soft">Model</dt>
            <dd className="font-mono">{picture.model ?? 'its template is gone'}</dd>
            <dt className="text-ink-soft">Taken in</dt>
            <dd>
              <Time at={picture.createdAt} />, {picture.size}
            </dd>
          </dl>
        </figcaption>
      </figure>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-small text-ink-soft">
          {purpose && `Looked at: ${purposeWords[purpose].toLowerCase()}. Each look is in the audit trail.`}
        </p>
        <div className="flex gap-2">
          <Button
            look="quiet"
            size="icon"
            aria-label="Previous picture"
            disabled={index === 0}
            onClick={() => setIndex(index - 1)}
          >
            <ChevronLeft aria-hidden className="size-5" />
          </Button>
          <Button
            look="quiet"
            size="icon"
            aria-label="Next picture"
            disabled={index === pictures.length - 1}
            onClick={() => setIndex(index + 1)}
          >
            <ChevronRight aria-hidden className="size-5" />
          </Button>
        </div>
      </div>
    </div>
  )
}

/** Stands where something is to be seen as soon as the admin has said what for. */
export function Covered({
  mayLook,
  what,
  refused = 'Auditors may not look at pictures in this bureau. An owner can allow it in the settings.',
  act,
  onChoose,
}: {
  mayLook: boolean
  /** What is covered, in a sentence. */
  what: string
  /** What an auditor is told who may not. */
  refused?: string
  act: string
  onChoose: (purpose: LookPurpose) => void
}) {
  const [chosen, setChosen] = useState('')
  return (
    <div className="flex w-full max-w-sm flex-col items-center gap-3 p-6 text-center">
      <EyeOff aria-hidden className="size-8 text-ink-soft" />
      {mayLook ? (
        <>
          <p>{what} It is written down with your name.</p>
          <label className="block w-full text-left font-medium">
            Purpose
            <select
              value={chosen}
              onChange={(event) => setChosen(event.target.value)}
              className="mt-1 block w-full rounded-control border border-line bg-ground px-3 py-2"
            >
              <option value="">Please choose</option>
              {purposes.map(([code, words]) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <Button
            disabled={chosen === ''}
            title={chosen === '' ? 'Choose a purpose first' : undefined}
            onClick={() => onChoose(chosen as LookPurpose)}
          >
            {act}
          </Button>
        </>
      ) : (
        <p>{refused}</p>
      )}
    </div>
  )
}

/** The address is asked once for each look; nothing keeps the answer. */
export function OpenPicture({
  userId,
  sampleId,
  purpose,
  name,
}: {
  userId: string
  sampleId: string
  purpose: LookPurpose
  name: string
}) {
  const [isGone, setGone] = useState(false)
  if (isGone)
    return (
      <Notice tone="wait" role="status">
        This picture does not exist any more, or you were signed out.
      </Notice>
    )
  return (
    // Not next/image: it would keep a copy, and the answer is for this pair of eyes only.
    // eslint-disable-next-line @next/next/no-img-element
    <img
      src={`/users/${userId}/pictures/${sampleId}?purpose=${purpose}`}
      alt={name}
      onError={() => setGone(true)}
      className="max-h-[45vh] max-w-full object-contain"
    />
  )
}
