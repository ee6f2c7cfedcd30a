/** Ids and tokens have the form and the order that they promise. */
import { expect, test } from 'vitest'
import { hashToken, isUserId, newBlobName, newId, newToken, newUserId, newUuid, sameHash } from './ids'

test('row ids are UUIDv7, carry their time and rise strictly within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, () => newId())
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids.slice(0, 100))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const future = Date.now() + 100_000
  expect(Number.parseInt(newId(future).replace('-', '').slice(0, 12), 16)).toBe(future)
  const stepBack = newId(5)
  expect(stepBack > ids.at(-1)!).toBe(true)
})

test('a user has a legacy id of 24 hex digits and a UUID', () => {
  const id = newUserId()
  expect(isUserId(id)).toBe(true)
  expect(isUserId(id.toUpperCase() + 'x')).toBe(false)
  expect(isUserId(`${id}\n`)).toBe(false)
  expect(newUserId()).not.toBe(id)
  expect(newUuid()).toMatch(/^[0-9a-f-]{36}$/)
  expect(newBlobName()).toMatch(/^[0-9a-f]{32}$/)
})

test('tokens name their kind and carry 256 random bits', () => {
  expect(newToken('clientSecret')).toMatch(/^limen_secret_[A-Za-z0-9_-]{43}$/)
  expect(newToken('clientKey')).toMatch(/^limen_key_/)
  expect(newToken('appToken')).not.toBe(newToken('appToken'))
})

test('hashes of secrets are compared whole', () => {
  const hash = hashToken('a')
  expect(hash).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb')
  expect(sameHash(hash, hashToken('a'))).toBe(true)
  expect(sameHash(hash, hashToken('b'))).toBe(false)
  expect(sameHash(hash, hash.slice(1))).toBe(false)
})
