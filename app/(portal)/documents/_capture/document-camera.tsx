'use client'

/** The camera for a document: draws where it lies while it is held up, says what to do better, and takes the picture once it is still. */
import clsx from 'clsx'
import { useEffect, useRef } from 'react'
import { Button } from '@/app/_components/button'
import { CameraRefused } from '../../_camera/camera-refused'
import { pictureOf, useCamera } from '../../_camera/use-camera'
import { steadyMs, type Seen } from './guidance'
import { useOutline, type OutlineWatch } from './use-outline'

export function DocumentCamera({ onPicture, onClose }: { onPicture: (picture: Blob) => void; onClose: () => void }) {
  const { video, state } = useCamera({ facing: 'environment', widthPx: 2_560, heightPx: 1_440 })
  const isLive = state.name === 'live'
  const watch = useOutline(video, isLive)
  const taken = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const give = useRef(onPicture)
  useEffect(() => {
    give.current = onPicture
  })

  const take = async () => {
    if (taken.current || !video.current) return
    taken.current = true
    const picture = await pictureOf(video.current, video.current.videoWidth, 0.92)
    if (picture) give.current(picture)
    else taken.current = false
  }
  const takeNow = useRef(take)

  useEffect(() => {
    // Whoever holds the document has one hand left: space or Enter takes the picture.
    if (isLive) button.current?.focus()
  }, [isLive])
  const isSteady = (watch.look?.goodMs ?? 0) >= steadyMs
  useEffect(() => {
    if (isSteady) void takeNow.current()
  }, [isSteady])

  if (state.name === 'refused') return <CameraRefused why={state.why} onClose={onClose} />
  return (
    <div className="space-y-3">
      <div className="relative mx-auto max-w-2xl overflow-hidden rounded-card bg-black">
        <video
          ref={video}
          muted
          playsInline
          aria-label="Your camera"
          className={clsx('block w-full', !isLive && 'aspect-[4/3]')}
        />
        {watch.look && <Overlay seen={watch.look.seen} isGood={watch.look.advice.isGood} />}
      </div>
      <p role="status" aria-live="polite" className="min-h-6 text-center font-medium">
        {isLive ? wordsOf(watch) : 'Starting the camera …'}
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        <Button ref={button} onClick={() => void take()} disabled={!isLive}>
          Take the picture now
        </Button>
        <Button look="quiet" onClick={onClose}>
          Close the camera
        </Button>
      </div>
    </div>
  )
}

function wordsOf({ look, isBlind }: OutlineWatch): string {
  if (isBlind)
    return 'This browser cannot draw the outline. Fill the picture with the document, and take it by the button.'
  return look?.advice.words ?? 'Hold the document before the camera.'
}

/** Over the film: the document's outline, in a colour that only repeats what the words say. */
function Overlay({ seen: { widthPx, heightPx, outline }, isGood }: { seen: Seen; isGood: boolean }) {
  return (
    <svg
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      preserveAspectRatio="none"
      aria-hidden
      data-outline={outline ? (isGood ? 'good' : 'seen') : 'none'}
      className="pointer-events-none absolute inset-0 size-full"
    >
      {outline ? (
        <polygon
          points={outline.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
          strokeWidth={isGood ? 6 : 4}
          strokeLinejoin="round"
          className={isGood ? 'fill-light/20 stroke-light' : 'fill-none stroke-white/90'}
        />
      ) : (
        <rect
          x={widthPx * 0.1}
          y={heightPx * 0.12}
          width={widthPx * 0.8}
          height={heightPx * 0.76}
          rx="12"
          fill="none"
          strokeWidth="3"
          strokeDasharray="14 10"
          className="stroke-white/70"
        />
      )}
    </svg>
  )
}
