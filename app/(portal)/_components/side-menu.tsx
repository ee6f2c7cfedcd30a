'use client'

/** The way to every page. Beside the page on a wide screen, where it folds to icons; behind a button on a narrow one. */
import clsx from 'clsx'
import type { Route } from 'next'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { Role } from '@/domain/context'
import { placesFor } from './menu'
import { PlaceIcon } from './place-icon'

export function SideMenu({ role, isFolded, onGo }: { role: Role; isFolded?: boolean; onGo?: () => void }) {
  const path = usePathname()
  return (
    <nav aria-label="Main" className="space-y-6">
      {placesFor(role).map(({ title, places }) => (
        <div key={title}>
          <h2 className={clsx('px-3 pb-1 text-small text-ink-soft', isFolded && 'sr-only')}>{title}</h2>
          <ul className="space-y-0.5">
            {places.map(({ href, label, icon, keys }) => {
              const isHere = path === href || path.startsWith(`${href}/`)
              return (
                <li key={href}>
                  <Link
                    href={href as Route}
                    prefetch={false}
                    onClick={onGo}
                    aria-current={isHere ? 'page' : undefined}
                    title={`${label} (${keys.split('').join(' then ')})`}
                    className={clsx(
                      'flex items-center gap-3 rounded-control px-3 py-2',
                      isHere ? 'bg-door font-medium text-on-door' : 'hover:bg-code',
                      isFolded && 'justify-center',
                    )}
                  >
                    <PlaceIcon name={icon} />
                    <span className={clsx(isFolded && 'sr-only')}>{label}</span>
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
