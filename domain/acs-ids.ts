/**
 * The forms in which a customer's own id can be put on a wire at the door. An id that does not fit its form is refused when the
 * person is enrolled, not when they stand at the gate. The wires themselves (Wiegand, OSDP, TCP) are not served.
 */
import { AppError } from './errors'

export const acsIdSchemas = ['string64', 'uuid', 'uint32', 'wiegand26'] as const

export type AcsIdSchema = (typeof acsIdSchemas)[number]

export const defaultAcsIdSchema: AcsIdSchema = 'string64'

const forms: Record<AcsIdSchema, { fits(id: string): boolean; words: string }> = {
  string64: {
    // A blank at either end is lost on the way through forms and tables.
    fits: (id) => /^\P{C}{1,64}$/u.test(id) && id.trim() === id,
    words: '1 to 64 printable characters without blanks at the ends',
  },
  uuid: {
    fits: (id) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id),
    words: 'a UUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  },
  uint32: {
    fits: (id) => isNumber(id, 0xffffffff),
    words: 'a decimal number from 0 to 4294967295 without leading zeros',
  },
  wiegand26: {
    fits: (id) => {
      const [facility, card, ...more] = id.split('-')
      return more.length === 0 && isNumber(facility, 255) && isNumber(card, 65_535)
    },
    words: 'facility (0-255) and card (0-65535) such as 12-34567',
  },
}

const isNumber = (text: string | undefined, most: number) =>
  text !== undefined && /^(?:0|[1-9]\d{0,9})$/.test(text) && Number(text) <= most

/** @throws AppError `rule_broken` with the reason `acs_id_schema_not_supported` or `acs_id_schema_mismatch` */
export function assertAcsId(id: string, schema: string): AcsIdSchema {
  const known = acsIdSchemas.find((name) => name === schema)
  if (!known) {
    const message = `Served are the schemas ${acsIdSchemas.join(', ')}.`
    throw new AppError('rule_broken', message, { reason: 'acs_id_schema_not_supported' })
  }
  const { fits, words } = forms[known]
  if (fits(id)) return known
  throw new AppError('rule_broken', `An id of the schema ${known} is ${words}.`, { reason: 'acs_id_schema_mismatch' })
}
