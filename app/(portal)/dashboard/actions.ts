'use server'

import { act } from '@/app/_lib/act'
import { retryJob, stopJob } from '@/domain/job-list'

export async function retry(jobId: string) {
  return act((context) => retryJob(context, { jobId }))
}

export async function stop(jobId: string) {
  return act((context) => stopJob(context, { jobId }))
}
