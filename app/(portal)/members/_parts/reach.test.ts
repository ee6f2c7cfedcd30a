import { expect, test } from 'vitest'
import { daysWords, scheduleWords } from './reach'

test('Days and hours of a week are said in words, neighbours together', () => {
  expect(daysWords([1, 2, 3, 4, 5, 6, 7])).toBe('every day')
  expect(daysWords([5, 1, 2, 3, 4])).toBe('Mon–Fri')
  expect(daysWords([1, 3, 4, 6, 7, 7])).toBe('Mon, Wed, Thu, Sat, Sun')
  expect(scheduleWords(null)).toBe('at any time')
  const night = { days: [6], from: '22:00', until: '00:00' }
  expect(scheduleWords([{ days: [1, 2, 3], from: '08:00', until: '12:00' }, night])).toBe(
    'Mon–Wed 08:00–12:00; Sat 22:00–24:00',
  )
})
