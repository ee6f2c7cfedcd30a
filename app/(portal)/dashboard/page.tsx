import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { PageHeader } from '@/app/_components/page-header'
import { readAccessToday } from '@/domain/access-today'
import { listExpiringConsents } from '@/domain/consents/read'
import { rangeNames, ranges, readFigures } from '@/domain/figures/read'
import { readHealth } from '@/domain/health'
import { countJobs, listJobs } from '@/domain/job-list'
import { may } from '@/domain/permissions'
import { readSetUpProgress } from '@/domain/set-up-progress'
import { readStorage } from '@/domain/storage'
import { countUsers } from '@/domain/users/list'
import { LiveRefresh } from '../_components/live-refresh'
import { Access } from './_parts/access-card'
import { Charts } from './_parts/charts-card'
import { consentDays, ExpiringConsents } from './_parts/consents-card'
import { Engine } from './_parts/engine-card'
import { Jobs } from './_parts/jobs-card'
import { RangeLinks } from './_parts/range-links'
import { Reasons } from './_parts/reasons-card'
import { SetUp } from './_parts/set-up-card'
import { StorageCard } from './_parts/storage-card'
import { Tiles } from './_parts/tiles'

export const metadata: Metadata = { title: 'Dashboard' }

export default async function DashboardPage({ searchParams }: PageProps<'/dashboard'>) {
  const context = await requireAdmin()
  const asked = (await searchParams).range
  const range = rangeNames.find((name) => name === asked) ?? '30d'
  const { environment } = await getBureau()
  const sendsMail = Boolean(environment.mail.resend ?? environment.mail.smtpUrl)
  const [users, figures, health, jobs, jobCounts, storage, progress, ending, today] = await Promise.all([
    countUsers(context),
    readFigures(context, { range }),
    readHealth(context),
    listJobs(context, { states: ['queued', 'running', 'failed'], first: 8 }),
    countJobs(context),
    readStorage(context, environment),
    readSetUpProgress(context, { publicUrl: environment.publicUrl, sendsMail }),
    listExpiringConsents(context, { withinDays: consentDays, first: 5 }),
    readAccessToday(context),
  ])
  const isWorking = jobs.some(({ state }) => state === 'running' || state === 'queued')
  return (
    <>
      <LiveRefresh isActive={isWorking || !health.ready} everyMs={3_000} />
      <PageHeader title="Dashboard" acts={<RangeLinks range={range} />}>
        What this bureau did in {ranges[range].words}.
      </PageHeader>
      {!progress.isComplete && <SetUp progress={progress} />}
      <Tiles users={users} totals={figures.totals} />
      {today && <Access today={today} />}
      <Charts figures={figures} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Reasons figures={figures} />
        <Engine health={health} latency={figures.latency} />
        <Jobs jobs={jobs} counts={jobCounts} mayManage={may(context.actor, 'jobs:manage')} />
        <ExpiringConsents {...ending} />
        {storage && <StorageCard storage={storage} />}
      </div>
    </>
  )
}
