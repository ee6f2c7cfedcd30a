import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { ask } from '@/app/_graph/ask'
import { TerminalPageDocument } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { may } from '@/domain/permissions'
import { encodeId } from '@/graphql/ids'
import { inUse, readFacilities } from '../../facilities/_parts/places'
import { plural } from '../../users/_components/words'
import { Health } from '../_parts/health'
import { LiveTerminals } from '../_parts/live-terminals'
import { lower, syncStates } from '../_parts/words'
import { TerminalActs } from './_parts/acts'
import { Facts, type ShownTerminal } from './_parts/facts'
import { PairingCard } from './_parts/pairing-card'
import { People } from './_parts/people'

export const metadata: Metadata = { title: 'Terminal' }

const loadPeople = createLoader({ state: parseAsStringLiteral(syncStates.map(lower)), after: parseAsString })

export default async function TerminalPage({ params, searchParams }: PageProps<'/terminals/[id]'>) {
  const context = await requireAdmin()
  const { id } = await params
  const { state, after } = await loadPeople(searchParams)
  const [{ node }, facilities, { environment }] = await Promise.all([
    ask(context, TerminalPageDocument, { id: encodeId('Terminal', id) }),
    readFacilities(context),
    getBureau(),
  ])
  if (!node || !('terminalId' in node)) notFound()
  const terminal = node as ShownTerminal
  const facility = facilities.find(({ id: one, spaces }) =>
    [one, ...spaces.map((space) => space.id)].includes(terminal.zone.id),
  )!
  const place = facility.spaces.find((space) => space.id === terminal.zone.id) ?? facility
  const mayManage = may(context.actor, 'terminals:manage')
  const isRetired = terminal.state === 'RETIRED'
  return (
    <>
      <PageHeader
        title={terminal.name}
        acts={
          mayManage &&
          !isRetired && (
            <TerminalActs
              id={terminal.id}
              name={terminal.name}
              zoneId={terminal.zone.id}
              hasDevice={terminal.state === 'ACTIVE'}
              facilities={inUse(facilities)}
            />
          )
        }
      >
        <Health terminal={terminal} />
      </PageHeader>
      {!isRetired && <LiveTerminals only={terminal.id} isWaiting={terminal.pairingExpiresAt !== null} />}
      {terminal.overdueRevocations && <Alarm terminal={terminal} />}
      {isRetired && <Retired terminal={terminal} />}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {(terminal.state === 'UNPAIRED' || terminal.state === 'CLAIMED') && (
          <div className="min-w-0">
            <PairingCard
              pairing={{
                id: terminal.id,
                name: terminal.name,
                state: terminal.state,
                fingerprint: terminal.fingerprint,
                expiresAt: terminal.pairingExpiresAt,
                triesLeft: terminal.pairingTriesLeft,
              }}
              url={environment.publicUrl}
              mayManage={mayManage}
            />
          </div>
        )}
        {terminal.state === 'ACTIVE' && (
          <div className="min-w-0">
            <People
              context={context}
              terminal={terminal}
              state={syncStates.find((one) => lower(one) === state) ?? null}
              after={after}
            />
          </div>
        )}
        <div className="min-w-0">
          <Facts terminal={terminal} place={place} facility={facility} />
        </div>
      </div>
    </>
  )
}

function Alarm({ terminal: { name, overdueRevocations: overdue, lastSeenAt } }: { terminal: ShownTerminal }) {
  return (
    <Notice tone="bad" role="alert">
      <p className="font-medium">
        {name} has not confirmed that it has let go of {plural(overdue!.people, 'person', 'people')}. It may still let{' '}
        {overdue!.people === 1 ? 'this person' : 'them'} in.
      </p>
      <p className="mt-1">
        The earliest was revoked <Time at={overdue!.since} />
        {lastSeenAt ? (
          <>
            ; it was last seen <Time at={lastSeenAt} />.
          </>
        ) : (
          '; it was never seen.'
        )}{' '}
        Bring it back to the network, or switch it off where it stands. If it is lost, retire it.
      </p>
    </Notice>
  )
}

function Retired({ terminal: { wipedAt, pairedAt } }: { terminal: ShownTerminal }) {
  if (!pairedAt) return <Notice tone="good">It never had a device, and held nobody.</Notice>
  return wipedAt ? (
    <Notice tone="good">
      Its device said on <Time at={wipedAt} /> that it holds nothing any more.
    </Notice>
  ) : (
    <Notice tone="wait" role="status">
      Its device is refused and has not confirmed yet that it holds nothing. It is told to destroy everything the next
      time it reaches this bureau; until it says that it has, receipts of erasures name it.
    </Notice>
  )
}
