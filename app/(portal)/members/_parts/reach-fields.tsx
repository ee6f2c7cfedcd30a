'use client'

/** From when until when, at which times of the week, and at which doors. */
import { Checkbox, Choices, Field } from '@/app/_components/field'
import { zoneWords } from '@/app/_lib/zone-time'
import type { ZoneChoice } from '../../_access/places'
import type { Reach } from './reach'
import { ScheduleEditor } from './schedule-editor'

export function ReachFields({
  value,
  onChange,
  zones,
  problems,
}: {
  value: Reach
  onChange: (value: Reach) => void
  zones: ZoneChoice[]
  problems: Record<string, string>
}) {
  const reached = zones.filter(({ id }) => value.zoneIds === null || value.zoneIds.includes(id))
  const clocks = [...new Set(reached.map(({ timeZone }) => timeZone))]
  const clock = `On the clock of ${zoneWords(value.timeZone, value.validFrom ? `${value.validFrom.slice(0, 16)}:00Z` : new Date())}.`
  const scheduleProblem = Object.entries(problems).find(([field]) => field.startsWith('schedule'))?.[1]
  const zonesProblem = Object.entries(problems).find(([field]) => field.startsWith('zone'))?.[1]
  return (
    <div className="space-y-6">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Valid from"
          type="datetime-local"
          value={value.validFrom}
          hint={`${clock} Empty: at once.`}
          problem={problems.validFrom}
          onChange={(event) => onChange({ ...value, validFrom: event.target.value })}
        />
        <Field
          label="Valid until"
          type="datetime-local"
          value={value.validUntil}
          hint="Empty: until somebody ends it."
          problem={problems.validUntil}
          onChange={(event) => onChange({ ...value, validUntil: event.target.value })}
        />
      </div>
      <ScheduleEditor
        value={value.schedule}
        onChange={(schedule) => onChange({ ...value, schedule })}
        clocks={clocks.length > 0 ? clocks : ['none chosen yet']}
        problem={scheduleProblem}
      />
      <div className="space-y-3" data-marked={zonesProblem ? true : undefined}>
        <Choices
          legend="At which doors"
          name="zones"
          value={value.zoneIds === null ? 'all' : 'some'}
          onChange={(chosen) => onChange({ ...value, zoneIds: chosen === 'all' ? null : [] })}
          options={[
            { value: 'all', label: 'Every door', hint: 'Those that come later included.' },
            { value: 'some', label: 'Only some places', hint: 'A facility means its spaces as well.' },
          ]}
        />
        {value.zoneIds !== null && (
          <fieldset className="space-y-1 rounded-control border border-line px-4 py-3">
            <legend className="px-1 text-small text-ink-soft">Places</legend>
            {zones.length === 0 && <p className="text-small text-ink-soft">There is no facility yet.</p>}
            {zones
              .filter(({ kind }) => kind === 'FACILITY')
              .flatMap((facility) => [facility, ...zones.filter((zone) => zone.facility?.id === facility.id)])
              .map(({ id, name, kind, facility, timeZone }) => (
                <div key={id} className={kind === 'SPACE' ? 'pl-7' : undefined}>
                  <Checkbox
                    label={name}
                    hint={kind === 'FACILITY' ? timeZone : `of ${facility?.name}`}
                    checked={value.zoneIds!.includes(id)}
                    onChange={(event) =>
                      onChange({
                        ...value,
                        zoneIds: event.target.checked
                          ? [...value.zoneIds!, id]
                          : value.zoneIds!.filter((other) => other !== id),
                      })
                    }
                  />
                </div>
              ))}
          </fieldset>
        )}
        {zonesProblem && (
          <p role="alert" className="text-small text-bad">
            {zonesProblem}
          </p>
        )}
      </div>
    </div>
  )
}
