'use client'

/** Looks at one frame of a film after the other in the engine worker, and says what is seen, what to do, and for how long it was good. */
import { useEffect, useState, type RefObject } from 'react'
import { stillOf } from '../../_camera/use-camera'
import { adviceFor, type Advice, type Outline, type Seen } from './guidance'
import type { Frame } from './outline-worker'

/** Wide enough to tell a document apart, and small enough for ten looks a second on a phone. */
const frameWidthPx = 480
const pauseMs = 60

export interface Look {
  seen: Seen
  advice: Advice
  /** For how long it has been good without a break. */
  goodMs: number
}

export interface OutlineWatch {
  look: Look | null
  /** The worker does not run in this browser. */
  isBlind: boolean
}

export function useOutline(video: RefObject<HTMLVideoElement | null>, isLive: boolean): OutlineWatch {
  const [watch, setWatch] = useState<OutlineWatch>({ look: null, isBlind: false })
  useEffect(() => {
    if (!isLive) return
    const worker = new Worker(new URL('./outline-worker.ts', import.meta.url), { type: 'module' })
    const canvas = document.createElement('canvas')
    let timer: ReturnType<typeof setTimeout> | undefined
    let before: Outline | null = null
    let goodSince: number | null = null

    const show = () => {
      const still = video.current && stillOf(video.current, frameWidthPx, canvas)
      if (!still) {
        timer = setTimeout(show, pauseMs)
        return
      }
      const { width, height } = canvas
      const rgba = still.pen.getImageData(0, 0, width, height).data.buffer
      worker.postMessage({ widthPx: width, heightPx: height, rgba } satisfies Frame, [rgba])
    }
    worker.onmessage = ({ data: seen }: MessageEvent<Seen>) => {
      const advice = adviceFor(seen, before)
      before = seen.outline
      const now = performance.now()
      goodSince = advice.isGood ? (goodSince ?? now) : null
      setWatch({ look: { seen, advice, goodMs: goodSince === null ? 0 : now - goodSince }, isBlind: false })
      timer = setTimeout(show, pauseMs)
    }
    worker.onerror = () => setWatch({ look: null, isBlind: true })
    show()
    return () => {
      clearTimeout(timer)
      worker.terminate()
    }
  }, [video, isLive])
  return watch
}
