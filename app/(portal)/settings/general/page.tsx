import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import { NameForm } from './name-form'

export const metadata: Metadata = { title: 'General · Settings' }

export default async function GeneralPage() {
  const context = await requireAdmin()
  const [tenant, { environment }] = await Promise.all([getTenant(context), getBureau()])
  const isSecure = environment.publicUrl.startsWith('https:')
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title="Organisation">
        <NameForm key={tenant.name} name={tenant.name} mayChange={may(context.actor, 'settings:change')} />
        <dl className="divide-y divide-line">
          <Row name="Slug, in addresses">
            <CopyText label="the slug">{tenant.slug}</CopyText>
          </Row>
          <Row name="Id">
            <CopyText label="the id">{tenant.id}</CopyText>
          </Row>
          <Row name="Users at once">
            {tenant.userQuota === null ? 'any number' : `at most ${tenant.userQuota.toLocaleString('en-GB')}`}
          </Row>
          <Row name="Since">
            <Time at={tenant.createdAt} />
          </Row>
        </dl>
        <p className="text-small text-ink-soft">
          The slug stays. The quota is set on the server:{' '}
          <code className="font-mono">limen tenant set --tenant {tenant.slug} --user-quota N</code>
        </p>
      </Card>
      <Card title="Address">
        <p>
          <CopyText label="the address">{environment.publicUrl}</CopyText>
        </p>
        {isSecure ? (
          <Notice tone="good">Encrypted. Browsers lend their camera to it, and links in mails lead here.</Notice>
        ) : (
          <Notice tone="wait">
            Not encrypted. On other machines than this one browsers refuse the camera and keep passwords less safe. Set{' '}
            <code className="font-mono">LIMEN_PUBLIC_URL</code> to an https address, and{' '}
            <code className="font-mono">LIMEN_TLS_CERT</code> and <code className="font-mono">LIMEN_TLS_KEY</code> to a
            certificate, or let a proxy in front do the encryption; then start again.
          </Notice>
        )}
        <p className="text-small text-ink-soft">
          It is read from the environment when the server starts, and never from what a request claims.
        </p>
      </Card>
    </div>
  )
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 py-2">
      <dt className="text-ink-soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
