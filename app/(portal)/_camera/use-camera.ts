'use client'

/** A camera of the browser, running as long as the part that asked for it is shown; why there is none, in words; and stills of it. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import { whyRefused, withoutHttps } from '../_components/device-words'

export type CameraState = { name: 'starting' | 'live' } | { name: 'refused'; why: string }

export interface CameraRequest {
  /** Towards whom it looks: the person who holds it, or what lies before them. */
  facing: 'user' | 'environment'
  widthPx: number
  heightPx: number
}

export function useCamera({ facing, widthPx, heightPx }: CameraRequest): {
  video: RefObject<HTMLVideoElement | null>
  state: CameraState
} {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<CameraState>({ name: 'starting' })
  useEffect(() => {
    let isLeft = false
    let stream: MediaStream | undefined
    const start = async () => {
      if (!navigator.mediaDevices) return setState({ name: 'refused', why: withoutHttps('camera') })
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: facing, width: { ideal: widthPx }, height: { ideal: heightPx } },
        })
      } catch (error) {
        return setState({ name: 'refused', why: whyRefused(error) })
      }
      if (isLeft || !video.current) return stopAll(stream)
      video.current.srcObject = stream
      await video.current.play().catch(() => undefined)
      setState({ name: 'live' })
    }
    void start()
    return () => {
      isLeft = true
      stopAll(stream)
    }
  }, [facing, widthPx, heightPx])
  return { video, state }
}

/** What the camera shows now, drawn onto a canvas at most so wide; null before the first frame. */
export function stillOf(video: HTMLVideoElement, widthPx: number, canvas = document.createElement('canvas')) {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0) return null
  canvas.width = Math.min(widthPx, videoWidth)
  canvas.height = Math.round((videoHeight / videoWidth) * canvas.width)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.drawImage(video, 0, 0, canvas.width, canvas.height)
  return { canvas, pen }
}

/** @returns a JPEG; null before the first frame */
export function pictureOf(video: HTMLVideoElement, widthPx: number, quality: number): Promise<Blob | null> {
  const still = stillOf(video, widthPx)
  if (!still) return Promise.resolve(null)
  return new Promise((resolve) => still.canvas.toBlob(resolve, 'image/jpeg', quality))
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
