/** Whether a webhook is told what happens now, and whether it answers. */
import { Badge } from '@/app/_components/badge'
import { Time } from '@/app/_components/time'
import type { WebhookRow } from './words'

export function State({ webhook: { disabledAt, disabledBecause, failingSince } }: { webhook: WebhookRow }) {
  if (disabledAt) {
    return (
      <>
        <Badge tone={disabledBecause === 'FAILING' ? 'bad' : 'plain'}>off</Badge>
        <span className="block text-small text-ink-soft">
          {disabledBecause === 'FAILING' ? 'by itself, after days without an answer, on ' : 'since '}
          <Time at={disabledAt} />
        </span>
      </>
    )
  }
  if (failingSince) {
    return (
      <>
        <Badge tone="bad">does not answer</Badge>
        <span className="block text-small text-ink-soft">
          since <Time at={failingSince} />
        </span>
      </>
    )
  }
  return <Badge tone="good">on</Badge>
}
