'use client'

/**
 * The whole way of a person through the page, one phase after another. What they have agreed to and done is known to the bureau, so
 * that the page can be loaded again anywhere; the frames of a check are in this page only, until they are sent.
 */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import type { SelfEnrolment } from '@/domain/self-enrolment/enrol'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import { Camera, type Check } from './camera'
import type { TakenFrame } from './capture'
import { Consent, type Text } from './consent'
import { Heading, Steps } from './heading'
import type { Trouble } from './open-camera'
import { reasonText } from './reasons'
import { send, type Refused, type Waiting } from './send'
import { Done, NotPassed, Sending, Stopped, waitingText } from './steps'

type Phase =
  | { name: 'consent' | 'declined' | 'ready' | 'camera' | 'sending' }
  | { name: 'not_passed'; reason: string; triesLeft: number }
  | { name: 'done'; done: Extract<SelfEnrolment, { outcome: 'enrolled' }> }
  | { name: 'trouble'; trouble: Trouble | 'hidden' }
  /** The link has ended meanwhile, or somebody is enrolled already: nothing can be tried again. */
  | { name: 'ended'; title: string; words: string }
  | { name: 'fault'; id: string }

interface Given {
  token: string
  words: Words
  language: string
  tenant: string
  name: string | null
  text: Text
  triesLeft: number
  isAgreed: boolean
  /** On which the link ends. */
  lastDay: string
}

export function Enrolment({ token, words, tenant, lastDay, text, isAgreed, ...given }: Given) {
  const router = useRouter()
  const [phase, setPhase] = useState<Phase>({ name: isAgreed ? 'ready' : 'consent' })
  const [isFirst, setFirst] = useState(true)
  const [isCalm, setCalm] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [waiting, setWaiting] = useState<Waiting>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const go = (next: Phase) => {
    setProblem(null)
    setWaiting(null)
    setFirst(false)
    setPhase(next)
  }
  const options = { onWaiting: setWaiting }
  const shownProblem = problem ?? (waiting && waitingText(words, waiting))

  function refused({ code, subject, reason, requestId }: Refused): void {
    if (subject === 'enrolment_link' && code === 'not_found') return go(endedBy('link_unknown', words, tenant)!)
    if (reason === 'consent_missing') return go({ name: 'consent' })
    if (reason === 'consent_text_changed') {
      setProblem(words.textChanged)
      return router.refresh()
    }
    go(endedBy(reason, words, tenant) ?? { name: 'fault', id: requestId })
  }

  async function agree() {
    setBusy(true)
    const sent = await send('consent', token, { textId: text.id }, options)
    setBusy(false)
    if (sent.ok) go({ name: 'ready' })
    else refused(sent.error)
  }

  async function begin(): Promise<Check | null> {
    setProblem(null)
    const sent = await send<Check>('challenge', token, { calm: isCalm }, options)
    if (sent.ok) return sent.value
    refused(sent.error)
    return null
  }

  async function hand(check: Check, frames: TakenFrame[]) {
    go({ name: 'sending' })
    const sent = await send<SelfEnrolment>('submit', token, formOf(check, frames), options)
    if (sent.ok) return go(phaseOf(sent.value, words, tenant))
    const { code, subject } = sent.error
    if (subject !== 'liveness_check' && code !== 'liveness_invalid' && code !== 'picture_refused') {
      return refused(sent.error)
    }
    go({ name: 'camera' })
    setProblem(code === 'picture_refused' ? words.reasonQuality : words.reasonExpired)
  }

  const again = () => go({ name: 'camera' })
  return (
    <main data-phase={phase.name} className="flex-1 space-y-5 pb-8">
      {phase.name === 'consent' && (
        <Consent
          {...{ words, tenant, text, isFirst }}
          language={given.language}
          name={given.name}
          isSending={isBusy}
          problem={shownProblem}
          onAgree={() => void agree()}
          onDecline={() => go({ name: 'declined' })}
        />
      )}
      {phase.name === 'declined' && (
        <Stopped title={words.declinedTitle} act={words.readAgain} onAct={() => go({ name: 'consent' })}>
          <p>{fill(words.declined, { day: lastDay })}</p>
        </Stopped>
      )}
      {phase.name === 'ready' && (
        <>
          <Steps label={fill(words.steps, { n: 2 })} name={words.step2} />
          <Heading isFirst={isFirst}>{words.cameraTitle}</Heading>
          <p className="text-lead">{words.cameraHow}</p>
          <p className="text-ink-soft">{words.checkHow}</p>
          <Button className="min-h-12 w-full" onClick={again}>
            {words.openCamera}
          </Button>
        </>
      )}
      {phase.name === 'camera' && (
        <Camera
          words={words}
          isCalm={isCalm}
          onCalm={() => setCalm(true)}
          begin={begin}
          problem={shownProblem}
          onTaken={(check, frames) => void hand(check, frames)}
          onTrouble={(trouble) => go({ name: 'trouble', trouble })}
        />
      )}
      {phase.name === 'sending' && <Sending words={words} waiting={waiting} />}
      {phase.name === 'not_passed' && (
        <NotPassed
          words={words}
          reason={phase.reason}
          triesLeft={phase.triesLeft}
          onAgain={(calm) => {
            setCalm(isCalm || calm)
            again()
          }}
        />
      )}
      {phase.name === 'done' && <Done words={words} done={phase.done} />}
      {phase.name === 'trouble' && (
        <CameraTroubleText words={words} tenant={tenant} trouble={phase.trouble} onAgain={again} />
      )}
      {phase.name === 'ended' && (
        <Stopped title={phase.title}>
          <p>{phase.words}</p>
        </Stopped>
      )}
      {phase.name === 'fault' && (
        <Stopped title={words.faultTitle} act={words.again} onAct={() => go({ name: 'ready' })}>
          <p>{fill(words.fault, { id: phase.id })}</p>
        </Stopped>
      )}
    </main>
  )
}

