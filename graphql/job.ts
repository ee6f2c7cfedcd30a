/** Jobs: work that goes on after its caller was answered. */
import { jobsByIds } from '@/domain/by-ids'
import { countJobs, jobStates, pageOfJobs, retryJob, stopJob, type ListedJob } from '@/domain/job-list'
import { builder } from './builder'
import { enumOf } from './enums'
import { decodeCursor, encodeCursor, rowId } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'

export const JobState = enumOf('JobState', jobStates)

export const Job = builder.loadableNode('Job', {
  description: 'Work in the background. What it works on is told nowhere.',
  id: { resolve: ({ id }: ListedJob) => id },
  load: (ids: string[], context) => jobsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    jobId: t.exposeString('id'),
    kind: t.exposeString('kind', { description: '`noun.verb`' }),
    state: t.expose('state', { type: JobState }),
    attempts: t.exposeInt('attempts'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    runAt: t.expose('runAt', { type: 'DateTime', description: 'Before then it does not begin.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    share: t.float({
      nullable: true,
      description: '0 to 1; null where it does not say.',
      resolve: ({ progress }) => progress?.share ?? null,
    }),
    note: t.string({
      nullable: true,
      description: 'What is being done, for people.',
      resolve: ({ progress }) => progress?.note ?? null,
    }),
    error: t.exposeString('error', { nullable: true }),
    cancelRequested: t.exposeBoolean('cancelRequested'),
    mayCancel: t.exposeBoolean('mayCancel'),
    mayRetry: t.exposeBoolean('mayRetry'),
  }),
})

const JobCount = builder.objectRef<{ state: ListedJob['state']; jobs: number }>('JobCount').implement({
  fields: (t) => ({ state: t.expose('state', { type: JobState }), jobs: t.exposeInt('jobs') }),
})

const JobConnection = builder.connectionObject({
  type: Job,
  name: 'JobConnection',
  fields: (t) => ({
    counts: t.field({
      type: [JobCount],
      description: 'Of all jobs that are remembered; states without one are left out.',
      resolve: async (_connection, _args, context) => {
        const counts = await countJobs(context)
        return jobStates.flatMap((state) => (counts[state] ? [{ state, jobs: counts[state] }] : []))
      },
    }),
  }),
})

builder.queryField('jobs', (t) =>
  t.field({
    type: JobConnection,
    description: 'Newest first.',
    args: { ...pageArgs(t.arg), states: t.arg({ type: [JobState] }) },
    complexity: pageCost,
    async resolve(_root, { first, after, states }, context) {
      const { jobs, hasMore } = await pageOfJobs(context, {
        states: given(states),
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
      })
      return pageOf(jobs, { hasMore, after, cursor: encodeCursor })
    },
  }),
)

const JobPayload = builder.objectRef<{ id: string }>('JobPayload').implement({
  fields: (t) => ({ job: t.field({ type: Job, resolve: ({ id }) => id }) }),
})

mutation('retryJob', {
  description: 'Puts a job that has failed for good back into the queue.',
  input: (t) => ({ jobId: t.id({ required: true }) }),
  payload: JobPayload,
  run: async (context, { jobId }) => {
    const id = rowId('Job', jobId)
    await retryJob(context, { jobId: id })
    return { id }
  },
})

mutation('stopJob', {
  description: 'One that waits ends at once, one that runs soon. An erasure that was begun is finished.',
  input: (t) => ({ jobId: t.id({ required: true }) }),
  payload: JobPayload,
  run: async (context, { jobId }) => {
    const id = rowId('Job', jobId)
    await stopJob(context, { jobId: id })
    return { id }
  },
})
