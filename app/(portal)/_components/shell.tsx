'use client'

/** The frame of the portal: menu, top bar, keyboard. What it remembers (folded menu, theme) lies in cookies of this browser. */
import { ChevronsLeft, ChevronsRight, Menu as MenuIcon, Search } from 'lucide-react'
import type { Route } from 'next'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useState, type ReactNode } from 'react'
import { Toaster } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Mark } from '@/app/_components/mark'
import type { Role } from '@/domain/context'
import { AdminMenu } from './admin-menu'
import { foldedCookie, remember } from './browser-memory'
import { placesFor } from './menu'
import { SideMenu } from './side-menu'
import type { Theme } from '@/app/_lib/theme'

const Palette = dynamic(() => import('./palette').then((module) => module.Palette))

export interface Person {
  name: string
  email: string
  role: Role
}

export function Shell({
  person,
  tenant,
  theme,
  startsFolded,
  children,
}: {
  person: Person
  tenant: string
  theme: Theme
  startsFolded: boolean
  children: ReactNode
}) {
  const [isFolded, setFolded] = useState(startsFolded)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isSearching, setSearching] = useState(false)
  useKeys(person.role, () => setSearching(true))
  const fold = () => {
    remember(foldedCookie, isFolded ? 'no' : 'yes')
    setFolded(!isFolded)
  }
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the page
      </a>
      <aside
        className={`sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line bg-surface lg:flex ${isFolded ? 'w-18' : 'w-60'}`}
      >
        <Link href={'/dashboard' as Route} prefetch={false} className="flex items-center gap-3 px-4 py-5">
          <Mark className="size-9 shrink-0" />
          <span className={isFolded ? 'sr-only' : 'font-display text-title'}>Limen</span>
        </Link>
        <div className="flex-1 overflow-y-auto px-3">
          <SideMenu role={person.role} isFolded={isFolded} />
        </div>
        <div className="border-t border-line p-3">
          <Button look="ghost" size="small" onClick={fold} aria-label={isFolded ? 'Unfold the menu' : 'Fold the menu'}>
            {isFolded ? <ChevronsRight className="size-4" /> : <ChevronsLeft className="size-4" />}
            {!isFolded && 'Fold'}
          </Button>
        </div>
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 flex items-center gap-3 border-b border-line bg-surface px-4 py-2 sm:px-6">
          <div className="lg:hidden">
            <Dialog
              title="Limen"
              open={isMenuOpen}
              onOpenChange={setMenuOpen}
              trigger={
                <Button look="ghost" size="icon" aria-label="Menu">
                  <MenuIcon className="size-5" />
                </Button>
              }
            >
              <SideMenu role={person.role} onGo={() => setMenuOpen(false)} />
            </Dialog>
          </div>
          <p className="min-w-0 flex-1 truncate text-small text-ink-soft">{tenant}</p>
          <Button look="quiet" size="small" onClick={() => setSearching(true)} aria-label="Search and commands">
            <Search className="size-4" />
            <span className="hidden sm:inline">Search</span>
            <kbd className="hidden rounded border border-line px-1 font-mono text-small text-ink-soft sm:inline">
              Ctrl K
            </kbd>
          </Button>
          <AdminMenu person={person} theme={theme} />
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl flex-1 space-y-6 px-4 py-8 outline-none sm:px-6"
        >
          {children}
        </main>
        <footer className="border-t border-line px-6 py-4 text-small text-ink-soft">
          Limen, a biometric bureau of your own.
        </footer>
      </div>
      {isSearching && <Palette role={person.role} onClose={() => setSearching(false)} />}
      <Toaster theme={theme} position="bottom-right" closeButton containerAriaLabel="Messages" />
    </div>
  )
}

/** Ctrl or Cmd K opens the palette; `g` and a letter go to a page; `?` opens the palette, which names the keys. */
function useKeys(role: Role, search: () => void): void {
  const router = useRouter()
  useEffect(() => {
    let before = ''
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return search()
      }
      const target = event.target as HTMLElement
      const isTyping = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role=dialog]')) return
      if (event.key === '?') return search()
      const place = placesFor(role)
        .flatMap(({ places }) => places)
        .find(({ keys }) => keys === before + event.key)
      before = event.key
      if (place) router.push(place.href as never)
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [router, role, search])
}
