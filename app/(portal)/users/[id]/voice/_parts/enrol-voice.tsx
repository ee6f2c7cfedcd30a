'use client'

/** From the choice of a language over three prompts to a voice that is enrolled, or the reason why it is not. */
import { useState } from 'react'
import { send } from '@/app/(portal)/users/_components/send-pictures'
import { Button, ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { Asked, VoiceAnswer } from '@/app/api/portal/users/[id]/voice/route'
import { Prompt, type Said } from './prompt'

export interface LanguageChoice {
  code: string
  name: string
  isDefault: boolean
  isEnrolled: boolean
}

type Shown =
  | { name: 'choosing'; message?: string }
  | { name: 'asked'; asked: Asked; said: Said | null }
  | { name: 'enrolled'; language: string; recordings: number }
  | { name: 'ended'; message: string }

export function EnrolVoice({
  userId,
  languages,
  openIn,
}: {
  userId: string
  languages: LanguageChoice[]
  /** The language in which an enrolment was begun and not ended. */
  openIn: string | null
}) {
  const run = useAct()
  const [language, setLanguage] = useState(openIn ?? languages.find(({ isDefault }) => isDefault)!.code)
  const [shown, setShown] = useState<Shown>({ name: 'choosing' })
  const [isRunning, setRunning] = useState(false)
  const nameOf = (code: string) => languages.find((one) => one.code === code)?.name ?? code

  async function call(fields: Record<string, string | Blob>) {
    setRunning(true)
    const outcome = await run(() => send<VoiceAnswer>(`/api/portal/users/${userId}/voice`, { language, ...fields }))
    setRunning(false)
    return outcome
  }

  async function begin() {
    const outcome = await call({})
    if (!outcome.ok) return setShown({ name: 'choosing', message: outcome.message })
    setShown(shownAs(outcome.value, null))
  }

  async function answer(asked: Asked, recording: Blob) {
    const outcome = await call({ dialogue: asked.id, recording })
    if (!outcome.ok) return setShown({ name: 'asked', asked, said: { isGood: false, message: outcome.message } })
    setShown(shownAs(outcome.value, asked))
  }

  switch (shown.name) {
    case 'choosing':
      return (
        <Card title="Before it begins">
          <ul className="list-disc space-y-1 pl-5">
            <li>The person is here, knows what their voice is used for, and agrees.</li>
            <li>It is quiet, and nobody else speaks.</li>
            <li>They read three short prompts aloud, digit by digit, in their own voice.</li>
          </ul>
          <div className="max-w-sm">
            <Select label="Language" value={language} onChange={(event) => setLanguage(event.target.value)}>
              {languages.map(({ code, name }) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </Select>
          </div>
          {languages.some(({ code, isEnrolled }) => isEnrolled && code === language) && (
            <Notice tone="wait">
              A voice is enrolled in this language. The new one takes its place, if it is the same person’s.
            </Notice>
          )}
          {shown.message && (
            <Notice tone="bad" role="alert">
              {shown.message}
            </Notice>
          )}
          <Button disabled={isRunning} onClick={begin}>
            {openIn === language ? 'Go on' : 'Begin'}
          </Button>
        </Card>
      )
    case 'asked':
      return (
        <Prompt
          asked={shown.asked}
          said={shown.said}
          isRunning={isRunning}
          languageName={nameOf(shown.asked.language)}
          onRecording={(recording) => void answer(shown.asked, recording)}
        />
      )
    case 'enrolled':
      return (
        <Card title="Enrolled">
          <Notice tone="good" role="status">
            The voice is enrolled in {nameOf(shown.language)}, from {shown.recordings} recordings. From now on this
            person is recognised by it.
          </Notice>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href={`/users/${userId}`}>To the user</ButtonLink>
            <Button look="quiet" onClick={() => setShown({ name: 'choosing' })}>
              Enrol in another language
            </Button>
          </div>
        </Card>
      )
    case 'ended':
      return (
        <Card title="Not enrolled">
          <Notice tone="bad" role="alert">
            {shown.message}
          </Notice>
          <p className="text-ink-soft">Nothing was changed, and none of these recordings is kept.</p>
          <Button onClick={() => setShown({ name: 'choosing' })}>Begin again</Button>
        </Card>
      )
  }
}

/** @param before what was asked when this was answered; null at the beginning */
function shownAs(answer: VoiceAnswer, before: Asked | null): Shown {
  switch (answer.outcome) {
    case 'asked':
      return { name: 'asked', asked: answer.asked, said: before && saidOf(answer, before) }
    case 'enrolled':
      return { name: 'enrolled', language: answer.language, recordings: answer.recordings }
    case 'another_person':
      return { name: 'ended', message: 'This is another voice than the one that is enrolled in this language.' }
    case 'failed':
      return { name: 'ended', message: `Three recordings in a row were no good. The last one: ${answer.message}` }
  }
}

function saidOf({ asked, refused }: Extract<VoiceAnswer, { outcome: 'asked' }>, before: Asked): Said {
  if (refused !== null) return { isGood: false, message: refused }
  if (asked.id === before.id) return { isGood: true, message: 'Good. The next one.' }
  return { isGood: false, message: 'It took too long, or somebody else began anew. Please start with this prompt.' }
}
