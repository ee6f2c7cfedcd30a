import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { ask } from '@/app/_graph/ask'
import { MemberDocument, type MemberFactsFragment } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { encodeId } from '@/graphql/ids'
import { PersonLink } from '../../_access/person-link'
import { commonTimeZone } from '../../_access/places'
import { allZones } from '../../_access/zones'
import { stateWords } from '../_parts/list-state'
import { MemberSync, Validity } from '../_parts/members-table'
import { reachOf, scheduleWords } from '../_parts/reach'
import { Week } from '../_parts/schedule-editor'
import { MemberActs } from './member-acts'

export const metadata: Metadata = { title: 'Member' }

export default async function MemberPage({ params }: PageProps<'/members/[id]'>) {
  const context = await requireAdmin()
  const { id } = await params
  // Every other text names none, and not all of them may be looked for.
  if (!/^[0-9a-f-]{36}$/.test(id)) notFound()
  const [{ node }, zones] = await Promise.all([
    ask(context, MemberDocument, { id: encodeId('Member', id) }),
    allZones(context),
  ])
  if (!node || !('memberId' in node)) notFound()
  const member = node as MemberFactsFragment
  const reach = reachOf(member, commonTimeZone(zones))
  const clocks = [...new Set((member.zones ?? zones).map(({ timeZone }) => timeZone))]
  return (
    <>
      <p className="text-small">
        <Link href="/members" className="underline decoration-line underline-offset-4 hover:decoration-door">
          Members
        </Link>
      </p>
      <PageHeader
        title={member.user.externalId ?? 'Member without external id'}
        acts={
          may(context.actor, 'members:manage') &&
          !member.removedAt && (
            <MemberActs member={member} reach={reach} zones={zones.filter(({ archivedAt }) => !archivedAt)} />
          )
        }
      >
        <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
          {member.removedAt ? (
            <>
              <Badge>Removed</Badge> <Time at={member.removedAt} />
            </>
          ) : (
            <Badge tone={stateWords[member.state].tone}>{stateWords[member.state].label}</Badge>
          )}
          <PersonLink user={member.user} />
        </span>
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="When and where">
          <dl className="divide-y divide-line">
            <Fact name="Valid">
              <Validity member={member} timeZone={reach.timeZone} />
            </Fact>
            <Fact name="Times of the week">
              <span className="inline-block first-letter:uppercase">{scheduleWords(member.schedule)}</span>
            </Fact>
            <Fact name="Where">
              {member.zones
                ? member.zones.map(({ name }) => name).join(', ')
                : 'Every door, those that come later included'}
            </Fact>
            <Fact name="Member since">
              <Time at={member.createdAt} />
            </Fact>
            <Fact name="Id">
              <CopyText label="the id">{member.memberId}</CopyText>
            </Fact>
          </dl>
          {member.schedule && (
            <>
              <Week schedule={member.schedule} />
              <p className="text-small text-ink-soft">
                Each door reads it on the clock of its own facility: {clocks.join(', ')}.
              </p>
            </>
          )}
        </Card>
        <Card title="Terminals">
          <MemberSync member={member} />
          <p className="text-small text-ink-soft">
            Known there, or gone there, is only what a terminal has confirmed. One that is cut off keeps letting members
            in for as long as the settings say, and no longer.
          </p>
        </Card>
      </div>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 py-2">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
