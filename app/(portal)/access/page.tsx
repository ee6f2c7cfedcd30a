import { Download } from 'lucide-react'
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { requireAdmin } from '@/app/_lib/auth'
import { DownloadLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { mostLines } from '@/domain/access-export'
import { Filters } from './_parts/filters'
import { Live } from './_parts/live'
import { readDay, readLog, readMeaning, readOccasions, type Person } from './_parts/read'
import { accessQuery, loadAccess, type AccessState } from './_parts/state'

export const metadata: Metadata = { title: 'Live access' }

export default async function AccessPage({ searchParams }: PageProps<'/access'>) {
  const context = await requireAdmin()
  const asked = await loadAccess(searchParams)
  const meaning = await readMeaning(context, asked)
  const [occasions, log, figures] = await Promise.all([
    readOccasions(context, meaning, asked.event),
    meaning.isUnclear ? null : readLog(context, meaning, asked.after),
    meaning.isUnclear ? null : readDay(context, meaning),
  ])
  const { places, day, today, timeZone } = meaning
  const isNewest = asked.after === null && day === today
  const { after: _after, ...filter } = asked
  return (
    <>
      <PageHeader
        title="Live access"
        acts={
          log &&
          places.terminals.length > 0 && (
            <DownloadLink
              look="quiet"
              href={`/access/export${accessQuery({ ...asked, after: null })}`}
              title={`What the filter lets through, newest first, at most ${mostLines.toLocaleString('en-GB')} lines`}
            >
              <Download aria-hidden className="size-4" /> Export as CSV
            </DownloadLink>
          )
        }
      >
        Who stood at which door, and what came of it, as terminals report it. Each admission is decided once more when
        it comes in here, by all that the bureau knows.
      </PageHeader>
      <Filters places={places} occasions={occasions} today={today} />
      {log && figures ? (
        <Live
          key={accessQuery(filter)}
          lines={log.lines}
          older={log.older}
          figures={figures}
          day={day}
          today={today}
          timeZone={timeZone}
          asked={asked}
          watched={isNewest ? meaning.listFilter : undefined}
          isFiltered={Object.values(filter).some((value) => value !== null)}
          hasTerminals={places.terminals.length > 0}
        />
      ) : (
        <Unclear words={asked.person!} people={meaning.person.several} asked={asked} />
      )}
      <p className="text-small text-ink-soft">
        An export holds what the filter lets through, newest first and in UTC, at most{' '}
        {mostLines.toLocaleString('en-GB')} lines; for more, export day by day. It is written into the audit trail.
      </p>
    </>
  )
}

/** The words mean nobody, or one of several people. */
function Unclear({ words, people, asked }: { words: string; people: Person[]; asked: AccessState }) {
  if (people.length === 0) {
    return (
      <EmptyState title={`Nobody is known as “${words}”`}>
        Write an external id, or how an id or an external id begins, letter for letter.
      </EmptyState>
    )
  }
  return (
    <EmptyState title={`Several people begin with “${words}”`}>
      <ul className="flex flex-wrap justify-center gap-x-4 gap-y-1">
        {people.map(({ id, userId, externalId }) => (
          <li key={id}>
            <Link
              href={`/access${accessQuery({ ...asked, after: null, person: externalId ?? userId })}` as Route}
              prefetch={false}
              className="underline"
            >
              {externalId ?? userId}
            </Link>
          </li>
        ))}
      </ul>
    </EmptyState>
  )
}
