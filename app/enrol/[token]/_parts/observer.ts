/** What looks at the frames of the camera on this device, for guidance only. */
import type { Observation } from '@/domain/self-enrolment/guidance'

export interface Observer {
  /** @param frame is taken over and closed */
  see(frame: ImageBitmap, atMs: number): Promise<Observation>
  close(): void
}

/** Its files come in seconds, and only here: the page is there long before. @throws EngineUnavailable */
export async function startObserver(signal: AbortSignal): Promise<Observer> {
  const { startEngine } = await import('@/app/_engine/engine')
  const engine = await startEngine({ templates: false, signal })
  return { see: (frame, atMs) => engine.see(frame, atMs, { eyes: false }), close: () => engine.close() }
}
