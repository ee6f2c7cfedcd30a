import { expect, test } from 'vitest'
import { wordsOf } from '../../_words/words'
import { reasonKeys, reasonText } from './reasons'

const words = wordsOf('en')

test.each(Object.keys(reasonKeys) as (keyof typeof reasonKeys)[])(
  'There is a sentence for %s, without a gap',
  (reason) => {
    const text = reasonText(words, [{ reason, action: 'come_closer' }])
    expect(text).toMatch(/\w.*\.$/)
    expect(text).not.toMatch(/[{}]/)
  },
)

test('The first reason is told, with what was asked for', () => {
  const reasons = [
    { reason: 'not_done', action: 'look_up' },
    { reason: 'flat', action: null },
  ] as const
  expect(reasonText(words, [...reasons])).toBe('This was not done as asked: Raise your chin.')
  expect(reasonText(words, [])).toBe(words.reasonQuality)
})
