'use client'

/** Which lines are shown: all of it in the address. */
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { Field, Select } from '@/app/_components/field'
import { FilterForm } from '@/app/_components/filter-form'
import type { Named } from '@/domain/audit-trail/names'
import { actionName } from './words'
import { auditParsers } from './filter'

const none = { actor: null, action: null, subject: null, from: null, to: null, before: null, after: null }

export function Filters({ actions, actors }: { actions: string[]; actors: (Named & { name: string })[] }) {
  const [isLoading, startTransition] = useTransition()
  const [state, setState] = useQueryStates(auditParsers, { shallow: false, startTransition, history: 'push' })
  const { actor, action, subject, from, to } = state
  const set = (change: Partial<typeof state>) => setState({ before: null, after: null, ...change })
  const isKnown = !actor || actor === 'cli' || actors.some(({ id }) => id === actor)
  const isFiltered = Boolean(actor || action || subject || from || to)
  return (
    <FilterForm
      columns="lg:grid-cols-5"
      isLoading={isLoading}
      onFind={(typed) => void set({ subject: String(typed.get('subject')).trim() || null })}
      onReset={isFiltered ? () => void setState(none) : null}
      resetLabel="Show every line"
    >
      <Select label="Who" value={actor ?? ''} onChange={(event) => set({ actor: event.target.value || null })}>
        <option value="">Anybody</option>
        <option value="cli">Command line</option>
        {!isKnown && <option value={actor!}>{actor}</option>}
        {actors.map(({ kind, id, name }) => (
          <option key={id} value={id}>
            {name} ({kind})
          </option>
        ))}
      </Select>
      <Select label="Did what" value={action ?? ''} onChange={(event) => set({ action: event.target.value || null })}>
        <option value="">Anything</option>
        {action && !actions.includes(action) && <option value={action}>{action}</option>}
        {actions.map((one) => (
          <option key={one} value={one}>
            {actionName(one)}
          </option>
        ))}
      </Select>
      <Field
        key={subject ?? ''}
        label="To whom"
        name="subject"
        placeholder="An id, then Enter"
        defaultValue={subject ?? ''}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
      />
      <Field
        label="From"
        type="datetime-local"
        key={`from ${from?.getTime()}`}
        defaultValue={localOf(from)}
        onBlur={(event) => moved(from, event.target.value) && set({ from: dateOf(event.target.value) })}
      />
      <Field
        label="Until"
        type="datetime-local"
        key={`to ${to?.getTime()}`}
        defaultValue={localOf(to)}
        onBlur={(event) => moved(to, event.target.value) && set({ to: dateOf(event.target.value) })}
      />
    </FilterForm>
  )
}

/** In the reader's own zone, to the minute, as the field has it. */
function localOf(date: Date | null): string {
  if (!date) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function dateOf(text: string): Date | null {
  const date = new Date(text)
  return text === '' || Number.isNaN(date.getTime()) ? null : date
}

const moved = (date: Date | null, text: string) => localOf(date) !== text
