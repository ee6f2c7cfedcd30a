'use client'

/** Asks before what cannot be undone: the consequences, and for the gravest the name to type. */
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button } from './button'
import { Dialog, DialogClose } from './dialog'
import { Field } from './field'
import { Notice } from './notice'
import { useAct } from './use-act'
import type { Outcome } from '@/app/_lib/outcome'

export function ConfirmDialog({
  title,
  trigger,
  open,
  onOpenChange,
  children,
  confirm,
  typed,
  look = 'danger',
  act,
}: {
  title: string
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** What it will do, in numbers. */
  children: ReactNode
  /** What the button says: the act itself, never only "OK". */
  confirm: string
  /** What has to be typed first. */
  typed?: string
  look?: 'danger' | 'door'
  /** The dialog stays open while it runs, and when it fails. */
  act: () => Promise<Outcome<unknown>>
}) {
  const run = useAct()
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState('')
  const [isRunning, setRunning] = useState(false)
  const [message, setMessage] = useState<string>()
  const change = (next: boolean) => {
    setSaid('')
    setMessage(undefined)
    setOpen(next)
    onOpenChange?.(next)
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (typed !== undefined && said.trim() !== typed) return setMessage(`Please type exactly: ${typed}`)
    setMessage(undefined)
    setRunning(true)
    const outcome = await run(act)
    setRunning(false)
    if (outcome.ok) change(false)
    else setMessage(outcome.message)
  }

  return (
    <Dialog title={title} trigger={trigger} open={open ?? isOpen} onOpenChange={change}>
      <form onSubmit={submit} className="space-y-5">
        <div className="space-y-3">{children}</div>
        {message && (
          <Notice tone="bad" role="alert">
            {message}
          </Notice>
        )}
        {typed !== undefined && (
          <Field
            label="To confirm, type"
            hint={<code className="font-mono">{typed}</code>}
            value={said}
            onChange={(event) => setSaid(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <DialogClose>
            <Button look="quiet">Cancel</Button>
          </DialogClose>
          <Button type="submit" look={look} disabled={isRunning}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
