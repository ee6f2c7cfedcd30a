'use client'

/** Which members are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Field, Select } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
import { ZoneOptions } from '../../_access/zone-options'
import type { ZoneChoice } from '../../_access/places'
import { listParsers, stateFilters } from './list-state'

const words = { current: 'Valid now', upcoming: 'Not yet valid', expired: 'No longer valid', removed: 'Removed' }

export function Filters({ zones }: { zones: ZoneChoice[] }) {
  const [isLoading, startTransition] = useTransition()
  const [{ q, state, zone }, setState] = useQueryStates(listParsers, {
    shallow: false,
    startTransition,
    history: 'push',
  })
  const set = (change: object) => void setState({ ...change, after: null })
  return (
    <FilterForm
      columns="items-start lg:grid-cols-[2fr_1fr_1fr]"
      isLoading={isLoading}
      onFind={(typed) => set({ q: String(typed.get('q')).trim() || null })}
      onReset={q || state || zone ? () => set({ q: null, state: null, zone: null }) : null}
      resetLabel="Show every member"
    >
      <Field
        key={q}
        label="Search"
        name="q"
        type="search"
        placeholder="How an id or external id begins, then Enter"
        defaultValue={q}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
      />
      <Select label="State" value={state ?? ''} onChange={(event) => set({ state: event.target.value || null })}>
        <option value="">Any, but not removed</option>
        {stateFilters.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </Select>
      <Select label="May come in at" value={zone ?? ''} onChange={(event) => set({ zone: event.target.value || null })}>
        <option value="">Anywhere</option>
        <ZoneOptions zones={zones} />
      </Select>
    </FilterForm>
  )
}
