import { expect, test } from 'vitest'
import { windowWithin } from './narrowing'

const event = { startsAt: '2026-11-21T17:00:00.000Z', endsAt: '2026-11-21T22:00:00.000Z', timeZone: 'Europe/Vienna' }
const within = (from: string, until: string) => windowWithin(event, { from, until })

test("What a row says is read on the clock of the event's facility, or by its own offset", () => {
  expect(within('2026-11-21 18:30', '2026-11-21T20:00:00')).toEqual({
    validFrom: '2026-11-21T17:30:00.000Z',
    validUntil: '2026-11-21T19:00:00.000Z',
  })
  expect(within('2026-11-21T19:00:00+02:00', '')).toEqual({ validFrom: '2026-11-21T17:00:00.000Z', validUntil: null })
  expect(within('', '2026-11-21T22:00Z')).toEqual({ validFrom: null, validUntil: '2026-11-21T22:00:00.000Z' })
})

test.each([
  ['what is no time', '21.11.2026 18:30', ''],
  ['a day that there is not', '2026-11-31 18:30', ''],
  ['an hour that there is not', '2026-11-21T25:00Z', ''],
  ['before it starts', '2026-11-21 17:59', ''],
  ['when it is over', '2026-11-21 23:00', ''],
  ['an end as it starts', '', '2026-11-21 18:00'],
  ['an end after it', '', '2026-11-21 23:01'],
  ['an end before the beginning', '2026-11-21 20:00', '2026-11-21 20:00'],
])('%s is refused', (_what, from, until) => {
  expect(within(from, until)).toBeNull()
})
