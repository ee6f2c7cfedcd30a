import type { Metadata } from 'next'
import { ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { readSort } from '@/app/_lib/table-state'
import { readNames } from '@/domain/audit-trail/names'
import { listErasures } from '@/domain/erasure-list'
import { nameOf } from '../audit/_parts/words'
import { ErasuresTable } from './_parts/erasures-table'
import { Filters } from './_parts/filters'
import { HowToCheck } from './_parts/how-to-check'
import { loadListState, userIdOf } from './_parts/list-state'

export const metadata: Metadata = { title: 'Erasures' }

export default async function ErasuresPage({ searchParams }: PageProps<'/erasures'>) {
  const context = await requireAdmin()
  const { page, size, sort, from, to, user } = await loadListState(searchParams)
  const filter = { from: from ?? undefined, to: to ?? undefined, userId: userIdOf(user) }
  const { descending } = readSort(sort || 'finished.desc', ['finished'])
  const { erasures, total } = await listErasures(context, { ...filter, page, size, descending })
  const asked = erasures.map(({ requestedBy }) => requestedBy)
  const names = Object.fromEntries(await readNames(context, asked))
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const isEmpty = total === 0 && !isFiltered
  return (
    <>
      <PageHeader title="Erasures">
        Who was erased, as signed receipts: what was destroyed where, what still holds something, and until when.
      </PageHeader>
      {!isEmpty && <Filters />}
      <ErasuresTable
        rows={erasures.map((one) => ({ ...one, requester: nameOf(one.requestedBy, names) }))}
        total={total}
        empty={
          isFiltered ? (
            <EmptyState
              title="No receipt fits this filter"
              act={
                <ButtonLink look="quiet" href="/erasures">
                  Show every receipt
                </ButtonLink>
              }
            >
              A user id has to be whole: 24 letters and digits. Days are UTC.
            </EmptyState>
          ) : (
            <EmptyState
              title="Nobody was erased yet"
              act={
                <ButtonLink look="quiet" href="/users">
                  Go to the users
                </ButtonLink>
              }
            >
              Owners and admins erase somebody on the user’s page; retention rules and clients do as well. Each erasure
              leaves a receipt here, for good.
            </EmptyState>
          )
        }
      />
      {!isEmpty && <HowToCheck file={`receipt-${erasures[0]?.id ?? 'ID'}.json`} />}
    </>
  )
}
