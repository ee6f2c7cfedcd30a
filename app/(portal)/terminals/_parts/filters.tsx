'use client'

/** Which terminals are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Select } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
import type { Facility } from '../../facilities/_parts/places'
import { listParsers } from './list-state'
import { PlaceOptions } from './place-options'
import { healths, healthWords, lower } from './words'

export function Filters({ facilities }: { facilities: Facility[] }) {
  const [isLoading, startTransition] = useTransition()
  const [{ at, health }, setState] = useQueryStates(listParsers, { shallow: false, startTransition, history: 'push' })
  return (
    <FilterForm
      columns="lg:grid-cols-[1fr_1fr_2fr]"
      isLoading={isLoading}
      onFind={() => undefined}
      onReset={at || health ? () => void setState({ at: null, health: null, page: null }) : null}
      resetLabel="Show every terminal"
    >
      <Select
        label="Where"
        value={at ?? ''}
        onChange={(event) => void setState({ at: event.target.value || null, page: null })}
      >
        <option value="">Everywhere</option>
        <PlaceOptions facilities={facilities} valueOf={({ zoneId }) => zoneId} />
      </Select>
      <Select
        label="State"
        value={health ?? ''}
        onChange={(event) => void setState({ health: (event.target.value || null) as typeof health, page: null })}
      >
        <option value="">All but retired</option>
        <option value="alarm">Revocation overdue</option>
        {healths.map((one) => (
          <option key={one} value={lower(one)}>
            {healthWords[one].label}: {healthWords[one].meaning}
          </option>
        ))}
      </Select>
    </FilterForm>
  )
}
