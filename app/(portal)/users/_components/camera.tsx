'use client'

/**
 * The camera with guidance: a few small frames a second are judged by the same gates as an enrolment, and what is wrong is said
 * while it can still be put right. A picture is taken by itself once it is good, or by the button.
 */
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/app/_components/button'
import type { Guidance } from '@/domain/faces/preview'
import { CameraRefused } from '../../_camera/camera-refused'
import { pictureOf, useCamera } from '../../_camera/use-camera'
import { send } from './send-pictures'

const frameWidthPx = 480
const pauseMs = 350
/** So many good frames in a row take the picture. */
const steadyFrames = 3

export function Camera({ onPicture, onClose }: { onPicture: (picture: Blob) => void; onClose: () => void }) {
  const { video, state } = useCamera({ facing: 'user', widthPx: 1_280, heightPx: 960 })
  const [hint, setHint] = useState('Look straight at the camera.')
  const [steady, setSteady] = useState(0)
  const taken = useRef(false)

  const take = async () => {
    if (taken.current || !video.current) return
    taken.current = true
    const picture = await pictureOf(video.current, video.current.videoWidth, 0.92)
    if (picture) onPicture(picture)
    else taken.current = false
  }

  useEffect(() => {
    if (state.name !== 'live') return
    const leaving = new AbortController()
    const { signal } = leaving
    let good = 0
    const look = async () => {
      while (!signal.aborted && !taken.current) {
        const judged = await judgeFrame(video.current, signal)
        if (signal.aborted) return
        if (judged) {
          good = judged.isGood ? good + 1 : 0
          setHint(judged.hint)
          setSteady(good)
          if (good >= steadyFrames) return void take()
        }
        await new Promise((next) => setTimeout(next, pauseMs))
      }
    }
    void look()
    return () => leaving.abort()
    // `take` reads refs only.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state.name])

  if (state.name === 'refused') return <CameraRefused why={state.why} onClose={onClose} />
  return (
    <div className="space-y-3">
      <div className="relative mx-auto aspect-[4/3] w-full max-w-xl overflow-hidden rounded-card bg-black">
        <video ref={video} muted playsInline aria-label="Your camera" className="size-full -scale-x-100 object-cover" />
        <svg viewBox="0 0 400 300" aria-hidden className="pointer-events-none absolute inset-0 size-full">
          <path d="M0 0h400v300H0z M200 30a88 118 0 1 0 .01 0z" fillRule="evenodd" className="fill-black/45" />
          <ellipse
            cx="200"
            cy="148"
            rx="88"
            ry="118"
            fill="none"
            strokeWidth="4"
            pathLength="100"
            className={steady > 0 ? 'stroke-light' : 'stroke-white/80'}
          />
        </svg>
      </div>
      <p role="status" aria-live="polite" className="min-h-6 text-center font-medium">
        {state.name === 'starting' ? 'Starting the camera …' : steady > 0 ? 'Good. Hold still …' : hint}
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        <Button onClick={() => void take()} disabled={state.name !== 'live'}>
          Take the picture now
        </Button>
        <Button look="quiet" onClick={onClose}>
          Close the camera
        </Button>
      </div>
    </div>
  )
}

/** @returns null when this frame could not be judged: the next one may */
async function judgeFrame(
  video: HTMLVideoElement | null,
  signal: AbortSignal,
): Promise<{ isGood: boolean; hint: string } | null> {
  if (!video || video.videoWidth === 0) return null
  const frame = await pictureOf(video, frameWidthPx, 0.8)
  if (!frame) return null
  const scale = Math.max(1, video.videoWidth / frameWidthPx)
  try {
    const outcome = await send<Guidance>(
      '/api/portal/enrolment/guide',
      { picture: frame, scale: String(scale), from: 'camera' },
      signal,
    )
    if (!outcome.ok) return outcome.code === 'busy' ? null : { isGood: false, hint: outcome.message }
    const { refusals, warnings, face } = outcome.value
    const [worst] = [...refusals, ...warnings]
    if (worst) return { isGood: false, hint: worst.message }
    if (!face || !isInOval(face)) return { isGood: false, hint: 'Bring your face into the oval.' }
    return { isGood: true, hint: '' }
  } catch {
    return null
  }
}

/** Roughly in the middle, and not a speck: shares of the frame. */
function isInOval({ x, y, width, height }: NonNullable<Guidance['face']>): boolean {
  const [middle, centre] = [x + width / 2, y + height / 2]
  return middle > 0.3 && middle < 0.7 && centre > 0.2 && centre < 0.8 && height > 0.25
}
