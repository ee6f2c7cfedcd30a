/** Schemas of single fields, as forms, JSON and query strings deliver them. Which endpoint has which is in its route. */
import { z } from 'zod'

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
