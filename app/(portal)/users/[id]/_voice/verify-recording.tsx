'use client'

/** One recording against this user's voice: the answer in words, the numbers it rests on, and the risk that it is wrong. */
import { useState } from 'react'
import { Recorder } from '@/app/(portal)/_microphone/recorder'
import { Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { VoiceVerdict } from '@/app/api/portal/users/[id]/voice/verify/route'
import { send } from '../../_components/send-pictures'
import { Verdict } from './verdict'

export function VerifyRecording({
  userId,
  languages,
  whyNot,
}: {
  userId: string
  /** In which a voice is enrolled. */
  languages: { code: string; name: string }[]
  whyNot: string | undefined
}) {
  const run = useAct()
  const [language, setLanguage] = useState(languages[0]!.code)
  const [isRunning, setRunning] = useState(false)
  const [answer, setAnswer] = useState<VoiceVerdict>()
  const [problem, setProblem] = useState<string>()

  async function verify(recording: Blob) {
    setAnswer(undefined)
    setProblem(undefined)
    setRunning(true)
    const outcome = await run(() =>
      send<VoiceVerdict>(`/api/portal/users/${userId}/voice/verify`, { language, recording }),
    )
    setRunning(false)
    if (outcome.ok) setAnswer(outcome.value)
    else setProblem(outcome.message)
  }

  return (
    <>
      <p className="text-ink-soft">
        {whyNot ??
          'Compares a few seconds of speech with this user, whatever is said. The recording is not kept; that it was compared is.'}
      </p>
      {!whyNot && languages.length > 1 && (
        <Select label="Enrolled in" value={language} onChange={(event) => setLanguage(event.target.value)}>
          {languages.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {!whyNot && <Recorder label="Speak" disabled={isRunning} onRecording={(recording) => void verify(recording)} />}
      <div role="status" className="space-y-3">
        {isRunning && <p>Comparing …</p>}
        {problem && <Notice tone="bad">{problem}</Notice>}
        {answer?.outcome === 'refused' && (
          <Notice tone="wait">
            <p className="font-medium">The recording cannot be compared.</p>
            <p>{answer.message}</p>
          </Notice>
        )}
        {answer?.outcome === 'compared' && <Verdict answer={answer} />}
      </div>
    </>
  )
}
