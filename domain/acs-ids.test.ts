import { expect, test } from 'vitest'
import { assertAcsId } from './acs-ids'

const fits = (schema: string, id: string) => {
  try {
    return assertAcsId(id, schema) === schema
  } catch (error) {
    return (error as { options: { reason: string } }).options.reason
  }
}

test.each([
  ['string64', 'member-123456'],
  ['string64', 'Žofie 🙂'],
  ['string64', 'x'.repeat(64)],
  ['uuid', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['uint32', '0'],
  ['uint32', '4294967295'],
  ['wiegand26', '0-0'],
  ['wiegand26', '255-65535'],
])('%s expresses %s', (schema, id) => expect(fits(schema, id)).toBe(true))

test.each([
  ['string64', ''],
  ['string64', ' a'],
  ['string64', 'a\n'],
  ['string64', 'x'.repeat(65)],
  ['uuid', '3f2504e04f8941d39a0c0305e82c3301'],
  ['uuid', 'not-a-uuid'],
  ['uint32', '4294967296'],
  ['uint32', '01'],
  ['uint32', '-1'],
  ['uint32', '1.5'],
  ['uint32', '٣'],
  ['wiegand26', '256-1'],
  ['wiegand26', '1-65536'],
  ['wiegand26', '1'],
  ['wiegand26', '1-2-3'],
  ['wiegand26', '1-'],
])('%s does not express %j', (schema, id) => expect(fits(schema, id)).toBe('acs_id_schema_mismatch'))

test.each(['wiegand34', 'wiegand37', 'osdp', '', 'toString'])('the schema %j is not served', (schema) =>
  expect(fits(schema, '1')).toBe('acs_id_schema_not_supported'),
)
