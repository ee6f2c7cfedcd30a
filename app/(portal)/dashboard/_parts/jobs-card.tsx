/** What runs in the background, and what failed there. */
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Progress } from '@/app/_components/progress'
import { Time } from '@/app/_components/time'
import type { ListedJob } from '@/domain/job-list'
import { JobActs } from './job-acts'
import { jobName } from '../../_components/job-name'
import { counted } from './words'

const states = {
  queued: { word: 'waits', tone: 'plain' },
  running: { word: 'runs', tone: 'wait' },
  failed: { word: 'failed', tone: 'bad' },
  done: { word: 'done', tone: 'good' },
  cancelled: { word: 'cancelled', tone: 'plain' },
} as const

export function Jobs({
  jobs,
  counts,
  mayManage,
}: {
  jobs: ListedJob[]
  counts: Partial<Record<ListedJob['state'], number>>
  mayManage: boolean
}) {
  return (
    <Card title="Jobs">
      <p className="text-ink-soft">
        {counted(counts.running ?? 0)} running, {counted(counts.queued ?? 0)} waiting, {counted(counts.failed ?? 0)}{' '}
        failed, {counted(counts.done ?? 0)} done in the last 30 days.
      </p>
      {jobs.length > 0 && (
        <ul className="divide-y divide-line">
          {jobs.map((job) => (
            <li key={job.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <div className="min-w-0 flex-1">
                <span className="font-medium">{jobName(job.kind)}</span>{' '}
                <Badge tone={states[job.state].tone}>
                  {job.cancelRequested && job.state === 'running' ? 'stopping' : states[job.state].word}
                </Badge>
                <p className="text-small text-ink-soft">
                  <Time at={job.finishedAt ?? job.createdAt} />
                  {job.error && <> · {job.error}</>}
                </p>
                {job.state === 'running' && <Progress label={jobName(job.kind)} share={job.progress?.share} />}
              </div>
              <JobActs job={job} name={jobName(job.kind)} mayManage={mayManage} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
