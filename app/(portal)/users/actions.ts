'use server'

import { redirect } from 'next/navigation'
import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { erasureConsequences, eraseUser, type Consequences } from '@/domain/erasures'
import { listPictures } from '@/domain/faces/look'
import { mayLook } from '@/domain/looks'
import { removeFace } from '@/domain/faces/remove'
import { dismissLookAlike } from '@/domain/faces/review'
import { bulkConsequences, bulkErasure, eraseUsers, type BulkErasure } from '@/domain/users/bulk'
import { changeExternalId, reissueUsers, revokeUsers } from '@/domain/users/change'
import { undoEnrolment } from '@/domain/users/enrol'

export interface ShownPicture {
  id: string
  createdAt: string
  model: string | null
  quality: Record<string, unknown> | null
  size: string
}

/** What is kept of a user, without the pictures. `mayLook`: the caller may open them. */
export async function picturesOf(userId: string): Promise<Outcome<{ mayLook: boolean; pictures: ShownPicture[] }>> {
  return act(async (context) => {
    const pictures = await listPictures(context, { userId })
    return {
      mayLook: await mayLook(context),
      pictures: pictures.map(({ id, createdAt, model, quality, widthPx, heightPx }) => ({
        id,
        createdAt: createdAt.toISOString(),
        model,
        quality,
        size: widthPx && heightPx ? `${widthPx} × ${heightPx} px` : 'size not known',
      })),
    }
  })
}

export async function revoke(userIds: string[]): Promise<Outcome<number>> {
  return changed(await act((context) => revokeUsers(context, { userIds })))
}

export async function reissue(userIds: string[]): Promise<Outcome<number>> {
  return changed(await act((context) => reissueUsers(context, { userIds })))
}

export async function rename(userId: string, externalId: string): Promise<Outcome<string | null>> {
  return changed(await act(async (context) => (await changeExternalId(context, { userId, externalId })).externalId))
}

export async function dropFace(userId: string): Promise<Outcome<void>> {
  return changed(await act((context) => removeFace(context, { userId })))
}

export async function putAside(pairId: string): Promise<Outcome<void>> {
  return changed(await act((context) => dismissLookAlike(context, { id: pairId })))
}

export async function consequencesOf(userIds: string[]): Promise<Outcome<Consequences & { users: number }>> {
  return act(async (context) => {
    const [only] = userIds
    if (userIds.length > 1 || only === undefined) return bulkConsequences(context, { userIds })
    return { users: 1, ...(await erasureConsequences(context, { userId: only })) }
  })
}

/** Leads to the receipt. */
export async function erase(userId: string): Promise<Outcome<never>> {
  const outcome = await act((context) => eraseUser(context, { userId }))
  if (!outcome.ok) return outcome
  revalidatePath('/users')
  redirect(`/erasures/${outcome.value.receipt.id}`)
}

/** Leads to the job's progress. */
export async function eraseMany(userIds: string[]): Promise<Outcome<never>> {
  const outcome = await act((context) => eraseUsers(context, { userIds }))
  if (!outcome.ok) return outcome
  redirect(`/erasures/running?job=${outcome.value}`)
}

export async function progressOf(jobId: string): Promise<Outcome<BulkErasure>> {
  return act((context) => bulkErasure(context, { jobId }))
}

/** Leads to the receipt too: undone is erased. */
export async function undo(userId: string): Promise<Outcome<never>> {
  const outcome = await act((context) => undoEnrolment(context, { userId }))
  if (!outcome.ok) return outcome
  redirect(`/erasures/${outcome.value.receipt.id}`)
}

function changed<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) revalidatePath('/users', 'layout')
  return outcome
}
