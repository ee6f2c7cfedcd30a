/** What looks at the frames of the camera on this device, for guidance only. */
import type { Observation } from '@/domain/self-enrolment/guidance'

export interface Observer {
  /** @param frame is taken over and closed */
  see(frame: ImageBitmap, atMs: number): Promise<Observation>
  close(): void
}

/** Takes seconds, while its models come; a device that cannot run it rejects. */
export type StartObserver = (signal: AbortSignal) => Promise<Observer>
