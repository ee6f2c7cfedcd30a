/** What is held up before a camera. */
import { expect, test } from 'vitest'
import type { Contents } from '../../qr-credential/format'
import { Card } from './card'
import type { Presented } from './qr'

const contents = { id: 'c' } as Contents
function card(answer: (text: string) => Presented = () => ({ contents })) {
  const asked: string[] = []
  const clock = { ms: 0 }
  const present = async (text: string) => {
    asked.push(text)
    return answer(text)
  }
  return { one: new Card(present, () => clock.ms), asked, clock }
}

test('a text that many frames show is asked about once, and waits for its face for a while', async () => {
  const { one, asked, clock } = card()
  expect(await one.see(['https://example.org', 'LIMEN:A'])).toEqual({ isNew: true, refusal: null })
  for (clock.ms = 100; clock.ms <= 20_000; clock.ms += 100) {
    expect((await one.see(['LIMEN:A'])).isNew).toBe(false)
  }
  expect([asked, one.contents]).toEqual([['LIMEN:A'], contents])
  clock.ms += 7_000
  await one.see([])
  expect(one.contents).toBe(contents)
  clock.ms += 2_000
  await one.see([])
  expect(one.contents).toBeNull()
})

test('codes of others are none of its business', async () => {
  const { one, asked } = card()
  expect(await one.see(['https://example.org', 'WIFI:S:x;;'])).toEqual({ isNew: false, refusal: null })
  expect(asked).toEqual([])
})

test('what was refused is said once, and asked about anew later', async () => {
  const { one, asked, clock } = card(() => ({ refusal: 'not_ready' }))
  expect(await one.see(['LIMEN:A'])).toEqual({ isNew: true, refusal: 'not_ready' })
  clock.ms = 4_999
  expect(await one.see(['LIMEN:A'])).toEqual({ isNew: false, refusal: null })
  clock.ms = 5_000
  expect((await one.see(['LIMEN:A'])).refusal).toBe('not_ready')
  expect((await one.see(['LIMEN:B'])).refusal).toBe('not_ready')
  expect([asked, one.contents]).toEqual([['LIMEN:A', 'LIMEN:A', 'LIMEN:B'], null])
})

test('who comes next has nothing to do with it; who has not been told yet may turn the code to the camera first', async () => {
  const { one } = card()
  await one.see(['LIMEN:A'])
  one.left()
  expect(one.contents).toBe(contents)
  one.answered()
  one.left()
  expect(one.contents).toBeNull()
})
