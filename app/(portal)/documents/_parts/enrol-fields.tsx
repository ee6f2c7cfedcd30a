'use client'

/** Who the person of a document is to be here, what they were told, and what of the document is kept. */
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { FromDocumentAnswer } from '@/app/api/portal/documents/[reference]/enrolment/route'
import { Button } from '@/app/_components/button'
import { Checkbox, Select } from '@/app/_components/field'
import { useAct } from '@/app/_components/use-act'
import {
  EnrolmentProblemNotice,
  ExternalIdField,
  ToldCheckbox,
  type EnrolmentProblem,
} from '../../users/_components/enrolment-fields'
import { send } from '../../users/_components/send-pictures'
import type { DocumentField, FieldName } from './view'
import { fieldWords } from './words'

export interface KeepTerms {
  days: number
  /** Published words that a person agrees to, one for each language. */
  texts: { id: string; label: string }[]
}

/** What a document says that can be an external id. */
const idFields: FieldName[] = ['personalNumber', 'documentNumber']

export function EnrolFields({
  reference,
  selfie,
  fields,
  keep,
}: {
  reference: string
  selfie: Blob
  fields: DocumentField[]
  keep: KeepTerms | null
}) {
  const router = useRouter()
  const run = useAct()
  const [externalId, setExternalId] = useState('')
  const [isTold, setTold] = useState(false)
  const [isAdded, setAdded] = useState(false)
  const [isKept, setKept] = useState(false)
  const [textId, setTextId] = useState(keep?.texts[0]?.id ?? '')
  const [isSending, setSending] = useState(false)
  const [toldProblem, setToldProblem] = useState<string>()
  const [externalProblem, setExternalProblem] = useState<string>()
  const [problem, setProblem] = useState<EnrolmentProblem>()
  const alert = useRef<HTMLDivElement>(null)
  const value = (name: FieldName) => fields.find((field) => field.name === name)?.value
  const name = [value('names'), value('surnames')].filter(Boolean).join(' ')

  useEffect(() => {
    if (problem) alert.current?.focus()
  }, [problem])

  async function enrol(event: FormEvent) {
    event.preventDefault()
    setProblem(undefined)
    setExternalProblem(undefined)
    setToldProblem(undefined)
    if (!isTold) {
      document.getElementById('told')?.focus()
      return setToldProblem('Please confirm this first.')
    }
    setSending(true)
    const outcome = await run(() =>
      send<FromDocumentAnswer>(`/api/portal/documents/${reference}/enrolment`, {
        selfie,
        addSelfie: isAdded ? 'yes' : 'no',
        externalId,
        told: 'yes',
        ...(isKept && { keepUnder: textId }),
      }),
    )
    if (!outcome.ok) {
      setSending(false)
      if (!outcome.problems.externalId) return setProblem({ message: outcome.message })
      setExternalProblem(outcome.problems.externalId)
      return document.getElementById('external-id')?.focus()
    }
    const answer = outcome.value
    if (answer.outcome === 'enrolled') {
      const left = answer.leftOut > 0 ? `&left=${answer.leftOut}` : ''
      return router.push(`/users/${answer.userId}?enrolled=1${left}` as never)
    }
    setSending(false)
    setProblem(problemOf(answer))
  }

  return (
    <form onSubmit={enrol} noValidate aria-label="Enrol" className="min-w-0 space-y-4">
      {name && (
        <p>
          The document names <strong className="font-medium wrap-anywhere">{name}</strong>. Limen keeps no names: what
          your other systems call this person is their external id.
        </p>
      )}
      <ExternalIdField value={externalId} problem={externalProblem} onChange={setExternalId} />
      <div className="flex flex-wrap gap-2">
        {idFields.map((field) => {
          const read = value(field)
          return (
            read && (
              <Button key={field} look="quiet" size="small" onClick={() => setExternalId(read)}>
                Use the {fieldWords[field].toLowerCase()}
              </Button>
            )
          )
        })}
      </div>
      <Checkbox
        label="Enrol the selfie as well"
        hint="Two pictures are recognised better than one; a portrait on a document is small and may be old."
        checked={isAdded}
        onChange={(event) => setAdded(event.target.checked)}
      />
      {keep && <Keep {...{ keep, isKept, setKept, textId, setTextId }} />}
      <ToldCheckbox checked={isTold} problem={toldProblem} onChange={setTold} />
      <div ref={alert} tabIndex={-1} className="outline-none">
        {problem && <EnrolmentProblemNotice {...problem} />}
      </div>
      <Button type="submit" disabled={isSending}>
        {isSending ? 'Enrolling …' : 'Enrol this person'}
      </Button>
    </form>
  )
}

function Keep({
  keep: { days, texts },
  isKept,
  setKept,
  textId,
  setTextId,
}: {
  keep: KeepTerms
  isKept: boolean
  setKept: (isKept: boolean) => void
  textId: string
  setTextId: (textId: string) => void
}) {
  if (texts.length === 0)
    return (
      <p className="text-small text-ink-soft">
        This bureau may keep documents of people who agree, but no words to agree to are published: write a text with
        the purpose “documents” under{' '}
        <Link href="/consents" className="underline decoration-line">
          Consents
        </Link>
        .
      </p>
    )
  return (
    <div className="space-y-2">
      <Checkbox
        label={`This person agreed that the document is kept for ${days === 1 ? 'one day' : `${days} days`}.`}
        hint="Its pages and what was read, sealed; each look at them is in the audit trail. Without a tick nothing of it is kept."
        checked={isKept}
        onChange={(event) => setKept(event.target.checked)}
      />
      {isKept && texts.length > 1 && (
        <Select label="Words" value={textId} onChange={(event) => setTextId(event.target.value)}>
          {texts.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </div>
  )
}

function problemOf(answer: Exclude<FromDocumentAnswer, { outcome: 'enrolled' }>): EnrolmentProblem {
  switch (answer.outcome) {
    case 'exists':
      return { message: 'A user has this external id already.', userId: answer.userId }
    case 'look_alike':
      return { message: 'Somebody with this face is enrolled already.', userId: answer.userId }
    case 'another_person':
      return { message: 'The selfie shows somebody else than the portrait. Nobody was enrolled.' }
    case 'refused':
      return { message: answer.message }
  }
}
