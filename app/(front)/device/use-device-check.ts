'use client'

/** Goes through what a device needs, one after the other, and says of each what it found; and takes the time of the engine on the camera's frames. */
import { useEffect, useState, type RefObject } from 'react'
import { EngineUnavailable, startEngine, type Engine, type Progress } from '@/app/_engine/engine'
import {
  engineFinding,
  measuredFrames,
  roomFinding,
  speedFinding,
  troubleFinding,
  warmUpFrames,
  type Finding,
} from './findings'

export interface Checked {
  room?: Finding
  engine?: Finding
  speed?: Finding
  /** While the files of the engine arrive. */
  progress?: Progress
  /** Frames with a face so far. */
  frames: number
  /** The last frame showed none. */
  isFaceless: boolean
}

export function useDeviceCheck(video: RefObject<HTMLVideoElement | null>, isLive: boolean): Checked {
  const [checked, setChecked] = useState<Checked>({ frames: 0, isFaceless: false })
  useEffect(() => {
    if (!isLive) return
    const leaving = new AbortController()
    const { signal } = leaving
    const tell = (more: Partial<Checked>) => signal.aborted || setChecked((before) => ({ ...before, ...more }))
    const check = async () => {
      tell({ room: await lookForRoom() })
      const engine = await startEngine({ signal }, (progress) => tell({ progress }))
      tell({ engine: engineFinding({ threads: engine.threads, isIsolated: crossOriginIsolated }), progress: undefined })
      tell({ speed: speedFinding(await timeFrames(engine, video, signal, tell)) })
      engine.close()
    }
    check().catch((error: unknown) => {
      const code = error instanceof EngineUnavailable ? error.code : undefined
      tell({
        progress: undefined,
        engine: troubleFinding(code, error instanceof Error ? error.message : String(error)),
      })
    })
    return () => leaving.abort()
  }, [video, isLive])
  return checked
}

async function lookForRoom(): Promise<Finding> {
  const { quota, usage = 0 } = await navigator.storage.estimate()
  return roomFinding(quota === undefined ? null : quota - usage, await navigator.storage.persisted())
}

/** From a frame of the camera to a template. @returns milliseconds of each frame that showed a face */
async function timeFrames(
  engine: Engine,
  video: RefObject<HTMLVideoElement | null>,
  signal: AbortSignal,
  tell: (more: Partial<Checked>) => void,
): Promise<number[]> {
  const times: number[] = []
  for (let frames = 0; frames < warmUpFrames + measuredFrames;) {
    await new Promise(requestAnimationFrame)
    if (signal.aborted || !video.current) return times
    const startedAt = performance.now()
    const { faces } = await engine.readFrame(await createImageBitmap(video.current), { maxFaces: 1 })
    if (faces.length > 0 && ++frames > warmUpFrames) times.push(performance.now() - startedAt)
    tell({ frames, isFaceless: faces.length === 0 })
  }
  return times
}
