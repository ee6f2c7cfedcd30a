import { Download, UserPlus } from 'lucide-react'
import type { Metadata, Route } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { createSerializer } from 'nuqs/server'
import { ButtonLink, DownloadLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { readSort } from '@/app/_lib/table-state'
import { may } from '@/domain/permissions'
import { listUserPage, userSorts } from '@/domain/users/list'
import { Filters } from './_components/filters'
import { defaultSort, filterOf, filterParsers, listParsers, loadListState } from './_components/list-state'
import { UsersTable } from './_components/users-table'
import { readView, viewCookie } from './_components/view'
import { plural } from './_components/words'

export const metadata: Metadata = { title: 'Users' }

const toAddress = createSerializer(listParsers)
const toExport = createSerializer({ ...filterParsers, q: listParsers.q })

export default async function UsersPage({ searchParams }: PageProps<'/users'>) {
  const context = await requireAdmin()
  const state = await loadListState(searchParams)
  const filter = filterOf(state)
  const { by, descending } = readSort(state.sort || defaultSort, userSorts)
  const asked = Math.max(1, state.page)
  const list = await listUserPage(context, {
    ...filter,
    sort: by,
    direction: descending ? 'desc' : 'asc',
    page: asked,
    size: state.size,
  })
  if (list.page !== state.page) redirect(toAddress('/users', { ...state, page: list.page }) as Route)

  const mayEnrol = may(context.actor, 'users:create')
  const mayChange = may(context.actor, 'users:change')
  const isFiltered =
    filter.search !== '' ||
    filter.status.length > 0 ||
    filter.modality !== undefined ||
    filter.from !== undefined ||
    filter.to !== undefined ||
    filter.flagged
  const enrol = mayEnrol && (
    <ButtonLink href="/users/new">
      <UserPlus aria-hidden className="size-4" /> Enrol somebody
    </ButtonLink>
  )
  const isEmpty = list.total === 0 && !isFiltered
  return (
    <>
      <PageHeader
        title="Users"
        acts={
          !isEmpty && (
            <>
              <DownloadLink look="quiet" href={toExport('/users/export', state)}>
                <Download aria-hidden className="size-4" /> Export as CSV
              </DownloadLink>
              {enrol}
            </>
          )
        }
      >
        {isEmpty
          ? 'Everybody whom this bureau can recognise.'
          : `${plural(list.total, 'user')}${isFiltered ? ' with these filters' : ''}.`}
      </PageHeader>
      {!isEmpty && <Filters view={readView((await cookies()).get(viewCookie)?.value)} />}
      <UsersTable
        rows={list.users.map(({ id, externalId, status, hasFace, hasVoice, flagged, createdAt, lastSeenAt }) => ({
          id,
          externalId,
          status,
          modalities: [...(hasFace ? ['Face'] : []), ...(hasVoice ? ['Voice'] : [])],
          flagged,
          createdAt: createdAt.toISOString(),
          lastSeenAt: lastSeenAt?.toISOString() ?? null,
        }))}
        total={list.total}
        mayChange={mayChange}
        mayErase={may(context.actor, 'users:erase')}
        view={readView((await cookies()).get(viewCookie)?.value)}
        empty={
          isFiltered ? (
            <EmptyState
              title="Nobody matches these filters"
              act={
                <ButtonLink look="quiet" href="/users">
                  Show everybody
                </ButtonLink>
              }
            >
              The search looks at how ids and external ids begin, letter for letter.
            </EmptyState>
          ) : (
            <EmptyState title="Nobody is enrolled yet" act={enrol}>
              {mayEnrol
                ? 'Enrol the first person with a picture or the camera. Clients of the API may do it as well.'
                : 'An owner or an admin enrols people here; clients of the API do as well.'}
            </EmptyState>
          )
        }
      />
    </>
  )
}
