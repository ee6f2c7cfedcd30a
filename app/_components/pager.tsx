'use client'

/** First, previous, page, next, last, and how many rows a page has: over a list whose total is known. */
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { pageSizes } from '@/app/_lib/table-state'
import { Button } from './button'

type Change = { page?: number; size?: (typeof pageSizes)[number] }

export function Pager({
  page,
  size,
  total,
  shown,
  onChange,
}: {
  page: number
  size: number
  total: number
  /** Rows on this page. */
  shown: number
  onChange: (change: Change) => void
}) {
  const last = Math.max(1, Math.ceil(total / size))
  const first = (page - 1) * size + 1
  const range = shown === 0 ? 'nothing here' : `${first}–${first + shown - 1} of ${total.toLocaleString('en-GB')}`
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 text-small">
      <label className="flex items-center gap-2">
        Rows
        <select
          value={size}
          onChange={(event) =>
            onChange({ size: pageSizes.find((one) => String(one) === event.target.value)!, page: 1 })
          }
          className="rounded-control border border-line bg-surface px-2 py-1"
        >
          {pageSizes.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <p role="status" className="tabular-nums">
        {range}
      </p>
      <div className="flex items-center gap-1">
        <Step label="First page" isOff={page <= 1} go={() => onChange({ page: 1 })}>
          <ChevronFirst className="size-4" />
        </Step>
        <Step label="Previous page" isOff={page <= 1} go={() => onChange({ page: Math.min(page - 1, last) })}>
          <ChevronLeft className="size-4" />
        </Step>
        <PageBox key={page} page={page} last={last} go={(to) => onChange({ page: to })} />
        <Step label="Next page" isOff={page >= last} go={() => onChange({ page: page + 1 })}>
          <ChevronRight className="size-4" />
        </Step>
        <Step label="Last page" isOff={page >= last} go={() => onChange({ page: last })}>
          <ChevronLast className="size-4" />
        </Step>
      </div>
    </nav>
  )
}

function Step({ label, isOff, go, children }: { label: string; isOff: boolean; go: () => void; children: ReactNode }) {
  return (
    <Button look="quiet" size="icon" aria-label={label} title={label} disabled={isOff} onClick={go}>
      {children}
    </Button>
  )
}

/** The page's number, to overwrite and send with Enter. */
function PageBox({ page, last, go }: { page: number; last: number; go: (page: number) => void }) {
  const [typed, setTyped] = useState(String(page))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const to = Math.min(Math.max(1, Math.trunc(Number(typed)) || 1), last)
        setTyped(String(to))
        go(to)
      }}
      className="flex items-center gap-2 px-2"
    >
      <input
        aria-label="Page"
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="w-16 rounded-control border border-line bg-surface px-2 py-1 text-center tabular-nums"
      />
      <span className="tabular-nums">of {last.toLocaleString('en-GB')}</span>
    </form>
  )
}
