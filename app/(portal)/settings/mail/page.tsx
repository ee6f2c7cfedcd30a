import type { Metadata } from 'next'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { readMailOverview, type MailOutcome, type MailOverview } from '@/domain/mail/overview'
import { may } from '@/domain/permissions'
import { TestMail } from './test-mail'

export const metadata: Metadata = { title: 'Mail · Settings' }

export default async function MailPage() {
  const context = await requireAdmin()
  if (!may(context.actor, 'mail:manage')) {
    return (
      <Card title="How mail leaves">
        <Notice tone="wait">
          Only owners see how mail leaves this bureau. Ask one of them if yours does not arrive.
        </Notice>
      </Card>
    )
  }
  const overview = await readMailOverview(context)
  return (
    <>
      <Carrier {...overview} email={context.admin.email} />
      <Recent mails={overview.recent} />
    </>
  )
}

function Carrier({ carrier, place, from, email }: MailOverview & { email: string }) {
  const rows = [
    ['Carried by', place.replace(/^./, (first) => first.toUpperCase())],
    ['Sender', from],
  ]
  return (
    <Card title="How mail leaves">
      {carrier === 'files' && (
        <Notice tone="wait">
          No mail server is configured, so nobody gets invitations or links by mail: each is written to a file, and the
          log names it. Set <code className="font-mono">RESEND_API_KEY</code> or{' '}
          <code className="font-mono">LIMEN_SMTP_URL</code>, with <code className="font-mono">LIMEN_MAIL_FROM</code>,
          and restart.
        </Notice>
      )}
      <dl className="divide-y divide-line">
        {rows.map(([name, value]) => (
          <div key={name} className="flex flex-wrap justify-between gap-x-6 py-2">
            <dt className="font-medium">{name}</dt>
            <dd className="wrap-anywhere text-ink-soft">{value}</dd>
          </div>
        ))}
      </dl>
      <TestMail email={email} />
    </Card>
  )
}

const about: Record<MailOutcome['about'], string> = {
  invite: 'An invitation',
  confirm: 'A link to confirm an address',
  reset: 'A link for a new password',
  approval_wanted: 'Somebody waits for approval',
  webhook_disabled: 'A webhook was turned off',
  qr_credential: 'A QR credential to its owner',
  address_taken: 'A registration with a known address',
  approved: 'A registration was approved',
  password_changed: 'A password was changed',
  authenticator_added: 'An app for codes was added',
  authenticator_removed: 'An app for codes was removed',
  passkey_added: 'A passkey was added',
  passkey_removed: 'A passkey was removed',
  recovery_codes_made: 'Recovery codes were made anew',
  factors_removed: 'Second factors were removed',
  role_changed: 'A role was changed',
  suspended: 'An account was suspended',
  test: 'Test',
}

const states = {
  waiting: <Badge tone="wait">Waiting</Badge>,
  sent: <Badge tone="good">Sent</Badge>,
  failed: <Badge tone="bad">Failed</Badge>,
  dropped: <Badge>Not needed any more</Badge>,
}

function Recent({ mails }: { mails: MailOutcome[] }) {
  return (
    <Card title="The last mails">
      {mails.length === 0 ? (
        <p className="text-ink-soft">None was sent in the last 30 days.</p>
      ) : (
        <ul className="divide-y divide-line">
          {mails.map(({ id, about: what, createdAt, state, why }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5">
              <span>
                {about[what]}
                {why && <span className="block text-small wrap-anywhere text-ink-soft">{why}</span>}
              </span>
              <span className="flex flex-wrap items-baseline gap-3 text-small text-ink-soft">
                <Time at={createdAt} /> {states[state]}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="text-small text-ink-soft">
        A mail that fails is tried again for almost three hours. To whom each went is not kept.
      </p>
    </Card>
  )
}
