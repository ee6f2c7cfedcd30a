'use client'

/** Searches a list by the address's `q`, shortly after the last letter; the list goes back to its first page. */
import { Search } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useEffect, useRef, useState } from 'react'
import { tableParsers } from '@/app/_lib/table-state'

const pauseMs = 250
/** A list in pages or behind a cursor: it begins anew either way. */
const parsers = { ...tableParsers, after: parseAsString }

export function SearchBox({ label }: { label: string }) {
  const [{ q }, setState] = useQueryStates(parsers, { shallow: false })
  const [text, setText] = useState(q)
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(wait.current), [])
  const search = (next: string) => {
    setText(next)
    clearTimeout(wait.current)
    wait.current = setTimeout(() => void setState({ q: next, page: 1, after: null }), pauseMs)
  }
  return (
    <label className="relative block w-full max-w-sm">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-soft" />
      <input
        type="search"
        value={text}
        placeholder={label}
        onChange={(event) => search(event.target.value)}
        className="block w-full rounded-control border border-line bg-surface py-2 pr-3 pl-9 placeholder:text-ink-soft"
      />
    </label>
  )
}
