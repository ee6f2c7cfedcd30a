'use client'

/** Plays one recording, above what it looks like: its waveform, and which tones it has when. Fetched once, kept by nobody. */
import { Pause, Play } from 'lucide-react'
import { getNonce } from 'get-nonce'
import { useEffect, useRef, useState } from 'react'
import type WaveSurfer from 'wavesurfer.js'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { themeColours, tones } from './colours'

type State = { name: 'opening' } | { name: 'open'; isPlaying: boolean; seconds: number; length: number }

export function Player({ address }: { address: string }) {
  const place = useRef<HTMLDivElement>(null)
  const player = useRef<WaveSurfer>(undefined)
  const [state, setState] = useState<State>({ name: 'opening' })
  const recording = useRecording(address)

  useEffect(() => {
    if (!recording || !place.current) return
    const within = place.current
    let isLeft = false
    const draw = async () => {
      const drawn = await drawing(within, recording)
      if (isLeft) return drawn.destroy()
      player.current?.destroy()
      player.current = drawn
      const tell = () =>
        setState({
          name: 'open',
          isPlaying: drawn.isPlaying(),
          seconds: drawn.getCurrentTime(),
          length: drawn.getDuration(),
        })
      for (const event of ['play', 'pause', 'finish', 'timeupdate'] as const) drawn.on(event, tell)
      tell()
    }
    const redraw = () => void draw()
    redraw()
    const scheme = window.matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', redraw)
    return () => {
      isLeft = true
      scheme.removeEventListener('change', redraw)
      player.current?.destroy()
      player.current = undefined
    }
  }, [recording])

  if (recording === null)
    return (
      <Notice tone="wait" role="status">
        This recording does not exist any more, or you were signed out.
      </Notice>
    )
  const isPlaying = state.name === 'open' && state.isPlaying
  return (
    <div className="space-y-3">
      <div ref={place} role="img" aria-label="Waveform and spectrogram" className="min-h-52 rounded-card bg-code p-3" />
      <div className="flex items-center gap-4">
        <Button disabled={state.name !== 'open'} onClick={() => void player.current?.playPause()}>
          {isPlaying ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
        <p className="text-small text-ink-soft tabular-nums" role="timer">
          {state.name === 'open' ? `${state.seconds.toFixed(1)} s of ${state.length.toFixed(1)} s` : 'Opening …'}
        </p>
      </div>
    </div>
  )
}

/** Undefined until it is there; null when it cannot be had. */
function useRecording(address: string): Blob | null | undefined {
  const [recording, setRecording] = useState<Blob | null>()
  const asked = useRef<string>(undefined)
  useEffect(() => {
    // Each question is a line of the audit trail, and effects run twice while the portal is developed.
    if (asked.current === address) return
    asked.current = address
    fetch(address)
      .then(async (response) => setRecording(response.ok ? await response.blob() : null))
      .catch(() => setRecording(null))
  }, [address])
  return recording
}

async function drawing(container: HTMLElement, recording: Blob): Promise<WaveSurfer> {
  const [{ default: Surfer }, { default: Spectrogram }] = await Promise.all([
    import('wavesurfer.js'),
    import('wavesurfer.js/plugins/spectrogram'),
  ])
  const { line, wave, played, ground, loudest } = themeColours()
  const drawn = Surfer.create({
    container,
    height: 96,
    sampleRate: 16_000,
    waveColor: wave,
    progressColor: played,
    cursorColor: line,
    cspNonce: getNonce(),
    normalize: true,
    plugins: [
      Spectrogram.create({
        height: 112,
        fftSamples: 512,
        frequencyMax: 8_000,
        labels: false,
        colorMap: tones(ground, loudest),
      }),
    ],
  })
  await drawn.loadBlob(recording)
  return drawn
}
