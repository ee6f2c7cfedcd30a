'use client'

/** Everything by keyboard: pages, the commonest acts, users by id, and events, terminals and places by name. */
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Dialog } from '@/app/_components/dialog'
import { useAct } from '@/app/_components/use-act'
import type { Role } from '@/domain/context'
import { find, type FoundGroup } from './find'
import { placesFor } from './menu'
import { PlaceIcon } from './place-icon'

interface Act {
  label: string
  href: string
  roles: Role[]
}

const acts: Act[] = [
  { label: 'Enrol somebody', href: '/users/new', roles: ['owner', 'admin'] },
  { label: 'Read a document', href: '/documents', roles: ['owner', 'admin'] },
  { label: 'Import people from a file', href: '/import', roles: ['owner', 'admin'] },
  { label: 'New event', href: '/events?open=new', roles: ['owner', 'admin'] },
  { label: 'Add members', href: '/members/add', roles: ['owner', 'admin'] },
  { label: 'New facility', href: '/facilities?open=new', roles: ['owner', 'admin'] },
  { label: 'New terminal', href: '/terminals?open=new', roles: ['owner', 'admin'] },
  { label: 'Run dump', href: '/dumps?run=true', roles: ['owner', 'admin'] },
  { label: 'New client', href: '/clients?open=new', roles: ['owner', 'admin'] },
  { label: 'Invite an admin', href: '/admins?invite=true', roles: ['owner'] },
  { label: 'Settings: decisions and pictures', href: '/settings/decisions', roles: ['owner', 'admin', 'auditor'] },
  { label: 'Settings: access', href: '/settings/access', roles: ['owner', 'admin', 'auditor'] },
  { label: 'Settings: registration', href: '/settings/registration', roles: ['owner', 'admin', 'auditor'] },
  { label: 'Settings: mail', href: '/settings/mail', roles: ['owner', 'admin', 'auditor'] },
  { label: 'Settings: wallet', href: '/settings/wallet', roles: ['owner', 'admin', 'auditor'] },
  { label: 'Your account, sessions and second factor', href: '/account', roles: ['owner', 'admin', 'auditor'] },
  { label: 'First face with curl', href: '/start', roles: ['owner', 'admin', 'auditor'] },
]

const pauseMs = 250

const item =
  'flex cursor-pointer items-center gap-3 rounded-control px-3 py-2 data-[selected=true]:bg-door data-[selected=true]:text-on-door'

export function Palette({ role, onClose }: { role: Role; onClose: () => void }) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [selected, setSelected] = useState('')
  const { groups, count } = useFound(typed.trim())
  const lookUp = `find ${typed.trim()}`
  const first = groups[0]?.found[0]?.id
  // What was found goes before the page where somebody would look on; what somebody has walked to stays.
  const current = selected === lookUp && first ? first : selected
  const go = (href: string) => {
    onClose()
    router.push(href as never)
  }
  return (
    <Dialog title="Search and commands" open onOpenChange={onClose}>
      <Command label="Search and commands" loop filter={fit} value={current} onValueChange={setSelected}>
        <Command.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          placeholder="A page, an act, a name, or the start of an id"
          className="w-full rounded-control border border-line bg-ground px-3 py-2"
        />
        <Command.List className="mt-3 max-h-80 overflow-y-auto">
          {placesFor(role).map(({ title, places }) => (
            <Command.Group key={title} heading={title} className="text-small text-ink-soft">
              {places.map(({ href, label, icon, keys }) => (
                <Command.Item
                  key={href}
                  value={label}
                  onSelect={() => go(href)}
                  className={`${item} text-body text-ink`}
                >
                  <PlaceIcon name={icon} />
                  <span className="flex-1">{label}</span>
                  <kbd className="font-mono text-small">{keys.split('').join(' ')}</kbd>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          <Command.Group heading="Acts" className="text-small text-ink-soft">
            {acts
              .filter(({ roles }) => roles.includes(role))
              .map(({ label, href }) => (
                <Command.Item
                  key={label}
                  value={label}
                  onSelect={() => go(href)}
                  className={`${item} text-body text-ink`}
                >
                  {label}
                </Command.Item>
              ))}
          </Command.Group>
          {groups.map(({ title, found }) => (
            <Command.Group key={title} heading={title} forceMount className="text-small text-ink-soft">
              {found.map(({ id, href, label, note }) => (
                <Command.Item
                  key={id}
                  value={id}
                  forceMount
                  onSelect={() => go(href)}
                  className={`${item} text-body text-ink`}
                >
                  <span className="min-w-0 flex-1 wrap-anywhere">{label}</span>
                  {note && <span className="shrink-0 text-small">{note}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {typed.trim() && (
            <Command.Item
              value={lookUp}
              forceMount
              onSelect={() => go(`/users?q=${encodeURIComponent(typed.trim())}`)}
              className={item}
            >
              Find users whose id begins with “{typed.trim()}”
            </Command.Item>
          )}
        </Command.List>
        <p role="status" className="sr-only">
          {count > 0 && `${count} found by name or id.`}
        </p>
      </Command>
    </Dialog>
  )
}

/** How well a page or an act fits: each word has to stand in its name, and better at its beginning. */
function fit(name: string, typed: string): number {
  const [inName, words] = [name.toLowerCase(), typed.trim().toLowerCase()]
  if (!words.split(/\s+/).every((word) => inName.includes(word))) return 0
  return inName.startsWith(words) ? 1 : inName.includes(` ${words}`) ? 0.8 : 0.5
}

/** What is called so, a moment after the last key; nothing until the server has answered for these very words. */
function useFound(words: string): { groups: FoundGroup[]; count: number } {
  const run = useAct()
  const [answer, setAnswer] = useState<{ words: string; groups: FoundGroup[] }>()
  useEffect(() => {
    if (words === '') return
    let isOver = false
    const look = async () => {
      const outcome = await run(() => find(words))
      if (isOver) return
      if (outcome.ok) setAnswer({ words, groups: outcome.value })
      else toast.error(outcome.message)
    }
    const timer = setTimeout(() => void look(), pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [words, run])
  const groups = answer?.words === words ? answer.groups : []
  return { groups, count: groups.reduce((sum, { found }) => sum + found.length, 0) }
}
