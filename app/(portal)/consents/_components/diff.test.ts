import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffTexts } from './diff'

test('A changed word is taken out and put in, the rest stays', () => {
  expect(diffTexts('My face opens the door.', 'My face opens every door.')).toEqual([
    { kind: 'same', text: 'My face opens ' },
    { kind: 'removed', text: 'the' },
    { kind: 'added', text: 'every' },
    { kind: 'same', text: ' door.' },
  ])
  expect(diffTexts('', 'All new')).toEqual([{ kind: 'added', text: 'All new' }])
  expect(diffTexts('the same', 'the same')).toEqual([{ kind: 'same', text: 'the same' }])
})

test('Both texts can be read out of the difference, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n', 'Wort ')).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diffTexts(before, after)
      const read = (left: string) =>
        pieces
          .filter(({ kind }) => kind !== left)
          .map(({ text }) => text)
          .join('')
      expect(read('added')).toBe(before)
      expect(read('removed')).toBe(after)
    }),
  )
})

test('Texts of the greatest length are compared in reasonable time', { timeout: 5_000 }, () => {
  const words = (seed: number) => Array.from({ length: 12_000 }, (_, n) => `w${(n * seed) % 977}`).join(' ')
  const [before, after] = [words(7), words(11)]
  const pieces = diffTexts(before, after)
  expect(
    pieces
      .filter(({ kind }) => kind !== 'added')
      .map(({ text }) => text)
      .join(''),
  ).toBe(before)
})
