import { expect, test } from 'vitest'
import { percent } from './words'

test.each([
  [1, '100 %'],
  [0.998, '99.8 %'],
  [0.5, '50 %'],
  [0.05, '5 %'],
  [0.012, '1.2 %'],
  [0, '0 %'],
])('a share of %d is written %s', (share, words) => expect(percent(share)).toBe(words))
