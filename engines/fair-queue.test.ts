import { expect, test } from 'vitest'
import { FairQueue } from './fair-queue'

function filled(...entries: [share: string, item: number][]): FairQueue<number> {
  const queue = new FairQueue<number>()
  for (const [share, item] of entries) queue.push(share, item)
  return queue
}

test('One share is first come, first served', () => {
  expect(filled(['a', 1], ['a', 2], ['a', 3]).drain()).toEqual([1, 2, 3])
})

test('Shares take turns, however many wait before', () => {
  const queue = filled(['a', 1], ['a', 2], ['a', 3], ['b', 10], ['c', 20], ['b', 11])
  expect(queue.length).toBe(6)
  expect(queue.shift()).toBe(1)
  queue.push('d', 30)
  expect(queue.drain()).toEqual([10, 20, 2, 30, 11, 3])
  expect(queue.length).toBe(0)
  expect(queue.shift()).toBeUndefined()
})

test('What is pushed first comes before its own share, and not before others', () => {
  const queue = filled(['a', 1], ['a', 2], ['b', 10])
  queue.pushFirst('b', 9)
  queue.pushFirst('a', 0)
  queue.pushFirst('c', 20)
  expect([queue.length, queue.lengthOf('b')]).toEqual([6, 2])
  expect(queue.drain()).toEqual([0, 9, 20, 1, 10, 2])
})

test('What is removed does not come, and is not counted', () => {
  const queue = filled(['a', 1], ['a', 2], ['b', 10])
  expect(queue.remove('a', 2)).toBe(true)
  expect(queue.remove('a', 2)).toBe(false)
  expect(queue.remove('c', 1)).toBe(false)
  expect([queue.length, queue.lengthOf('a'), queue.lengthOf('b'), queue.lengthOf('c')]).toEqual([2, 1, 1, 0])
  expect(queue.remove('a', 1)).toBe(true)
  expect(queue.drain()).toEqual([10])
})
