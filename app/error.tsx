'use client'

/** Shown when a page fails. The digest is what the server's log names the failure by; the cause itself stays there. */
import { Button } from './_components/button'
import { Front } from './_components/front'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Front>
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
      <Button onClick={reset}>Try again</Button>
    </Front>
  )
}
