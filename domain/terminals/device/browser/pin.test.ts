/** The PIN of a kiosk. */
import { beforeEach, expect, test } from 'vitest'
import { openDatabase, type TerminalDatabase } from './database'
import { setPin, tryPin } from './pin'
import { newBrowser } from './testing'

let database: TerminalDatabase
beforeEach(async () => {
  newBrowser()
  database = await openDatabase()
})

test('five tries are free, then each costs a pause that grows, whatever is tried meanwhile; the right one ends that', async () => {
  await setPin(database, '482913')
  const now = 1_000_000
  expect(await tryPin(database, '482913', now)).toEqual({ isRight: true })
  for (let n = 1; n < 5; n++) expect(await tryPin(database, '000000', now)).toEqual({ isRight: false, pauseMs: 0 })
  expect(await tryPin(database, '000000', now)).toEqual({ isRight: false, pauseMs: 30_000 })
  // The right one too: nobody is to learn by it that it is.
  expect(await tryPin(database, '482913', now + 29_999)).toEqual({ isRight: false, pauseMs: 1 })
  expect(await tryPin(database, '000000', now + 30_000)).toEqual({ isRight: false, pauseMs: 60_000 })
  expect(await tryPin(database, '482913', now + 90_000)).toEqual({ isRight: true })
  expect(await tryPin(database, '000000', now + 90_000)).toEqual({ isRight: false, pauseMs: 0 })
})

test('a reload saves no try, and many at once are no more than as many', async () => {
  await setPin(database, '482913')
  const all = await Promise.all(Array.from({ length: 8 }, () => tryPin(database, '000000', 0)))
  expect(all.filter(({ isRight }) => isRight)).toEqual([])
  expect(await tryPin(await openDatabase(), '482913', 1)).toMatchObject({ isRight: false })
})

test('it is six digits at least, and kept as a slow hash', async () => {
  for (const pin of ['12345', 'abcdef', '1234567890123', '']) await expect(setPin(database, pin)).rejects.toThrow()
  await setPin(database, '482913')
  const { hash, salt, iterations } = (await database.get('pin', 'own'))!
  expect([hash.length, salt.length, iterations]).toEqual([32, 16, 600_000])
  await setPin(database, '482913')
  expect((await database.get('pin', 'own'))!.hash).not.toEqual(hash)
  await database.clear('pin')
  expect(await tryPin(database, '482913', 0)).toEqual({ isRight: false, pauseMs: 0 })
})