function CameraTroubleText({
  words,
  tenant,
  trouble,
  onAgain,
}: {
  words: Words
  tenant: string
  trouble: Trouble | 'hidden'
  onAgain: () => void
}) {
  const title = trouble === 'hidden' ? words.lostTitle : words[`${trouble}Title`]
  const mayTry = trouble !== 'insecure'
  return (
    <Stopped title={title} act={mayTry ? words.again : undefined} onAct={onAgain}>
      <p>{fill(words[trouble], { tenant })}</p>
      {trouble === 'insecure' && <p className="text-small">{words.insecureAdmin}</p>}
    </Stopped>
  )
}

function formOf({ id, token }: Check, frames: TakenFrame[]): FormData {
  const form = new FormData()
  form.set('id', id)
  form.set('token', token)
  form.set('times', JSON.stringify(frames.map(({ atMs }) => atMs)))
  for (const { picture } of frames) form.append('frame', picture, 'frame.jpg')
  return form
}

function phaseOf(outcome: SelfEnrolment, words: Words, tenant: string): Phase {
  switch (outcome.outcome) {
    case 'enrolled':
      return { name: 'done', done: outcome }
    case 'duplicate':
      return { name: 'ended', title: words.duplicateTitle, words: fill(words.duplicate, { tenant }) }
    case 'not_passed':
    case 'refused': {
      const { triesLeft } = outcome
      if (triesLeft === 0) return endedBy('link_locked', words, tenant)!
      const reasons = outcome.outcome === 'not_passed' ? outcome.reasons : []
      return { name: 'not_passed', reason: reasonText(words, reasons), triesLeft }
    }
  }
}

const ends = ['unknown', 'expired', 'withdrawn', 'finished', 'locked'] as const

/** @param reason of a refusal, `link_*` where the link has ended */
function endedBy(reason: string | null, words: Words, tenant: string): Phase | null {
  if (reason === 'already_enrolled') {
    return { name: 'ended', title: words.takenTitle, words: fill(words.duplicate, { tenant }) }
  }
  const end = ends.find((one) => reason === `link_${one}`)
  return end ? { name: 'ended', title: words[`${end}Title`], words: fill(words[end], { tenant }) } : null
}
