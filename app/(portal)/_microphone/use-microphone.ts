'use client'

/** One recording after another, from a microphone that stays open as long as the part that asked for it is shown. */
import { useEffect, useRef, useState } from 'react'
import { atFirst, hear, isOver, levelOf, type Hearing } from './hearing'
import { whyRefused, withoutHttps } from '../_components/device-words'
import { openMicrophone, type OpenMicrophone } from './open-microphone'
import { recordingOf } from './wav'

export type MicrophoneState =
  | { name: 'ready' | 'opening' }
  | { name: 'recording'; levelDb: number; elapsedMs: number; hasSpoken: boolean }
  | { name: 'refused'; why: string }

interface Take {
  parts: Float32Array<ArrayBuffer>[]
  hearing: Hearing
}

export function useMicrophone(onRecording: (recording: Blob) => void): {
  state: MicrophoneState
  start: () => Promise<void>
  stop: () => void
} {
  const [state, setState] = useState<MicrophoneState>({ name: 'ready' })
  const microphone = useRef<OpenMicrophone>(undefined)
  const take = useRef<Take>(undefined)
  const isLeft = useRef(false)
  useEffect(() => {
    isLeft.current = false
    return () => {
      isLeft.current = true
      microphone.current?.close()
      microphone.current = undefined
      take.current = undefined
    }
  }, [])

  function listen(samples: Float32Array): void {
    const { current } = take
    if (!current || !microphone.current) return
    const levelDb = levelOf(samples)
    current.parts.push(new Float32Array(samples))
    current.hearing = hear(current.hearing, levelDb, (1000 * samples.length) / microphone.current.rateHz)
    if (isOver(current.hearing)) return stop()
    const { elapsedMs, spokenMs } = current.hearing
    setState({ name: 'recording', levelDb, elapsedMs, hasSpoken: spokenMs > 0 })
  }

  async function start(): Promise<void> {
    if (!navigator.mediaDevices) return setState({ name: 'refused', why: withoutHttps('microphone') })
    setState({ name: 'opening' })
    try {
      microphone.current ??= await openMicrophone(listen)
    } catch (error) {
      return setState({ name: 'refused', why: whyRefused(error) })
    }
    if (isLeft.current) return microphone.current.close()
    take.current = { parts: [], hearing: atFirst }
    setState({ name: 'recording', levelDb: -100, elapsedMs: 0, hasSpoken: false })
  }

  function stop(): void {
    const { current } = take
    take.current = undefined
    setState({ name: 'ready' })
    if (!current || !microphone.current || current.parts.length === 0) return
    void recordingOf(current.parts, microphone.current.rateHz).then((recording) => {
      if (!isLeft.current) onRecording(recording)
    })
  }

  return { state, start, stop }
}
