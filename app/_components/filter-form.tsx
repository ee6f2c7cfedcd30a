/** The frame of a list's filters: what is typed counts with Enter, what is chosen at once, and one click shows everything again. */
import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'

export function FilterForm({
  columns,
  isLoading,
  onFind,
  onReset,
  resetLabel,
  children,
}: {
  /** How the fields stand beside one another on a wide screen. */
  columns: string
  isLoading: boolean
  /** Gets the form when it is sent by Enter. */
  onFind: (typed: FormData) => void
  /** Null while nothing is filtered. */
  onReset: (() => void) | null
  resetLabel: string
  children: ReactNode
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onFind(new FormData(event.currentTarget))
      }}
      aria-label="Filter"
      aria-busy={isLoading}
      className={clsx('grid gap-4 sm:grid-cols-2', columns)}
    >
      {children}
      {onReset && (
        <div className="col-span-full">
          <Button look="quiet" size="small" onClick={onReset}>
            <X aria-hidden className="size-4" />
            {resetLabel}
          </Button>
        </div>
      )}
      <button type="submit" className="sr-only" tabIndex={-1}>
        Filter
      </button>
    </form>
  )
}
