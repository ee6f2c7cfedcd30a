/** The credentials that a user's wallets hold, for the user's page. */
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { Time } from '@/app/_components/time'
import type { AdminContext } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import {
  listCredentials,
  listHolderKeys,
  type CredentialState,
  type IssuedCredential,
} from '@/domain/wallet/credentials'
import { RevokeCredential } from './revoke-credential'

const tones = { active: 'good', superseded: 'plain', revoked: 'bad', expired: 'wait' } as const
const words: Record<CredentialState, string> = {
  active: 'Active',
  superseded: 'Superseded',
  revoked: 'Revoked',
  expired: 'Expired',
}
const keyTypes: Record<string, string> = { RSA: 'RSA', EC: 'elliptic curve', OKP: 'Ed25519' }

export async function CredentialsSection({ context, userId }: { context: AdminContext; userId: string }) {
  const [credentials, keys] = await Promise.all([
    listCredentials(context, { userId }),
    listHolderKeys(context, { userId }),
  ])
  const mayRevoke = may(context.actor, 'credentials:revoke')
  return (
    <Card title="Credentials">
      {keys.length === 0 && credentials.length === 0 && (
        <p className="text-ink-soft">No wallet has asked for a credential for this user.</p>
      )}
      {keys.map(({ thumbprint, keyType, proved, createdAt }) => (
        <div key={thumbprint}>
          <h3 className="font-medium">Key of the wallet</h3>
          <CopyText label="the thumbprint of the key">{thumbprint}</CopyText>
          <p className="text-small text-ink-soft">
            {keyTypes[keyType] ?? keyType}, since <Time at={createdAt} />.{' '}
            {proved
              ? 'The wallet has shown that it holds the private key.'
              : 'The wallet has only named it; it was not asked to show that it holds the private key.'}
          </p>
        </div>
      ))}
      {credentials.length > 0 && (
        <ul className="divide-y divide-line">
          {credentials.map((credential) => (
            <Credential key={credential.id} {...{ credential, userId, mayRevoke }} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Credential({
  credential,
  userId,
  mayRevoke,
}: {
  credential: IssuedCredential
  userId: string
  mayRevoke: boolean
}) {
  const { id, state, issuedAt, expiresAt, revokedAt, revokedReason } = credential
  const canEnd = state === 'active' || state === 'superseded'
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 py-4">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tones[state]}>{words[state]}</Badge>
          <CopyText label="the id of the credential">{id}</CopyText>
        </p>
        <p className="text-small text-ink-soft">
          Issued <Time at={issuedAt} />, {state === 'expired' ? 'was good' : 'good'} until <Time at={expiresAt} />.
        </p>
        {revokedAt && (
          <p className="text-small wrap-anywhere">
            Revoked <Time at={revokedAt} />: {revokedReason}
          </p>
        )}
        {state === 'superseded' && (
          <p className="text-small text-ink-soft">A newer one was issued to the same person and key.</p>
        )}
      </div>
      <div className="flex flex-wrap gap-3">
        <ButtonLink
          look="quiet"
          size="small"
          prefetch={false}
          href={`/users/${userId}/credentials/${id}`}
          download={`credential-${id}.json`}
          aria-label={`Download credential ${id.slice(0, 8)}`}
        >
          Download JSON
        </ButtonLink>
        {canEnd && mayRevoke && <RevokeCredential userId={userId} credentialId={id} />}
      </div>
    </li>
  )
}
