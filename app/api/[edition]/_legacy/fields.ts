/** Schemas of single fields, as forms, JSON and query strings deliver them. Which endpoint has which is in its route. */
import { z } from 'zod'
import { codes, type Code } from './codes'
import { isIn, type Edition } from './editions'
import type { Declared } from './legacy'

/**
 * Text, or a whole JSON number; an empty one counts as absent. Anything else is refused as a field that is not known, also a
 * number that JavaScript does not hold exactly: it may have been another one.
 */
export const text = (maxLength: number) =>
  z
    .union([z.string(), z.int().transform(String)])
    .transform((value) => value.trim())
    .pipe(z.string().max(maxLength))
    .optional()
    .transform((value) => value || undefined)

/** A form knows no booleans (I). What is neither yes nor no says nothing. */
export const flag = z
  .union([z.boolean(), z.string(), z.number()])
  .optional()
  .transform((value) => {
    const said = String(value).toLowerCase()
    if (said === 'true' || said === '1') return true
    if (said === 'false' || said === '0') return false
    return undefined
  })

/** One of these words; another one has a refusal of its own. */
export const word = <Word extends string>(words: readonly [Word, ...Word[]], otherwise: Code) =>
  text(64)
    .pipe(z.enum(words, { error: otherwise }).optional())
    .meta({ type: 'string', enum: words })

/** What a call is refused with whose fields do not fit their schemas. */
export function fieldRefusal({ issues }: z.ZodError): Code {
  const own = issues.map(({ message }) => message).find((message) => Object.hasOwn(codes, message))
  return (own as Code | undefined) ?? 'UNEXPECTED_FIELD'
}

/** The fields that an edition knows. */
export function fieldsOf({ fields = {}, fieldsSince = {} }: Declared, edition: Edition): z.ZodRawShape {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isIn(edition, fieldsSince[name])))
}
