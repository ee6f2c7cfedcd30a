import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { PageHeader } from '@/app/_components/page-header'
import { lastAuditCheck } from '@/domain/audit-trail/check'
import { listActions, listAuditLines, readChainState } from '@/domain/audit-trail/list'
import { listActors, namedOf, readNames } from '@/domain/audit-trail/names'
import { LiveRefresh } from '../_components/live-refresh'
import { Check } from './_parts/check-card'
import { ExportMenu } from './_parts/export-menu'
import { Filters } from './_parts/filters'
import { auditQuery, filterOf, loadAudit } from './_parts/filter'
import { Lines } from './_parts/lines'

export const metadata: Metadata = { title: 'Audit' }

export default async function AuditPage({ searchParams }: PageProps<'/audit'>) {
  const context = await requireAdmin()
  const asked = await loadAudit(searchParams)
  const filter = filterOf(asked)
  const [page, actions, actors, chain, check] = await Promise.all([
    listAuditLines(context, { filter, before: asked.before ?? undefined, after: asked.after ?? undefined }),
    listActions(context),
    listActors(context),
    readChainState(context),
    lastAuditCheck(context),
  ])
  const names = await readNames(context, page.lines.flatMap(namedOf))
  const isChecking = check?.state === 'queued' || check?.state === 'running'
  const query = auditQuery({ ...asked, before: null, after: null })
  return (
    <>
      <LiveRefresh isActive={isChecking} everyMs={1_500} />
      <PageHeader title="Audit" acts={<ExportMenu query={query} />}>
        Who did what to whom, in one chain that nobody can rewrite unseen. Lines hold ids only and are never erased.
      </PageHeader>
      <Check chain={chain} check={check} />
      <Filters actions={actions} actors={actors} />
      <Lines
        key={query}
        page={page}
        names={Object.fromEntries(names)}
        query={query}
        isNewest={asked.before === null && (asked.after === null || page.newer === null)}
        isFiltered={Object.values(filter).some((value) => value !== undefined)}
      />
    </>
  )
}
