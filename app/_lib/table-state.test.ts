import { expect, test } from 'vitest'
import { filterOf, loadAudit } from '@/app/(portal)/audit/_parts/filter'
import { loadTableState } from './table-state'

test.each(['-1', '0', '1e9', '1.5', '99999999999999999999', 'x', '%00'])(
  'Page %s of an address is the first',
  (page) => {
    expect(loadTableState(new URLSearchParams(`page=${page}`))).toMatchObject({ page: 1 })
  },
)

test('A page that may exist is asked for', () => {
  expect(loadTableState(new URLSearchParams('page=6667&q=a%20b'))).toMatchObject({ page: 6667, q: 'a b' })
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
