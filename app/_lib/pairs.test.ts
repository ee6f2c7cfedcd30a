/** Secrets tried by the thousand, by key and network; on one dialect, because nothing of it is written. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient, type NewClient } from '@/domain/clients'
import { testContext, type TestContext } from '@/domain/testing'
import { recognisePair } from './pairs'

let bureau: TestContext
let client: NewClient
let at: number

beforeEach(async () => {
  at = Date.now()
  bureau = await testContext({ now: () => new Date(at) })
  client = await createClient(bureau, { tenantSlug: 'acme', name: 'Gates' })
})
afterEach(() => bureau.db.close())

const outcome = (given: { key?: string; secret?: string; from?: string } = {}) => {
  const { key = client.key, secret = client.secret, from = '192.0.2.1' } = given
  return recognisePair(bureau, new Headers({ 'x-forwarded-for': from }), { key, secret }).then(
    ({ id }) => id,
    (error: { code: string; options: { retryAfterSeconds?: number } }) =>
      error.options.retryAfterSeconds === undefined ? error.code : `${error.code} ${error.options.retryAfterSeconds}`,
  )
}
const wrong = async (times: number, from?: string) => {
  const outcomes: string[] = []
  for (let n = 0; n < times; n++) outcomes.push(await outcome({ secret: `wrong ${n} of many`, from }))
  return outcomes
}

test('twenty wrong secrets are answered, then one in ten seconds; the right one waits as well', async () => {
  const outcomes = await wrong(25)
  expect(outcomes.slice(0, 20)).toEqual(Array(20).fill('unauthenticated'))
  expect(outcomes.slice(20)).toEqual(Array(5).fill('busy 10'))
  expect(await outcome()).toBe('busy 10')
  at += 10_000
  expect(await outcome()).toBe(client.clientId)
})

test('who was right before, another network and another client are kept out by nobody', async () => {
  expect(await outcome()).toBe(client.clientId)
  expect((await wrong(21)).at(-1)).toBe('busy 10')
  expect(await outcome()).toBe(client.clientId)
  expect(await outcome({ from: '198.51.100.7' })).toBe(client.clientId)
  const other = await createClient(bureau, { tenantSlug: 'acme', name: 'Another' })
  expect(await outcome(other)).toBe(other.clientId)
  // An IPv6 network is one place, however many addresses it has.
  expect((await wrong(20, '2001:db8::1')).at(-1)).toBe('unauthenticated')
  expect((await wrong(1, '2001:db8::2'))[0]).toBe('busy 10')
})

test('a key that nobody has is tried no more often than one that somebody has', async () => {
  for (let n = 0; n < 20; n++) expect(await outcome({ key: 'nobody' })).toBe('not_found')
  expect(await outcome({ key: 'nobody' })).toBe('busy 10')
})
