'use client'

/** Adds whoever a filter of the users shows: counted first, then a thousand at a time. */
import { useEffect, useState } from 'react'
import { Button } from '@/app/_components/button'
import { Checkbox, Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { UserFilter } from '@/app/_graph/documents'
import { plural } from '../../../users/_components/words'
import { countPeople } from '../../../_access/actions'
import { BatchResult } from '../../../_access/batch-result'
import { useBatches } from '../../../_access/use-batches'
import type { Narrowing } from '../_parts/narrowing'
import { addMatching, takeOut } from '../actions'

const pauseMs = 300
const start = { search: '', status: 'ACTIVE', modality: '', from: '', to: '', flagged: false }

export function BulkFilter({
  eventId,
  narrowing,
  onwards,
}: {
  eventId: string
  narrowing: Narrowing
  onwards: { href: string; label: string }
}) {
  const run = useAct()
  const batches = useBatches()
  const [chosen, setChosen] = useState(start)
  const [counted, setCounted] = useState<{ key: string; count: number }>()
  const [message, setMessage] = useState<string>()
  const filter: UserFilter = {
    search: chosen.search.trim() || undefined,
    status: chosen.status ? [chosen.status as 'ACTIVE'] : undefined,
    modality: chosen.modality ? (chosen.modality as 'FACE') : undefined,
    from: chosen.from || undefined,
    to: chosen.to || undefined,
    flagged: chosen.flagged || undefined,
  }
  const key = JSON.stringify(filter)
  useEffect(() => {
    let isOver = false
    const look = async () => {
      const outcome = await run(() => countPeople(JSON.parse(key) as UserFilter))
      if (isOver) return
      setMessage(outcome.ok ? undefined : outcome.message)
      if (outcome.ok) setCounted({ key, count: outcome.value })
    }
    const timer = setTimeout(() => void look(), pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [key, run])
  const count = counted?.key === key ? counted.count : undefined

  function add() {
    let after: string | null = null
    batches.start(count ?? 0, async () => {
      const outcome = await addMatching(eventId, filter, after, narrowing)
      if (!outcome.ok) return outcome
      after = outcome.value.next
      return { ok: true, value: { results: outcome.value.results, isLast: after === null } }
    })
  }

  const set = (change: Partial<typeof start>) => setChosen((before) => ({ ...before, ...change }))
  if (batches.state !== 'idle') return <BatchResult batches={batches} takeBack={takeOut} onwards={onwards} />
  return (
    <div className="space-y-5">
      <div
        role="group"
        aria-label="Filter of the users"
        className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3"
      >
        <Field
          label="Id or external id begins with"
          type="search"
          value={chosen.search}
          maxLength={256}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => set({ search: event.target.value })}
        />
        <Select label="Status" value={chosen.status} onChange={(event) => set({ status: event.target.value })}>
          <option value="">Any</option>
          <option value="ACTIVE">Active</option>
          <option value="PENDING">Pending</option>
          <option value="REVOKED">Revoked</option>
        </Select>
        <Select
          label="Recognised by"
          value={chosen.modality}
          onChange={(event) => set({ modality: event.target.value })}
        >
          <option value="">Anything</option>
          <option value="FACE">Face</option>
          <option value="VOICE">Voice</option>
          <option value="NONE">Nothing yet</option>
        </Select>
        <Field
          label="Created from"
          type="date"
          value={chosen.from}
          max={chosen.to || undefined}
          onChange={(event) => set({ from: event.target.value })}
        />
        <Field
          label="Created until"
          type="date"
          value={chosen.to}
          min={chosen.from || undefined}
          onChange={(event) => set({ to: event.target.value })}
        />
        <Checkbox
          label="Possible duplicates only"
          checked={chosen.flagged}
          onChange={(event) => set({ flagged: event.target.checked })}
        />
      </div>
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <p role="status">
        {count === undefined
          ? 'Counting …'
          : `${plural(count, 'user')} match. Who attends already is left as they are.`}
      </p>
      <Button disabled={!count} onClick={add}>
        {count ? `Add ${plural(count, 'person', 'people')}` : 'Nobody to add'}
      </Button>
    </div>
  )
}
