'use client'

/** Pictures, the customer's own id, and what the person was told; each picture is judged as soon as it is there. */
import clsx from 'clsx'
import { CircleCheck, CircleX, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { EnrolmentAnswer } from '@/app/api/portal/enrolment/route'
import { Button, ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { Guidance } from '@/domain/faces/preview'
import {
  EnrolmentProblemNotice,
  ExternalIdField,
  ToldCheckbox,
  type EnrolmentProblem,
} from '../_components/enrolment-fields'
import { PictureSource } from '../_components/picture-source'
import { fit, send, thumbnail } from '../_components/send-pictures'

const mostPictures = 5

interface Chosen {
  key: number
  name: string
  /** A small copy to show; null where the browser cannot read it, undefined until it is made. */
  shown?: string | null
  picture: Blob
  /** Undefined while it is looked at. */
  verdict?: { isAccepted: boolean; reasons: string[] }
}

type LookAlikes = Extract<EnrolmentAnswer, { outcome: 'look_alikes' }>

export function EnrolForm() {
  const router = useRouter()
  const run = useAct()
  const [chosen, setChosen] = useState<Chosen[]>([])
  const [externalId, setExternalId] = useState('')
  const [isTold, setTold] = useState(false)
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<EnrolmentProblem>()
  const [externalProblem, setExternalProblem] = useState<string>()
  const [toldProblem, setToldProblem] = useState<string>()
  const [lookAlikes, setLookAlikes] = useState<LookAlikes>()
  const nextKey = useRef(0)
  const queue = useRef(Promise.resolve())
  const alert = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (problem || lookAlikes) alert.current?.focus()
  }, [problem, lookAlikes])

  function add(pictures: { picture: Blob; name: string }[]) {
    setProblem(undefined)
    setLookAlikes(undefined)
    for (const { picture, name } of pictures.slice(0, mostPictures - chosen.length)) {
      const key = nextKey.current++
      setChosen((before) => [...before, { key, name, picture }])
      // One after the other: the server looks at one frame of a session at a time.
      queue.current = queue.current.then(() => judge(key, picture))
    }
  }

  async function judge(key: number, original: Blob): Promise<void> {
    const change = (news: Partial<Chosen>) =>
      setChosen((before) => before.map((one) => (one.key === key ? { ...one, ...news } : one)))
    const picture = await fit(original)
    change({ picture, shown: await thumbnail(picture) })
    const outcome = await run(() => send<Guidance>('/api/portal/enrolment/guide', { picture }))
    const verdict = outcome.ok
      ? {
          isAccepted: outcome.value.accepted,
          reasons: [...outcome.value.refusals, ...outcome.value.warnings].map(({ message }) => message),
        }
      : { isAccepted: false, reasons: [outcome.message] }
    change({ verdict })
  }

  function drop({ key }: Chosen) {
    setLookAlikes(undefined)
    setChosen((before) => before.filter((one) => one.key !== key))
  }

  // The best first: it decides. Fewer reasons are better; between equals, who came first.
  const usable = chosen
    .filter(({ verdict }) => verdict?.isAccepted)
    .sort((a, b) => a.verdict!.reasons.length - b.verdict!.reasons.length)
  const isJudging = chosen.some(({ verdict }) => !verdict)
  const whyNot = isJudging
    ? 'The pictures are still being looked at.'
    : usable.length === 0
      ? 'Choose a picture that can be enrolled first.'
      : undefined

  async function enrol(hasSeen: boolean) {
    setProblem(undefined)
    setExternalProblem(undefined)
    setToldProblem(undefined)
    if (whyNot) return setProblem({ message: whyNot })
    if (!isTold) {
      document.getElementById('told')?.focus()
      return setToldProblem('Please confirm this first.')
    }
    setSending(true)
    const outcome = await run(() =>
      send<EnrolmentAnswer>('/api/portal/enrolment', {
        pictures: usable.map(({ picture }) => picture),
        externalId,
        told: 'yes',
        seen: hasSeen ? 'yes' : 'no',
      }),
    )
    if (!outcome.ok) {
      setSending(false)
      const { externalId: said } = outcome.problems
      if (said) {
        setExternalProblem(said)
        document.getElementById('external-id')?.focus()
      } else setProblem({ message: outcome.message })
      return
    }
    const answer = outcome.value
    if (answer.outcome === 'enrolled') {
      const left = answer.leftOut.length > 0 ? `&left=${answer.leftOut.length}` : ''
      return router.push(`/users/${answer.userId}?enrolled=1${left}` as never)
    }
    setSending(false)
    if (answer.outcome === 'look_alikes') setLookAlikes(answer)
    else if (answer.outcome === 'exists')
      setProblem({ message: 'A user has this external id already.', userId: answer.userId })
    else setProblem({ message: answer.message })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void enrol(false)
  }

  return (
    <form onSubmit={submit} noValidate className="grid max-w-5xl items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <Card title="Pictures">
        {chosen.length > 0 && (
          <ul className="grid gap-3 sm:grid-cols-2">
            {chosen.map((one, index) => (
              <ChosenPicture
                key={one.key}
                chosen={one}
                place={`Picture ${index + 1} of ${chosen.length}`}
                isBest={usable[0]?.key === one.key && usable.length > 1}
                onDrop={() => drop(one)}
              />
            ))}
          </ul>
        )}
        {chosen.length < mostPictures ? (
          <PictureSource label="Choose pictures" several disabled={isSending} onPictures={add} />
        ) : (
          <p className="text-small text-ink-soft">Five pictures are as many as are of use.</p>
        )}
      </Card>
      <Card title="Who it is">
        <ExternalIdField value={externalId} problem={externalProblem} onChange={setExternalId} />
        <ToldCheckbox checked={isTold} problem={toldProblem} onChange={setTold} />
        <div ref={alert} tabIndex={-1} className="outline-none">
          {problem && <EnrolmentProblemNotice {...problem} />}
          {lookAlikes && <LookAlikesNotice found={lookAlikes} isSending={isSending} onGoOn={() => void enrol(true)} />}
        </div>
        {!lookAlikes && (
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" disabled={isSending} aria-describedby="why-not">
              {isSending ? 'Enrolling …' : 'Enrol'}
            </Button>
            <ButtonLink look="ghost" href="/users">
              Cancel
            </ButtonLink>
          </div>
        )}
        <p id="why-not" className="text-small text-ink-soft">
          {whyNot}
        </p>
      </Card>
    </form>
  )
}

