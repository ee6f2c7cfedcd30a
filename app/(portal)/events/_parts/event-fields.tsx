'use client'

/** Where, when, who and how long: of a new event, or of one that is changed. */
import { useWatch } from 'react-hook-form'
import { Button } from '@/app/_components/button'
import { Choices, Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'
import { zoneWords } from '@/app/_lib/zone-time'
import { ZoneOptions } from '../../_access/zone-options'
import type { ZoneChoice } from '../../_access/places'
import { keeps, type EventForm } from './form'
import { durationWords, entryWords } from './words'

export function EventFields<T>({
  defaultValues,
  zones,
  place,
  hasBegun = false,
  retentionHours,
  longestDays,
  send,
  action,
  onDone,
  onCancel,
}: {
  defaultValues: EventForm
  /** To choose from, for a new one. */
  zones?: ZoneChoice[]
  /** Where one that exists takes place: it stays there. */
  place?: { timeZone: string; words: string }
  hasBegun?: boolean
  /** The bureau's setting, which a new one follows unless it says otherwise. */
  retentionHours?: number | null
  longestDays: number
  send: string
  action: (form: EventForm) => Promise<Outcome<T>>
  onDone: (value: T) => void
  onCancel: () => void
}) {
  const form = useActionForm<EventForm, T>({ defaultValues, action, onDone })
  const { zoneId, startsAt, entryPolicy, keep } = useWatch({ control: form.control }) as EventForm
  const timeZone = place?.timeZone ?? zones?.find(({ id }) => id === zoneId)?.timeZone
  const clock = timeZone
    ? `On the clock there: ${zoneWords(timeZone, startsAt ? `${startsAt.slice(0, 16)}:00Z` : new Date())}.`
    : 'On the clock of its place: choose that first.'
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      {zones ? (
        <Select
          label="Where"
          hint="A facility means every terminal in it, those of its spaces included."
          {...form.field('zoneId')}
        >
          <option value="">Choose</option>
          <ZoneOptions zones={zones} />
        </Select>
      ) : (
        <p>
          <span className="font-medium">Where:</span> {place?.words}.{' '}
          <span className="text-ink-soft">An event stays where it is.</span>
        </p>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Starts"
          type="datetime-local"
          readOnly={hasBegun}
          hint={hasBegun ? 'It has begun: its start stays.' : clock}
          {...form.field('startsAt')}
        />
        <Field
          label="Ends"
          type="datetime-local"
          hint={`${hasBegun ? clock : ''} At most ${longestDays} days later.`.trim()}
          {...form.field('endsAt')}
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Name" hint="May stay empty." maxLength={120} autoComplete="off" {...form.field('name')} />
        <Field
          label="External id"
          hint="Yours, if you have one; no two events share it."
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          {...form.field('externalId')}
        />
      </div>
      <Choices
        legend="How often somebody may come in"
        name="entryPolicy"
        value={entryPolicy}
        onChange={(value) => form.setValue('entryPolicy', value === 'SINGLE' ? 'SINGLE' : 'MULTIPLE')}
        options={(['MULTIPLE', 'SINGLE'] as const).map((value) => ({
          value,
          label: entryWords[value].label,
          hint: entryWords[value].says,
        }))}
      />
      <Field
        label="Capacity"
        hint="How many attendees it takes at most. Empty: any number. Fewer than there are already sends nobody away."
        inputMode="numeric"
        autoComplete="off"
        {...form.field('capacity')}
      />
      <Choices
        legend="How long terminals keep its attendees’ templates after its end"
        name="keep"
        value={keep}
        onChange={(value) => form.setValue('keep', keeps.find((one) => one === value) ?? 'default')}
        options={[
          ...(retentionHours === undefined
            ? []
            : [
                {
                  value: 'default',
                  label: 'As the settings say',
                  hint:
                    retentionHours === null
                      ? 'Now: until somebody deletes the event.'
                      : `Now: ${retentionHours === 0 ? 'not at all' : durationWords(retentionHours * 3_600)}.`,
                },
              ]),
          { value: 'none', label: 'Not at all', hint: 'They leave the terminals at its end. Nothing is done by hand.' },
          { value: 'for', label: 'For some hours', hint: 'In case it is prolonged. Nobody is let in by it meanwhile.' },
          { value: 'ever', label: 'Until somebody deletes it', hint: 'Nothing goes by itself.' },
        ]}
      />
      {keep === 'for' && <Field label="Hours" inputMode="decimal" {...form.field('keepHours')} />}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={form.isSending}>
          {send}
        </Button>
      </div>
    </form>
  )
}
