'use client'

/** A question or a task in front of the page. Escape and a press beside it close it; the focus goes back where it was. */
import { Dialog as Primitive } from 'radix-ui'
import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'

export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  wide = false,
  children,
}: {
  title: string
  description?: ReactNode
  /** The button that opens it, when it opens itself. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  wide?: boolean
  children: ReactNode
}) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>}
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onEscapeKeyDown={(event) => hasOpenList(event.target) && event.preventDefault()}
          className={clsx(
            'appear fixed inset-x-4 top-[max(1rem,8vh)] z-50 mx-auto max-h-[86vh] overflow-y-auto',
            'rounded-card border border-line bg-surface p-6 shadow-xl sm:p-8',
            wide ? 'max-w-4xl' : 'max-w-lg',
          )}
        >
          <Primitive.Title className="pr-10 font-display text-title">{title}</Primitive.Title>
          {description && (
            <Primitive.Description asChild>
              <div className="mt-2 text-ink-soft">{description}</div>
            </Primitive.Description>
          )}
          <div className="mt-5 space-y-5">{children}</div>
          {/* Last, so that the first field gets the focus. */}
          <Primitive.Close
            aria-label="Close"
            className="absolute top-5 right-5 inline-flex size-9 items-center justify-center rounded-control hover:bg-code"
          >
            <X className="size-5" />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

/** Escape closes the list below a field first (`data-list`), and the dialog only when it is pressed again. */
const hasOpenList = (target: EventTarget | null) => target instanceof HTMLElement && target.dataset.list === 'open'

/** Closes the dialog that it stands in: around a button. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Primitive.Close asChild>{children}</Primitive.Close>
}
