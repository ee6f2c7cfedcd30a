'use client'

/** What an erasure takes, in numbers, read when somebody is about to ask for it. */
import { useEffect, useState } from 'react'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { consequencesOf } from '../actions'
import { plural } from './words'

type Consequences = Extract<Awaited<ReturnType<typeof consequencesOf>>, { ok: true }>['value']

const holderWords: Record<string, string> = { dump: 'A dump', terminal: 'A terminal' }

export function ConsequencesList({ userIds }: { userIds: string[] }) {
  const run = useAct()
  const [known, setKnown] = useState<Consequences>()
  const [problem, setProblem] = useState<string>()
  const ids = userIds.join()
  useEffect(() => {
    let isHere = true
    void run(() => consequencesOf(ids.split(','))).then((outcome) => {
      if (!isHere) return
      if (outcome.ok) setKnown(outcome.value)
      else setProblem(outcome.message)
    })
    return () => {
      isHere = false
    }
  }, [run, ids])
  if (problem)
    return (
      <Notice tone="bad" role="alert">
        {problem}
      </Notice>
    )
  if (!known) return <p role="status">Counting what would go …</p>
  return (
    <>
      <p>
        This destroys {known.users === 1 ? 'the key' : `the keys of ${plural(known.users, 'user')}`} that everything is
        sealed with, in every copy of the database. Nothing brings it back.
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>
          {plural(known.templates, 'template')} and {plural(known.samples, 'picture')} go
        </li>
        {known.documents > 0 && <li>{plural(known.documents, 'kept document goes', 'kept documents go')}</li>}
        {known.devices > 0 && (
          <li>
            {plural(known.devices, 'device')} no longer {known.devices === 1 ? 'names' : 'name'} anybody
          </li>
        )}
        {known.stillHeld.length === 0 ? (
          <li>no unexpired dump and no terminal still holds anything</li>
        ) : (
          known.stillHeld.map(({ kind, id, until }) => (
            <li key={`${kind} ${id}`}>
              {holderWords[kind] ?? kind} still holds something
              {until ? (
                <>
                  {' '}
                  until <Time at={until} />
                </>
              ) : (
                '; until when, nobody can say'
              )}
            </li>
          ))
        )}
      </ul>
      <p>You get a signed receipt.</p>
    </>
  )
}
