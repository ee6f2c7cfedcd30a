/** Where everything is that a program of the customer's talks to, with the real address of this bureau. */
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { requireAdmin } from '@/app/_lib/auth'
import { Card } from '@/app/_components/card'
import { Commands } from '@/app/_components/commands'
import { CopyText } from '@/app/_components/copy-text'
import { realmUrl } from '@/domain/access-tokens'
import { tenantById } from '@/domain/tenants'
import { basicCall, enrolCall, graphqlCall, legacyCall, setUpCall, streamCall, tokenCall, zonesCall } from './calls'

export const metadata: Metadata = { title: 'API' }

export default async function AddressesPage() {
  const { db, admin, publicUrl: url } = await requireAdmin()
  const { slug } = await tenantById(db, admin.tenantId)
  const realm = realmUrl(url, slug)
  const place = { url, slug }
  return (
    <>
      <Card title="Addresses">
        <p className="text-ink-soft">
          The name of your tenant, and of its realm: <CopyText label="tenant">{slug}</CopyText> Programs come in with
          the key and secret of a client: <Inside to="/clients">make one under Clients</Inside>.
        </p>
        <dl className="grid gap-x-6 gap-y-4 md:grid-cols-[14rem_1fr]">
          <Address name="GraphQL" at={`${url}/api/graphql`}>
            Everything that this portal can do. <Inside to="/developers/explorer">Try it in the explorer</Inside> or{' '}
            <a href="/developers/schema" download className={linkClass}>
              download its schema
            </a>
            .
          </Address>
          <Address name="GraphQL subscriptions" at={`${url}/api/graphql/stream`}>
            Server-sent events, one stream for each POST.
          </Address>
          <Address name="Token endpoint" at={`${realm}/protocol/openid-connect/token`}>
            OAuth client credentials. A token is good for five minutes, for GraphQL and REST alike.
          </Address>
          <Address name="Discovery" at={`${realm}/.well-known/openid-configuration`}>
            For OpenID libraries: they find token endpoint and keys from here. Issuer:{' '}
            <CopyText label="issuer">{realm}</CopyText>
          </Address>
          <Address name="Events API" at={`${url}/api/public/`}>
            Enrolment, events, members, doors. <Inside to="/developers/events-api">Its reference</Inside>, and as
            OpenAPI: <CopyText label="OpenAPI of the events API">{`${url}/api/public/openapi.json`}</CopyText>
          </Address>
          <Address name="Legacy API" at={`${url}/api/1.0/`}>
            For clients written years ago; /api/1.1/ too. <Inside to="/developers/legacy-api">Its reference</Inside>,
            and as OpenAPI: <CopyText label="OpenAPI of the legacy API">{`${url}/api/1.0/openapi.json`}</CopyText>
          </Address>
          <Address name="Terminals" at={`${url}/edge/v1/`}>
            Devices at doors, or <code className="font-mono text-small">npx limen terminal</code>. They are paired under{' '}
            <Inside to="/terminals">Terminals</Inside>.
          </Address>
          <Address name="Wallet" at={`${url}/t/${slug}/v1/`}>
            Credentials for phones, where <Inside to="/settings/wallet">the wallet’s door is open</Inside>.{' '}
            <Inside to="/developers/wallet-api">Its reference</Inside>, and as OpenAPI:{' '}
            <CopyText label="OpenAPI of the wallet API">{`${url}/v1/openapi.json`}</CopyText>
          </Address>
        </dl>
        <p>
          The other way round, the bureau calls your system:{' '}
          <Inside to="/webhooks">enter its address under Webhooks</Inside>. How its messages are signed, and how a door
          controller checks a decision without a server, is told in{' '}
          <code className="font-mono text-small">docs/webhooks.md</code> beside the program.
        </p>
      </Card>
      <Card title="With curl">
        <p className="text-ink-soft">
          One after another in a terminal: the later ones use what the first ones leave in KEY, SECRET and TOKEN.
        </p>
        <Call label="Key and secret">{setUpCall}</Call>
        <Call label="A token">{tokenCall(place)}</Call>
        <Call label="GraphQL with the token">{graphqlCall(place)}</Call>
        <Call label="GraphQL with key and secret">{basicCall(place)}</Call>
        <Call label="Watch the doors, until Ctrl C">{streamCall(place)}</Call>
        <Call label="Events API: facilities and spaces">{zonesCall(place)}</Call>
        <Call label="Events API: enrol a person from face.jpg">{enrolCall(place)}</Call>
        <Call label="Legacy API: create the user “first”">{legacyCall(place)}</Call>
      </Card>
    </>
  )
}

const linkClass = 'text-door underline underline-offset-2 hover:text-door-strong'

function Inside({ to, children }: { to: string; children: string }) {
  return (
    <Link href={to as Route} className={linkClass}>
      {children}
    </Link>
  )
}

function Address({ name, at, children }: { name: string; at: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="font-medium md:pt-1">{name}</dt>
      <dd className="min-w-0">
        <CopyText label={`the address of ${name}`}>{at}</CopyText>
        <p className="text-small text-ink-soft">{children}</p>
      </dd>
    </div>
  )
}

function Call({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <p className="mb-1 font-medium">{label}</p>
      <Commands label={label}>{children}</Commands>
    </div>
  )
}
