/** Which recognition engines a tenant uses, and where one user is enrolled. */
import { createHash } from 'node:crypto'
import { and, inArray } from 'drizzle-orm'
import type { Context } from '../context'
import { tenantFor } from '../permissions'
import { tenantById } from '../tenants'
import { userById } from '../users'
import { hasVoice } from '../voice/own'
import { comparableFaces, ownTemplates } from './own'

export interface EngineStatus {
  /** 24 hex digits, the same for a tenant's engine at every call. */
  engineId: string
  type: 'face' | 'voice'
  enrolled: boolean
}

/** @throws AppError `not_found` */
export async function enrolmentStatus(context: Context, { userId }: { userId: string }): Promise<EngineStatus[]> {
  const tenantId = tenantFor(context, 'users:read')
  await userById(context.db, tenantId, userId)
  const { settings } = await tenantById(context.db, tenantId)
  const statusOf = (type: 'face' | 'voice', enrolled: boolean): EngineStatus => ({
    engineId: engineId(tenantId, type),
    type,
    enrolled,
  })
  const status: EngineStatus[] = []
  if (settings.voiceEngine) status.push(statusOf('voice', await hasVoice(context, { tenantId, userId })))
  if (settings.faceEngine) {
    const own = await ownTemplates(context, context.db, tenantId, userId)
    status.push(statusOf('face', own.length > 0))
  }
  return status
}

/** Who of these users has a face enrolled under the present model, in the order of the ids. */
export async function facesEnrolled(context: Context, userIds: string[]): Promise<boolean[]> {
  const tenantId = tenantFor(context, 'users:read')
  const { templates } = context.db.tables
  const rows = await context.db.sql
    .selectDistinct({ userId: templates.userId })
    .from(templates)
    .where(and(comparableFaces(context, context.db, tenantId), inArray(templates.userId, userIds)))
  const enrolled = new Set(rows.map(({ userId }) => userId))
  return userIds.map((id) => enrolled.has(id))
}

/** An engine has no row of its own: the name is made of whose it is and what it recognises. */
function engineId(tenantId: string, type: string): string {
  return createHash('sha256').update(`engine ${tenantId} ${type}`).digest('hex').slice(0, 24)
}
