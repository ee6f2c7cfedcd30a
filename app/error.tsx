'use client'

/** Shown when a page fails. The digest is what the server's log names the failure by; the cause itself stays there. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <h1 className="font-display text-display">Something went wrong here</h1>
      <p className="text-lead text-ink-soft">
        The fault is on our side, and nothing you entered was half saved.
        {error.digest && (
          <>
            {' '}
            The server’s log names it <code className="font-mono">{error.digest}</code>.
          </>
        )}
      </p>
      <button
        type="button"
        onClick={reset}
        className="rounded-control bg-door px-5 py-2.5 font-medium text-on-door hover:bg-door-strong"
      >
        Try again
      </button>
    </>
  )
}
