'use client'

/** A window within the event's, and some of its spaces. */
import { Checkbox, Field } from '@/app/_components/field'
import { zoneWords } from '@/app/_lib/zone-time'
import type { Narrowing } from './narrowing'

export function NarrowFields({
  value,
  onChange,
  problems = {},
  timeZone,
  startsAt,
  spaces,
}: {
  value: Narrowing
  onChange: (value: Narrowing) => void
  problems?: Record<string, string>
  timeZone: string
  startsAt: string
  spaces: { id: string; name: string }[]
}) {
  const spacesProblem = problems.zoneRows ?? problems.zoneIds
  return (
    <details
      open={Boolean(problems.validFrom ?? problems.validUntil ?? spacesProblem) || undefined}
      className="rounded-control border border-line px-4 py-3"
    >
      <summary className="cursor-pointer font-medium">Narrower than the event</summary>
      <div className="mt-3 space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Only from"
            type="datetime-local"
            value={value.validFrom}
            hint={`On the clock there: ${zoneWords(timeZone, startsAt)}. Empty: from its start.`}
            problem={problems.validFrom}
            onChange={(event) => onChange({ ...value, validFrom: event.target.value })}
          />
          <Field
            label="Only until"
            type="datetime-local"
            value={value.validUntil}
            hint="Empty: to its end."
            problem={problems.validUntil}
            onChange={(event) => onChange({ ...value, validUntil: event.target.value })}
          />
        </div>
        {spaces.length > 0 && (
          <fieldset className="space-y-1" data-marked={spacesProblem ? true : undefined}>
            <legend className="font-medium">Only at these spaces</legend>
            <p className="text-small text-ink-soft">None ticked: every door of the event’s place.</p>
            {spaces.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={value.zoneIds.includes(id)}
                onChange={(event) =>
                  onChange({
                    ...value,
                    zoneIds: event.target.checked
                      ? [...value.zoneIds, id]
                      : value.zoneIds.filter((other) => other !== id),
                  })
                }
              />
            ))}
            {spacesProblem && <p className="text-small text-bad">{spacesProblem}</p>}
          </fieldset>
        )}
      </div>
    </details>
  )
}
