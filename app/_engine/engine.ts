/** The engine beside a page: starts its worker, loads it, and calls it. One page has one; whoever starts it closes it. */
import { proxy, transfer, wrap } from 'comlink'
import type { RgbImage } from '@/engines/image'
import type { LivenessJudgement, LivenessPlan, Observation } from '@/engines/liveness/types'
import type { FaceReading, FaceReadOptions } from '@/engines/types'
import { EngineUnavailable, keepFailures } from './failures'
import type { Progress } from './model-cache'
import type { EngineWorker, Loaded, LoadOptions } from './worker'

export type { LivenessJudgement, LivenessPlan, Observation, ObservedFace } from '@/engines/liveness/types'
export type { FaceReading, FaceReadOptions } from '@/engines/types'
export { PictureRefused } from '@/engines/types'
export { EngineUnavailable } from './failures'
export type { Progress } from './model-cache'
export type { Loaded, LoadOptions } from './worker'

export interface Engine extends Loaded {
  /** @param picture JPEG, PNG or WebP. @throws PictureRefused */
  read(picture: Blob | Uint8Array, options?: FaceReadOptions): Promise<FaceReading>
  readRgb(image: RgbImage, options?: FaceReadOptions): Promise<FaceReading>
  /** One frame of a camera, which is taken over and closed. */
  readFrame(frame: ImageBitmap, options?: FaceReadOptions): Promise<FaceReading>
  /** What the QR codes on a frame of a camera say; the frame is taken over and closed. */
  readCodes(frame: ImageBitmap): Promise<string[]>
  /**
   * What is seen on the next frame of a camera, whose face is followed; the frame is taken over and closed. Places are in pixels of the
   * frame: one of at most 800 pixels is enough, and cheaper.
   * @param options.eyes whether to look how far the eyes are open; costs as much as the rest together. Default true
   */
  see(frame: ImageBitmap, atMs: number, options?: { eyes?: boolean }): Promise<Observation>
  /** Follows whoever comes next as somebody new. */
  forget(): Promise<void>
  /** A liveness check at a device whose own camera it is; one at a time, and a new one ends the one before. */
  beginCheck(plan: LivenessPlan): Promise<void>
  /** One frame of the camera, which is taken over and closed. @param atMs since the plan began */
  seeCheck(frame: ImageBitmap, atMs: number): Promise<void>
  endCheck(): Promise<LivenessJudgement>
  /** What is under way is refused with EngineUnavailable `lost`; so is every later call. */
  close(): void
}

/**
 * @param signal gives up, even while the files are still coming
 * @throws EngineUnavailable
 */
export async function startEngine(
  { signal, ...options }: LoadOptions & { signal?: AbortSignal } = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Engine> {
  if (!isSecureContext) {
    const words =
      'This page did not come over HTTPS, and browsers let no other keep the engine. Open it by its https address.'
    throw new EngineUnavailable('insecure', words)
  }
  keepFailures()
  const thread = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'limen-engine' })
  const remote = wrap<EngineWorker>(thread)
  const { call, end } = callsUntil(thread)
  const close = () => {
    thread.terminate()
    end(new EngineUnavailable('lost', 'The engine was closed.'))
  }
  if (signal?.aborted) close()
  signal?.addEventListener('abort', close, { once: true })
  try {
    const loaded = await call(() => remote.load(options, proxy(onProgress)))
    return { ...loaded, ...callsOf(remote, call), close }
  } catch (error) {
    close()
    throw error
  }
}

type Call = <Result>(run: () => Promise<Result>) => Promise<Result>

function callsOf(remote: ReturnType<typeof wrap<EngineWorker>>, call: Call): Omit<Engine, keyof Loaded | 'close'> {
  return {
    async read(picture, options = {}) {
      const bytes = picture instanceof Blob ? new Uint8Array(await picture.arrayBuffer()) : picture.slice()
      return call(() => remote.read(transfer(bytes, [bytes.buffer]), options))
    },
    readRgb: (image, options = {}) => call(() => remote.readRgb(image, options)),
    readFrame: (frame, options = {}) => call(() => remote.readFrame(transfer(frame, [frame]), options)),
    readCodes: (frame) => call(() => remote.readCodes(transfer(frame, [frame]))),
    see: (frame, atMs, options = {}) => call(() => remote.see(transfer(frame, [frame]), atMs, options)),
    forget: () => call(() => remote.forget()),
    beginCheck: (plan) => call(() => remote.beginCheck(plan)),
    seeCheck: (frame, atMs) => call(() => remote.seeCheck(transfer(frame, [frame]), atMs)),
    endCheck: () => call(() => remote.endCheck()),
  }
}

/** A worker that dies answers nothing more: its calls would wait for ever. */
function callsUntil(thread: Worker): { call: Call; end: (reason: Error) => void } {
  const waiting = new Set<(reason: Error) => void>()
  let ended: Error | undefined
  const end = (reason: Error) => {
    ended ??= reason
    for (const reject of waiting) reject(ended)
    waiting.clear()
  }
  thread.onerror = (event) => {
    event.preventDefault()
    thread.terminate()
    end(new EngineUnavailable('lost', 'The engine has stopped. Load the page again.', { cause: event.message }))
  }
  const call: Call = (run) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      waiting.add(reject)
      run()
        .then(resolve, reject)
        .finally(() => waiting.delete(reject))
    })
  return { call, end }
}
