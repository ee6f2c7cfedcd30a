'use client'

/** The person's camera, running as long as the part that asked for it is shown. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import { CameraTrouble, openCamera, stopCamera, type Trouble } from './open-camera'

export function useLiveCamera(onTrouble: (trouble: Trouble) => void): {
  video: RefObject<HTMLVideoElement | null>
  isLive: boolean
} {
  const video = useRef<HTMLVideoElement>(null)
  const [isLive, setLive] = useState(false)
  const tell = useRef(onTrouble)
  useEffect(() => void (tell.current = onTrouble))
  useEffect(() => {
    let isLeft = false
    let stream: MediaStream | undefined
    const start = async () => {
      try {
        stream = await openCamera()
      } catch (error) {
        if (!(error instanceof CameraTrouble)) throw error
        if (!isLeft) tell.current(error.trouble)
        return
      }
      if (isLeft || !video.current) return stopCamera(stream)
      for (const track of stream.getTracks()) {
        track.addEventListener('ended', () => !isLeft && tell.current('lost'))
      }
      video.current.srcObject = stream
      // Where the browser waits for a press, the person presses start.
      await video.current.play().catch(() => undefined)
      if (!isLeft) setLive(true)
    }
    void start()
    return () => {
      isLeft = true
      if (stream) stopCamera(stream)
    }
  }, [])
  return { video, isLive }
}
