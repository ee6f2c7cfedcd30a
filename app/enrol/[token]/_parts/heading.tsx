'use client'

/** The heading of a step. It takes the focus when the step begins, so that a screen reader goes on there. */
import { useEffect, useRef, type ReactNode } from 'react'

export function Heading({ children, isFirst = false }: { children: ReactNode; isFirst?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // What the page began with is read from its top.
    if (!isFirst) heading.current?.focus()
  }, [isFirst])
  return (
    <h1 ref={heading} tabIndex={-1} className="font-display text-title">
      {children}
    </h1>
  )
}

/** Where the person is: a number of three, and its name. */
export function Steps({ label, name }: { label: string; name: string }) {
  return (
    <p className="text-small text-ink-soft">
      <span className="font-medium text-door">{label}</span> · {name}
    </p>
  )
}
