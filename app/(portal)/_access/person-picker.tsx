'use client'

/**
 * Looks for somebody by how their id or external id begins, and lets one of them be chosen: a combobox with a list, whose arrows
 * walk it, whose Enter chooses (also whoever's whole id was typed) and whose Escape closes it.
 */
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { useAct } from '@/app/_components/use-act'
import { findPeople } from './actions'
import type { FoundPerson } from './bulk'

const pauseMs = 250

interface Props {
  chosen: FoundPerson | null
  onChoose: (person: FoundPerson | null) => void
  /** Why it is not enough as it is. */
  problem?: string
}

export function PersonPicker({ chosen, onChoose, problem }: Props) {
  const [isChanging, setChanging] = useState(false)
  if (chosen) return <Chosen person={chosen} onChange={() => (setChanging(true), onChoose(null))} />
  return <Search onChoose={onChoose} problem={problem} startsFocused={isChanging} />
}

/** Takes the focus, which would be lost with the field, and so is read out. */
function Chosen({ person, onChange }: { person: FoundPerson; onChange: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div
      ref={box}
      role="group"
      tabIndex={-1}
      aria-label={`Chosen: ${nameOf(person)}`}
      className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-door px-3 py-2"
    >
      <Person person={person} />
      <Button look="quiet" size="small" onClick={onChange}>
        Somebody else
      </Button>
    </div>
  )
}

function Search({
  onChoose,
  problem,
  startsFocused,
}: Pick<Props, 'onChoose' | 'problem'> & { startsFocused: boolean }) {
  const run = useAct()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<{ search: string; people: FoundPerson[] }>()
  const [message, setMessage] = useState<string>()
  /** The row that the arrows are at; -1: none. It may be one that has not been found yet. */
  const [active, setActive] = useState(-1)
  const [isClosed, setClosed] = useState(false)
  /** Enter was pressed before the answer came. */
  const isEager = useRef(false)
  const search = typed.trim()
  const isFound = search !== '' && found?.search === search
  const people = isFound ? found.people : []
  const isOpen = people.length > 0 && !isClosed
  const meant = people[active] ?? people.find((person) => person.userId === search || person.externalId === search)

  useEffect(() => {
    if (search === '') return
    let isOver = false
    const look = async () => {
      const outcome = await run(() => findPeople(search))
      if (isOver) return
      setMessage(outcome.ok ? undefined : outcome.message)
      if (outcome.ok) setFound({ search, people: outcome.value })
    }
    const timer = setTimeout(() => void look(), pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [search, run])

  useEffect(() => {
    if (!isFound || !isEager.current) return
    isEager.current = false
    if (meant) onChoose(meant)
  }, [isFound, meant, onChoose])

  useEffect(() => {
    if (isOpen && active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, active, id])

  const step = (by: number) => {
    setClosed(false)
    const count = people.length
    if (count === 0) return setActive(by > 0 ? 0 : -1)
    setActive((now) => (now === -1 ? (by > 0 ? 0 : count - 1) : (now + by + count) % count))
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => {
      if (meant && !isClosed) onChoose(meant)
      else if (search !== '' && !isFound) isEager.current = true
    },
    Escape: () => {
      if (isOpen) setClosed(true)
      else setTyped('')
      setActive(-1)
    },
  }
  const press = (event: KeyboardEvent) => {
    const act = event.nativeEvent.isComposing ? undefined : keys[event.key]
    if (!act) return
    // Enter chooses here, and never sends the form around it.
    event.preventDefault()
    act()
  }

  return (
    <div className="space-y-2">
      <Field
        label="Who"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && people[active] ? `${id}-${active}` : undefined}
        data-list={isOpen ? 'open' : undefined}
        value={typed}
        maxLength={256}
        autoComplete="off"
        autoFocus={startsFocused}
        spellCheck={false}
        hint="How an external id or an id begins."
        problem={message ?? problem}
        onKeyDown={press}
        onChange={(event) => {
          isEager.current = false
          setTyped(event.target.value)
          setActive(-1)
          setClosed(false)
        }}
      />
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Found"
        hidden={!isOpen}
        className="max-h-72 divide-y divide-line overflow-y-auto rounded-control border border-line"
      >
        {people.map((person, index) => (
          <li
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(person)}
            className="cursor-pointer px-3 py-2 hover:bg-code aria-selected:bg-code aria-selected:outline-2 aria-selected:-outline-offset-2 aria-selected:outline-door"
          >
            <Person person={person} />
          </li>
        ))}
      </ul>
      <p role="status" className="text-small text-ink-soft">
        {isFound && !isClosed && countWords(people.length)}
      </p>
    </div>
  )
}

function countWords(count: number): string {
  if (count === 0) return 'Nobody is called so.'
  return `${count === 1 ? 'One is' : `${count} are`} found: arrow keys walk the list, Enter chooses.`
}

const nameOf = ({ externalId, userId }: FoundPerson) => externalId ?? userId

function Person({ person }: { person: FoundPerson }) {
  const isKnown = person.status === 'ACTIVE' && person.faceEnrolled
  return (
    <span className="min-w-0">
      <span className="font-medium wrap-anywhere">{person.externalId ?? 'No external id'}</span>{' '}
      {!isKnown && (
        <Badge tone="bad">{person.status === 'ACTIVE' ? 'no face enrolled' : person.status.toLowerCase()}</Badge>
      )}
      <span className="block font-mono text-small wrap-anywhere text-ink-soft">{person.userId}</span>
    </span>
  )
}