function ChosenPicture({
  chosen: { name, shown, verdict },
  place,
  isBest,
  onDrop,
}: {
  chosen: Chosen
  place: string
  isBest: boolean
  onDrop: () => void
}) {
  const state = !verdict ? 'wait' : !verdict.isAccepted ? 'bad' : verdict.reasons.length > 0 ? 'fair' : 'good'
  const words = {
    wait: 'Looking at it …',
    bad: 'Cannot be enrolled',
    fair: 'Can be enrolled, could be better',
    good: 'Good',
  }[state]
  const Icon = { wait: TriangleAlert, bad: CircleX, fair: TriangleAlert, good: CircleCheck }[state]
  return (
    <li className="flex gap-3 rounded-control border border-line p-2">
      {shown ? (
        // A small copy made on this page: nothing for next/image to make smaller.
        // eslint-disable-next-line @next/next/no-img-element
        <img src={shown} alt={`${place}: ${words}`} className="size-24 shrink-0 rounded-control bg-code object-cover" />
      ) : (
        <span aria-hidden className="size-24 shrink-0 rounded-control bg-code" />
      )}
      <div className="min-w-0 flex-1 text-small">
        <p className="truncate text-ink-soft" title={name}>
          {name}
        </p>
        <p
          role="status"
          className={clsx(
            'flex items-center gap-1 font-medium',
            state === 'bad' && 'text-bad',
            state === 'fair' && 'text-wait',
            state === 'good' && 'text-good',
          )}
        >
          {state !== 'wait' && <Icon aria-hidden className="size-4 shrink-0" />} {words}
          {isBest && ', the best'}
        </p>
        {verdict?.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </div>
      <Button look="ghost" size="icon" className="size-7 shrink-0" aria-label={`Take ${place} away`} onClick={onDrop}>
        <X aria-hidden className="size-4" />
      </Button>
    </li>
  )
}

function LookAlikesNotice({ found, isSending, onGoOn }: { found: LookAlikes; isSending: boolean; onGoOn: () => void }) {
  return (
    <Notice tone="wait" role="alert">
      <p className="font-medium">This face resembles somebody who is enrolled already.</p>
      <ul className="my-2 list-disc pl-5">
        {found.users.map(({ id, externalId }) => (
          <li key={id}>
            <Link className="wrap-anywhere underline" href={`/users/${id}`} target="_blank">
              {externalId ?? id}
            </Link>
          </li>
        ))}
      </ul>
      {found.canGoOn ? (
        <>
          <p>Twins and mistakes exist. If it is another person, go on: the pair is put up for review.</p>
          <div className="mt-3 flex flex-wrap gap-3">
            <Button look="quiet" disabled={isSending} onClick={onGoOn}>
              {isSending ? 'Enrolling …' : 'It is another person: enrol'}
            </Button>
            <ButtonLink look="ghost" href={`/users/${found.users[0]!.id}`}>
              It is the same person
            </ButtonLink>
          </div>
        </>
      ) : (
        <p>This bureau refuses duplicates. An owner can change that in the settings.</p>
      )}
    </Notice>
  )
}
