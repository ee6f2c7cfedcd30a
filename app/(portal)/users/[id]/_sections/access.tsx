/** By what a user may come in: the membership, and the events they attend. */
import Link from 'next/link'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { ZonedRange } from '@/app/_components/zoned-time'
import { ask } from '@/app/_graph/ask'
import { AccessOfUserDocument, type AccessOfUserQuery } from '@/app/_graph/documents'
import type { AdminContext } from '@/app/_lib/auth'
import { encodeId } from '@/graphql/ids'
import { commonTimeZone } from '../../../_access/places'
import { allZones } from '../../../_access/zones'
import { stateWords as eventWords, titleOf } from '../../../events/_parts/words'
import { stateWords as memberWords } from '../../../members/_parts/list-state'
import { Validity } from '../../../members/_parts/members-table'
import { scheduleWords } from '../../../members/_parts/reach'

type Grant = NonNullable<Extract<NonNullable<AccessOfUserQuery['node']>, { grants: unknown }>['grants']>[number]

const link = 'font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door'
/** As many as the API tells. */
const most = 20

export async function AccessSection({ context, userId }: { context: AdminContext; userId: string }) {
  const [{ node }, zones] = await Promise.all([
    ask(context, AccessOfUserDocument, { id: encodeId('User', userId) }),
    allZones(context),
  ])
  const grants = (node && 'grants' in node ? (node.grants as Grant[] | null) : null) ?? []
  const members = grants.filter((one) => one.__typename === 'Member')
  const attended = grants.filter((one) => one.__typename === 'Attendee')
  return (
    <Card title="Events and membership">
      {grants.length === 0 && (
        <p className="text-ink-soft">
          Neither a member nor an attendee of any event: no door has anything of them, and none lets them in.
        </p>
      )}
      {members.map((member) => (
        <div key={member.id} className="space-y-1">
          <p className="flex flex-wrap items-center gap-3">
            <Link href={`/members/${member.memberId}`} prefetch={false} className={link}>
              Member
            </Link>
            <Badge tone={memberWords[member.state].tone}>{memberWords[member.state].label}</Badge>
          </p>
          <Validity member={member} timeZone={commonTimeZone(zones)} />
          <p className="text-small">
            {member.zones ? member.zones.map(({ name }) => name).join(', ') : 'Every door'},{' '}
            {scheduleWords(member.schedule)}
          </p>
        </div>
      ))}
      {attended.length > 0 && (
        <ul className="divide-y divide-line">
          {attended.map(
            ({ id, event }) =>
              event && (
                <li key={id} className="py-2">
                  <p className="flex flex-wrap items-center gap-3">
                    <Link href={`/events/${event.eventId}`} prefetch={false} className={link}>
                      {titleOf({ name: event.name, externalId: null })}
                    </Link>
                    <Badge tone={eventWords[event.state].tone}>{eventWords[event.state].label}</Badge>
                  </p>
                  <p className="text-small">
                    <ZonedRange from={event.startsAt} until={event.endsAt} timeZone={event.zone.timeZone} />,{' '}
                    {event.zone.name}
                  </p>
                </li>
              ),
          )}
        </ul>
      )}
      {grants.length >= most && <p className="text-small text-ink-soft">The newest {most} are shown.</p>}
    </Card>
  )
}
