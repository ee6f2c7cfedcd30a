import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn, momentOf, rangeIn, timeIn, wallTime, zoneWords } from './zone-time'

const vienna = 'Europe/Vienna'

test('A moment is shown on the wall clock of its zone, named', () => {
  const [from, until] = ['2026-11-21T17:00:00Z', '2026-11-21T23:30:00Z']
  expect(timeIn(from, vienna)).toBe('Sat 21 Nov 2026, 18:00')
  expect(rangeIn(from, '2026-11-21T21:00:00Z', vienna)).toBe('Sat 21 Nov 2026, 18:00–22:00')
  expect(rangeIn(from, until, vienna)).toBe('Sat 21 Nov 2026, 18:00 – Sun 22 Nov 2026, 00:30')
  expect(dayIn(until, vienna)).toBe('2026-11-22')
  expect(zoneWords(vienna, from)).toBe('Europe/Vienna (UTC+1)')
  expect(zoneWords(vienna, '2026-07-01T00:00:00Z')).toBe('Europe/Vienna (UTC+2)')
  expect(zoneWords('Asia/Kolkata', from)).toBe('Asia/Kolkata (UTC+5:30)')
  expect(zoneWords('America/Caracas', from)).toBe('America/Caracas (UTC−4)')
  expect(zoneWords('UTC', from)).toBe('UTC')
})

test('What is typed is read on that clock: set forward it leaps over an hour, set back it shows one twice', () => {
  expect(momentOf('2026-11-21T18:00', vienna)?.toISOString()).toBe('2026-11-21T17:00:00.000Z')
  expect(momentOf('2026-03-29T02:30', vienna)).toBeNull()
  expect(momentOf('2026-03-29T03:00', vienna)?.toISOString()).toBe('2026-03-29T01:00:00.000Z')
  expect(momentOf('2026-10-25T02:30', vienna)?.toISOString()).toBe('2026-10-25T00:30:00.000Z')
  expect(momentOf('2026-02-30T02:30', vienna)).toBeNull()
  expect(momentOf('tomorrow', vienna)).toBeNull()
  // A whole day that never was: Samoa crossed the date line.
  expect(momentOf('2011-12-30T12:00', 'Pacific/Apia')).toBeNull()
})

test('Whatever a clock shows is read back as a moment at which it shows it', () => {
  const zones = ['UTC', vienna, 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia']
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(moment, fc.constantFrom(...zones), (at, zone) => {
      const wall = wallTime(at, zone)
      const read = momentOf(wall, zone)!
      expect(wallTime(read, zone)).toBe(wall)
      expect(read.getTime()).toBeLessThanOrEqual(at.getTime())
    }),
  )
})
