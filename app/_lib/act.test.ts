import { expect, test } from 'vitest'
import { AppError } from '@/domain/errors'
import { refusal } from './act'

test('What a field must be is said in a sentence, and what is one already is left as it is', () => {
  const fields = [
    { field: 'slug', message: 'must be lower-case letters' },
    { field: 'day', message: 'Write the day as YYYY-MM-DD.' },
  ]
  expect(refusal(new AppError('invalid_input', 'slug: …', { fields }))).toMatchObject({
    ok: false,
    message: 'Please look at the marked fields.',
    problems: { slug: 'It must be lower-case letters.', day: 'Write the day as YYYY-MM-DD.' },
  })
})
