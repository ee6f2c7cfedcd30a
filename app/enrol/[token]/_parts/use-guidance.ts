'use client'

/** What to tell the person in front of the camera, several times a second; of the light alone as long as nothing looks at their face. */
import { useEffect, useState, type RefObject } from 'react'
import { guidanceOf, lightGuidance, type Guidance, type Observation } from '@/domain/self-enrolment/guidance'
import { lightOf } from './capture'
import type { Observer } from './observer'

const pauseMs = 150
/** A word stands so long before another takes its place, so that it can be read and heard. */
const standsMs = 700

/** @param isOn while somebody looks at what it says */
export function useGuidance(
  video: RefObject<HTMLVideoElement | null>,
  observer: Observer | null,
  isOn: boolean,
): Guidance | null {
  const [guidance, setGuidance] = useState<Guidance | null>(null)
  useEffect(() => {
    if (!isOn) return
    let isLeft = false
    let timer: ReturnType<typeof setTimeout>
    let since = 0
    const look = watcher(observer)
    const round = async () => {
      const seen = video.current ? await look(video.current) : null
      if (isLeft) return
      const now = performance.now()
      if (seen !== null && now - since >= standsMs) {
        since = now
        setGuidance(seen)
      }
      timer = setTimeout(() => void round(), pauseMs)
    }
    void round()
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [video, observer, isOn])
  return guidance
}

/** An observer that fails is done without: the light goes on being told. */
function watcher(observer: Observer | null): (video: HTMLVideoElement) => Promise<Guidance | null> {
  const canvas = document.createElement('canvas')
  let before: Observation | null = null
  let isLost = observer === null
  return async (video) => {
    if (!isLost && video.videoWidth > 0) {
      try {
        const frame = await createImageBitmap(video)
        const [widthPx, heightPx] = [frame.width, frame.height]
        const seen = await observer!.see(frame, performance.now())
        const guidance = guidanceOf(seen, before, { widthPx, heightPx })
        before = seen
        return guidance
      } catch (error) {
        console.warn('Guidance goes on without the engine.', error)
        isLost = true
      }
    }
    const light = lightOf(video, canvas)
    return light === null ? null : lightGuidance(light)
  }
}
