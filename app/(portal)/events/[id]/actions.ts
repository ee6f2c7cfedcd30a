'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { AdminContext } from '@/app/_lib/auth'
import type { Outcome } from '@/app/_lib/outcome'
import { momentOf } from '@/app/_lib/zone-time'
import { ask, change } from '@/app/_graph/ask'
import {
  AddAttendeesByExternalIdDocument,
  AddAttendeesDocument,
  AddMatchingAttendeesDocument,
  EventDocument,
  RemoveAttendeesDocument,
  type UserFilter,
} from '@/app/_graph/documents'
import { AppError } from '@/domain/errors'
import type { Added, NamedPerson, Window } from '../../_access/bulk'
import { reasonWords } from '../../_access/bulk'
import type { Narrowing } from './_parts/narrowing'

/** @param userId a global id */
export async function addOne(eventId: string, userId: string, narrowing: Narrowing): Promise<Outcome<string>> {
  return changed(
    await act(async (context) => {
      const input = { eventId, userIds: [userId], ...(await narrowed(context, eventId, narrowing)) }
      const { results } = await change(context, AddAttendeesDocument, input)
      const { attendee, refusal } = results[0]!
      if (attendee) return attendee.id
      throw new AppError('conflict', `Not added: ${reasonWords(refusal ?? '')}.`)
    }),
  )
}

/** Up to 1,000, each named once. */
export async function addNamed(
  eventId: string,
  people: NamedPerson[],
  narrowing: Narrowing,
): Promise<Outcome<Added[]>> {
  return changed(
    await act(async (context) => {
      const common = await narrowed(context, eventId, narrowing)
      const added = new Map<string, Added>()
      for (const { window, externalIds } of byWindow(people)) {
        const input = { eventId, externalIds, ...common, ...window }
        const { results } = await change(context, AddAttendeesByExternalIdDocument, input)
        for (const [index, { user, attendee, refusal }] of results.entries()) {
          const externalId = externalIds[index]!
          const [userId, grantId] = [user?.userId ?? null, attendee?.id ?? null]
          added.set(externalId, { externalId, userId, grantId, reason: refusal })
        }
      }
      return people.map(({ externalId }) => added.get(externalId)!)
    }),
  )
}

/** One call takes those who may come at the same times. */
function byWindow(people: NamedPerson[]): { window: Window | null; externalIds: string[] }[] {
  const alike = new Map<string, { window: Window | null; externalIds: string[] }>()
  for (const { externalId, window } of people) {
    const key = window ? `${window.validFrom} ${window.validUntil}` : ''
    const one = alike.get(key) ?? { window, externalIds: [] }
    one.externalIds.push(externalId)
    alike.set(key, one)
  }
  return [...alike.values()]
}

/** The next 1,000 whom the filter shows. @param after `next` of the call before */
export async function addMatching(
  eventId: string,
  filter: UserFilter,
  after: string | null,
  narrowing: Narrowing,
): Promise<Outcome<{ results: Added[]; next: string | null }>> {
  return changed(
    await act(async (context) => {
      const input = { eventId, filter, after, ...(await narrowed(context, eventId, narrowing)) }
      const { results, endCursor } = await change(context, AddMatchingAttendeesDocument, input)
      return {
        next: endCursor,
        results: results.map(({ user, attendee, refusal }) => ({
          externalId: user?.externalId ?? null,
          userId: user?.userId ?? null,
          grantId: attendee?.id ?? null,
          reason: refusal,
        })),
      }
    }),
  )
}

/** Up to 1,000. @param attendeeIds global ids */
export async function takeOut(attendeeIds: string[]): Promise<Outcome<number>> {
  return changed(
    await act(async (context) => (await change(context, RemoveAttendeesDocument, { attendeeIds })).removed),
  )
}

/** Somebody who was taken out, as they attended. Ids are global ones. */
export interface TakenOut {
  userId: string
  validFrom: string | null
  validUntil: string | null
  zoneIds: string[] | null
  terminalIds: string[] | null
}

/** Adds them again within the same bounds: as new attendees. @returns how many */
export async function putBack(eventId: string, people: TakenOut[]): Promise<Outcome<number>> {
  return changed(
    await act(async (context) => {
      const alike = new Map<string, TakenOut[]>()
      for (const one of people) {
        const { userId: _who, ...bounds } = one
        const key = JSON.stringify(bounds)
        alike.set(key, [...(alike.get(key) ?? []), one])
      }
      let count = 0
      for (const several of alike.values()) {
        const { userId: _who, ...bounds } = several[0]!
        const userIds = several.map(({ userId }) => userId)
        count += (await change(context, AddAttendeesDocument, { eventId, userIds, ...bounds })).added
      }
      return count
    }),
  )
}

/** @throws AppError for a time that there is not */
async function narrowed(context: AdminContext, eventId: string, { validFrom, validUntil, zoneIds }: Narrowing) {
  if (validFrom === '' && validUntil === '') {
    return { validFrom: null, validUntil: null, zoneIds: zoneIds.length > 0 ? zoneIds : null }
  }
  const { node } = await ask(context, EventDocument, { id: eventId })
  if (!node || !('zone' in node)) throw new AppError('not_found', 'There is no such event any more.')
  const { timeZone } = node.zone
  const moment = (field: string, wall: string) => {
    if (wall === '') return null
    const at = momentOf(wall.slice(0, 16), timeZone)
    if (at) return at.toISOString()
    const message = `There is no such time in ${timeZone}.`
    throw new AppError('invalid_input', message, { fields: [{ field, message }] })
  }
  return {
    validFrom: moment('validFrom', validFrom),
    validUntil: moment('validUntil', validUntil),
    zoneIds: zoneIds.length > 0 ? zoneIds : null,
  }
}

function changed<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) revalidatePath('/events', 'layout')
  return outcome
}
