'use client'

/** Who is signed in, and what concerns only them: account, appearance, the way out. */
import { signOut } from 'next-auth/react'
import { useRouter } from 'next/navigation'
import { Button } from '@/app/_components/button'
import { Menu } from '@/app/_components/menu'
import type { Theme } from '@/app/_lib/theme'
import { roleNames } from '../admins/role-field'
import { remember } from './browser-memory'
import type { Person } from './shell'

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const themeNames: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' }

export function AdminMenu({ person, theme }: { person: Person; theme: Theme }) {
  const router = useRouter()
  const initials = person.name
    .split(' ')
    .map((part) => [...part][0])
    .slice(0, 2)
    .join('')
  return (
    <Menu
      trigger={
        <Button look="ghost" size="small" aria-label={`You: ${person.name}, ${person.role}`}>
          <span
            aria-hidden
            className="flex size-8 items-center justify-center rounded-full bg-door text-small font-medium text-on-door"
          >
            {initials}
          </span>
          <span className="hidden text-left leading-tight md:block">
            <span className="block">{person.name}</span>
            <span className="block text-small text-ink-soft">{roleNames[person.role]}</span>
          </span>
        </Button>
      }
      entries={[
        { label: 'Your account', hint: person.email, onSelect: () => router.push('/account' as never) },
        {
          label: `Appearance: ${themeNames[theme]}`,
          hint: `Change to ${themeNames[nextTheme[theme]]}`,
          onSelect: () => {
            remember('limen-theme', nextTheme[theme])
            router.refresh()
          },
        },
        { label: 'First face with curl', onSelect: () => router.push('/start' as never) },
        'line',
        { label: 'Sign out', onSelect: () => void signOut({ callbackUrl: '/' }) },
      ]}
    />
  )
}
