'use client'

/** The nets of the page: the engine's worker, which reads each frame of the camera; and why there are none, in words. */
import { useCallback, useEffect, useState } from 'react'
import { EngineUnavailable, startEngine, type Engine, type Progress } from '@/app/_engine/engine'
import { isOfTwoDescriptors, shippedThresholds } from '@/domain/terminals/device/browser/shipped'
import type { Eye } from '@/domain/terminals/device/recognise'
import { pageIsComplete } from './offline'

export type EyeState =
  | { name: 'waiting' }
  | { name: 'loading'; progress: Progress | null }
  | { name: 'ready' }
  | { name: 'none'; why: string }

/** What looks through the camera of a tablet. */
export interface TabletEye extends Eye<ImageBitmap>, Pick<Engine, 'beginCheck' | 'seeCheck' | 'endCheck'> {
  /** What the QR codes on a frame say. */
  codes(frame: ImageBitmap): Promise<string[]>
}

const againMs = 10_000

export interface Nets {
  state: EyeState
  /** The worker has ended. */
  restart: () => void
}

/**
 * @param setEye is given it once it is there, and null when it is gone
 * @param model of the templates that are to be compared; null until it is known
 * @param isKept what is loaded from now on will be there without the network
 */
export function useEye(setEye: (eye: TabletEye | null) => void, model: string | null, isKept: boolean): Nets {
  const [state, setState] = useState<EyeState>({ name: 'waiting' })
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (model === null || !isKept) return
    const thresholds = shippedThresholds(model)
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const start = async () => {
      if (!thresholds) return setState({ name: 'none', why: addedModel })
      setState({ name: 'loading', progress: null })
      try {
        const options = { secondDescriptor: isOfTwoDescriptors(model), signal: stop.signal }
        const engine = await startEngine(options, (progress) => setState({ name: 'loading', progress }))
        if (engine.model?.id !== model) return setState({ name: 'none', why: otherModel })
        const read = (frame: ImageBitmap) => engine.readFrame(frame)
        const { readCodes: codes, beginCheck, seeCheck, endCheck } = engine
        setEye({ model: engine.model, thresholds, read, codes, beginCheck, seeCheck, endCheck })
        setState({ name: 'ready' })
        pageIsComplete()
      } catch (error) {
        if (stop.signal.aborted) return
        if (!(error instanceof EngineUnavailable)) throw error
        setState({ name: 'none', why: error.message })
        timer = setTimeout(() => setAttempt((count) => count + 1), againMs)
      }
    }
    void start()
    return () => {
      clearTimeout(timer)
      setEye(null)
      stop.abort()
    }
  }, [setEye, model, isKept, attempt])
  const restart = useCallback(() => setAttempt((count) => count + 1), [])
  return { state, restart }
}

const addedModel =
  'The bureau recognises faces by a model of its own, whose nets a browser does not have. Use the reference terminal, or the model that Limen brings.'
const otherModel = 'The bureau runs another version of Limen. Load this page again.'
