'use client'

/** Tabs that are pages of their own, so that each has an address. */
import clsx from 'clsx'
import type { Route } from 'next'
import Link from 'next/link'
import { usePathname } from 'next/navigation'

export function Tabs({ label, tabs }: { label: string; tabs: { href: string; label: string }[] }) {
  const path = usePathname()
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {tabs.map(({ href, label: name }) => {
          const isHere = path === href || path.startsWith(`${href}/`)
          return (
            <li key={href}>
              <Link
                href={href as Route}
                aria-current={isHere ? 'page' : undefined}
                className={clsx(
                  '-mb-px block border-b-2 px-4 py-2 whitespace-nowrap',
                  isHere ? 'border-door font-medium' : 'border-transparent text-ink-soft hover:text-ink',
                )}
              >
                {name}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
