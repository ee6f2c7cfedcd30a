import { eq } from 'drizzle-orm'
import { decodeJwt } from 'jose'
import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { testEngines } from '../faces/testing'
import { ensureTenant, getTenant, updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { forgetWalletJob, makeChallenge } from './challenges'
import { listHolderKeys } from './credentials'
import { enterAsWallet } from './open'
import { requestCredential } from './request'
import { changeWalletSettings, walletOverview } from './settings'
import {
  ask,
  asAdmin,
  asClient,
  edwardsWallet,
  ellipticWallet,
  issued,
  openDoor,
  photo,
  publicUrl,
  testWallet,
  type TestWallet,
} from './testing'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('The door of wallets', (open) => {
  test('4.1 (I): the safe path takes RSA, EC and Ed25519 keys that sign a challenge, each challenge once', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const people: [string, TestWallet][] = [
      ['anna', testWallet()],
      ['ben', ellipticWallet()],
      ['eva', edwardsWallet()],
    ]
    for (const [person, wallet] of people) {
      const { challenge } = await makeChallenge(door)
      const holder = {
        kind: 'proved' as const,
        publicKeyJwk: { ...wallet.jwk, d: 'a private part' },
        challenge,
        proof: await wallet.sign(challenge),
      }
      const asked = { biometrics: [photo(person)], holder, publicUrl }
      const { credential, userId } = issued(await requestCredential(door, asked))
      expect(decodeJwt(credential.proof.jwt)).toMatchObject({ vc: { evidence: [{ holderKey: 'proved' }] } })
      const [key] = await listHolderKeys(asClient(operator, door), { userId })
      expect(key).toMatchObject({ proved: true, keyType: wallet.jwk.kty })
      const did = Buffer.from(credential.credentialSubject.id.slice('did:jwk:'.length), 'base64url').toString()
      expect(JSON.parse(did)).not.toHaveProperty('d')
      expect(await requestCredential(door, asked)).toMatchObject({ code: 'challenge_invalid' })
    }
    const [stored] = await operator.db.sql.select().from(operator.db.tables.walletHolders)
    expect(JSON.stringify(stored)).not.toContain('private part')
  })

  test('4.1 (I): a proof by another key, over another text, unsigned, late or for another tenant is none', async () => {
    let now = new Date('2026-11-21T08:00:00Z')
    const operator = await open({ engines, now: () => now })
    const door = await openDoor(operator)
    const other = await openDoor(operator, 'other')
    const request = (
      context: Context,
      over: Partial<{ publicKeyJwk: Record<string, unknown>; challenge: string; proof: string }>,
    ) => {
      const given = { publicKeyJwk: testWallet().jwk, challenge: 'x', proof: 'x', ...over }
      return requestCredential(context, {
        biometrics: [photo('anna')],
        holder: { kind: 'proved', ...given },
        publicUrl,
      })
    }
    const { challenge } = await makeChallenge(door)
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(challenge).toString('base64url')}.`
    for (const proof of ['x', 'a.b.c', unsigned, await testWallet(1).sign(challenge), await testWallet().sign('x')]) {
      expect(await request(door, { challenge, proof })).toMatchObject({ code: 'proof_invalid' })
    }
    const symmetric = { kty: 'oct', k: 'c2VjcmV0' }
    const small = testWallet(0, 1024).jwk
    for (const publicKeyJwk of [symmetric, small, {}, { kty: 'RSA', n: 5, e: 'AQAB' }, { kty: 'EC', crv: 'P-256' }]) {
      expect(await request(door, { publicKeyJwk, challenge })).toMatchObject({ code: 'public_key_invalid' })
    }
    const proof = await testWallet().sign(challenge)
    expect(await request(other, { challenge, proof })).toMatchObject({ code: 'challenge_invalid' })
    now = new Date(now.getTime() + 5 * 60_000 + 1)
    expect(await request(door, { challenge, proof })).toMatchObject({ code: 'challenge_invalid' })
    await forgetWalletJob.run(operator, {}, {} as never)
    expect(await operator.db.sql.select().from(operator.db.tables.walletChallenges)).toEqual([])
  })

  test('The door is closed until an owner opens it; a closed one and an unknown tenant look alike', async () => {
    const operator = await open({ engines })
    await ensureTenant(operator, 'main')
    const entering = (tenantSlug: string) =>
      enterAsWallet(operator, { tenantSlug, purpose: 'request', source: '192.0.2.1' })
    const refusals = await Promise.all(['main', 'nobody', '../x'].map((slug) => entering(slug).catch((error) => error)))
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'not_found', options: { subject: 'wallet' }, message: refusals[0].message })
    }
    const door = await openDoor(operator)
    await updateTenant(operator, { slug: 'main', settings: { walletOpen: false } })
    await expect(ask(door, testWallet(), [photo('anna')])).rejects.toMatchObject({ options: { subject: 'wallet' } })
    await openDoor(operator, 'main', { liveness: true })
    await expect(ask(door, testWallet(), [photo('anna')])).rejects.toMatchObject({ code: 'liveness_required' })
    await expect(ask(operator, testWallet(), [photo('anna')])).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('A network may call so often in an hour, however many call at once, and others are not counted for it', async () => {
    let now = new Date('2026-11-21T08:00:00Z')
    const operator = await open({ engines, now: () => now })
    await openDoor(operator, 'main', { walletRequestsPerHour: 5 })
    const enter = (source: string) =>
      enterAsWallet(operator, { tenantSlug: 'main', purpose: 'request', source }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      )
    const answers = await Promise.all(Array.from({ length: 12 }, () => enter('2001:db8:1:2::1')))
    expect(answers.filter((answer) => answer === 'in')).toHaveLength(5)
    expect(new Set(answers)).toEqual(new Set(['in', 'too_many_requests']))
    expect(await enter('2001:db8:1:2:ffff::9')).toBe('too_many_requests')
    expect(await enter('2001:db8:1:3::1')).toBe('in')
    now = new Date(now.getTime() + 3_600_001)
    expect(await enter('2001:db8:1:2::1')).toBe('in')
  })

  test('An owner, and nobody else, opens the door and decides about credentials; the page says in numbers what there is', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const owner = asAdmin(operator, door)
    const before = { walletOpen: false, keepSamples: false }
    await updateTenant(operator, { slug: 'main', userQuota: 3, settings: before })
    const change = { walletOpen: true, walletIssuer: ' Village Bank ', walletValidityDays: 10 }
    expect(await changeWalletSettings(owner, change)).toMatchObject({ walletOpen: true, walletIssuer: 'Village Bank' })
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    expect(credential.issuer).toBe('Village Bank')
    expect(await walletOverview(asAdmin(operator, door, 'auditor'), { publicUrl })).toMatchObject({
      settings: { walletOpen: true, walletValidityDays: 10, walletRequestsPerHour: 60 },
      address: publicUrl,
      users: 1,
      credentials: 1,
      placesLeft: 2,
    })
    expect((await getTenant(owner)).settings.keepSamples).toBe(false)
    const { auditLines } = operator.db.tables
    const isChange = eq(auditLines.action, 'tenant.changed')
    const told = await operator.db.sql.select().from(auditLines).where(isChange).orderBy(auditLines.seq)
    expect(told.at(-1)!.detail).toEqual({
      before: { walletOpen: false, walletIssuer: 'Biometric Bureau', walletValidityDays: 365 },
      after: { walletOpen: true, walletIssuer: 'Village Bank', walletValidityDays: 10 },
    })
    for (const wrong of [
      { walletIssuer: ' ' },
      { walletIssuer: 'x\0' },
      { walletValidityDays: 0 },
      { keepSamples: true },
    ]) {
      const run = changeWalletSettings(owner, wrong as { walletIssuer: string })
      if ('keepSamples' in wrong) await run.catch(() => undefined)
      else await expect(run).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect((await getTenant(owner)).settings.keepSamples).toBe(false)
    for (const role of ['admin', 'auditor'] as const) {
      const run = changeWalletSettings(asAdmin(operator, door, role), { walletOpen: false })
      await expect(run).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})
