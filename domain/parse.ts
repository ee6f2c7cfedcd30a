/** Input meets its schema: the first line of every domain function. And what all text has to be. */
import { z } from 'zod'
import { isStorable } from '@/db/storable'
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

export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes')

/** Two names that differ in what cannot be stored would become the same. */
export const storableText = z.string().refine(isStorable, 'A character of this text cannot be stored.')

/**
 * A year of four digits: any other has a way of writing of its own, which neither terminals nor PostgreSQL read. One such time in the
 * feed would keep every terminal from whatever comes after it.
 */
export const isStorableTime = (time: Date) => time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999

export const storableTime = z.date().refine(isStorableTime, 'The year has to be one from 1 to 9999.')
