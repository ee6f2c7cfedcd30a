/** Whether a webhook is told what happens now, and whether it answers. */
import { Badge } from '@/app/_components/badge'
import { Time } from '@/app/_components/time'
import type { WebhookRow } from './words'

export function State({ webhook }: { webhook: WebhookRow }) {
  const { disabledAt, disabledBecause, failingSince, failingStatus } = webhook
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
        <Badge tone="bad">{failingStatus === null ? 'does not answer' : 'answers with an error'}</Badge>
        <span className="block text-small text-ink-soft">
          {failingStatus !== null && `HTTP ${failingStatus}, `}since <Time at={failingSince} />
        </span>
      </>
    )
  }
  return <Badge tone="good">on</Badge>
}
