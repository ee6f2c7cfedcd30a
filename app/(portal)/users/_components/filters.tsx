'use client'

/** Search, filters and how the list looks. Every filter stands in the address; what is set is shown as chips to take away. */
import { Columns3, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useQueryStates } from 'nuqs'
import { startTransition, useEffect, useOptimistic, useRef, useState, useTransition } from 'react'
import { Popover } from 'radix-ui'
import { Button } from '@/app/_components/button'
import { Checkbox, Choices } from '@/app/_components/field'
import { remember } from '../../_components/browser-memory'
import { listParsers, modalities, statuses } from './list-state'
import { optionalColumns, viewCookie, writeView, type View } from './view'
import { statusWords } from './words'

const modalityWords = { face: 'Face', voice: 'Voice', none: 'Nothing yet' }
const waitMs = 250
const control = 'mt-1 block w-full rounded-control border border-line bg-ground px-3 py-1.5'

export function Filters({ view }: { view: View }) {
  const [isLoading, startLoading] = useTransition()
  const [state, setState] = useQueryStates(listParsers, {
    shallow: false,
    startTransition: startLoading,
    history: 'push',
  })
  const set = (change: Parameters<typeof setState>[0]) => void setState({ ...(change as object), page: null })
  const chips = [
    ...(state.q ? [{ label: `Begins with “${state.q}”`, drop: () => set({ q: null }) }] : []),
    ...state.status.map((one) => ({
      label: statusWords[one].label,
      drop: () => set({ status: state.status.filter((other) => other !== one) }),
    })),
    ...(state.modality
      ? [
          {
            label: `Recognised by: ${modalityWords[state.modality].toLowerCase()}`,
            drop: () => set({ modality: null }),
          },
        ]
      : []),
    ...(state.from ? [{ label: `From ${state.from}`, drop: () => set({ from: null }) }] : []),
    ...(state.to ? [{ label: `Until ${state.to}`, drop: () => set({ to: null }) }] : []),
    ...(state.flagged ? [{ label: 'Possible duplicates', drop: () => set({ flagged: null }) }] : []),
  ]
  return (
    <section aria-label="Filters" aria-busy={isLoading} className="space-y-3">
      <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_1fr_1fr_auto]">
        <SearchBox value={state.q} onChange={(q) => set({ q: q || null })} />
        <label className="block text-small font-medium">
          Status
          <select
            className={control}
            value={state.status.length === 1 ? state.status[0] : ''}
            onChange={(event) => set({ status: statuses.filter((one) => one === event.target.value) })}
          >
            <option value="">{state.status.length > 1 ? 'Several' : 'Any'}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {statusWords[one].label}
              </option>
            ))}
          </select>
        </label>
        <label className="block text-small font-medium">
          Recognised by
          <select
            className={control}
            value={state.modality ?? ''}
            onChange={(event) => set({ modality: modalities.find((one) => one === event.target.value) ?? null })}
          >
            <option value="">Anything</option>
            {modalities.map((one) => (
              <option key={one} value={one}>
                {modalityWords[one]}
              </option>
            ))}
          </select>
        </label>
        <label className="block text-small font-medium">
          Created from
          <input
            type="date"
            className={control}
            value={state.from ?? ''}
            max={state.to ?? undefined}
            onChange={(event) => set({ from: event.target.value || null })}
          />
        </label>
        <label className="block text-small font-medium">
          Created until
          <input
            type="date"
            className={control}
            value={state.to ?? ''}
            min={state.from ?? undefined}
            onChange={(event) => set({ to: event.target.value || null })}
          />
        </label>
        <ViewChoice view={view} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <label className="mr-2 inline-flex items-center gap-2 text-small">
          <input
            type="checkbox"
            className="size-4"
            checked={state.flagged}
            onChange={(event) => set({ flagged: event.target.checked || null })}
          />
          Possible duplicates only
        </label>
        {chips.map(({ label, drop }) => (
          <button
            key={label}
            type="button"
            onClick={drop}
            className="inline-flex items-center gap-1.5 rounded-full border border-line bg-surface px-3 py-1 text-small hover:border-door"
          >
            {label}
            <X aria-hidden className="size-3.5" />
            <span className="sr-only">: take this filter away</span>
          </button>
        ))}
        {chips.length > 1 && (
          <Button
            look="ghost"
            size="small"
            onClick={() => set({ q: null, status: null, modality: null, from: null, to: null, flagged: null })}
          >
            Clear all
          </Button>
        )}
      </div>
    </section>
  )
}

/** `/` leads here from anywhere on the page. What is typed is looked for once the fingers rest. */
function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const [sent, setSent] = useState(value)
  const [known, setKnown] = useState(value)
  // The address changed, and not by what was typed here: a chip was taken away, or the browser went back.
  if (value !== known) {
    setKnown(value)
    if (value !== sent) {
      setSent(value)
      setTyped(value)
    }
  }
  useEffect(() => {
    if (typed.trim() === sent) return
    const timer = setTimeout(() => {
      setSent(typed.trim())
      onChange(typed.trim())
    }, waitMs)
    return () => clearTimeout(timer)
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      if (document.querySelector('[role=dialog]')) return
      event.preventDefault()
      box.current?.focus()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  return (
    <label className="block text-small font-medium">
      Search
      <input
        ref={box}
        type="search"
        value={typed}
        maxLength={256}
        spellCheck={false}
        placeholder="How an id or external id begins ( / )"
        onChange={(event) => setTyped(event.target.value)}
        className={control}
      />
    </label>
  )
}

function ViewChoice({ view: kept }: { view: View }) {
  const router = useRouter()
  // Shown at once; the server renders the table by the cookie.
  const [view, setView] = useOptimistic(kept)
  const keep = (next: View) => {
    remember(viewCookie, writeView(next))
    startTransition(() => {
      setView(next)
      router.refresh()
    })
  }
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" className="py-1.5">
          <Columns3 aria-hidden className="size-4" /> View
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          aria-label="How the list looks"
          className="appear z-50 w-64 space-y-4 rounded-card border border-line bg-surface p-4 shadow-lg"
        >
          <fieldset className="space-y-1">
            <legend className="font-medium">Columns</legend>
            {optionalColumns.map(({ id, label }) => (
              <Checkbox
                key={id}
                label={label}
                checked={!view.hidden.includes(id)}
                onChange={(event) =>
                  keep({
                    ...view,
                    hidden: event.target.checked ? view.hidden.filter((one) => one !== id) : [...view.hidden, id],
                  })
                }
              />
            ))}
          </fieldset>
          <Choices
            legend="Density"
            name="density"
            value={view.density}
            onChange={(density) => keep({ ...view, density: density === 'tight' ? 'tight' : 'normal' })}
            options={[
              { value: 'normal', label: 'Comfortable' },
              { value: 'tight', label: 'Tight' },
            ]}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
