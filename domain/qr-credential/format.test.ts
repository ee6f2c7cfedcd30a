/** The layout of QR credentials, and what becomes of texts that are none. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cosine, normalise } from '@/engines/math'
import { fromBase45, toBase45 } from './base45'
import { fittingScopes, placeName, readContents, readText, writeContents, writeText, type QrScope } from './format'
import { CredentialRefused, refusals } from './refused'

const hex = (length: number) =>
  fc
    .array(fc.nat(15), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''))
const uuid = fc.uuid()
const seconds = fc.integer({ min: 0, max: 0xffffffff }).map((second) => new Date(second * 1_000))
const time = fc.option(seconds.map((at) => at.toISOString()))
const clockTime = fc
  .integer({ min: 0, max: 1440 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
const schedule = fc.option(
  fc.array(
    fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 })).map((days) => days.sort()),
      from: clockTime,
      until: clockTime,
    }),
    { minLength: 1, maxLength: 5 },
  ),
)
const scope: fc.Arbitrary<QrScope> = fc
  .record({
    kind: fc.constantFrom('event' as const, 'member' as const),
    id: uuid,
    grantId: uuid,
    validFrom: time,
    validUntil: time,
    schedule,
    single: fc.boolean(),
    reach: fc.record({
      eventZone: fc.option(uuid),
      zones: fc.option(fc.array(uuid, { maxLength: 4 })),
      terminals: fc.option(fc.array(uuid, { maxLength: 4 })),
    }),
  })
  .map((one) => ({ ...one, id: one.kind === 'member' ? one.grantId : one.id }))
const vector = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length }).map((numbers) => {
    numbers[0] = numbers[0]! + 2
    return normalise(Float32Array.from(numbers))
  })
const contents = fc.record({
  id: uuid,
  subject: hex(24),
  issuedAt: seconds,
  expiresAt: seconds,
  model: fc.string({ minLength: 1, maxLength: 40 }),
  template: fc.constantFrom(8, 128, 512).chain(vector),
  acsId: fc.option(fc.string({ minLength: 1, maxLength: 256 })),
  acsIdSchema: fc.option(fc.constantFrom('string64', 'uuid', 'uint32', 'wiegand26')),
  scopes: fc.array(scope, { maxLength: 6 }).map(fittingScopes),
})

/** Zones and terminals come back by their short names. */
const shortened = ({ reach, ...rest }: QrScope): QrScope => ({
  ...rest,
  reach: {
    eventZone: reach.eventZone && placeName(reach.eventZone),
    zones: reach.zones?.map(placeName) ?? null,
    terminals: reach.terminals?.map(placeName) ?? null,
  },
})

function refusalOf(run: () => unknown): string {
  try {
    run()
    return 'taken'
  } catch (error) {
    if (!(error instanceof CredentialRefused)) throw error
    return error.reason
  }
}

describe('what is in it', () => {
  test('comes back as it was written, and the face within what 8 bits leave', () => {
    fc.assert(
      fc.property(contents, (given) => {
        const { template, scopes, ...rest } = readContents(writeContents(given))
        const { template: before, scopes: scopesBefore, ...wanted } = given
        expect(rest).toEqual(wanted)
        expect(scopes).toEqual(scopesBefore.map(shortened))
        expect(template).toHaveLength(before.length)
        expect(cosine(before, normalise(template))).toBeGreaterThan(0.998)
      }),
      { numRuns: 150 },
    )
  })

  test('128 numbers and three scopes are 600 bytes at most, with seal and signature', () => {
    fc.assert(
      fc.property(contents, vector(128), fc.tuple(scope, scope, scope), (given, template, scopes) => {
        const narrow = scopes.map((one) => ({
          ...one,
          schedule: null,
          reach: { eventZone: one.reach.eventZone, zones: null, terminals: null },
        }))
        const acsId = 'member-123456'
        const plain = writeContents({ ...given, template, acsId, model: 'human-faceres@3.3.6', scopes: narrow })
        const sealed = Uint8Array.from([...plain, ...new Uint8Array(16)])
        const ids = {
          tenantId: given.id,
          qrKeyId: '00'.repeat(8),
          signerId: '00'.repeat(8),
          nonce: new Uint8Array(12),
          sealed,
        }
        const text = writeText(ids, new Uint8Array(64))
        expect(fromBase45(text.slice('LIMEN:'.length)).length).toBeLessThanOrEqual(600)
        expect(readText(text)).toMatchObject({ tenantId: given.id, sealed })
      }),
      { numRuns: 50 },
    )
  })

  test('scopes that find no room are left out, and the others stay', () => {
    const some = fc.sample(scope, 40)
    const fitting = fittingScopes(some)
    expect(fitting.length).toBeLessThanOrEqual(12)
    expect(some).toEqual(expect.arrayContaining(fitting))
  })

  test('bytes that were cut or made up are malformed, whatever they are', () => {
    fc.assert(
      fc.property(contents, fc.nat(), (given, at) => {
        const bytes = writeContents(given)
        expect(refusalOf(() => readContents(bytes.subarray(0, at % bytes.length)))).toBe('malformed')
        expect(refusalOf(() => readContents(Uint8Array.from([...bytes, 0])))).toBe('malformed')
      }),
      { numRuns: 100 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['taken', 'malformed']).toContain(refusalOf(() => readContents(bytes)))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the text', () => {
  test('base45 is that of RFC 9285, and what is none is malformed', () => {
    expect(toBase45(new TextEncoder().encode('base-45'))).toBe('UJCLQE7W581')
    expect(toBase45(new TextEncoder().encode('ietf!'))).toBe('QED8WEX0')
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase45(toBase45(bytes))).toEqual(bytes)
      }),
    )
    for (const text of ['GGW', 'A', 'ab', '::', ':::', 'ÄÖ'])
      expect(refusalOf(() => fromBase45(text))).toBe('malformed')
  })

  test('10,000 other QRs are refused with a reason each', () => {
    const others = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.webUrl(),
      fc.uint8Array({ maxLength: 700 }).map((bytes) => `LIMEN:${toBase45(bytes)}`),
      fc.uint8Array({ maxLength: 700 }).map((bytes) => `LIMEN:${toBase45(Uint8Array.from([1, ...bytes]))}`),
      fc.constantFrom('LIMEN:', 'limen:00', 'HC1:6BF', `LIMEN:${'0'.repeat(10_000)}`),
    )
    const seen = new Set<string>()
    fc.assert(
      fc.property(others, (text) => {
        const outcome = refusalOf(() => readText(text))
        seen.add(outcome)
        expect(['taken', ...refusals]).toContain(outcome)
      }),
      { numRuns: 10_000 },
    )
    expect(seen).toContain('wrong_version')
    expect(seen).toContain('malformed')
  })
})
