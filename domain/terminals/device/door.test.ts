/** The door's own rules: one visit is one answer, what cannot be written down lets nobody in, and a device that slept is careful. */
import { SignJWT } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { BureauClock } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import { openDatabase } from './browser/database'
import { deviceKeysOf, newDeviceKeyPair } from './browser/keys'
import { IndexedStore } from './browser/store'
import { held, memberScope, newBrowser } from './browser/testing'
import { Door, type DoorOptions } from './door'
import { NotKept } from './store'

const minute = 60_000
const starts = Date.UTC(2026, 10, 20, 10)
let store: IndexedStore
let told: HeartbeatAnswer
/** The device's count of milliseconds, and what its own clock shows beside that. */
let [ticks, aheadMs] = [0, 0]

beforeEach(async () => {
  newBrowser()
  store = await IndexedStore.open(await openDatabase())
  ;[ticks, aheadMs] = [starts, 0]
  const certificate = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(0)
    .sign(new Uint8Array(32))
  told = {
    server_time: new Date(starts).toISOString(),
    terminal: { id: 't', name: 'North' },
    zone: { id: 'z', name: 'Gate', mode: 'relay', time_zone: 'UTC' },
    staleness_seconds: 3_600,
    heartbeat_seconds: 30,
    recognition: { model: 'x@1', threshold: 0.5, fpir: 0.01 },
    movements: 0,
    qr_version: 0,
    certificate,
    rotate_feed_key: false,
    resync: false,
  }
})

async function door(over: Partial<DoorOptions> = {}) {
  await store.keep({ heardAt: starts })
  const clock = new BureauClock(
    () => ticks,
    starts,
    0,
    () => ticks + aheadMs,
  )
  const device = deviceKeysOf(await newDeviceKeyPair())
  return new Door({
    store,
    device,
    clock,
    isOffline: () => false,
    staleRefuses: 'everyone',
    repeatMs: 5_000,
    desk: null,
    ...over,
  })
}
const anna = { outcome: 'known', subject: 'anna', band: 'high', probe: new Float32Array(2) } as const
const event = { ...memberScope, kind: 'event', id: 'e', grantId: 'e' } as const
const ends = (at: number) => ({ ...event, validUntil: new Date(at).toISOString() })

test('who stands there is answered once in five seconds, and again where the answer changes', async () => {
  await store.replace([held('anna')], 1)
  const one = await door()
  const first = await one.decide(anna, told)
  expect(first.decision).toBe('granted')
  ticks += 4_999
  expect(await one.decide(anna, told)).toBe(first)
  await store.apply({ put: [], remove: ['anna'], revision: 2 })
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'denied', type: 'not_recognised' })
  await store.apply({ put: [held('anna')], remove: [], revision: 3 })
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'granted', sequence: 3 })
  ticks += 5_000
  expect((await one.decide(anna, told)).sequence).toBe(4)
  expect([
    (await one.decide({ outcome: 'unknown' }, told)).sequence,
    (await one.decide({ outcome: 'unknown' }, told)).sequence,
  ]).toEqual([5, 5])
  expect(store.queued()).toBe(5)
})

test('by a grant for one entry they come in once; while they stand there still they are not told that they are inside', async () => {
  await store.replace([held('anna', { scopes: [{ ...event, single: true }] })], 1)
  const one = await door()
  const [first, second] = await Promise.all([one.decide(anna, told), one.decide(anna, told)])
  expect([first.decision, second]).toEqual(['granted', first])
  ticks += 5_000
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'denied', type: 'already_inside' })
  // Without the pause of a film, as the reference terminal has it: at once.
  const other = await door({ repeatMs: 0 })
  expect(await other.decide(anna, told)).toMatchObject({ decision: 'denied', type: 'already_inside' })
})

test('what cannot be written down lets nobody in, and is tried again', async () => {
  await store.replace([held('anna', { scopes: [{ ...event, single: true }] })], 1)
  const one = await door()
  const { record } = store
  store.record = async () => {
    throw new NotKept('no room')
  }
  await expect(one.decide(anna, told)).rejects.toThrow(NotKept)
  store.record = record
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'granted', sequence: 1 })
})

test('where movements are asked for, nobody comes in who did not show that they live, and nobody is asked twice in one visit', async () => {
  told.movements = 1
  await store.replace([held('anna'), held('ben', { scopes: [ends(starts - minute)] })], 1)
  const one = await door()
  const ben = { ...anna, subject: 'ben' }
  expect([one.asksToMove(anna, told), one.asksToMove(ben, told), one.asksToMove({ outcome: 'unknown' }, told)]).toEqual(
    [
      true,
      // They would not come in: there is nothing to show.
      false,
      false,
    ],
  )
  const refused = { decision: 'denied', acs_id: null }
  expect(await one.decide(anna, told)).toMatchObject({ ...refused, type: 'quality_too_low', liveness: null })
  ticks += 5_000
  expect(await one.decide(anna, told, 'flat')).toMatchObject({ ...refused, type: 'spoof_suspected', liveness: 'flat' })
  ticks += 5_000
  expect(await one.decide(anna, told, 'face_lost')).toMatchObject({ ...refused, type: 'quality_too_low' })
  expect(await one.decide(ben, told, null)).toMatchObject({ decision: 'denied', type: 'outside_window' })
  const shown = await one.decide(anna, told, null)
  expect(shown).toMatchObject({ decision: 'granted', credential: 'face' })
  expect(one.asksToMove(anna, told)).toBe(false)
  expect(await one.decide(anna, told)).toBe(shown)
  ticks += 5_000
  expect(one.asksToMove(anna, told)).toBe(true)
  const reports = await store.reports(10)
  expect(reports.map(({ type, subject }) => [type, subject])).toContainEqual(['spoof_suspected', 'anna'])
})

test('past the staleness limit everyone is refused; the contract’s own rule lets attendees in', async () => {
  await store.replace([held('anna', { scopes: [memberScope, event] })], 1)
  const [strict, byContract] = [await door(), await door({ staleRefuses: 'members' })]
  ticks += 60 * minute + 1
  expect(await strict.decide(anna, told)).toMatchObject({ decision: 'denied', type: 'outside_window' })
  expect(await byContract.decide(anna, told)).toMatchObject({ decision: 'granted', member: false })
})

test('after a sleep in which its count of milliseconds stood still, a window has to be open at both moments that it may be', async () => {
  await store.replace(
    [held('anna', { scopes: [ends(starts + 30 * minute)] }), held('ben', { scopes: [memberScope] })],
    1,
  )
  const one = await door()
  const ben = { ...anna, subject: 'ben' }
  aheadMs = 40 * minute
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'denied', type: 'outside_window' })
  expect(await one.decide(ben, told)).toMatchObject({ decision: 'granted' })
  aheadMs = 61 * minute
  expect(await one.decide(ben, told)).toMatchObject({ decision: 'denied' })
  // A clock that is set back opens nothing, and one that is set right by a moment closes nothing.
  aheadMs = -5 * 60 * minute
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'granted' })
  ticks += 31 * minute
  expect(await one.decide(anna, told)).toMatchObject({ decision: 'denied' })
  aheadMs = 4_000
  expect(await one.decide(ben, told)).toMatchObject({ decision: 'granted' })
})
