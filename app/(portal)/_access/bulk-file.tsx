'use client'

/** Takes a table of external ids, says of each row what would become of it, and writes only when it was looked at. */
import { FileSpreadsheet } from 'lucide-react'
import { useId, useRef, useState, type DragEvent } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useAct } from '@/app/_components/use-act'
import type { Outcome } from '@/app/_lib/outcome'
import { plural } from '../users/_components/words'
import { BatchResult } from './batch-result'
import { isAdded, markNames, marks, type Added, type LookedUp, type Mark, type NamedPerson, type Window } from './bulk'
import { readPeople, type NamedRow, type PeopleTable } from './people-table'
import { useBatches } from './use-batches'

const batch = 1_000
const mostShown = 100

interface Row extends NamedRow {
  mark: Mark
  window: Window | null
}

export function BulkFile({
  lookUp,
  windowOf,
  add,
  takeBack,
  onwards,
}: {
  lookUp: (externalIds: string[]) => Promise<Outcome<LookedUp[]>>
  /** What a row's own from and until mean; null for what cannot be. Without it they are not read. */
  windowOf?: (cells: { from: string; until: string }) => Window | null
  /** Up to 1,000. */
  add: (people: NamedPerson[]) => Promise<Outcome<Added[]>>
  takeBack: (grantIds: string[]) => Promise<Outcome<number>>
  onwards: { href: string; label: string }
}) {
  const id = useId()
  const run = useAct()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [name, setName] = useState('')
  const [message, setMessage] = useState<string>()
  const [share, setShare] = useState<number>()
  const [rows, setRows] = useState<Row[]>()
  const [unread, setUnread] = useState<string[]>([])
  const batches = useBatches()

  async function read(file: File) {
    setName(file.name)
    setRows(undefined)
    setMessage(undefined)
    batches.reset()
    let table: PeopleTable
    try {
      table = readPeople(await file.arrayBuffer(), { windows: windowOf !== undefined })
    } catch (error) {
      return setMessage((error as Error).message)
    }
    const people = table.rows
    setUnread(table.unread)
    const known = new Map<string, Mark>()
    const names = [...new Set(people.map(({ externalId }) => externalId))]
    for (let from = 0; from < names.length; from += batch) {
      setShare(from / names.length)
      const outcome = await run(() => lookUp(names.slice(from, from + batch)))
      if (!outcome.ok) {
        setShare(undefined)
        return setMessage(outcome.message)
      }
      for (const { externalId, mark } of outcome.value) known.set(externalId, mark)
    }
    setShare(undefined)
    const seen = new Set<string>()
    setRows(
      people.map((row) => {
        const says = row.from !== '' || row.until !== ''
        const window = (says && windowOf?.(row)) || null
        const found = known.get(row.externalId)!
        const fitting = says && !window && isAdded(found) ? 'window' : found
        const mark = seen.has(row.externalId) ? 'duplicate' : fitting
        seen.add(row.externalId)
        return { ...row, mark, window }
      }),
    )
  }

  function write(people: NamedPerson[]) {
    let from = 0
    batches.start(people.length, async () => {
      const outcome = await add(people.slice(from, from + batch))
      if (!outcome.ok) return outcome
      from += batch
      return { ok: true, value: { results: outcome.value, isLast: from >= people.length } }
    })
  }

  const isBusy = share !== undefined || batches.state === 'running'
  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped && !isBusy) void read(dropped)
  }

  return (
    <div className="space-y-5">
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={`flex flex-col items-center gap-3 rounded-card border border-dashed px-6 py-8 text-center ${
          isOver ? 'border-door bg-code' : 'border-line'
        }`}
      >
        <FileSpreadsheet aria-hidden className="size-10 text-ink-soft" />
        <p className="font-display text-lead">Drop a CSV table here</p>
        <label htmlFor={id} className="sr-only">
          Table of external ids
        </label>
        <input
          ref={input}
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          className="sr-only"
          tabIndex={-1}
          disabled={isBusy}
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            event.target.value = ''
            if (chosen) void read(chosen)
          }}
        />
        <Button look={rows ? 'quiet' : 'door'} disabled={isBusy} onClick={() => input.current?.click()}>
          {rows ? 'Choose another table' : 'Choose a table'}
        </Button>
        <p className="max-w-prose text-small text-ink-soft">
          A column <code className="font-mono">external_id</code>, or one column of them without a heading. UTF-8, up to
          100,000 rows.{' '}
          {windowOf && (
            <>
              Columns <code className="font-mono">from</code> and <code className="font-mono">until</code> narrow a
              person to times of their own, instead of those above: such as 2026-11-21 18:00, on the clock of the
              facility.{' '}
            </>
          )}
          Nothing is written before you have seen what would become of each row.
        </p>
      </div>
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      {share !== undefined && (
        <div className="space-y-2">
          <p role="status">Looking up who is meant</p>
          <Progress label="Rows looked up" share={share} />
        </div>
      )}
      {rows && batches.state === 'idle' && <Preview name={name} rows={rows} unread={unread} onWrite={write} />}
      {batches.state !== 'idle' && <BatchResult batches={batches} takeBack={takeBack} onwards={onwards} />}
    </div>
  )
}

