import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, isOpen, isTimeZone, localTime, weeklySpanSchema, type Scope } from './window'

const scope = (of: Partial<Scope> = {}): Scope => ({
  kind: 'event',
  id: 'e',
  grantId: 'g',
  validFrom: '2026-11-20T18:00:00.000Z',
  validUntil: '2026-11-20T22:00:00.000Z',
  schedule: null,
  timeZone: 'Europe/Vienna',
  single: false,
  entered: false,
  ...of,
})
const at = (time: string) => new Date(time)
const always = { validFrom: null, validUntil: null }

test('A window holds its first moment and not its last', () => {
  expect(isOpen(scope(), at('2026-11-20T17:59:59.999Z'))).toBe(false)
  expect(isOpen(scope(), at('2026-11-20T18:00:00.000Z'))).toBe(true)
  expect(isOpen(scope(), at('2026-11-20T21:59:59.999Z'))).toBe(true)
  expect(isOpen(scope(), at('2026-11-20T22:00:00.000Z'))).toBe(false)
  expect(isOpen(scope(always), at('1970-01-01T00:00:00Z'))).toBe(true)
})

test('A weekly schedule is read on the zone’s own wall clock, on both sides of a change to summer time', () => {
  const office = scope({ ...always, schedule: [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }] })
  // Friday before and Monday after the night of 28 to 29 March 2026, in which Vienna's clocks go forward.
  expect(isOpen(office, at('2026-03-27T06:59:59Z'))).toBe(false)
  expect(isOpen(office, at('2026-03-27T07:00:00Z'))).toBe(true)
  expect(isOpen(office, at('2026-03-30T05:59:59Z'))).toBe(false)
  expect(isOpen(office, at('2026-03-30T06:00:00Z'))).toBe(true)
  expect(isOpen(office, at('2026-03-29T10:00:00Z'))).toBe(false)
})

test('A day ends at 24:00, also where it is a day before or after elsewhere', () => {
  const sundays = scope({
    ...always,
    timeZone: 'Pacific/Auckland',
    schedule: [{ days: [7], from: '00:00', until: '24:00' }],
  })
  expect(isOpen(sundays, at('2026-11-21T11:00:00Z'))).toBe(true)
  expect(isOpen(sundays, at('2026-11-22T10:59:59Z'))).toBe(true)
  expect(isOpen(sundays, at('2026-11-22T11:00:00Z'))).toBe(false)
  expect(localTime(at('2026-11-22T11:00:00Z'), 'Pacific/Auckland')).toEqual({ day: 1, time: '00:00' })
})

test('Any scope that is open lets in; one that was used up says so, and is named only where no other helps', () => {
  const late = at('2026-11-20T21:00:00Z')
  const used = scope({ single: true, entered: true })
  expect(decide([], late)).toEqual({ granted: false, reason: 'outside_window' })
  expect(decide([used], late)).toEqual({ granted: false, reason: 'already_inside' })
  expect(decide([used], at('2026-11-20T23:00:00Z'))).toEqual({ granted: false, reason: 'outside_window' })
  const member = scope({ ...always, kind: 'member', id: 'm' })
  expect(decide([used, member], late)).toEqual({ granted: true, scope: member })
  expect(decide([scope({ single: true })], late)).toMatchObject({ granted: true })
})

test('A narrower window never lets in more, and scopes together let in whenever one of them does', () => {
  const moment = fc.date({ min: at('2026-01-01'), max: at('2027-01-01'), noInvalidDate: true })
  const bound = fc.option(moment.map((date) => date.toISOString()))
  const any = fc.record({ validFrom: bound, validUntil: bound, single: fc.boolean(), entered: fc.boolean() })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 5 }), moment, moment, (several, when, limit) => {
      const scopes = several.map(scope)
      const alone = scopes.some((one) => decide([one], when).granted)
      expect(decide(scopes, when).granted).toBe(alone)
      for (const one of scopes) {
        const until = one.validUntil && one.validUntil < limit.toISOString() ? one.validUntil : limit.toISOString()
        if (isOpen({ ...one, validUntil: until }, when)) expect(isOpen(one, when)).toBe(true)
      }
    }),
  )
})

test('Spans that end before they begin, days that are none and times that are none are refused', () => {
  const good = { days: [1], from: '08:00', until: '24:00' }
  expect(weeklySpanSchema.safeParse(good).success).toBe(true)
  for (const wrong of [
    { until: '08:00' },
    { until: '07:59' },
    { days: [] },
    { days: [8] },
    { from: '8:00' },
    { from: '25:00' },
  ]) {
    expect(weeklySpanSchema.safeParse({ ...good, ...wrong }).success).toBe(false)
  }
  expect(isTimeZone('Europe/Vienna')).toBe(true)
  expect(isTimeZone('Vienna')).toBe(false)
  const night = weeklySpanSchema.safeParse({ ...good, from: '22:00', until: '06:00' })
  expect(night.error!.issues).toMatchObject([
    { path: ['until'], message: expect.stringContaining('For a night make two spans: one until 24:00') },
  ])
})
