/** One labelled input. Below it stands a hint, or what is wrong, tied to the input for screen readers. */
import clsx from 'clsx'
import { useId, type ComponentProps, type ReactNode } from 'react'

interface Labelled {
  label: string
  hint?: ReactNode
  problem?: string
}

const controlClass =
  'mt-1 block w-full rounded-control border border-line bg-ground px-3 py-2 aria-invalid:border-bad disabled:opacity-60'

export function Field({ label, hint, problem, className, id, ...input }: Labelled & ComponentProps<'input'>) {
  return (
    <Frame {...{ label, hint, problem, id }}>
      {(tied) => <input {...input} {...tied} className={clsx(controlClass, className)} />}
    </Frame>
  )
}

export function TextArea({ label, hint, problem, className, ...area }: Labelled & ComponentProps<'textarea'>) {
  return (
    <Frame {...{ label, hint, problem }}>
      {(tied) => <textarea {...area} {...tied} className={clsx(controlClass, className)} />}
    </Frame>
  )
}

/** The browser's own list: every keyboard, phone and screen reader knows it. Options are its children. */
export function Select({ label, hint, problem, className, ...select }: Labelled & ComponentProps<'select'>) {
  return (
    <Frame {...{ label, hint, problem }}>
      {(tied) => <select {...select} {...tied} className={clsx(controlClass, className)} />}
    </Frame>
  )
}

export function Checkbox({ label, hint, problem, id: given, ...input }: Labelled & ComponentProps<'input'>) {
  const own = useId()
  const id = given ?? own
  const note = problem ?? hint
  return (
    <div className="flex gap-3">
      <input
        {...input}
        id={id}
        type="checkbox"
        aria-invalid={problem ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className="mt-1.5 size-4 shrink-0"
      />
      <div>
        <label htmlFor={id}>{label}</label>
        <Note id={id} {...{ hint, problem }} />
      </div>
    </div>
  )
}

/** One of a few choices, each explained, all in sight. */
export function Choices({
  legend,
  name,
  options,
  value,
  onChange,
  problem,
}: {
  legend: string
  name: string
  options: { value: string; label: string; hint?: ReactNode; disabled?: boolean }[]
  value: string
  onChange: (value: string) => void
  problem?: string
}) {
  return (
    <fieldset className="space-y-2" data-marked={problem ? true : undefined}>
      <legend className="font-medium">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex gap-3 rounded-control border border-line px-3 py-2 has-checked:border-door has-disabled:opacity-60"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
            className="mt-1.5 size-4 shrink-0"
          />
          <span>
            <span className="font-medium">{option.label}</span>
            {option.hint && <span className="block text-small text-ink-soft">{option.hint}</span>}
          </span>
        </label>
      ))}
      {problem && <p className="text-small text-bad">{problem}</p>}
    </fieldset>
  )
}

interface Tied {
  id: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

function Frame({
  label,
  hint,
  problem,
  id: given,
  children,
}: Labelled & { id?: string; children: (tied: Tied) => ReactNode }) {
  const own = useId()
  const id = given ?? own
  const tied: Tied = {
    id,
    'aria-invalid': problem ? true : undefined,
    'aria-describedby': (problem ?? hint) ? `${id}-note` : undefined,
  }
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children(tied)}
      <Note id={id} {...{ hint, problem }} />
    </div>
  )
}

function Note({ id, hint, problem }: { id: string; hint?: ReactNode; problem?: string }) {
  const note = problem ?? hint
  if (!note) return null
  return (
    <p id={`${id}-note`} className={clsx('mt-1 text-small', problem ? 'text-bad' : 'text-ink-soft')}>
      {note}
    </p>
  )
}
