import { expect, test } from 'vitest'
import { filterOf, loadAudit } from '@/app/(portal)/audit/_parts/filter'
import { loadTableState, parseAsDay } from './table-state'

test.each(['-1', '0', '1e9', '1.5', '99999999999999999999', 'x', '%00'])(
  'Page %s of an address is the first',
  (page) => {
    expect(loadTableState(new URLSearchParams(`page=${page}`))).toMatchObject({ page: 1 })
  },
)

test('A page that may exist is asked for', () => {
  expect(loadTableState(new URLSearchParams('page=6667&q=a%20b'))).toMatchObject({ page: 6667, q: 'a b' })
})

test('A day of the calendar is taken, and nothing else', () => {
  expect(parseAsDay.parse('2028-02-29')).toBe('2028-02-29')
  for (const day of ['2026-02-31', '2026-13-01', '2026-2-3', 'yesterday', '2026-02-03T00:00:00Z', '']) {
    expect([day, parseAsDay.parse(day)]).toEqual([day, null])
  }
})

test('Words that no row can hold are left out of a search', () => {
  expect(loadTableState(new URLSearchParams('q=a%00b'))).toMatchObject({ q: 'ab' })
})

test('An address of the audit page that was tampered with breaks nothing', () => {
  const long = 'a'.repeat(300)
  const state = loadAudit(
    new URLSearchParams(`actor=%00&action=%20x&subject=${long}&before=-4&after=99999999999999999999`),
  )
  expect(state).toMatchObject({ before: null, after: null })
  expect(filterOf(state)).toEqual({ action: 'x', subject: long.slice(0, 100) })
  expect(loadAudit(new URLSearchParams('before=41'))).toMatchObject({ before: 41 })
})
