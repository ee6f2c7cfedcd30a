/** Every kind of job there is, by name. A noun's own file holds its handler. */
import { checkpointJob } from './checkpoints'
import type { JobHandlers } from './job-loop'
import { forgetJobsJob } from './jobs'

export const jobHandlers: JobHandlers = {
  'audit.checkpoint': checkpointJob,
  'jobs.forget': forgetJobsJob,
}
