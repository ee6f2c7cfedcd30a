/** How far a tenant has come in setting its bureau up, seen from the rows themselves: nothing here is ticked by hand. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Context } from './context'
import { factorsOf } from './factors/factors'
import { tenantFor } from './permissions'

export const setUpSteps = ['owner', 'address', 'mail', 'factor', 'client', 'enrolment', 'verification', 'dump'] as const

export type SetUpStep = (typeof setUpSteps)[number]

export interface SetUpProgress {
  steps: { step: SetUpStep; isDone: boolean }[]
  done: number
  isComplete: boolean
}

/** By these lines of the audit trail a step is known to have happened. */
const telling = {
  verification: ['face.verified'],
  dump: ['dump.made', 'dump.exported'],
}

/** What only the environment knows. */
export interface Surroundings {
  publicUrl: string
  /** Mail leaves the machine. */
  sendsMail: boolean
}

export async function readSetUpProgress(context: Context, surroundings: Surroundings): Promise<SetUpProgress> {
  const tenantId = tenantFor(context, 'figures:read')
  const { sql: read, tables } = context.db
  const { admins, clients, templates, auditLines } = tables
  const told = (step: keyof typeof telling) =>
    read
      .select({ seq: auditLines.seq })
      .from(auditLines)
      .where(and(eq(auditLines.tenantId, tenantId), inArray(auditLines.action, telling[step])))
      .limit(1)
  const [owned, factors, living, enrolled, verified, dumps] = await Promise.all([
    read
      .select({ id: admins.id })
      .from(admins)
      .where(and(eq(admins.tenantId, tenantId), eq(admins.role, 'owner')))
      .limit(1),
    'id' in context.actor ? factorsOf(context.db, context.actor.id) : null,
    read
      .select({ id: clients.id })
      .from(clients)
      .where(and(eq(clients.tenantId, tenantId), isNull(clients.revokedAt)))
      .limit(1),
    read.select({ id: templates.id }).from(templates).where(eq(templates.tenantId, tenantId)).limit(1),
    told('verification'),
    told('dump'),
  ])
  const isDone: Record<SetUpStep, boolean> = {
    owner: owned.length > 0,
    // A browser lends its camera to pages over TLS, and to this very machine, only.
    address: surroundings.publicUrl.startsWith('https:'),
    mail: surroundings.sendsMail,
    // The reader's own: nobody turns one on for somebody else.
    factor: factors !== null,
    client: living.length > 0,
    enrolment: enrolled.length > 0,
    verification: verified.length > 0,
    dump: dumps.length > 0,
  }
  const steps = setUpSteps.map((step) => ({ step, isDone: isDone[step] }))
  const done = steps.filter((step) => step.isDone).length
  return { steps, done, isComplete: done === steps.length }
}
