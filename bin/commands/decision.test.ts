/** `limen decision verify` as a controller's script would use it: what it prints and how it ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { signCertificate, signDecision } from '@/domain/decisions'
import { newKeyPair } from '@/domain/key-pairs'
import { NotWell, UsageError, type Output } from './command'
import { decisionCommands } from './decision'

const folder = mkdtempSync(join(tmpdir(), 'limen-decision-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pair = () => {
  const { publicKey, privateKey } = newKeyPair()
  return { publicJwk: publicKey.export({ format: 'jwk' }) as Record<string, string>, privateKey }
}
const [tenant, device] = [pair(), pair()]
const keys = join(folder, 'jwks.json')
writeFileSync(keys, JSON.stringify({ keys: [{ ...tenant.publicJwk, kid: 'k' }] }))

const at = new Date('2026-11-21T20:00:00Z')
const token = async () => {
  const of = { issuer: 'https://b.test', terminalId: 't1', zoneId: 'acme:at:gate', deviceJwk: device.publicJwk }
  const certificate = await signCertificate({ id: 'k', privateKey: tenant.privateKey }, of, at, 3_600)
  const decision = {
    acs_id: 'member-1',
    acs_id_schema: 'string64',
    access_point_id: 't1',
    zone_id: 'acme:at:gate',
    decision: 'denied' as const,
    reason: 'outside_window',
    event_id: null,
    member: true,
    occurred_at: at.toISOString(),
    sequence: 3,
  }
  return signDecision(device, certificate, decision, at)
}

async function run(values: Record<string, string>, input: string) {
  const printed: Output[] = []
  const call = {
    values,
    positionals: [],
    env: process.env,
    pathOf: (typed: string) => typed,
    root: folder,
    stdin: async () => input,
    print: (output: Output) => void printed.push(output),
    remark: () => undefined,
    bureau: () => Promise.reject(new Error('no bureau is asked')),
  }
  const error = await decisionCommands[0]!.run(call).then(
    () => null,
    (reason: unknown) => reason,
  )
  return { error, printed }
}

test('a good token is told in words and as JSON, without a bureau', async () => {
  const { error, printed } = await run({ keys, at: at.toISOString(), zone: 'acme:at:gate' }, `${await token()}\n`)
  expect(error).toBeNull()
  expect(printed[0]!.json).toMatchObject({ valid: true, acs_id: 'member-1', decision: 'denied', sequence: 3 })
  expect(printed[0]!.text).toContain('denied (outside_window) to member-1')
})

test('a token that is refused ends with exit code 1, and says why', async () => {
  const late = await run({ keys, at: '2026-11-21T21:00:00+00:00' }, await token())
  expect(late.error).toBeInstanceOf(NotWell)
  expect(late.printed[0]!.json).toEqual({ valid: false, reason: 'expired' })
  const elsewhere = await run({ keys, at: at.toISOString(), zone: 'acme:at:vault' }, await token())
  expect(elsewhere.printed[0]!.json).toEqual({ valid: false, reason: 'wrong_zone' })
  expect((await run({ keys }, 'nonsense')).printed[0]!.json).toEqual({ valid: false, reason: 'malformed' })
})

test('what was typed wrongly is told', async () => {
  expect((await run({}, 'x')).error).toBeInstanceOf(UsageError)
  expect((await run({ keys: join(folder, 'none') }, 'x')).error).toMatchObject({
    message: `There is no file ${join(folder, 'none')}.`,
  })
  expect((await run({ keys }, '')).error).toBeInstanceOf(UsageError)
  expect((await run({ keys, at: 'today' }, 'x')).error).toBeInstanceOf(UsageError)
})
