/** Input meets its schema: the first line of every domain function. */
import { z } from 'zod'
import { AppError } from './errors'
import { plainWords } from './plain-words'

/** @throws AppError `invalid_input` naming each field; never the value, which may be a secret or a picture */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { error: plainWords })
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const message = fields.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ')
  throw new AppError('invalid_input', message, { fields })
}
