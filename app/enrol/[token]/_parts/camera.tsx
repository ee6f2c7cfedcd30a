'use client'

/** The camera with its guidance, then the prompts over it. What was taken goes up to the page, which sends it. */
import clsx from 'clsx'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import { captureBurst, type TakenFrame } from './capture'
import { Heading, Steps } from './heading'
import type { Trouble } from './open-camera'
import { Prompt } from './prompt'
import { promptAt, type Plan, type Prompt as Asked } from '@/app/_liveness/prompter'
import { useGuidance } from './use-guidance'
import { useLiveCamera } from './use-live-camera'
import { useObserver } from './use-observer'

export interface Check {
  id: string
  token: string
  plan: Plan
}

export function Camera({
  words,
  isCalm,
  onCalm,
  begin,
  problem,
  onTaken,
  onTrouble,
}: {
  words: Words
  isCalm: boolean
  onCalm: () => void
  /** Asks for a plan; null where there is none, which the page then tells. */
  begin: () => Promise<Check | null>
  problem: string | null
  onTaken: (check: Check, frames: TakenFrame[]) => void
  onTrouble: (trouble: Trouble | 'hidden') => void
}) {
  const { video, isLive } = useLiveCamera(onTrouble)
  const [check, setCheck] = useState<Check | null>(null)
  const [isAsking, setAsking] = useState(false)
  const [shown, setShown] = useState<{ prompt: Asked; share: number }>({ prompt: nothing, share: 0 })
  const { observer, isLoading } = useObserver()
  const told = useGuidance(video, observer, isLive && !check)
  // Good light alone is no good picture: that waits for whoever looks at the face.
  const guidance = isLoading && told === 'good' ? null : told
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function start() {
    setAsking(true)
    const asked = await begin()
    setAsking(false)
    if (!asked || !video.current) return
    const control = new AbortController()
    stop.current = control
    const hide = () => {
      if (!document.hidden) return
      control.abort()
      onTrouble('hidden')
    }
    document.addEventListener('visibilitychange', hide)
    setCheck(asked)
    try {
      await video.current.play()
      const { plan } = asked
      const frames = await captureBurst(video.current, plan, {
        signal: control.signal,
        onTime: (atMs) => {
          const prompt = promptAt(plan, atMs)
          setShown((before) => {
            // A touch, for whoever has their eyes closed.
            if (before.prompt.action !== prompt.action) navigator.vibrate?.(60)
            return { prompt, share: Math.min(1, atMs / plan.lengthMs) }
          })
        },
      })
      onTaken(asked, frames)
    } catch (error) {
      if (!control.signal.aborted) throw error
    } finally {
      document.removeEventListener('visibilitychange', hide)
      setCheck(null)
    }
  }

  return (
    <>
      <Steps label={fill(words.steps, { n: check ? 3 : 2 })} name={check ? words.step3 : words.step2} />
      <Heading>{check ? words.step3 : words.cameraTitle}</Heading>
      {check && <Prompt words={words} plan={check.plan} prompt={shown.prompt} share={shown.share} />}
      <div className="relative mx-auto aspect-[3/4] max-h-[58dvh] w-full max-w-md overflow-hidden rounded-card bg-code">
        <video
          ref={video}
          muted
          playsInline
          aria-label={words.preview}
          className="size-full -scale-x-100 object-cover"
        />
        <Outline isGood={guidance === 'good' || check !== null} />
        {!check && (
          <p
            role="status"
            className="absolute inset-x-3 bottom-3 rounded-control bg-surface/95 px-3 py-2 text-center text-lead font-medium"
          >
            {isLive ? (guidance ? words[guidance] : words.loading) : words.openingCamera}
          </p>
        )}
      </div>
      {problem && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      {check ? (
        <Button look="quiet" className="min-h-12 w-full" onClick={() => stop.current?.abort()}>
          {words.cancel}
        </Button>
      ) : (
        <div className="space-y-3">
          <Button className="min-h-12 w-full" onClick={() => void start()} disabled={!isLive || isAsking}>
            {isAsking ? words.sending : words.start}
          </Button>
          {isCalm ? (
            <p role="status" className="text-center text-small text-ink-soft">
              {words.moreTimeOn}
            </p>
          ) : (
            <Button look="ghost" className="min-h-12 w-full" onClick={onCalm}>
              {words.moreTime}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

const nothing: Asked = { action: null, step: null }

/** Where the face belongs. */
function Outline({ isGood }: { isGood: boolean }) {
  return (
    <svg viewBox="0 0 300 400" aria-hidden="true" className="absolute inset-0 size-full">
      <ellipse
        cx="150"
        cy="185"
        rx="92"
        ry="122"
        fill="none"
        strokeWidth="5"
        strokeDasharray={isGood ? undefined : '14 10'}
        className={clsx(isGood ? 'stroke-light' : 'stroke-surface')}
      />
    </svg>
  )
}
