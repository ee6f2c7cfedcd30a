import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from './errors'
import { parse } from './parse'

function refusalOf(schema: z.ZodType, input: unknown): string {
  try {
    parse(schema, input)
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
  return 'accepted'
}

test.each([
  [z.enum(['refuse', 'flag', 'off']), 'maybe', 'must be one of refuse, flag, off'],
  [z.string(), 7, 'must be text'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.number().int(), 1.5, 'must be a whole number'],
  [z.number().max(0.1), 0.5, 'must be at most 0.1'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(8), 'short', 'must have at least 8 characters'],
  [z.string().max(3), 'long', 'must have at most 3 characters'],
  [z.array(z.string()).min(1), [], 'must have at least 1 entry'],
  [z.string().regex(/x/, 'a letter x'), 'y', 'a letter x'],
])('What is wrong is said in plain words (%#)', (schema, value, words) => {
  expect(refusalOf(z.object({ it: schema }), { it: value })).toBe(`it: ${words}`)
})

test('What is missing and what is not known are named, and no value is repeated', () => {
  expect(refusalOf(z.object({ name: z.string() }), {})).toBe('name: is missing')
  expect(refusalOf(z.strictObject({}), { colour: 'red' })).toBe("'colour' is not known here")
  expect(refusalOf(z.object({ secret: z.enum(['a']) }), { secret: 'hunter2' })).not.toContain('hunter2')
})
