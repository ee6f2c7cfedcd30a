'use client'

/** A part of a page that on a phone lies folded behind a button, so that what follows is in sight; on a wider screen it is just there. */
import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { Button } from './button'

/** Names of those that somebody has unfolded: they stay so where the page is put together anew, as for another day. */
const unfolded = new Set<string>()

export function PhoneFold({ name, label, children }: { name: string; label: ReactNode; children: ReactNode }) {
  const id = useId()
  const [isOpen, setOpen] = useState(unfolded.has(name))
  const turn = () => {
    if (isOpen) unfolded.delete(name)
    else unfolded.add(name)
    setOpen(!isOpen)
  }
  return (
    <div>
      <Button look="quiet" className="w-full sm:hidden" aria-expanded={isOpen} aria-controls={id} onClick={turn}>
        <span className="grow text-left">{label}</span>
        <ChevronDown aria-hidden className={clsx('size-5 shrink-0', isOpen && 'rotate-180')} />
      </Button>
      <div id={id} className={isOpen ? 'max-sm:mt-4' : 'max-sm:hidden'}>
        {children}
      </div>
    </div>
  )
}
