/** Grants: why a terminal may hold a person's templates and when it may let them in. Attendees and members are two kinds of them. */
import type { GrantRow } from '@/domain/by-ids'
import { grantsOfUsers } from '@/domain/users/edges'
import { builder } from './builder'
import { User } from './user'

export const WeeklySpan = builder.objectRef<{ days: number[]; from: string; until: string }>('WeeklySpan').implement({
  description: 'On these days of the week, from one time up to another.',
  fields: (t) => ({
    days: t.exposeIntList('days', { description: '1 Monday to 7 Sunday.' }),
    from: t.exposeString('from', { description: 'HH:MM in the time of the zone.' }),
    until: t.exposeString('until', { description: 'HH:MM; 24:00 is the end of the day.' }),
  }),
})

export const WeeklySpanInput = builder.inputType('WeeklySpanInput', {
  fields: (t) => ({
    days: t.intList({ required: true, description: '1 Monday to 7 Sunday.' }),
    from: t.string({ required: true, description: 'HH:MM in the time of the zone.' }),
    until: t.string({ required: true, description: 'HH:MM; 24:00 is the end of the day.' }),
  }),
})

export const Grant = builder.interfaceRef<GrantRow>('Grant').implement({
  description: 'Why somebody may come in: as attendee of an event, or as member.',
  resolveType: ({ kind }) => (kind === 'attendee' ? 'Attendee' : 'Member'),
  fields: (t) => ({
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    validFrom: t.expose('validFrom', { type: 'DateTime', nullable: true }),
    validUntil: t.expose('validUntil', { type: 'DateTime', nullable: true }),
    removedAt: t.expose('removedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.objectField(User, 'grants', (t) =>
  t.loadableList({
    type: Grant,
    nullable: true,
    description: 'What stands of attendances and memberships, newest first; 20 of them.',
    complexity: { field: 1, multiplier: 2 },
    load: (ids: string[], context) => grantsOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)
