'use client'

/** A week of days and hours: spans to tick and type, drawn below as a week. Each door reads them on the clock of its facility. */
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/app/_components/button'
import { Choices, Field } from '@/app/_components/field'
import { officeHours, scheduleWords, type Span } from './reach'

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const mostSpans = 50
/** Minutes of a day. */
const whole = 1_440

export function ScheduleEditor({
  value,
  onChange,
  clocks,
  problem,
}: {
  value: Span[] | null
  onChange: (value: Span[] | null) => void
  /** Time zones of the doors, which read it. */
  clocks: string[]
  problem?: string
}) {
  const set = (index: number, change: Partial<Span>) =>
    onChange(value!.map((span, at) => (at === index ? { ...span, ...change } : span)))
  return (
    <div className="space-y-4" data-marked={problem ? true : undefined}>
      <Choices
        legend="At which times of the week"
        name="schedule"
        value={value === null ? 'always' : 'week'}
        onChange={(chosen) => onChange(chosen === 'always' ? null : [officeHours])}
        options={[
          { value: 'always', label: 'At any time' },
          {
            value: 'week',
            label: 'By a weekly schedule',
            hint: `Each door reads it on the clock of its own facility: ${clocks.join(', ')}.`,
          },
        ]}
      />
      {value !== null && (
        <>
          {value.map((span, index) => (
            <fieldset key={index} className="space-y-3 rounded-control border border-line px-4 py-3">
              <legend className="px-1 text-small text-ink-soft">Span {index + 1}</legend>
              <div role="group" aria-label={`Days of span ${index + 1}`} className="flex flex-wrap gap-2">
                {days.map((name, at) => (
                  <label
                    key={name}
                    className="inline-flex cursor-pointer items-center gap-1.5 rounded-control border border-line px-2.5 py-1 text-small has-checked:border-door has-checked:bg-code has-focus-visible:outline-2"
                  >
                    <input
                      type="checkbox"
                      className="size-4"
                      checked={span.days.includes(at + 1)}
                      onChange={(event) =>
                        set(index, {
                          days: event.target.checked
                            ? [...span.days, at + 1].sort((a, b) => a - b)
                            : span.days.filter((day) => day !== at + 1),
                        })
                      }
                    />
                    <span aria-hidden>{name.slice(0, 3)}</span>
                    <span className="sr-only">{name}</span>
                  </label>
                ))}
              </div>
              <div className="grid grid-cols-2 gap-3">
                <Field
                  label="From"
                  type="time"
                  value={span.from}
                  onChange={(event) => set(index, { from: event.target.value })}
                />
                <Field
                  label="Until"
                  type="time"
                  value={span.until}
                  hint="00:00: the end of the day"
                  onChange={(event) => set(index, { until: event.target.value })}
                />
              </div>
              {value.length > 1 && (
                <Button
                  look="ghost"
                  size="small"
                  aria-label={`Take span ${index + 1} away`}
                  onClick={() => onChange(value.filter((_, at) => at !== index))}
                >
                  <Trash2 aria-hidden className="size-4" /> Take away
                </Button>
              )}
            </fieldset>
          ))}
          {problem && (
            <p role="alert" className="text-small text-bad">
              {problem}
            </p>
          )}
          <Button
            look="quiet"
            size="small"
            disabled={value.length >= mostSpans}
            onClick={() => onChange([...value, { days: [6, 7], from: '10:00', until: '16:00' }])}
          >
            <Plus aria-hidden className="size-4" /> Another span
          </Button>
          <Week schedule={value} />
        </>
      )}
    </div>
  )
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Drawn, and said in a line. */
export function Week({ schedule }: { schedule: Span[] }) {
  return (
    <figure className="space-y-2">
      <div aria-hidden className="space-y-1">
        {days.map((name, at) => (
          <div key={name} className="flex items-center gap-2">
            <span className="w-8 shrink-0 text-small text-ink-soft">{name.slice(0, 3)}</span>
            <svg viewBox={`0 0 ${whole} 10`} preserveAspectRatio="none" className="h-3 grow rounded-sm bg-code">
              {schedule
                .filter((span) => span.days.includes(at + 1) && span.from !== '' && span.until !== '')
                .map(({ from, until }, index) => {
                  const end = until === '00:00' || until === '24:00' ? whole : minuteOf(until)
                  const width = Math.max(0, end - minuteOf(from))
                  return <rect key={index} x={minuteOf(from)} width={width} height="10" className="fill-door" />
                })}
            </svg>
          </div>
        ))}
        <div className="flex gap-2 text-small text-ink-soft">
          <span className="w-8 shrink-0" />
          <div className="flex grow justify-between tabular-nums">
            <span>0</span>
            <span>6</span>
            <span>12</span>
            <span>18</span>
            <span>24</span>
          </div>
        </div>
      </div>
      <figcaption className="text-small text-ink-soft first-letter:uppercase">{scheduleWords(schedule)}.</figcaption>
    </figure>
  )
}
