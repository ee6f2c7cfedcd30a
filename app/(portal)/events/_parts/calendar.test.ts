import { expect, test } from 'vitest'
import { byDay, monthBeside, weeksOf } from './calendar'

test('A month lies in whole weeks that begin on Mondays', () => {
  const weeks = weeksOf('2026-11')
  expect(weeks).toHaveLength(6)
  expect(weeks[0]![0]).toBe('2026-10-26')
  expect(weeks[0]![6]).toBe('2026-11-01')
  expect(weeks.at(-1)!.at(-1)).toBe('2026-12-06')
  expect(weeksOf('2027-02')).toEqual([
    ['2027-02-01', '2027-02-02', '2027-02-03', '2027-02-04', '2027-02-05', '2027-02-06', '2027-02-07'],
    expect.anything(),
    expect.anything(),
    expect.arrayContaining(['2027-02-28']),
  ])
  expect([monthBeside('2026-12', 1), monthBeside('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
})

test('An event falls on its days as its own facility counts them', () => {
  const at = (timeZone: string, startsAt: string, endsAt: string) => ({ startsAt, endsAt, zone: { timeZone } })
  const night = at('Europe/Vienna', '2026-11-20T22:30:00Z', '2026-11-21T02:00:00Z')
  const untilMidnight = at('Europe/Vienna', '2026-11-20T18:00:00Z', '2026-11-20T23:00:00Z')
  const far = at('Pacific/Auckland', '2026-11-20T18:00:00Z', '2026-11-20T20:00:00Z')
  const found = byDay([night, untilMidnight, far], ['2026-11-20', '2026-11-21', '2026-11-22'])
  expect(found.get('2026-11-20')).toEqual([night, untilMidnight])
  expect(found.get('2026-11-21')).toEqual([night, far])
  expect(found.get('2026-11-22')).toEqual([])
})
