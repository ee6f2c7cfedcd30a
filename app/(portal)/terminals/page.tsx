import type { Metadata } from 'next'
import Link from 'next/link'
import { ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { readSort } from '@/app/_lib/table-state'
import { may } from '@/domain/permissions'
import { inUse, placeNames, readFacilities } from '../facilities/_parts/places'
import { plural } from '../users/_components/words'
import { Alarms } from './_parts/alarms'
import { Filters } from './_parts/filters'
import { filtered, loadListState, sorted, sorts } from './_parts/list-state'
import { LiveTerminals } from './_parts/live-terminals'
import { NewTerminal } from './_parts/new-terminal'
import { readTerminals } from './_parts/read'
import { TerminalsTable } from './_parts/terminals-table'

export const metadata: Metadata = { title: 'Terminals' }

export default async function TerminalsPage({ searchParams }: PageProps<'/terminals'>) {
  const context = await requireAdmin()
  const { page, size, sort, at, health } = await loadListState(searchParams)
  const [facilities, terminals] = await Promise.all([readFacilities(context), readTerminals(context)])
  const { by, descending } = readSort(sort, sorts)
  const wanted = sorted(filtered(terminals, facilities, { at, health }), sort ? by : null, descending)
  const names = placeNames(facilities)
  const rowOf = (terminal: (typeof terminals)[number]) => ({ ...terminal, place: names.get(terminal.zone.id) ?? '' })
  const mayManage = may(context.actor, 'terminals:manage')
  const places = inUse(facilities)
  const make = mayManage && places.length > 0 && <NewTerminal facilities={places} at={at} />
  return (
    <>
      <PageHeader title="Terminals" acts={terminals.length > 0 && make}>
        Devices at doors. Each holds only whom it may let in, and says what it has taken over: what it has not
        acknowledged, it does not know.
        {!mayManage && ' You are an auditor: you see them and change nothing.'} To see whether a tablet can be one, open{' '}
        <Link href="/device" className="text-door underline">
          Check this device
        </Link>{' '}
        on it.
      </PageHeader>
      <Alarms terminals={terminals.filter(({ overdueRevocations }) => overdueRevocations).map(rowOf)} />
      {terminals.length > 0 && (
        <>
          <LiveTerminals />
          <Filters facilities={facilities} />
        </>
      )}
      <TerminalsTable
        rows={wanted.slice((page - 1) * size, page * size).map(rowOf)}
        total={wanted.length}
        empty={
          terminals.length > 0 ? (
            <EmptyState
              title="No terminal fits this filter"
              act={
                <ButtonLink look="quiet" href="/terminals">
                  Show every terminal
                </ButtonLink>
              }
            >
              {plural(terminals.length, 'terminal is', 'terminals are')} known in all, retired ones included.
            </EmptyState>
          ) : places.length > 0 ? (
            <EmptyState title="No terminal yet" act={make}>
              Make one for each door. Then pair a device with it: it shows a code of eight characters here, which is
              typed at the device.{!mayManage && ' An owner or an admin does that.'}
            </EmptyState>
          ) : (
            <EmptyState
              title="No terminal yet, and no place for one"
              act={<ButtonLink href={mayManage ? '/facilities?open=new' : '/facilities'}>First a facility</ButtonLink>}
            >
              A terminal stands at a door of a facility. Make that first; then come back.
            </EmptyState>
          )
        }
      />
    </>
  )
}
