/** Runs jobs until it is told to stop: schedules, claims, keeps leases alive, and settles what comes of each. */
import { setTimeout as delay } from 'node:timers/promises'
import { bureau } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import {
  claimJob,
  endCancelled,
  enqueue,
  failJob,
  finishJob,
  heartbeat,
  leaseMs,
  PutOff,
  releaseJob,
  type Job,
  type JobHandler,
  type RunningJob,
} from './jobs'

export type JobHandlers = Record<string, JobHandler>

export interface LoopOptions {
  /** Jobs run side by side in this process. Default 2. */
  claimers?: number
  /** How long an idle loop waits when nobody wakes it. Default 5000. */
  pollMs?: number
  /** Default: a third of the lease. */
  heartbeatMs?: number
}

/** Resolves once `signal` is aborted and every running job has stopped. Jobs that were stopped so are claimed again later. */
export async function runJobs(
  context: Context,
  handlers: JobHandlers,
  signal: AbortSignal,
  { claimers = 2, pollMs = 5_000, heartbeatMs = leaseMs / 3 }: LoopOptions = {},
): Promise<void> {
  const kinds = Object.keys(handlers)
  const schedule = scheduler(context, handlers)

  const claimer = async () => {
    const bell = new Bell(context, signal)
    while (!signal.aborted) {
      try {
        await schedule()
        const job = await claimJob(context.db, kinds, context.now())
        if (job) await runJob(context, handlers[job.kind]!, job, signal, heartbeatMs)
        else await bell.rings(pollMs)
      } catch (error) {
        // The database is out of reach, most likely. Jobs are safe in it; the loop has to outlive that.
        context.log.error({ err: error }, 'The job loop was disturbed; it goes on shortly.')
        await bell.rings(pollMs)
      }
    }
    bell.close()
  }
  await Promise.all(Array.from({ length: claimers }, claimer))
}

async function runJob(context: Context, handler: JobHandler, job: Job, stop: AbortSignal, heartbeatMs: number) {
  const { db, now } = context
  const log = context.log.child({ jobId: job.id, jobKind: job.kind })
  if (job.attempts > handler.maxAttempts) {
    await failJob(db, job, now(), 'Each attempt ended with the process that ran it.', handler.maxAttempts)
    return
  }

  const lease = holdLease(context, job, heartbeatMs)
  const running: RunningJob = {
    id: job.id,
    attempt: job.attempts,
    signal: AbortSignal.any([stop, lease.ended]),
    progress: lease.progress,
  }
  const own: Context = {
    ...context,
    log,
    requestId: job.id,
    actor: { kind: 'system', id: job.id, tenantId: job.tenantId ?? bureau },
  }
  try {
    const result = await handler.run(own, job.payload, running)
    await lease.close()
    if (!(await finishJob(db, job, now(), result))) log.warn('A job ended after its lease: it may have run twice.')
  } catch (error) {
    await lease.close()
    if (lease.wasCancelled()) await endCancelled(db, job, now())
    else if (stop.aborted) await releaseJob(db, job)
    else if (error instanceof PutOff) await releaseJob(db, job, new Date(now().getTime() + error.forMs))
    else {
      log.error({ err: error, attempt: job.attempts }, 'A job failed.')
      // What was refused as invalid stays invalid. Other errors may carry anything, so that their text stays in the log.
      const hopeless = error instanceof AppError && error.code === 'invalid_input'
      const words = error instanceof AppError ? error.message : `It failed; the log tells why, under job ${job.id}.`
      await failJob(db, job, now(), words, hopeless ? 0 : handler.maxAttempts)
    }
  }
}

/** Renews a job's lease on time and carries its progress along. `ended` is aborted when it is lost or somebody cancels. */
function holdLease({ db, now, log }: Context, job: Job, heartbeatMs: number) {
  const ending = new AbortController()
  const closing = new AbortController()
  let cancelled = false
  let progress: Job['progress'] | undefined

  const beat = async () => {
    const state = await heartbeat(db, job, now(), progress)
    cancelled = state.cancelRequested
    if (cancelled) ending.abort(new Error('The job was cancelled.'))
    else if (!state.held) ending.abort(new Error("The job's lease was lost."))
  }
  const beating = (async () => {
    while (!closing.signal.aborted && !ending.signal.aborted) {
      await delay(heartbeatMs, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      // One that is missed is made good by the next; when all are, the lease runs out and `held` says so.
      await beat().catch((error: unknown) => log.warn({ err: error, jobId: job.id }, "A job's heartbeat was missed."))
    }
  })()

  return {
    ended: ending.signal,
    wasCancelled: () => cancelled,
    progress: (share: number, note?: string) => {
      progress = { share: Math.min(1, Math.max(0, share)), ...(note ? { note } : {}) }
    },
    close: async () => {
      closing.abort()
      await beating
    },
  }
}

/** Makes the jobs that are due by the clock. Instances that share a database agree through the slot. */
function scheduler({ db, now }: Context, handlers: JobHandlers): () => Promise<void> {
  const made = new Map<string, string>()
  return async () => {
    for (const [kind, { everyMs }] of Object.entries(handlers)) {
      if (!everyMs) continue
      const slot = `${kind}@${new Date(Math.floor(now().getTime() / everyMs) * everyMs).toISOString()}`
      if (made.get(kind) === slot) continue
      await db.transact((tx) => enqueue(tx, { tenantId: null, kind, payload: {}, now: now(), slot }))
      made.set(kind, slot)
    }
  }
}

/** Waits for news of jobs. A ring that comes while nobody waits is kept. */
class Bell {
  readonly close: () => void
  #rung = false
  #answer: (() => void) | undefined

  constructor({ db }: Context, signal: AbortSignal) {
    const ring = () => {
      this.#rung = true
      this.#answer?.()
    }
    const stop = db.listen('jobs', ring)
    signal.addEventListener('abort', ring)
    this.close = () => {
      stop()
      signal.removeEventListener('abort', ring)
    }
  }

  async rings(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#answer = resolve
        timer = setTimeout(resolve, atMostMs)
      })
      clearTimeout(timer)
      this.#answer = undefined
    }
    this.#rung = false
  }
}
