'use client'

/** The frame of a list's filters: what is typed counts with Enter, what is chosen at once, and one click shows everything again. */
import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { PhoneFold } from './phone-fold'

export function FilterForm({
  columns,
  isLoading,
  onFind,
  onReset,
  resetLabel,
  folded,
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
  /** On a phone they lie folded behind a button that says how many of them are set. */
  folded?: { name: string; set: number }
  children: ReactNode
}) {
  const form = (
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
  if (!folded) return form
  return (
    <PhoneFold name={folded.name} label={folded.set === 0 ? 'Filter' : `Filter: ${folded.set} set`}>
      {form}
    </PhoneFold>
  )
}
