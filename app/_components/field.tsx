/** One labelled input with its hint and its problem, both tied to it for screen readers. */
import { useId, type ComponentProps } from 'react'

type FieldProps = { label: string; name: string; hint?: string; problem?: string } & ComponentProps<'input'>

export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ')
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        className="mt-1 block w-full rounded-control border border-line bg-ground px-3 py-2 aria-invalid:border-bad"
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-small text-ink-soft">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className="mt-1 text-small text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}
