'use client'

/** First and next over a list that is read behind a cursor; the browser's way back leads to the page before. */
import { ChevronFirst, ChevronRight } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useTransition } from 'react'
import { Button } from './button'

export function CursorPager({
  shown,
  next,
  isFirst,
  of,
}: {
  /** Rows on this page. */
  shown: number
  /** Where the next page begins; null on the last. */
  next: string | null
  isFirst: boolean
  /** How many there are of all pages, where that is known. */
  of?: number
}) {
  const [isLoading, startTransition] = useTransition()
  const [, setAfter] = useQueryState(
    'after',
    parseAsString.withOptions({ shallow: false, startTransition, history: 'push' }),
  )
  if (isFirst && next === null) return null
  return (
    <nav
      aria-label="Pages"
      aria-busy={isLoading}
      className="flex flex-wrap items-center justify-between gap-3 text-small"
    >
      <p role="status" className="tabular-nums">
        {shown.toLocaleString('en-GB')} on this page{of !== undefined && `, ${of.toLocaleString('en-GB')} in all`}
      </p>
      <div className="flex gap-2">
        <Button look="quiet" size="small" disabled={isFirst} onClick={() => setAfter(null)}>
          <ChevronFirst aria-hidden className="size-4" /> First page
        </Button>
        <Button look="quiet" size="small" disabled={next === null} onClick={() => setAfter(next)}>
          Next page <ChevronRight aria-hidden className="size-4" />
        </Button>
      </div>
    </nav>
  )
}
