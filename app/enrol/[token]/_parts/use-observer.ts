'use client'

/** The engine on this device, while the camera is shown. A device that cannot run it does without: what decides is judged elsewhere. */
import { useEffect, useState } from 'react'
import { startObserver, type Observer } from './observer'

export function useObserver(): { observer: Observer | null; isLoading: boolean } {
  const [state, setState] = useState({ observer: null as Observer | null, isLoading: true })
  useEffect(() => {
    const control = new AbortController()
    let running: Observer | undefined
    startObserver(control.signal).then(
      (observer) => {
        if (control.signal.aborted) return observer.close()
        running = observer
        setState({ observer, isLoading: false })
      },
      (error: unknown) => {
        if (control.signal.aborted) return
        console.warn('The page goes on without the engine.', error)
        setState({ observer: null, isLoading: false })
      },
    )
    return () => {
      control.abort()
      running?.close()
    }
  }, [])
  return state
}
