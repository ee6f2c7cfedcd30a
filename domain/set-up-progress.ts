/** How far a tenant has come in setting its bureau up, seen from the rows themselves: nothing here is ticked by hand. */
import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Context } from './context'
import { tenantFor } from './permissions'

export const setUpSteps = ['address', 'mail', 'client', 'enrolment', 'verification'] as const

export type SetUpStep = (typeof setUpSteps)[number]

export interface SetUpProgress {
  steps: { step: SetUpStep; isDone: boolean }[]
  done: number
  isComplete: boolean
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
  const { clients, templates, auditLines } = tables
  const told = (action: string): SQL | undefined =>
    and(eq(auditLines.tenantId, tenantId), eq(auditLines.action, action))
  const [living, enrolled, verified] = await Promise.all([
    read
      .select({ id: clients.id })
      .from(clients)
      .where(and(eq(clients.tenantId, tenantId), isNull(clients.revokedAt)))
      .limit(1),
    read.select({ id: templates.id }).from(templates).where(eq(templates.tenantId, tenantId)).limit(1),
    read.select({ seq: auditLines.seq }).from(auditLines).where(told('face.verified')).limit(1),
  ])
  const isDone: Record<SetUpStep, boolean> = {
    // A browser lends its camera to pages over TLS, and to this very machine, only.
    address: surroundings.publicUrl.startsWith('https:'),
    mail: surroundings.sendsMail,
    client: living.length > 0,
    enrolment: enrolled.length > 0,
    verification: verified.length > 0,
  }
  const steps = setUpSteps.map((step) => ({ step, isDone: isDone[step] }))
  const done = steps.filter((step) => step.isDone).length
  return { steps, done, isComplete: done === steps.length }
}
