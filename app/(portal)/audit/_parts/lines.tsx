'use client'

/**
 * The lines, newest first. What is new is told above them and comes in when somebody asks for it, so that no row moves under
 * the pointer; "follow" asks by itself, but never while the pointer or the focus is on the table.
 */
import { ArrowUp } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, useQueryState } from 'nuqs'
import { useEffect, useRef, useState } from 'react'
import { Button, ButtonLink } from '@/app/_components/button'
import { Checkbox } from '@/app/_components/field'
import { EmptyState } from '@/app/_components/empty-state'
import { Notice } from '@/app/_components/notice'
import { Sideways, tableFrame } from '@/app/_components/sideways'
import { Time } from '@/app/_components/time'
import type { AuditPage } from '@/domain/audit-trail/list'
import { whileWatched } from '../../_components/live-refresh'
import { Detail } from './detail'
import { actionName, nameOf, pageOf } from './words'

const lookEveryMs = 2_000
const mostCounted = 100

interface Props {
  page: AuditPage
  /** `kind id` -> name. */
  names: Record<string, string>
  /** Of the address, without the place in the list. */
  query: string
  /** Nothing newer was there when the page was read. */
  isNewest: boolean
  isFiltered: boolean
}

export function Lines({ page, names, query, isNewest, isFiltered }: Props) {
  const [isFollowing, setFollowing] = useQueryState('follow', parseAsBoolean.withDefault(false))
  const table = useRef<HTMLDivElement>(null)
  const { count, show } = useNewLines(page.head, query, isNewest, () => {
    const area = table.current
    return isFollowing && area !== null && !area.matches(':hover') && !area.contains(document.activeElement)
  })
  const link = (place: string) => `/audit${query ? `${query}&` : '?'}${place}`
  return (
    <section aria-label="Lines" className="space-y-3">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-3">
        <div role="status">
          {count > 0 && (
            <Button look="quiet" size="small" onClick={show}>
              <ArrowUp aria-hidden className="size-4" />
              {count >= mostCounted ? `${mostCounted} or more` : count} new {count === 1 ? 'line' : 'lines'}
            </Button>
          )}
        </div>
        {isNewest && (
          <Checkbox
            label="Follow"
            checked={isFollowing}
            onChange={(event) => setFollowing(event.target.checked || null)}
          />
        )}
      </div>
      {page.gaveUp && (
        <Notice tone="wait" role="status">
          The search took long and stopped here. “Older” goes on from this place.
        </Notice>
      )}
      {page.lines.length === 0 ? (
        <EmptyState title={isFiltered ? 'No line fits this filter' : 'Nothing has happened yet'}>
          {isFiltered
            ? 'Take a part of the filter back, or look at another time.'
            : 'Everything that people and programs do here is written down, from the first act on.'}
        </EmptyState>
      ) : (
        <Sideways ref={table} label="Audit lines" frame={tableFrame}>
          <table className="w-full border-collapse text-left">
            <caption className="sr-only">Audit lines, newest first</caption>
            <thead>
              <tr className="border-b border-line text-small text-ink-soft">
                {['When', 'Who', 'Did what', 'To whom', 'Detail', 'Line'].map((heading) => (
                  <th key={heading} scope="col" className="px-3 py-2.5 font-medium whitespace-nowrap last:text-right">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.lines.map((line) => (
                <tr key={line.seq} className="border-b border-line align-top last:border-0 hover:bg-code/60">
                  <td className="px-3 py-2 text-small">
                    <Time at={line.at} />
                  </td>
                  <td className="px-3 py-2">
                    <Who kind={line.actorKind} id={line.actorId} names={names} filter="actor" />
                  </td>
                  <td className="px-3 py-2">
                    {actionName(line.action)}
                    <code className="block font-mono text-small text-ink-soft">{line.action}</code>
                  </td>
                  <td className="px-3 py-2">
                    <Who kind={line.subjectKind} id={line.subjectId} names={names} filter="subject" />
                  </td>
                  <td className="max-w-96 px-3 py-2">
                    <Detail action={line.action} detail={line.detail} />
                  </td>
                  <td className="px-3 py-2 text-right text-small tabular-nums" title={`SHA-256 ${line.hash}`}>
                    {line.seq.toLocaleString('en-GB')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      <nav aria-label="Pages" className="flex justify-between gap-3">
        {page.newer === null ? (
          <span />
        ) : (
          <ButtonLink look="quiet" size="small" href={link(`after=${page.newer}`)}>
            Newer
          </ButtonLink>
        )}
        {page.older !== null && (
          <ButtonLink look="quiet" size="small" href={link(`before=${page.older}`)}>
            Older
          </ButtonLink>
        )}
      </nav>
    </section>
  )
}

/** A name with the way to its page, and the id, which filters. */
function Who({
  kind,
  id,
  names,
  filter,
}: {
  kind: string
  id: string
  names: Record<string, string>
  filter: 'actor' | 'subject'
}) {
  const name = nameOf({ kind, id }, names)
  const page = pageOf(kind, id)
  return (
    <>
      {page ? (
        <Link
          href={page as Route}
          prefetch={false}
          className="underline decoration-line underline-offset-4 hover:decoration-door"
        >
          {name}
        </Link>
      ) : (
        name
      )}
      {id !== '' && (
        <Link
          href={`/audit?${filter}=${encodeURIComponent(id)}`}
          prefetch={false}
          title={`Only lines with the ${filter === 'actor' ? 'actor' : 'subject'} ${id}`}
          className="block font-mono text-small whitespace-nowrap text-ink-soft hover:text-ink"
        >
          {id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id}
        </Link>
      )}
    </>
  )
}

/** How many lines came since `head`, asked every two seconds while somebody looks; `mayShow` lets them in unasked. */
function useNewLines(head: number, query: string, isNewest: boolean, mayShow: () => boolean) {
  const router = useRouter()
  const [seen, setSeen] = useState({ head, count: 0 })
  const asked = useRef(mayShow)
  useEffect(() => {
    asked.current = mayShow
  })
  const show = () => (isNewest ? router.refresh() : router.push(`/audit${query}` as Route))
  const shown = useRef(show)
  useEffect(() => {
    shown.current = show
  })
  useEffect(() => {
    let isAsking = false
    const look = async () => {
      if (isAsking) return
      isAsking = true
      try {
        const answer = await fetch(`/audit/new${query ? `${query}&` : '?'}since=${head}`)
        if (!answer.ok) return
        const { count } = (await answer.json()) as { count: number }
        if (count > 0 && asked.current()) shown.current()
        else setSeen({ head, count })
      } catch {
        // The server is away for a moment. The next look asks again, and everything else on the page says so when used.
      } finally {
        isAsking = false
      }
    }
    return whileWatched(() => void look(), lookEveryMs)
  }, [head, query])
  return { count: seen.head === head ? seen.count : 0, show }
}