function Preview({
  name,
  rows,
  unread,
  onWrite,
}: {
  name: string
  rows: Row[]
  unread: string[]
  onWrite: (people: NamedPerson[]) => void
}) {
  const [only, setOnly] = useState<Mark>()
  const counts = new Map(markNames.map((mark) => [mark, rows.filter((row) => row.mark === mark).length]))
  const people = rows.filter(({ mark }) => isAdded(mark)).map(({ externalId, window }) => ({ externalId, window }))
  const shown = only ? rows.filter(({ mark }) => mark === only) : rows
  return (
    <div className="space-y-4">
      <p role="status">
        <span className="wrap-anywhere">{name}</span>: {plural(rows.length, 'row')}, of which{' '}
        {plural(people.length, 'person', 'people')} would be added.
      </p>
      {unread.length > 0 && (
        <Notice tone="wait">
          Not read of the table: {unread.length === 1 ? 'the column' : 'the columns'}{' '}
          <span className="wrap-anywhere">{unread.join(', ')}</span>.
        </Notice>
      )}
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">Show rows</legend>
        {[undefined, ...markNames.filter((mark) => counts.get(mark)! > 0)].map((mark) => (
          <button
            key={mark ?? 'all'}
            type="button"
            aria-pressed={only === mark}
            onClick={() => setOnly(mark)}
            className={`rounded-full border px-3 py-1 text-small ${
              only === mark ? 'border-door font-medium' : 'border-line hover:border-door'
            }`}
          >
            {mark ? marks[mark].label : 'All rows'}{' '}
            <span className="tabular-nums">{(mark ? counts.get(mark)! : rows.length).toLocaleString('en-GB')}</span>
          </button>
        ))}
      </fieldset>
      <div
        role="region"
        aria-label="Rows of the table"
        tabIndex={0}
        className="relative max-h-96 overflow-auto rounded-card border border-line bg-surface"
      >
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">What would become of each row</caption>
          <thead className="sticky top-0 bg-surface">
            <tr className="border-b border-line text-small text-ink-soft">
              <th scope="col" className="px-3 py-2 text-right font-medium">
                Row
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                External id
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Would become
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, mostShown).map(({ line, externalId, from, until, mark }) => (
              <tr key={line} className="border-b border-line last:border-0">
                <td className="px-3 py-1.5 text-right tabular-nums">{line}</td>
                <td className="px-3 py-1.5 wrap-anywhere">
                  {externalId}
                  {(from || until) && (
                    <span className="block text-small text-ink-soft">
                      {[from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ')}
                    </span>
                  )}
                </td>
                <td className="px-3 py-1.5">
                  <Badge tone={marks[mark].tone}>{marks[mark].label}</Badge>
                  <span className="block text-small text-ink-soft">{marks[mark].says}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > mostShown && (
        <p className="text-small text-ink-soft">
          The first {mostShown} of {shown.length.toLocaleString('en-GB')} rows are shown.
        </p>
      )}
      <Button disabled={people.length === 0} onClick={() => onWrite(people)}>
        {people.length === 0 ? 'Nobody of it can be added' : `Add ${plural(people.length, 'person', 'people')}`}
      </Button>
    </div>
  )
}
