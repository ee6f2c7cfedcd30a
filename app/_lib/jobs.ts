/** The job loop of this process: which handler runs which kind of job, from the start until the bureau closes. */
import { checkpointJob } from '@/domain/checkpoints'
import type { Context } from '@/domain/context'
import { eraseJob } from '@/domain/erasures'
import { forgetCallsJob } from '@/domain/idempotency'
import { runJobs, type JobHandlers } from '@/domain/job-loop'
import { checkImportJob } from '@/domain/imports/check'
import { expireImportsJob } from '@/domain/imports/end'
import { runImportJob } from '@/domain/imports/run'
import { forgetJobsJob } from '@/domain/jobs'
import { applyRetentionJob, scheduleRetentionJob } from '@/domain/retention/apply'
import { findOrphansJob, removeOrphansJob } from '@/domain/sweep'

const handlers: JobHandlers = {
  'audit.checkpoint': checkpointJob,
  'blobs.find_orphans': findOrphansJob,
  'blobs.remove_orphans': removeOrphansJob,
  'calls.forget': forgetCallsJob,
  'import.check': checkImportJob,
  'import.run': runImportJob,
  'imports.expire': expireImportsJob,
  'jobs.forget': forgetJobsJob,
  'retention.apply': applyRetentionJob,
  'retention.schedule': scheduleRetentionJob,
  'user.erase': eraseJob,
}

/** @returns stops the loop; resolves once every running job has stopped */
export function startJobs(context: Context): () => Promise<void> {
  const stop = new AbortController()
  const stopped = runJobs(context, handlers, stop.signal)
  return async () => {
    stop.abort()
    await stopped
  }
}
