/**
 * Opening what is kept sealed of a person: pictures, documents, recordings. Who opens says what for, and each single time is a line of
 * the audit trail before anything is opened. The purpose is one of a list and no free text, because that line is never erased.
 */
import type { SealPlace } from '@/db/types'
import { writeAudit } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { isFault } from './faults'
import { tenantFor } from './permissions'
import { tenantById } from './tenants'

export const lookPurposes = [
  'identity_check',
  'quality_review',
  'look_alike_review',
  'person_asked',
  'investigation',
] as const
export type LookPurpose = (typeof lookPurposes)[number]

/** Whether the caller may open any of it, for pages that have to say why not. */
export async function mayLook(context: Context): Promise<boolean> {
  const tenantId = tenantFor(context, 'pictures:look')
  if (context.actor.kind !== 'admin' || context.actor.role !== 'auditor') return true
  return (await tenantById(context.db, tenantId)).settings.auditorsSeePictures
}

/**
 * @param refused what to say to an auditor whose tenant keeps all of it from auditors
 * @returns the tenant. @throws AppError `forbidden`
 */
export async function assertMayLook(context: Context, refused: string): Promise<string> {
  const tenantId = tenantFor(context, 'pictures:look')
  if (!(await mayLook(context))) throw new AppError('forbidden', refused)
  return tenantId
}

/** What is sealed under a user's key, and the line that tells of its opening. */
export interface Sealed {
  userId: string
  blobName: string
  place: SealPlace
  action: string
  detail: Record<string, unknown>
}

/** The line stands also where what was to be opened then turns out to have gone. @throws what `gone` makes */
export async function openSealed(
  context: Context,
  { userId, blobName, place, action, detail }: Sealed,
  gone: (cause: unknown) => AppError,
): Promise<Buffer> {
  await context.db.transact((tx) => writeAudit(tx, context, { action, subject: { kind: 'user', id: userId }, detail }))
  try {
    return await context.keys.openForUser(userId, place, await context.blobs.get(blobName))
  } catch (error) {
    if (isFault(error, 'BlobMissing') || isFault(error, 'KeyDestroyed')) throw gone(error)
    throw error
  }
}
