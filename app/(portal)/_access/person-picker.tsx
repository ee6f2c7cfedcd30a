'use client'

/** Looks for somebody by how their id or external id begins, and lets one of them be chosen. */
import { useEffect, useState } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { useAct } from '@/app/_components/use-act'
import { findPeople } from './actions'
import type { FoundPerson } from './bulk'

const pauseMs = 250

export function PersonPicker({
  chosen,
  onChoose,
}: {
  chosen: FoundPerson | null
  onChoose: (person: FoundPerson | null) => void
}) {
  const run = useAct()
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<{ search: string; people: FoundPerson[] }>()
  const [message, setMessage] = useState<string>()
  const search = typed.trim()
  useEffect(() => {
    if (search === '') return
    let isOver = false
    const look = async () => {
      const outcome = await run(() => findPeople(search))
      if (isOver) return
      setMessage(outcome.ok ? undefined : outcome.message)
      if (outcome.ok) setFound({ search, people: outcome.value })
    }
    const timer = setTimeout(() => void look(), pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [search, run])
  if (chosen) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-door px-3 py-2">
        <Person person={chosen} />
        <Button look="quiet" size="small" onClick={() => onChoose(null)}>
          Somebody else
        </Button>
      </div>
    )
  }
  const people = search === '' ? [] : (found?.people ?? [])
  return (
    <div className="space-y-2">
      <Field
        label="Who"
        type="search"
        value={typed}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
        hint="How an external id or an id begins."
        problem={message}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul aria-label="Found" className="divide-y divide-line">
        {people.map((person) => (
          <li key={person.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
            <Person person={person} />
            <Button
              look="quiet"
              size="small"
              aria-label={`Choose ${person.externalId ?? person.userId}`}
              onClick={() => onChoose(person)}
            >
              Choose
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-small text-ink-soft">
        {search !== '' && found?.search === search && people.length === 0 && 'Nobody is called so.'}
      </p>
    </div>
  )
}

function Person({ person }: { person: FoundPerson }) {
  const isKnown = person.status === 'ACTIVE' && person.faceEnrolled
  return (
    <span className="min-w-0">
      <span className="font-medium wrap-anywhere">{person.externalId ?? 'No external id'}</span>{' '}
      {!isKnown && (
        <Badge tone="bad">{person.status === 'ACTIVE' ? 'no face enrolled' : person.status.toLowerCase()}</Badge>
      )}
      <span className="block font-mono text-small text-ink-soft">{person.userId}</span>
    </span>
  )
}
