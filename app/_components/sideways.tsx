'use client'

/** What may be wider than its place, a table most often: it scrolls in itself, and a shade at an edge says that there is more. */
import clsx from 'clsx'
import { useEffect, useRef, useState, type ComponentProps, type RefObject } from 'react'

/** Less than this is a rounding of the browser's. */
const leastPx = 2

export function Sideways({
  label,
  className,
  frame,
  ref,
  ...box
}: Omit<ComponentProps<'div'>, 'ref'> & {
  /** Names the region for screen readers. */
  label: string
  /** Classes of what stands still around it. */
  frame?: string
  ref?: RefObject<HTMLDivElement | null>
}) {
  const own = useRef<HTMLDivElement>(null)
  const inner = ref ?? own
  const [more, setMore] = useState({ left: false, right: false })
  useEffect(() => {
    const element = inner.current!
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element
      const [left, right] = [scrollLeft > leastPx, scrollWidth - clientWidth - scrollLeft > leastPx]
      setMore((now) => (now.left === left && now.right === right ? now : { left, right }))
    }
    look()
    const sizes = new ResizeObserver(look)
    for (const one of [element, ...element.children]) sizes.observe(one)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [inner])
  const shade = 'pointer-events-none absolute inset-y-0 w-5 from-ink/25 to-transparent'
  return (
    <div className={clsx('relative overflow-hidden', frame)}>
      <div
        {...box}
        ref={inner}
        tabIndex={0}
        role="region"
        aria-label={label}
        className={clsx('relative overflow-x-auto', className)}
      />
      {more.left && <div aria-hidden data-more="left" className={clsx(shade, 'left-0 bg-linear-to-r')} />}
      {more.right && <div aria-hidden data-more="right" className={clsx(shade, 'right-0 bg-linear-to-l')} />}
    </div>
  )
}

/** The frame of a table that stands by itself. */
export const tableFrame = 'rounded-card border border-line bg-surface'
