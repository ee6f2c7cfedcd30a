import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { ButtonLink } from '@/app/_components/button'
import { CursorPager } from '@/app/_components/cursor-pager'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { ask } from '@/app/_graph/ask'
import { MembersDocument, type MemberState } from '@/app/_graph/documents'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { orFirstPage } from '../_access/first-page'
import { commonTimeZone } from '../_access/places'
import { allZones } from '../_access/zones'
import { Filters } from './_parts/filters'
import { loadListState, toAddress } from './_parts/list-state'
import { MembersTable } from './_parts/members-table'

export const metadata: Metadata = { title: 'Members' }

const perPage = 25

export default async function MembersPage({ searchParams }: PageProps<'/members'>) {
  const context = await requireAdmin()
  const state = await loadListState(searchParams)
  const zones = await allZones(context)
  const zone = zones.find(({ id }) => id === state.zone)
  const { members } = await orFirstPage(
    ask(context, MembersDocument, {
      first: perPage,
      after: state.after,
      filter: {
        search: state.q.slice(0, 256),
        zoneId: zone?.id,
        removed: state.state === 'removed',
        states: state.state && state.state !== 'removed' ? [state.state.toUpperCase() as MemberState] : undefined,
      },
    }),
    state.after && toAddress('/members', { ...state, after: null }),
  )
  const mayManage = may(context.actor, 'members:manage')
  const isFiltered = state.q !== '' || state.state !== null || zone !== undefined
  const isEmpty = members.edges.length === 0 && !isFiltered && state.after === null
  const add = mayManage && (
    <ButtonLink href="/members/add">
      <UserPlus aria-hidden className="size-4" /> Add members
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title="Members" acts={!isEmpty && add}>
        People with continuous access: to every door or to some places, at any time or by a weekly schedule, until it
        ends.
      </PageHeader>
      {!isEmpty && <Filters zones={zones} />}
      <MembersTable
        rows={members.edges.map(({ node }) => node)}
        timeZone={zone?.timeZone ?? commonTimeZone(zones)}
        mayManage={mayManage}
        empty={
          isEmpty ? (
            <EmptyState title="Nobody is a member yet" act={add}>
              {mayManage
                ? 'Add people who come and go every day: one by one, or many from a CSV table of external ids.'
                : 'An owner or an admin adds members here; clients of the API do as well.'}
            </EmptyState>
          ) : (
            <EmptyState
              title="No member matches"
              act={
                <ButtonLink look="quiet" href="/members">
                  Show every member
                </ButtonLink>
              }
            >
              The search looks at how ids and external ids begin, letter for letter.
            </EmptyState>
          )
        }
      />
      <CursorPager
        shown={members.edges.length}
        next={members.pageInfo.hasNextPage ? (members.pageInfo.endCursor ?? null) : null}
        isFirst={state.after === null}
      />
    </>
  )
}
