'use client'

/** Where a recording comes from: spoken, with a meter of how loud it is, or chosen as a file. It stops by itself when nobody speaks. */
import clsx from 'clsx'
import { FileAudio, Mic, Square } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { Notice } from '@/app/_components/notice'
import { longestMs } from './hearing'
import { useMicrophone } from './use-microphone'

/** Where the meter begins; a quiet room is about here. */
const quietDb = -60

export function Recorder({
  label,
  disabled = false,
  isLarge = false,
  onRecording,
}: {
  /** What the button says before it is pressed. */
  label: string
  disabled?: boolean
  /** The one act of its page: large, and the space bar presses it wherever the focus is. */
  isLarge?: boolean
  onRecording: (recording: Blob) => void
}) {
  const { state, start, stop } = useMicrophone(onRecording)
  const button = useRef<HTMLButtonElement>(null)
  useSpaceBar(isLarge, button)
  const isRecording = state.name === 'recording'
  return (
    <div className="space-y-4">
      <div className="flex flex-col items-center gap-4 rounded-card border border-dashed border-line px-4 py-6 text-center">
        <button
          ref={button}
          type="button"
          aria-pressed={isRecording}
          disabled={disabled || state.name === 'opening'}
          onClick={() => (isRecording ? stop() : void start())}
          className={clsx(
            'inline-flex items-center justify-center gap-3 rounded-full font-medium transition-colors',
            'disabled:cursor-not-allowed disabled:opacity-60',
            isLarge ? 'min-h-24 px-10 text-lead' : 'px-6 py-3',
            isRecording ? 'border-2 border-bad bg-bad-ground text-bad' : 'bg-door text-on-door hover:bg-door-strong',
          )}
        >
          {isRecording ? <Square aria-hidden className="size-6" /> : <Mic aria-hidden className="size-6" />}
          {isRecording ? 'Stop' : label}
        </button>
        {isRecording && (
          <div className="w-full max-w-sm space-y-1">
            <meter
              aria-label="Loudness"
              min={quietDb}
              max={0}
              value={Math.max(quietDb, state.levelDb)}
              className="h-4 w-full"
            />
            <p className="text-small text-ink-soft tabular-nums">
              {(state.elapsedMs / 1000).toFixed(1)} s of at most {longestMs / 1000} s
            </p>
          </div>
        )}
        <p role="status" className="text-small text-ink-soft">
          {isRecording && (state.hasSpoken ? 'Listening. It stops by itself when you are silent.' : 'Speak now.')}
          {state.name === 'opening' && 'Opening the microphone …'}
          {state.name !== 'recording' && state.name !== 'opening' && <Hint isLarge={isLarge} />}
        </p>
        <FileChoice disabled={disabled || isRecording} onRecording={onRecording} />
      </div>
      {state.name === 'refused' && (
        <Notice tone="wait" role="alert">
          <p>The microphone cannot be used: {state.why}</p>
          <p>A WAV file recorded elsewhere does as well.</p>
        </Notice>
      )}
    </div>
  )
}

function Hint({ isLarge }: { isLarge: boolean }) {
  if (!isLarge) return <>It stops by itself when you have spoken.</>
  return (
    <>
      Press the button
      <span className="max-sm:hidden">
        {' '}
        or the <kbd className="rounded border border-line bg-code px-1.5 font-mono">space bar</kbd>
      </span>
      , then speak. It stops by itself.
    </>
  )
}

function FileChoice({ disabled, onRecording }: { disabled: boolean; onRecording: (recording: Blob) => void }) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      className={clsx(
        'inline-flex items-center gap-2 rounded-control px-3 py-1 text-small font-medium underline underline-offset-4',
        'has-focus-visible:outline-3 has-focus-visible:outline-light',
        disabled ? 'cursor-not-allowed opacity-60' : 'cursor-pointer hover:bg-code',
      )}
    >
      <FileAudio aria-hidden className="size-4" /> Choose a WAV file instead
      <input
        id={id}
        type="file"
        accept="audio/wav,audio/x-wav,.wav"
        disabled={disabled}
        className="sr-only"
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen) onRecording(chosen)
        }}
      />
    </label>
  )
}

/** Where nothing else takes the key. */
function useSpaceBar(isOn: boolean, button: React.RefObject<HTMLButtonElement | null>): void {
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent) => {
      const isTaken = (event.target as HTMLElement).closest(
        'button, a, input, select, textarea, summary, [role]:not(body)',
      )
      if (event.key !== ' ' || event.repeat || isTaken) return
      event.preventDefault()
      button.current?.click()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [isOn, button])
}
