'use client'

/**
 * Lines for a terminal, to be copied as they are. Long ones wrap, because a narrow screen does not show that it scrolls; the
 * button is there only where the browser lets a page copy (over TLS, or on this machine).
 */
import { useState, useSyncExternalStore } from 'react'

export function Commands({ label, children }: { label: string; children: string }) {
  const canCopy = useSyncExternalStore(
    neverChanges,
    () => navigator.clipboard !== undefined,
    () => false,
  )
  const [outcome, setOutcome] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(children).then(
      () => setOutcome('Copied.'),
      () => setOutcome('The browser did not allow it.'),
    )
  return (
    <div className="rounded-control bg-code">
      {canCopy && (
        <p className="flex items-center justify-end gap-3 px-2 pt-2 text-small">
          <span role="status" className="text-ink-soft">
            {outcome}
          </span>
          <button
            type="button"
            onClick={copy}
            aria-label={`Copy: ${label}`}
            className="rounded-control border border-line bg-surface px-3 py-1 font-medium hover:border-door"
          >
            Copy
          </button>
        </p>
      )}
      <pre role="group" aria-label={label} className="px-4 py-3 font-mono text-small wrap-anywhere whitespace-pre-wrap">
        <code>{children}</code>
      </pre>
    </div>
  )
}

const neverChanges = () => () => {}
