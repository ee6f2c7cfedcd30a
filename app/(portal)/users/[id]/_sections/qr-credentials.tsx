/** The QR credentials of a user: what is good, what was mailed, and the acts on both. */
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import type { AdminContext } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { addressKnown } from '@/domain/qr-credential/deliver'
import { qrCredentialsOf, qrDeliveriesOf, type QrCredential, type QrDelivery } from '@/domain/qr-credential/read'
import type { User } from '@/domain/users'
import { MailQr, RecallQr, ShowQr } from './qr-acts'
import { deliveryReasons, deliveryWords, recallWords, stateWords } from './qr-words'

export async function QrCredentialsSection({ context, user }: { context: AdminContext; user: User }) {
  const { id: userId } = user
  const [credentials, deliveries, address] = await Promise.all([
    qrCredentialsOf(context, { userId }),
    qrDeliveriesOf(context, { userId, first: 5 }),
    addressKnown(context, { userId }),
  ])
  const mayIssue = may(context.actor, 'qr:issue')
  const mayRecall = may(context.actor, 'qr:recall')
  const whyNot = whyNone(user)
  return (
    <Card title="QR credential">
      <p className="text-ink-soft">
        Held up to a terminal’s camera, it lets this person in by their face where the terminal does not hold them.
      </p>
      {whyNot ? (
        <p>{whyNot}</p>
      ) : (
        mayIssue && (
          <div className="flex flex-wrap gap-3">
            <ShowQr userId={userId} isFirst={!credentials.some(({ state }) => state === 'good')} />
            <MailQr userId={userId} address={address} />
          </div>
        )
      )}
      {credentials.length === 0 ? (
        <p className="text-ink-soft">None was issued yet.</p>
      ) : (
        <ul className="divide-y divide-line" aria-label="QR credentials">
          {credentials.map((credential) => (
            <Line key={credential.id} credential={credential} mayRecall={mayRecall} />
          ))}
        </ul>
      )}
      {deliveries.length > 0 && <Deliveries deliveries={deliveries} />}
    </Card>
  )
}

function whyNone({ status, hasFace }: User): string | null {
  if (status === 'revoked') return 'The right to be recognised was revoked: there is no QR credential to give.'
  return hasFace ? null : 'Add a picture first: a QR credential holds the face’s template.'
}

function Line({ credential, mayRecall }: { credential: QrCredential; mayRecall: boolean }) {
  const { id, userId, state, scopes, issuedAt, expiresAt, recalledAt, recalledReason } = credential
  const { label, tone } = stateWords[state]
  const isLive = state === 'good' || state === 'outdated'
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tone}>{label}</Badge>
          <span>
            {until[state]} <Time at={expiresAt} />
          </span>
        </p>
        <p className="text-small text-ink-soft">
          Issued <Time at={issuedAt} />, {scopesInWords(scopes)}.
        </p>
        {state === 'outdated' && (
          <p className="text-small">
            Something that it opens was changed, used up or ended since. It opens the rest; make another one.
          </p>
        )}
        {recalledAt && (
          <p className="text-small">
            Recalled <Time at={recalledAt} />: {recallWords[recalledReason ?? ''] ?? recalledReason}.
          </p>
        )}
      </div>
      {isLive && mayRecall && userId !== null && <RecallQr userId={userId} credentialId={id} />}
    </li>
  )
}

const until: Record<QrCredential['state'], string> = {
  good: 'Good until',
  outdated: 'Good until',
  recalled: 'Was to be good until',
  expired: 'Was good until',
}

function scopesInWords(scopes: number): string {
  if (scopes === 0) return 'says who it is and opens nothing by itself'
  return scopes === 1 ? 'for one reason to come in' : `for ${scopes} reasons to come in`
}

function Deliveries({ deliveries }: { deliveries: QrDelivery[] }) {
  return (
    <div>
      <h3 className="font-medium">Mails</h3>
      <ul className="divide-y divide-line" aria-label="Mails with the QR credential">
        {deliveries.map(({ id, state, reason, changedAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <Badge tone={deliveryWords[state].tone}>{deliveryWords[state].label}</Badge>
            <Time at={changedAt} />
            {reason && <span className="text-small">{deliveryReasons[reason] ?? reason}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
