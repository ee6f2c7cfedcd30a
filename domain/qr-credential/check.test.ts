/** Who is let in by an opened QR credential: the face, the place, the window and how long ago the bureau was heard of. */
import { describe, expect, test } from 'vitest'
import { checkCredential, type QrDoor } from './check'
import { placeName, type Contents, type QrScope } from './format'

const ids = {
  zone: '0198a000-0000-7000-8000-00000000a001',
  space: '0198a000-0000-7000-8000-00000000a002',
  other: '0198a000-0000-7000-8000-00000000a003',
  terminal: '0198a000-0000-7000-8000-00000000b001',
  grant: '0198a000-0000-7000-8000-00000000c001',
}
const face = Float32Array.from([0.6, 0.8, 0, 0])
const at = new Date('2026-11-20T10:00:00Z')

const scope = (over: Partial<QrScope> = {}, reach: Partial<QrScope['reach']> = {}): QrScope => ({
  kind: 'member',
  id: ids.grant,
  grantId: ids.grant,
  validFrom: null,
  validUntil: null,
  schedule: null,
  single: false,
  ...over,
  reach: { eventZone: null, zones: null, terminals: null, ...reach },
})

const holding = (...scopes: QrScope[]): Contents => ({
  id: ids.grant,
  subject: '0'.repeat(24),
  issuedAt: at,
  expiresAt: new Date(at.getTime() + 1_000_000),
  model: 'm@1',
  template: face,
  acsId: null,
  acsIdSchema: null,
  scopes,
})

const door = (over: Partial<QrDoor> = {}): QrDoor => ({
  at,
  heardAt: at,
  stalenessMs: 3_600_000,
  place: { terminalId: ids.terminal, zones: [ids.space, ids.zone], timeZone: 'Europe/Vienna' },
  threshold: 0.5,
  ...over,
})

const typeOf = (contents: Contents, over?: Partial<QrDoor>, probe = face) =>
  checkCredential(contents, probe, door(over)).type

describe('a QR credential at the door', () => {
  test('lets in whose face it is, and nobody else', () => {
    expect(checkCredential(holding(scope()), face, door())).toMatchObject({
      type: 'access_granted',
      scope: { grantId: ids.grant, timeZone: 'Europe/Vienna' },
    })
    expect(typeOf(holding(scope()), {}, Float32Array.from([0, 0, 1, 0]))).toBe('not_recognised')
    expect(typeOf(holding(scope()), {}, Float32Array.from([NaN, 0, 0, 0]))).toBe('not_recognised')
    expect(() => typeOf(holding(scope()), {}, Float32Array.from([1]))).toThrowError(
      expect.objectContaining({ reason: 'wrong_model' }),
    )
  })

  test('holds where its grants hold', () => {
    expect(typeOf(holding(scope({}, { eventZone: placeName(ids.zone) })))).toBe('access_granted')
    expect(typeOf(holding(scope({}, { eventZone: placeName(ids.other) })))).toBe('outside_window')
    expect(typeOf(holding(scope({}, { zones: [placeName(ids.other), placeName(ids.space)] })))).toBe('access_granted')
    expect(typeOf(holding(scope({}, { zones: [] })))).toBe('outside_window')
    expect(typeOf(holding(scope({}, { terminals: [placeName(ids.other)] })))).toBe('outside_window')
    expect(typeOf(holding(scope({}, { terminals: [placeName(ids.terminal)] })))).toBe('access_granted')
    expect(typeOf(holding())).toBe('outside_window')
  })

  test('holds when its grants hold, by the clock of the door', () => {
    // 10:00 UTC is 11:00 on a Friday in Vienna.
    const hours = (from: string, until: string) => scope({ schedule: [{ days: [5], from, until }] })
    expect(typeOf(holding(hours('10:30', '11:30')))).toBe('access_granted')
    expect(typeOf(holding(hours('09:30', '10:30')))).toBe('outside_window')
    expect(typeOf(holding(scope({ validUntil: at.toISOString() })))).toBe('outside_window')
  })

  test('a ticket for one entry is used once at a door', () => {
    const ticket = holding(scope({ kind: 'event', single: true }))
    expect(typeOf(ticket)).toBe('access_granted')
    expect(typeOf(ticket, { entries: new Set([ids.grant]) })).toBe('already_inside')
  })

  test('what the terminal holds of the person by the feed is newer than the QR', () => {
    const { reach: _reach, ...held } = { ...scope({ validUntil: at.toISOString() }), timeZone: 'UTC', entered: false }
    expect(typeOf(holding(scope()), { held: [held] })).toBe('outside_window')
    expect(typeOf(holding(), { held: [{ ...held, validUntil: null }] })).toBe('access_granted')
    expect(typeOf(holding(scope()), { held: [] })).toBe('access_granted')
  })

  test('nobody is let in once the bureau has not been heard of for too long', () => {
    expect(typeOf(holding(scope()), { heardAt: null })).toBe('outside_window')
    expect(typeOf(holding(scope({ kind: 'event' })), { heardAt: new Date(at.getTime() - 3_600_001) })).toBe(
      'outside_window',
    )
    expect(typeOf(holding(scope()), { heardAt: new Date(at.getTime() - 3_600_000) })).toBe('access_granted')
  })
})
