import { expect, test } from 'vitest'
import { sizeWords } from './size'

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [156_300, '156 KB'],
  [999_600, '1.0 MB'],
  [1_240_000_000, '1.2 GB'],
  [9_960, '10 KB'],
])('%i is %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
