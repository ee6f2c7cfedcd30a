import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { PageHeader } from '@/app/_components/page-header'
import { loadTableState, readSort } from '@/app/_lib/table-state'
import { activeStates, mayTakePlain } from '@/domain/dumps/dump'
import { dumpOutlook, listDumps } from '@/domain/dumps/list'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import { DumpTable } from './dump-table'
import { RunDump } from './run-dump'

export const metadata: Metadata = { title: 'Dumps' }

const sorts = { created: 'createdAt', size: 'sizeBytes', state: 'state', expires: 'expiresAt' } as const

export default async function DumpsPage({ searchParams }: PageProps<'/dumps'>) {
  const context = await requireAdmin()
  const { page, size, sort } = await loadTableState(searchParams)
  const { by, descending } = readSort(sort || 'created.desc', ['created', 'size', 'state', 'expires'])
  const [{ dumps, total }, outlook, { settings }] = await Promise.all([
    listDumps(context, { page: Math.max(1, page), size, sort: sorts[by], descending }),
    dumpOutlook(context),
    getTenant(context),
  ])
  const mayRun = may(context.actor, 'dumps:run')
  const isPlainAllowed = mayTakePlain(context)
  const busy = dumps.find(({ state }) => activeStates.some((active) => active === state))
  const run = (
    <RunDump
      outlook={outlook}
      days={settings.dumpDays}
      isOwner={isPlainAllowed}
      whyNot={
        mayRun
          ? busy && `The dump ${busy.name} is still being made. Wait for it, or cancel it.`
          : 'Auditors may see which dumps there were, and neither run nor download one.'
      }
    />
  )
  return (
    <>
      <PageHeader title="Dumps" acts={total > 0 && run}>
        Everything this bureau knows, as one file: for another system, or for{' '}
        <code className="font-mono">limen restore</code>. Files are sealed while they lie here and destroyed after{' '}
        {settings.dumpDays} {settings.dumpDays === 1 ? 'day' : 'days'}.
      </PageHeader>
      <DumpTable dumps={dumps} total={total} mayRun={mayRun} mayTakePlain={isPlainAllowed} firstAct={run} />
    </>
  )
}
