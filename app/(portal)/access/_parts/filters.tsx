'use client'

/** Which reports are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Field, Select } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
import type { Places } from './places'
import type { Occasion } from './read'
import { accessParsers, kinds, type AccessState } from './state'
import { accessTypes, typeWords } from './words'

const none = { kind: null, at: null, event: null, person: null, day: null, after: null }

export function Filters({ places, occasions, today }: { places: Places; occasions: Occasion[]; today: string }) {
  const [isLoading, startTransition] = useTransition()
  const [state, setState] = useQueryStates(accessParsers, { shallow: false, startTransition, history: 'push' })
  const { kind, at, event, person, day } = state
  const set = (change: Partial<AccessState>) => void setState({ after: null, ...change })
  const isSet = [kind, at, event, person, day].filter((one) => one !== null).length
  return (
    <FilterForm
      columns="lg:grid-cols-5"
      isLoading={isLoading}
      onFind={(typed) => set({ person: String(typed.get('person')).trim() || null })}
      onReset={isSet > 0 ? () => void setState(none) : null}
      resetLabel="Show everything"
      folded={{ name: 'access-filter', set: isSet }}
    >
      <Select label="Where" value={at ?? ''} onChange={({ target }) => set({ at: target.value || null })}>
        <option value="">Anywhere</option>
        <PlaceOptions places={places} />
      </Select>
      <Select
        label="What came of it"
        value={kind ?? ''}
        onChange={({ target }) => set({ kind: kinds.find((one) => one === target.value) ?? null })}
      >
        <option value="">Anything</option>
        <option value="refused">Refused, whatever the reason</option>
        <option value="disputed">The bureau would have decided otherwise</option>
        {accessTypes.map((type) => (
          <option key={type} value={type}>
            {typeWords[type]}
          </option>
        ))}
      </Select>
      <Select
        label="For which event"
        value={event ?? ''}
        onChange={({ target }) => set({ event: target.value || null })}
      >
        <option value="">Any, or none</option>
        {event && !occasions.some(({ eventId }) => eventId === event) && <option value={event}>Not known</option>}
        {occasions.map(({ eventId, name, externalId, startsAt }) => (
          <option key={eventId} value={eventId}>
            {name ?? externalId ?? 'Without a name'}, {startsAt.slice(0, 10)}
          </option>
        ))}
      </Select>
      <Field
        key={person ?? ''}
        label="Who"
        name="person"
        placeholder="An id, then Enter"
        defaultValue={person ?? ''}
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
      />
      <Field
        key={`day ${day}`}
        label="On which day"
        type="date"
        max={today}
        defaultValue={day ?? ''}
        onBlur={({ target }) => target.value !== (day ?? '') && set({ day: target.value || null })}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && set({ day: currentTarget.value || null })}
      />
    </FilterForm>
  )
}

/** Facilities with their spaces and terminals below them. What is out of use is named last, because its log is still there. */
function PlaceOptions({ places: { zones, terminals } }: { places: Places }) {
  const facilities = zones.filter(({ kind }) => kind === 'FACILITY')
  return facilities.map((facility) => {
    const spaces = zones.filter((zone) => zone.facility?.id === facility.id)
    const own = [facility, ...spaces].map(({ id }) => id)
    return (
      <optgroup key={facility.id} label={`${facility.name}${facility.archivedAt ? ' (out of use)' : ''}`}>
        <option value={facility.id}>All of {facility.name}</option>
        {spaces.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {terminals
          .filter(({ zone }) => own.includes(zone.id))
          .map(({ id, name, retiredAt }) => (
            <option key={id} value={id}>
              Terminal {name}
              {retiredAt ? ' (retired)' : ''}
            </option>
          ))}
      </optgroup>
    )
  })
}
