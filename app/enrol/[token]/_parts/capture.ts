/** Takes the frames of a check from the camera while the person follows the plan. They stay in the page until they are sent. */
import { keepDrawn } from '@/app/_liveness/keep-drawn'
import type { Plan } from '@/app/_liveness/prompter'

export interface TakenFrame {
  /** Milliseconds since the burst began. */
  atMs: number
  picture: Blob
}

/** Six a second, and fewer of a long plan; the judge wants four. */
const [leastPauseMs, mostFrames] = [160, 180]
const longerSidePx = 640
/** Of a JPEG: as good as there is room for. */
const quality = { best: 0.85, least: 0.4 }
/** Of all frames together, below what is taken. */
const roomBytes = 5 * 1024 * 1024
/** For so long a slow camera is waited for. */
const longestWaitMs = 350
const usualWaitMs = 40

interface Take {
  signal: AbortSignal
  /** Called with each frame. */
  onTime: (atMs: number) => void
}

/** @throws AbortError when `signal` says so */
export async function captureBurst(video: HTMLVideoElement, plan: Plan, take: Take): Promise<TakenFrame[]> {
  const drawn = keepDrawn()
  try {
    return await takeFrames(video, plan, take)
  } finally {
    drawn()
  }
}

async function takeFrames(
  video: HTMLVideoElement,
  { lengthMs }: Plan,
  { signal, onTime }: Take,
): Promise<TakenFrame[]> {
  const canvas = document.createElement('canvas')
  const pauseMs = Math.max(leastPauseMs, lengthMs / mostFrames)
  const frames: TakenFrame[] = []
  const begin = performance.now()
  let left = roomBytes
  let now = quality.best
  for (let next = 0; ;) {
    await newPicture(video)
    signal.throwIfAborted()
    const atMs = Math.round(performance.now() - begin)
    onTime(atMs)
    if (atMs > lengthMs) return frames
    draw(video, canvas)
    const picture = await jpegOf(canvas, now)
    // A camera that stands still gives the same picture again, which would look like a trick.
    if (!(await isSame(picture, frames.at(-1)?.picture))) {
      frames.push({ atMs, picture })
      left -= picture.size
    }
    now = qualityFor(picture.size, now, left / Math.max(1, (lengthMs - atMs) / pauseMs))
    next = Math.max(next + pauseMs, performance.now() - begin)
    await pause(next - (performance.now() - begin))
  }
}

/** Less where the frames to come have less room than the last one took, and more again where they have much. */
export function qualityFor(tookBytes: number, now: number, roomEach: number): number {
  if (tookBytes > roomEach) return Math.max(quality.least, now * 0.85)
  return tookBytes < roomEach * 0.7 ? Math.min(quality.best, now * 1.05) : now
}

function newPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    // Browsers that cannot tell of a new picture have one about so often.
    if (!('requestVideoFrameCallback' in video)) return void setTimeout(resolve, usualWaitMs)
    const timer = setTimeout(resolve, longestWaitMs)
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function isSame(picture: Blob, before: Blob | undefined): Promise<boolean> {
  if (picture.size !== before?.size) return false
  const [one, other] = await Promise.all([picture, before].map(async (of) => new Uint8Array(await of.arrayBuffer())))
  return one!.every((byte, index) => byte === other![index])
}

function draw(video: HTMLVideoElement, canvas: HTMLCanvasElement): void {
  const { videoWidth, videoHeight } = video
  const scale = Math.min(1, longerSidePx / Math.max(videoWidth, videoHeight, 1))
  canvas.width = Math.max(1, Math.round(videoWidth * scale))
  canvas.height = Math.max(1, Math.round(videoHeight * scale))
  canvas.getContext('2d')!.drawImage(video, 0, 0, canvas.width, canvas.height)
}

function jpegOf(canvas: HTMLCanvasElement, share: number): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture of a frame.'))),
      'image/jpeg',
      share,
    ),
  )
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Mean luminance of the middle of what the camera shows, 0..255; null before its first frame. */
export function lightOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): number | null {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0) return null
  canvas.width = canvas.height = 16
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.drawImage(video, videoWidth / 4, videoHeight / 4, videoWidth / 2, videoHeight / 2, 0, 0, 16, 16)
  const { data } = pen.getImageData(0, 0, 16, 16)
  let sum = 0
  for (let at = 0; at < data.length; at += 4) {
    sum += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  }
  return sum / (data.length / 4)
}
