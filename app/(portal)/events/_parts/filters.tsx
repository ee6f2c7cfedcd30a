'use client'

/** Which events are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Field, Select } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
import { ZoneOptions } from '../../_access/zone-options'
import type { ZoneChoice } from '../../_access/places'
import { listParsers, stateFilters } from './list-state'

const words = { coming: 'On now and to come', scheduled: 'To come', live: 'On now', ended: 'Over', all: 'Any' }

export function Filters({ zones, timeZone }: { zones: ZoneChoice[]; timeZone: string }) {
  const [isLoading, startTransition] = useTransition()
  const [{ view, zone, state, from, to }, setState] = useQueryStates(listParsers, {
    shallow: false,
    startTransition,
    history: 'push',
  })
  const set = (change: object) => void setState({ ...change, after: null })
  const isList = view === 'list'
  return (
    <FilterForm
      columns={isList ? 'items-start lg:grid-cols-[2fr_1fr_1fr_1fr]' : 'items-start lg:grid-cols-[2fr_1fr]'}
      isLoading={isLoading}
      onFind={() => undefined}
      onReset={zone || state || from || to ? () => set({ zone: null, state: null, from: null, to: null }) : null}
      resetLabel="Show all again"
    >
      <Select label="Place" value={zone ?? ''} onChange={(event) => set({ zone: event.target.value || null })}>
        <option value="">Everywhere</option>
        <ZoneOptions zones={zones} />
      </Select>
      <Select
        label="State"
        value={state ?? (isList ? 'coming' : 'all')}
        onChange={(event) => set({ state: event.target.value })}
      >
        {stateFilters.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </Select>
      {isList && (
        <>
          <Field
            label="From"
            type="date"
            value={from ?? ''}
            max={to ?? undefined}
            hint={`Days in ${timeZone}`}
            onChange={(event) => set({ from: event.target.value || null })}
          />
          <Field
            label="Until"
            type="date"
            value={to ?? ''}
            min={from ?? undefined}
            onChange={(event) => set({ to: event.target.value || null })}
          />
        </>
      )}
    </FilterForm>
  )
}
