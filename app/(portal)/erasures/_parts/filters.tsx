'use client'

/** Which receipts are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Field } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
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
  return (
    <FilterForm
      columns="items-start lg:grid-cols-[2fr_1fr_1fr]"
      isLoading={isLoading}
      onFind={(typed) => set({ user: String(typed.get('user')).trim() || null })}
      onReset={from || to || user ? () => set({ from: null, to: null, user: null }) : null}
      resetLabel="Show every receipt"
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
    </FilterForm>
  )
}
