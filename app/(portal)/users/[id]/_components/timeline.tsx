/** What happened to this user, newest first, out of the audit trail. */
import { ButtonLink } from '@/app/_components/button'
import { Time } from '@/app/_components/time'
import type { Context } from '@/domain/context'
import { lookPurposes } from '@/domain/looks'
import { userTimeline, type TimelineEntry } from '@/domain/users/timeline'
import { actorWords, purposeWords, wordsOfAction } from '../../_components/words'

export async function Timeline({ context, userId, before }: { context: Context; userId: string; before?: number }) {
  const { entries, hasMore } = await userTimeline(context, { userId, before, size: 12 })
  const address = `/users/${userId}`
  return (
    <>
      {entries.length === 0 && <p className="text-ink-soft">Nothing older than this.</p>}
      <ol className="space-y-0 border-l-2 border-line">
        {entries.map((entry) => (
          <li key={entry.seq} className="relative py-2 pl-5">
            <span aria-hidden className="absolute top-4 -left-[5px] size-2 rounded-full bg-door" />
            <p className="font-medium">{wordsOfAction(entry.action)}</p>
            <p className="text-small text-ink-soft">
              <Time at={entry.at} />, {actorWords(entry.actor)}
            </p>
            <Reason entry={entry} />
          </li>
        ))}
      </ol>
      {(hasMore || before !== undefined) && (
        <nav aria-label="What happened: pages" className="flex gap-3">
          {before !== undefined && (
            <ButtonLink look="quiet" size="small" href={address} scroll={false}>
              Newest
            </ButtonLink>
          )}
          {hasMore && (
            <ButtonLink look="quiet" size="small" href={`${address}?before=${entries.at(-1)!.seq}`} scroll={false}>
              Older
            </ButtonLink>
          )}
        </nav>
      )}
    </>
  )
}

/** What somebody looked at a picture for. */
function Reason({ entry: { detail } }: { entry: TimelineEntry }) {
  const purpose = lookPurposes.find((one) => one === detail.purpose)
  return purpose ? <p className="text-small">{purposeWords[purpose]}</p> : null
}
