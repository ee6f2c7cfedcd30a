/** Whether wallets may ask for credentials, what those say, and what is typed into the wallet. */
import type { Metadata } from 'next'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { Notice } from '@/app/_components/notice'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { may } from '@/domain/permissions'
import { walletOverview } from '@/domain/wallet/settings'
import { CredentialForm } from './credential-form'
import { DoorSwitch } from './door-switch'

export const metadata: Metadata = { title: 'Wallet · Settings' }

export default async function WalletSettingsPage() {
  const [context, { environment }] = await Promise.all([requireAdmin(), getBureau()])
  const overview = await walletOverview(context, environment)
  const { settings, address, keysAddress, users, credentials, eyeDistancePx } = overview
  const isOwner = may(context.actor, 'wallet:manage')
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card title="Mobile wallets">
        <p>
          {settings.walletOpen ? <Badge tone="good">Open</Badge> : <Badge>Closed</Badge>}{' '}
          {settings.walletOpen
            ? 'Anyone with a wallet app can send pictures and a key, and gets a signed credential.'
            : 'Nobody can ask for a credential. Those that were issued can still be checked.'}
        </p>
        <dl className="flex flex-wrap gap-x-10 gap-y-3">
          <Figure name="Users who came by a wallet" value={users} />
          <Figure name="Credentials that are good now" value={credentials} />
        </dl>
        <p className="text-small text-ink-soft">
          A request brings one to ten pictures of one person, alone, with the eyes at least {eyeDistancePx} pixels
          apart. All of them have to show the same person, and a face or a key that is known already is never given to
          somebody else.
        </p>
        <DoorSwitch overview={overview} isOwner={isOwner} />
      </Card>

      <Card title="Credentials">
        <CredentialForm
          walletIssuer={settings.walletIssuer}
          walletValidityDays={settings.walletValidityDays}
          walletRequestsPerHour={settings.walletRequestsPerHour}
          isOwner={isOwner}
        />
      </Card>

      <div className="lg:col-span-2">
        <Card title="Addresses">
          {isLocal(address) && (
            <Notice tone="wait">
              Phones cannot reach this address. Set <code className="font-mono">LIMEN_PUBLIC_URL</code> to the one at
              which they find this server, and start again. Credentials name the address at which they were issued.
            </Notice>
          )}
          <Address name="What the wallet is set to" note="BIOMETRIC_BUREAU_URL in its build" value={address} />
          <Address
            name="Public keys"
            note="Anyone checks a credential with these, without asking us"
            value={keysAddress}
          />
        </Card>
      </div>
    </div>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt className="text-small text-ink-soft">{name}</dt>
      <dd className="font-display text-title tabular-nums">{value.toLocaleString('en-GB')}</dd>
    </div>
  )
}

function Address({ name, note, value }: { name: string; note: string; value: string }) {
  return (
    <div>
      <h3 className="font-medium">{name}</h3>
      <p className="text-small text-ink-soft">{note}</p>
      <CopyText label={name.toLowerCase()}>{value}</CopyText>
    </div>
  )
}

const isLocal = (address: string) => /^https?:\/\/(localhost|127\.|\[::1\])/.test(address)
