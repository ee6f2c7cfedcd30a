import { expect, test } from 'vitest'
import { filtered, sorted } from './list-state'
import { driftWords, healthOf, isTroubled, reasonsOf, type Terminal } from './words'

const online: Terminal = {
  id: 'VGVybWluYWw6MQ',
  terminalId: '1',
  name: 'Gate 1',
  state: 'ACTIVE',
  health: 'ONLINE',
  lastSeenAt: '2026-11-21T10:00:00.000Z',
  ackedAt: '2026-11-21T10:00:00.000Z',
  retiredAt: null,
  wipedAt: null,
  revisionsBehind: 0,
  softwareVersion: null,
  engineVersion: null,
  clockDriftMs: 20,
  heldUsers: 4,
  pairingExpiresAt: null,
  overdueRevocations: null,
  zone: { id: 'arena' },
}

test('A clock is right, or off by a time that a person grasps', () => {
  expect(driftWords(120)).toBe('right')
  expect(driftWords(-1_600)).toBe('1.6 s behind')
  expect(driftWords(31_000)).toBe('31 s ahead')
  expect(driftWords(-3 * 60_000)).toBe('3 min behind')
  expect(driftWords(26 * 3_600_000)).toBe('26 h ahead')
  expect(driftWords(-10 * 86_400_000)).toBe('10 days behind')
})

test('A terminal that is not well says why, with every reason', () => {
  expect(reasonsOf(online)).toEqual([])
  const late: Terminal = { ...online, health: 'DEGRADED', revisionsBehind: 1, clockDriftMs: -40_000 }
  expect(reasonsOf(late)).toEqual(['1 change behind', 'Its clock is 40 s behind'])
  expect(reasonsOf({ ...late, ackedAt: null, clockDriftMs: null })).toEqual([
    'It has not taken over what it is to hold yet',
  ])
  expect(reasonsOf({ ...online, state: 'CLAIMED', health: 'PROVISIONED' })[0]).toMatch(/waits to be let in/)
  expect(isTroubled(online)).toBe(false)
  expect(isTroubled({ ...online, overdueRevocations: { people: 1, since: '2026-11-21T09:00:00.000Z' } })).toBe(true)
  expect(isTroubled({ ...online, state: 'UNPAIRED', health: 'PROVISIONED' })).toBe(false)
})

const place = { kind: 'FACILITY', timeZone: 'UTC', mode: 'RELAY', archivedAt: null, facility: null } as const
const arena = {
  ...place,
  id: 'arena',
  zoneId: 'main:at:arena',
  name: 'Arena',
  spaces: [{ ...place, kind: 'SPACE', id: 'north', zoneId: 'main:at:arena:north', name: 'North' } as const],
}
const alarmed = {
  ...online,
  terminalId: '2',
  name: 'Gate 2',
  zone: { id: 'north' },
  overdueRevocations: { people: 2, since: '2026-11-21T09:00:00.000Z' },
}
const retired: Terminal = { ...online, terminalId: '3', name: 'Gate 3', state: 'RETIRED', health: 'RETIRED' }
const offline: Terminal = { ...online, terminalId: '10', name: 'Gate 10', health: 'OFFLINE', lastSeenAt: null }
const all = [online, alarmed, retired, offline]
const ids = (terminals: Terminal[]) => terminals.map(({ terminalId }) => terminalId)

test('A facility means its spaces as well, and retired ones are shown when they are asked for', () => {
  const show = (wanted: Partial<Parameters<typeof filtered>[2]>) =>
    ids(filtered(all, [arena], { at: null, health: null, ...wanted }))
  expect(show({})).toEqual(['1', '2', '10'])
  expect(show({ at: 'main:at:arena' })).toEqual(['1', '2', '10'])
  expect(show({ at: 'main:at:arena:north' })).toEqual(['2'])
  expect(show({ at: 'other:at:arena' })).toEqual([])
  expect(show({ health: 'retired' })).toEqual(['3'])
  expect(show({ health: 'alarm' })).toEqual(['2'])
  expect(show({ health: 'online' })).toEqual(['1', '2'])
})

test('An alarm stands before what is offline, and that before what is well', () => {
  expect(ids(sorted(all, null, false))).toEqual(['2', '10', '1', '3'])
  expect(ids(sorted(all, 'name', false))).toEqual(['1', '2', '3', '10'])
  expect(ids(sorted(all, 'seen', true)).at(-1)).toBe('10')
})

test('A terminal that was let in just now waits for its first call, and is offline only once it had called', () => {
  const silent: Terminal = { ...online, health: 'OFFLINE', ackedAt: null, lastSeenAt: null }
  expect(healthOf(silent)).toEqual({ label: 'Waits for its first call', tone: 'wait' })
  expect(healthOf({ ...silent, lastSeenAt: online.lastSeenAt }).label).toBe('Offline')
  expect(healthOf(online).label).toBe('Online')
})
