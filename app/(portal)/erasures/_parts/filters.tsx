'use client'

/** Which receipts are shown: all of it in the address. */
import { X } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useTransition, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { listParsers } from './list-state'

export function Filters() {
  const [isLoading, startTransition] = useTransition()
  const [{ from, to, user }, setState] = useQueryStates(listParsers, {
    shallow: false,
    startTransition,
    history: 'push',
  })
  const set = (change: { from?: string | null; to?: string | null; user?: string | null }) =>
    void setState({ ...change, page: null })
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    set({ user: String(new FormData(event.currentTarget).get('user')).trim() || null })
  }
  return (
    <form
      onSubmit={find}
      aria-label="Filter"
      aria-busy={isLoading}
      className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr]"
    >
      <Field
        key={user ?? ''}
        label="User id"
        name="user"
        placeholder="The whole id, then Enter"
        hint="A receipt holds nothing of the id but a hash, so only the whole id finds it."
        defaultValue={user ?? ''}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        className="font-mono"
      />
      <Field
        label="Finished from"
        type="date"
        value={from ?? ''}
        max={to ?? undefined}
        onChange={(event) => set({ from: event.target.value || null })}
      />
      <Field
        label="Finished until"
        type="date"
        value={to ?? ''}
        min={from ?? undefined}
        onChange={(event) => set({ to: event.target.value || null })}
      />
      {(from || to || user) && (
        <div className="sm:col-span-2 lg:col-span-3">
          <Button look="quiet" size="small" onClick={() => set({ from: null, to: null, user: null })}>
            <X aria-hidden className="size-4" />
            Show every receipt
          </Button>
        </div>
      )}
      <button type="submit" className="sr-only" tabIndex={-1}>
        Filter
      </button>
    </form>
  )
}
