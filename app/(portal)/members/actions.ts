'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { momentOf } from '@/app/_lib/zone-time'
import { ask, change as changeGraph } from '@/app/_graph/ask'
import {
  AddMembersByExternalIdDocument,
  AddMembersDocument,
  ChangeMemberDocument,
  MemberDocument,
  RemoveMembersDocument,
} from '@/app/_graph/documents'
import { AppError } from '@/domain/errors'
import { reasonWords, type Added } from '../_access/bulk'
import type { Reach, Span } from './_parts/reach'

/** When and where, as the API has it. */
export interface Bounds {
  validFrom: string | null
  validUntil: string | null
  schedule: Span[] | null
  zoneIds: string[] | null
}

/** @param userId a global id @returns ids of the member, for its page and for an undo */
export async function addOne(userId: string, reach: Reach): Promise<Outcome<{ id: string; memberId: string }>> {
  return changed(
    await act(async (context) => {
      const { results } = await changeGraph(context, AddMembersDocument, { userIds: [userId], ...boundsOf(reach) })
      const { member, refusal } = results[0]!
      if (member) return member
      throw new AppError('conflict', `Not added: ${reasonWords(refusal ?? '')}.`)
    }),
  )
}

/** Up to 1,000. */
export async function addNamed(externalIds: string[], reach: Reach): Promise<Outcome<Added[]>> {
  return changed(
    await act(async (context) => {
      const input = { externalIds, ...boundsOf(reach) }
      const { results } = await changeGraph(context, AddMembersByExternalIdDocument, input)
      return results.map(({ user, member, refusal }, index) => ({
        externalId: externalIds[index]!,
        userId: user?.userId ?? null,
        grantId: member?.id ?? null,
        reason: refusal,
      }))
    }),
  )
}

/** @returns what held before, for an undo */
export async function change(id: string, reach: Reach): Promise<Outcome<Bounds>> {
  return changed(
    await act(async (context) => {
      const { node } = await ask(context, MemberDocument, { id })
      if (!node || !('memberId' in node)) throw new AppError('not_found', 'There is no such member any more.')
      await changeGraph(context, ChangeMemberDocument, { memberId: id, ...boundsOf(reach) })
      const { validFrom, validUntil, schedule, zones } = node
      return { validFrom, validUntil, schedule, zoneIds: zones?.map((zone) => zone.id) ?? null }
    }),
  )
}

export async function restore(id: string, bounds: Bounds): Promise<Outcome<void>> {
  return changed(
    await act(async (context) => {
      await changeGraph(context, ChangeMemberDocument, { memberId: id, ...bounds })
    }),
  )
}

/** Up to 1,000. @param memberIds global ids */
export async function remove(memberIds: string[]): Promise<Outcome<number>> {
  return changed(
    await act(async (context) => (await changeGraph(context, RemoveMembersDocument, { memberIds })).removed),
  )
}

export interface Removed extends Bounds {
  /** A global id. */
  userId: string
}

/** Adds them again within the same bounds: as new members. @returns how many */
export async function putBack(people: Removed[]): Promise<Outcome<number>> {
  return changed(
    await act(async (context) => {
      const alike = new Map<string, { bounds: Bounds; userIds: string[] }>()
      for (const { userId, ...bounds } of people) {
        const key = JSON.stringify(bounds)
        const one = alike.get(key) ?? { bounds, userIds: [] }
        one.userIds.push(userId)
        alike.set(key, one)
      }
      let count = 0
      for (const { bounds, userIds } of alike.values()) {
        count += (await changeGraph(context, AddMembersDocument, { userIds, ...bounds })).added
      }
      return count
    }),
  )
}

/** @throws AppError naming the field that means nothing; the rest is the domain's to judge */
function boundsOf({ validFrom, validUntil, timeZone, schedule, zoneIds }: Reach): Bounds {
  if (zoneIds?.length === 0) throw wrong('zoneIds', 'Choose at least one place.')
  return {
    validFrom: momentIn('validFrom', validFrom, timeZone),
    validUntil: momentIn('validUntil', validUntil, timeZone),
    schedule: schedule?.map(spanOf) ?? null,
    zoneIds,
  }
}

function spanOf({ days, from, until }: Span, index: number): Span {
  const at = `Span ${index + 1}`
  if (days.length === 0) throw wrong('schedule', `${at}: tick at least one day.`)
  if (from === '' || until === '') throw wrong('schedule', `${at}: say from when until when.`)
  const end = until === '00:00' ? '24:00' : until
  if (end > from) return { days, from, until: end }
  throw wrong(
    'schedule',
    `${at} ends before it begins. For a night make two: until 00:00, and from 00:00 on the day after.`,
  )
}

function momentIn(field: string, wall: string, timeZone: string): string | null {
  if (wall === '') return null
  const at = momentOf(wall.slice(0, 16), timeZone)
  if (at) return at.toISOString()
  throw wrong(field, `There is no such time in ${timeZone}.`)
}

const wrong = (field: string, message: string) =>
  new AppError('invalid_input', message, { fields: [{ field, message }] })

function changed<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) revalidatePath('/members', 'layout')
  return outcome
}
