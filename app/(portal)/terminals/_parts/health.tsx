/** How a terminal is: the word, and below it why. An alarm comes before everything else. */
import { Badge } from '@/app/_components/badge'
import { Time } from '@/app/_components/time'
import { plural } from '../../users/_components/words'
import { healthOf, reasonsOf, type Terminal } from './words'

export function Health({ terminal }: { terminal: Terminal }) {
  const { health, lastSeenAt, overdueRevocations, retiredAt, wipedAt } = terminal
  const { label, tone } = healthOf(terminal)
  return (
    <div className="min-w-40 space-y-0.5">
      <span className="flex flex-wrap gap-1.5">
        {overdueRevocations && <Badge tone="bad">{plural(overdueRevocations.people, 'revocation')} overdue</Badge>}
        <Badge tone={tone}>{label}</Badge>
        {retiredAt && <Badge tone={wipedAt ? 'good' : 'wait'}>{wipedAt ? 'wiped' : 'wipe not confirmed'}</Badge>}
      </span>
      {reasonsOf(terminal).map((reason) => (
        <span key={reason} className="block text-small text-ink-soft">
          {reason}
        </span>
      ))}
      {health === 'OFFLINE' && lastSeenAt && (
        <span className="block text-small text-ink-soft">
          since <Time at={lastSeenAt} />
        </span>
      )}
    </div>
  )
}
