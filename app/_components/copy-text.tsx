'use client'

/** A short text to copy: an id, a key. Shown as it is, with a button where the browser lets a page copy. */
import { Check, Copy } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { toast } from 'sonner'
import { Button } from './button'

const neverChanges = () => () => {}

export function CopyText({ label, children }: { label: string; children: string }) {
  const [isCopied, setCopied] = useState(false)
  const canCopy = useSyncExternalStore(
    neverChanges,
    () => navigator.clipboard !== undefined,
    () => false,
  )
  const copy = () =>
    navigator.clipboard.writeText(children).then(
      () => setCopied(true),
      () => toast.error('The browser did not allow to copy.'),
    )
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="font-mono text-small wrap-anywhere">{children}</code>
      {canCopy && (
        <Button
          look="ghost"
          size="icon"
          className="size-7"
          aria-label={`Copy ${label}`}
          title={`Copy ${label}`}
          onClick={copy}
        >
          {isCopied ? <Check className="size-4" /> : <Copy className="size-4" />}
        </Button>
      )}
      <span role="status" className="sr-only">
        {isCopied && 'Copied.'}
      </span>
    </span>
  )
}
