'use client'

/** The recordings of one enrolment. None leaves the server before the admin has said what for; each time is written down. */
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Time } from '@/app/_components/time'
import type { LookPurpose } from '@/domain/looks'
import { Covered } from '../../_components/picture-carousel'
import { purposeWords } from '../../_components/words'
import { Player } from './player'
import type { Measure } from './words'

export interface ShownRecording {
  id: string
  createdAt: string
  measures: Measure[]
  warnings: string[]
}

export function Recordings({
  userId,
  recordings,
  mayListen,
}: {
  userId: string
  recordings: ShownRecording[]
  mayListen: boolean
}) {
  if (recordings.length === 0)
    return <p className="text-small text-ink-soft">Its recordings were discarded: this bureau keeps templates only.</p>
  return (
    <ol className="space-y-2">
      {recordings.map((recording, index) => (
        <li key={recording.id} className="flex items-center justify-between gap-4 text-small">
          <p>
            Recording {index + 1}:{' '}
            <span className="text-ink-soft">
              {summaryOf(recording)}
              {recording.warnings.length > 0 && '; could be better'}
            </span>
          </p>
          <Dialog
            title={`Recording ${index + 1}`}
            wide
            trigger={
              <Button look="quiet" size="small" aria-label={`Listen to recording ${index + 1}`}>
                Listen
              </Button>
            }
          >
            <Listen userId={userId} recording={recording} mayListen={mayListen} />
          </Dialog>
        </li>
      ))}
    </ol>
  )
}

function summaryOf({ measures }: ShownRecording): string {
  const words = (name: string) => measures.find((measure) => measure.name === name)?.words
  const speech = words('Speech')
  const noise = words('Above the noise')
  return [speech && `speech ${speech}`, noise].filter(Boolean).join(', ') || 'not measured'
}

function Listen({ userId, recording, mayListen }: { userId: string; recording: ShownRecording; mayListen: boolean }) {
  const [purpose, setPurpose] = useState<LookPurpose>()
  const { id, createdAt, measures, warnings } = recording
  return (
    <div className="space-y-5">
      {purpose ? (
        <Player key={id} address={`/users/${userId}/recordings/${id}?purpose=${purpose}`} />
      ) : (
        <div className="flex min-h-64 items-center justify-center rounded-card bg-code">
          <Covered
            mayLook={mayListen}
            what="Recordings stay silent until you say what you listen for."
            refused="Auditors may not listen to recordings in this bureau. An owner can allow it in the settings."
            act="Open the recording"
            onChoose={setPurpose}
          />
        </div>
      )}
      <dl className="grid gap-x-6 gap-y-1 text-small sm:grid-cols-[auto_1fr]">
        {measures.map(({ name, words }) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="tabular-nums">{words}</dd>
          </div>
        ))}
        <dt className="text-ink-soft">Spoken</dt>
        <dd>
          <Time at={createdAt} />
        </dd>
      </dl>
      {warnings.length > 0 && (
        <ul className="list-disc pl-5 text-small">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {purpose && (
        <p className="text-small text-ink-soft">
          Opened: {purposeWords[purpose].toLowerCase()}. It is in the audit trail.
        </p>
      )}
    </div>
  )
}
