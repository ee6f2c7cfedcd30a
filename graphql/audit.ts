/** The audit trail: who did what to whom. */
import type { AuditLine as AuditLineShape } from '@/domain/audit'
import { lastAuditCheck, startAuditCheck, type AuditCheck as AuditCheckShape } from '@/domain/audit-trail/check'
import { listActions, listAuditLines } from '@/domain/audit-trail/list'
import { builder } from './builder'
import { decodeNumber, encodeKey } from './ids'
import { JobState } from './job'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'

const AuditLine = builder.objectRef<AuditLineShape>('AuditLine').implement({
  description: 'One line of a chain in which each holds the hash of the one before.',
  fields: (t) => ({
    seq: t.exposeFloat('seq'),
    at: t.expose('at', { type: 'DateTime' }),
    action: t.exposeString('action', { description: '`noun.verb`' }),
    actorKind: t.exposeString('actorKind'),
    actorId: t.exposeString('actorId', { description: "The row's id, as `filter.actor` takes it." }),
    subjectKind: t.exposeString('subjectKind'),
    subjectId: t.exposeString('subjectId', { description: "The row's id, as `filter.subject` takes it." }),
    detail: t.string({
      description: 'JSON: ids, counts and decisions.',
      resolve: ({ detail }) => JSON.stringify(detail),
    }),
    hash: t.exposeString('hash'),
    previousHash: t.exposeString('previousHash'),
  }),
})

const AuditConnection = builder.connectionObject({ type: AuditLine, name: 'AuditLineConnection' })

const AuditFilter = builder.inputType('AuditFilter', {
  fields: (t) => ({
    actor: t.string({ description: 'The id of an admin, a client or a job.' }),
    action: t.string(),
    subject: t.string({ description: 'The id of whom or what it happened to.' }),
    from: t.field({ type: 'DateTime' }),
    to: t.field({ type: 'DateTime', description: 'Not after this moment.' }),
  }),
})

builder.queryField('auditLines', (t) =>
  t.field({
    type: AuditConnection,
    description: 'Newest first. A page may be short where a search took too long; `endCursor` is where it goes on.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: AuditFilter }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter }, context) {
      const { lines, older } = await listAuditLines(context, {
        first: first ?? pageDefault,
        before: after == null ? undefined : decodeNumber(after),
        filter: {
          actor: given(filter?.actor),
          action: given(filter?.action),
          subject: given(filter?.subject),
          from: given(filter?.from),
          to: given(filter?.to),
        },
      })
      return pageOf(lines, {
        hasMore: older !== null,
        after,
        cursor: ({ seq }) => encodeKey([seq]),
        end: older === null ? undefined : encodeKey([older]),
      })
    },
  }),
)

builder.queryField('auditActions', (t) =>
  t.stringList({
    description: 'Every action that the trail tells of.',
    resolve: (_root, _args, context) => listActions(context),
  }),
)

const AuditBreak = builder.objectRef<{ seq: number; problem: string }>('AuditBreak').implement({
  fields: (t) => ({ seq: t.exposeFloat('seq'), problem: t.exposeString('problem', { description: 'For people.' }) }),
})

const AuditVerdict = builder.objectRef<NonNullable<AuditCheckShape['verdict']>>('AuditVerdict').implement({
  fields: (t) => ({
    intact: t.exposeBoolean('intact'),
    lines: t.exposeFloat('lines'),
    breaks: t.expose('breaks', { type: [AuditBreak], description: 'The first ones.' }),
    breakCount: t.exposeFloat('breakCount'),
    checkpoints: t.exposeFloat('checkpoints', { description: 'Signed ones that were looked at.' }),
    coveredUpTo: t.exposeFloat('coveredUpTo', { description: 'Up to this line a checkpoint vouches.' }),
    uncovered: t.exposeFloat('uncovered', { description: 'Lines behind it.' }),
    head: t.exposeString('head', { description: 'SHA-256 of the last line that was looked at.' }),
  }),
})

const AuditCheck = builder.objectRef<AuditCheckShape>('AuditCheck').implement({
  description: 'A proof of the chain that somebody asked for.',
  fields: (t) => ({
    state: t.expose('state', { type: JobState }),
    share: t.exposeFloat('share', { description: '0 to 1.' }),
    askedAt: t.expose('askedAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    verdict: t.expose('verdict', { type: AuditVerdict, nullable: true, description: 'Null until it is done.' }),
  }),
})

builder.queryField('auditCheck', (t) =>
  t.field({
    type: AuditCheck,
    nullable: true,
    description: 'The last proof that was asked for.',
    resolve: (_root, _args, context) => lastAuditCheck(context),
  }),
)

const AuditCheckPayload = builder.objectRef<{ jobId: string }>('AuditCheckPayload').implement({
  fields: (t) => ({
    check: t.field({
      type: AuditCheck,
      nullable: true,
      resolve: (_payload, _args, context) => lastAuditCheck(context),
    }),
  }),
})

mutation('checkAuditTrail', {
  description: 'Has the chain proven, line by line; while that goes on, asking again starts no second one.',
  input: () => ({}),
  payload: AuditCheckPayload,
  run: async (context) => ({ jobId: await startAuditCheck(context) }),
})
