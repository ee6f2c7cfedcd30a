'use client'

/** Shown inside the portal's frame when a page of it fails. */
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'

export default function PortalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <PageHeader title="Something went wrong here">The fault is on our side, and nothing was half saved.</PageHeader>
      {error.digest && (
        <Notice tone="wait">
          The server’s log names it <code className="font-mono">{error.digest}</code>.
        </Notice>
      )}
      <Button onClick={reset}>Try again</Button>
    </>
  )
}
