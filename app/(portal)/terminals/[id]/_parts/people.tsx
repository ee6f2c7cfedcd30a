/** Whom a terminal is to hold or to let go of, and how far it has come with each: a plot of all, and a list in pages. */
import type { Route } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ask } from '@/app/_graph/ask'
import { TerminalPeopleDocument } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import { SyncPlot, totalOf } from '../../_parts/sync-plot'
import { lower, syncStates, syncWords, type SyncCounts, type SyncState } from '../../_parts/words'

const pageSize = 25

export async function People({
  context,
  terminal: { id, terminalId, name, sync },
  state,
  after,
}: {
  context: AdminContext
  terminal: { id: string; terminalId: string; name: string; sync: SyncCounts }
  /** Only those of this state. */
  state: SyncState | null
  after: string | null
}) {
  const { node } = await ask(context, TerminalPeopleDocument, {
    id,
    first: pageSize,
    after,
    states: state ? [state] : undefined,
  })
  const { edges, pageInfo } = (node as Extract<typeof node, { people: object }>).people
  const at = (change: { state?: string; after?: string }) => {
    const asked = new URLSearchParams(change).toString()
    return `/terminals/${terminalId}${asked && `?${asked}`}#people`
  }
  const total = totalOf(sync)
  return (
    <Card title="Whom it knows">
      <div id="people" className="scroll-mt-6 space-y-4">
        <SyncPlot counts={sync} label={`People at ${name}`} />
        {total === 0 ? (
          <p className="text-ink-soft">
            Nobody may pass here now. Attendees of events at this place, and members, come to it by themselves.
          </p>
        ) : (
          <>
            <nav aria-label="People by state" className="flex flex-wrap gap-2">
              {[null, ...syncStates].map((one) => (
                <ButtonLink
                  key={one ?? 'all'}
                  look={one === state ? 'door' : 'quiet'}
                  size="small"
                  scroll={false}
                  prefetch={false}
                  aria-current={one === state ? 'true' : undefined}
                  href={at(one ? { state: lower(one) } : {})}
                >
                  {one ? syncWords[one].label : 'All'}
                </ButtonLink>
              ))}
            </nav>
            {edges.length === 0 ? (
              <p className="text-ink-soft">{state ? `Nobody is ${lower(state)}.` : 'Nobody more.'}</p>
            ) : (
              <ul className="divide-y divide-line">
                {edges.map(({ node: person }) => (
                  <li
                    key={person.user.userId}
                    className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2.5"
                  >
                    <Link
                      href={`/users/${person.user.userId}` as Route}
                      prefetch={false}
                      className="min-w-0 font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
                    >
                      {person.user.externalId ?? person.user.userId}
                    </Link>
                    <span className="flex flex-wrap items-center gap-2">
                      <span className="text-small text-ink-soft">{wantsWords(person)}</span>
                      <Badge tone={syncWords[person.state].tone}>{syncWords[person.state].label}</Badge>
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {(after || pageInfo.hasNextPage) && (
              <nav aria-label="Pages of people" className="flex flex-wrap gap-3">
                {after && (
                  <ButtonLink
                    look="quiet"
                    size="small"
                    scroll={false}
                    prefetch={false}
                    href={at(state ? { state: lower(state) } : {})}
                  >
                    From the beginning
                  </ButtonLink>
                )}
                {pageInfo.hasNextPage && pageInfo.endCursor && (
                  <ButtonLink
                    look="quiet"
                    size="small"
                    scroll={false}
                    prefetch={false}
                    href={at({ ...(state && { state: lower(state) }), after: pageInfo.endCursor })}
                  >
                    The next {pageSize}
                  </ButtonLink>
                )}
              </nav>
            )}
          </>
        )}
      </div>
    </Card>
  )
}

/** Beside the word for how far it is, which would say otherwise where it is done. */
function wantsWords({ wants, state }: { wants: 'HOLD' | 'LET_GO'; state: SyncState }): string {
  const act = wants === 'HOLD' ? 'held' : 'let go of'
  return state === 'ACKNOWLEDGED' ? act : `to be ${act}`
}
