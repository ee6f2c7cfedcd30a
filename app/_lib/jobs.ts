/** The job loop of this process: which handler runs which kind of job, from the start until the bureau closes. */
import { checkpointJob } from '@/domain/checkpoints'
import type { Context } from '@/domain/context'
import { eraseJob } from '@/domain/erasures'
import { forgetCallsJob } from '@/domain/idempotency'
import { runJobs, type JobHandlers } from '@/domain/job-loop'
import { forgetJobsJob } from '@/domain/jobs'
import { findOrphansJob, removeOrphansJob } from '@/domain/sweep'
import { forgetWalletJob } from '@/domain/wallet/challenges'

const handlers: JobHandlers = {
  'audit.checkpoint': checkpointJob,
  'blobs.find_orphans': findOrphansJob,
  'blobs.remove_orphans': removeOrphansJob,
  'calls.forget': forgetCallsJob,
  'jobs.forget': forgetJobsJob,
  'user.erase': eraseJob,
  'wallet.forget': forgetWalletJob,
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
