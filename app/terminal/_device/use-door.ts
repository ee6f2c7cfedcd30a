'use client'

/** Looks at one frame of the camera after the other, and says what the door answers. Frames are forgotten one by one. */
import { useEffect, useState, type RefObject } from 'react'
import { EngineUnavailable } from '@/app/_engine/engine'
import { AppError } from '@/domain/errors'
import { Card } from '@/domain/terminals/device/card'
import { Film } from '@/domain/terminals/device/film'
import { NotKept } from '@/domain/terminals/device/store'
import type { Recognised } from '@/domain/terminals/device/recognise'
import type { Terminal } from '@/domain/terminals/device/terminal'
import { adviceWords, answerOf, cardWords, isStale, type Answer } from '../_parts/words'
import type { Nets, TabletEye } from './eyes'
import { sound } from './sound'

/** Between two looks: a tablet should not grow warm over an empty hall. */
const [pauseMs, idlePauseMs, troubledPauseMs] = [40, 200, 1_000]
/** Looking for a QR costs nearly as much as looking for a face. */
const framesBetweenCodes = 2
/** For so long an answer stays, after the person was seen last. */
const answerMs = 3_000

interface Door {
  answer: Answer | null
  /** What to do for a better picture. */
  advice: string | null
  /** Why nobody comes in at all. */
  trouble: string | null
}

const nothing: Door = { answer: null, advice: null, trouble: null }

export function useDoor({
  terminal,
  nets,
  eye,
  video,
  isLive,
}: {
  terminal: Terminal<ImageBitmap>
  nets: Nets
  eye: RefObject<TabletEye | null>
  video: RefObject<HTMLVideoElement | null>
  isLive: boolean
}): Door {
  const [door, setDoor] = useState(nothing)
  const { state, restart } = nets
  const isReady = isLive && state.name === 'ready'
  useEffect(() => {
    if (!isReady) return
    let film = new Film()
    const card = new Card((text) => terminal.present(text))
    let frames = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let isLeft = false
    let shownId = ''
    let until = 0

    const look = async (): Promise<number> => {
      const through = eye.current
      const screen = video.current
      if (!through || !screen || screen.videoWidth === 0) return idlePauseMs
      const reading = await through.read(await createImageBitmap(screen))
      if (isLeft) return idlePauseMs
      if (frames++ % framesBetweenCodes === 0) {
        const held = await card.see(await through.codes(await createImageBitmap(screen)))
        if (isLeft) return idlePauseMs
        if (held.isNew) film = new Film()
        if (held.refusal) return answer({ outcome: 'qr_refused', reason: held.refusal })
      }
      const glance = film.see(reading, (seen) => terminal.look(seen, card.contents ?? undefined))
      if (glance.kind === 'decide') {
        card.answered()
        return answer(glance.seen)
      }
      if (glance.kind === 'nobody') card.left()
      if (performance.now() > until) {
        const words = glance.kind === 'advice' ? adviceWords(glance.code) : card.contents ? cardWords : null
        setDoor({ ...nothing, advice: words })
      }
      return glance.kind === 'nobody' ? idlePauseMs : pauseMs
    }

    const answer = async (seen: Recognised): Promise<number> => {
      const shown = await terminal.decide(seen)
      if (isLeft) return idlePauseMs
      if (shown.report_id !== shownId) sound(answerOf(shown, false).tone)
      shownId = shown.report_id
      until = performance.now() + answerMs
      setDoor({ ...nothing, answer: answerOf(shown, isStale(terminal.status())) })
      return pauseMs
    }

    const tried = async (): Promise<number> => {
      try {
        return await look()
      } catch (error) {
        // Its camera and its engine end with the door, whatever was under way.
        if (isLeft) return idlePauseMs
        setDoor({ ...nothing, trouble: inWords(error) })
        if (error instanceof EngineUnavailable) restart()
        return troubledPauseMs
      }
    }
    const again = async () => {
      const ms = await tried()
      if (!isLeft) timer = setTimeout(() => void again(), ms)
    }
    void again()
    return () => {
      isLeft = true
      clearTimeout(timer)
      setDoor(nothing)
    }
  }, [terminal, eye, restart, video, isReady])
  return state.name === 'none' ? { ...nothing, trouble: state.why } : door
}

/** Whatever it is, nobody came in. */
function inWords(error: unknown): string {
  const isForPeople = error instanceof AppError || error instanceof NotKept || error instanceof EngineUnavailable
  if (isForPeople) return error.message
  reportError(error)
  return 'Something went wrong that nobody foresaw. Nobody comes in; the terminal tries again.'
}
