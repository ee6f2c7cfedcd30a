'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { AdminContext } from '@/app/_lib/auth'
import type { Outcome } from '@/app/_lib/outcome'
import { momentOf, zoneWords } from '@/app/_lib/zone-time'
import { ask, change as changeGraph } from '@/app/_graph/ask'
import {
  ChangeEventDocument,
  CreateEventDocument,
  DeleteEventDocument,
  EventDocument,
  type EventFactsFragment,
} from '@/app/_graph/documents'
import { AppError } from '@/domain/errors'
import { allZones } from '../_access/zones'
import type { EventForm } from './_parts/form'

/** @returns the new event, to look at and, as long as nobody is in it, to take back */
export async function create(form: EventForm): Promise<Outcome<{ id: string; eventId: string }>> {
  return changed(
    await act(async (context) => {
      const { zoneId } = form
      const zone = (await allZones(context)).find(({ id }) => id === zoneId)
      if (!zone) throw wrong('zoneId', 'Choose where it takes place.')
      const fields = fieldsOf(form, zone.timeZone)
      if (form.keep === 'default') delete fields.retentionSeconds
      const { event } = await changeGraph(context, CreateEventDocument, { zoneId, ...fields }).catch(byField)
      return event
    }),
  )
}

/** What an event was, as it is given back by an undo. */
export type Before = Pick<
  EventFactsFragment,
  'name' | 'externalId' | 'startsAt' | 'endsAt' | 'entryPolicy' | 'capacity' | 'retentionSeconds'
>

export async function change(id: string, form: EventForm): Promise<Outcome<Before>> {
  return changed(
    await act(async (context) => {
      const before = await eventOf(context, id)
      const fields = fieldsOf(form, before.zone.timeZone)
      // To the minute they are what they were: then the seconds stay, and a start that has passed is not moved.
      if (isSameMinute(fields.startsAt, before.startsAt)) fields.startsAt = before.startsAt
      if (isSameMinute(fields.endsAt, before.endsAt)) fields.endsAt = before.endsAt
      await changeGraph(context, ChangeEventDocument, { eventId: id, ...fields }).catch(byField)
      return beforeOf(before)
    }),
  )
}

export async function restore(id: string, before: Before): Promise<Outcome<void>> {
  return changed(
    await act(async (context) => {
      await changeGraph(context, ChangeEventDocument, { eventId: id, ...before })
    }),
  )
}

export async function remove(id: string): Promise<Outcome<number>> {
  return changed(
    await act(async (context) => (await changeGraph(context, DeleteEventDocument, { eventId: id })).attendees),
  )
}

async function eventOf(context: AdminContext, id: string): Promise<EventFactsFragment> {
  const { node } = await ask(context, EventDocument, { id })
  if (node && 'eventId' in node) return node as EventFactsFragment
  throw new AppError('not_found', 'There is no such event any more.')
}

const beforeOf = ({ name, externalId, startsAt, endsAt, entryPolicy, capacity, retentionSeconds }: Before): Before => ({
  name,
  externalId,
  startsAt,
  endsAt,
  entryPolicy,
  capacity,
  retentionSeconds,
})

const isSameMinute = (one: string, other: string) =>
  Math.floor(Date.parse(one) / 60_000) === Math.floor(Date.parse(other) / 60_000)

/** @throws AppError naming the field whose words mean nothing; the rest is the domain's to judge */
function fieldsOf(form: EventForm, timeZone: string) {
  const capacity = form.capacity.trim().replaceAll(/[\s,.']/g, '')
  if (!/^\d{0,7}$/.test(capacity)) throw wrong('capacity', 'A whole number, or nothing for any number of people.')
  const fields: Before & { retentionSeconds?: number | null } = {
    name: form.name.trim() || null,
    externalId: form.externalId.trim() || null,
    startsAt: timeOf('startsAt', form.startsAt, timeZone),
    endsAt: timeOf('endsAt', form.endsAt, timeZone),
    entryPolicy: form.entryPolicy,
    capacity: capacity === '' ? null : Number(capacity),
    retentionSeconds: keptSeconds(form),
  }
  return fields as Omit<Before, 'retentionSeconds'> & { retentionSeconds?: number | null }
}

function keptSeconds({ keep, keepHours }: EventForm): number | null {
  if (keep === 'none') return 0
  if (keep !== 'for') return null
  const hours = Number(keepHours.trim().replace(',', '.'))
  if (!(hours > 0 && hours <= 87_600)) throw wrong('keepHours', 'A number of hours, up to 87,600 (10 years).')
  return Math.round(hours * 3_600)
}

function timeOf(field: string, wall: string, timeZone: string): string {
  if (wall === '') throw wrong(field, 'Say when, to the minute.')
  const moment = momentOf(wall.slice(0, 16), timeZone)
  if (moment) return moment.toISOString()
  throw wrong(field, `There is no such time in ${zoneWords(timeZone, new Date())}: its clocks leap over it.`)
}

const fieldOfReason: Record<string, string> = {
  event_start_time_already_passed: 'startsAt',
  event_end_time_before_start_time: 'endsAt',
  event_too_long: 'endsAt',
  zone_without_access_points: 'zoneId',
}

/** What breaks a rule stands at the field that breaks it. */
function byField(error: unknown): never {
  if (!(error instanceof AppError)) throw error
  const field = fieldOfReason[error.options.reason ?? '']
  if (!field) throw error
  const message =
    field === 'zoneId' ? 'No terminal stands here. Add one under Terminals; then events can take place.' : error.message
  throw new AppError('invalid_input', message, { cause: error, fields: [{ field, message }] })
}

const wrong = (field: string, message: string) =>
  new AppError('invalid_input', message, { fields: [{ field, message }] })

function changed<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) revalidatePath('/events', 'layout')
  return outcome
}
