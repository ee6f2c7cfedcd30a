/** One labelled input. Below it stands a hint, or what is wrong, tied to the input for screen readers. */
import { useId, type ComponentProps } from 'react'

type FieldProps = { label: string; name: string; hint?: string; problem?: string } & ComponentProps<'input'>

export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId()
  const note = problem ?? hint
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className="mt-1 block w-full rounded-control border border-line bg-ground px-3 py-2 aria-invalid:border-bad"
      />
      {note && (
        <p id={`${id}-note`} className={`mt-1 text-small ${problem ? 'text-bad' : 'text-ink-soft'}`}>
          {note}
        </p>
      )}
    </div>
  )
}
