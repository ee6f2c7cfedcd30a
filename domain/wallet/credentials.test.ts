import { eq } from 'drizzle-orm'
import { jwtVerify } from 'jose'
import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { eraseUser } from '../erasures'
import { testEngines } from '../faces/testing'
import { describeDialects } from '../testing'
import { forgetWalletJob } from './challenges'
import { credentialStatus, listCredentials, listHolderKeys, readCredential, revokeCredential } from './credentials'
import { publishedKeys, rotateIssuerKey } from './issuer'
import { readStatusList } from './status-lists'
import {
  ask,
  asAdmin,
  asClient,
  bitOf,
  day,
  idOf,
  issued,
  keysOf,
  linesOf,
  openDoor,
  photo,
  publicUrl,
  testWallet,
} from './testing'
import { verifyCredential } from './verify'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('Credentials', (open) => {
  test('4.4: after revoking, the status and the status list say so, and revoking twice changes nothing', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    expect(await bitOf(operator, credential)).toBe(0)
    const credentialId = idOf(credential)
    const of = { tenantSlug: 'main', credentialId }
    expect(await credentialStatus(operator, of)).toMatchObject({ id: credential.id, status: 'active', revokedAt: null })
    const lender = asClient(operator, door)
    const revoked = await revokeCredential(lender, { credentialId, reason: 'phone lost' })
    expect(revoked).toMatchObject({ state: 'revoked', revokedReason: 'phone lost' })
    expect(await revokeCredential(lender, { credentialId, reason: 'again' })).toEqual(revoked)
    expect(await credentialStatus(operator, of)).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) })
    expect(JSON.stringify(await credentialStatus(operator, of))).not.toContain('phone')
    expect(await bitOf(operator, credential)).toBe(1)
    expect((await linesOf(operator)).filter((action) => action === 'credential.revoked')).toHaveLength(1)
  })

  test('4.4: nobody else may revoke, list or read, and another tenant’s credential does not exist', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const other = await openDoor(operator, 'other')
    const { credential, userId } = issued(await ask(door, testWallet(), [photo('anna')]))
    const credentialId = idOf(credential)
    const reason = 'x'
    const stranger = asClient(operator, other)
    for (const run of [
      () => revokeCredential(stranger, { credentialId, reason }),
      () => readCredential(stranger, { credentialId }),
      () => listCredentials(stranger, { userId }),
      () => credentialStatus(operator, { tenantSlug: 'other', credentialId }),
      () => credentialStatus(operator, { tenantSlug: 'main', credentialId: 'x' }),
      () => readStatusList(operator, { tenantSlug: 'other', list: 1, publicUrl }),
      () => readStatusList(operator, { tenantSlug: 'main', list: Number.NaN, publicUrl }),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: 'not_found' })
    }
    const reader = { ...operator, actor: { ...asClient(operator, door).actor, scopes: ['read'] } } as Context
    for (const context of [reader, door, asAdmin(operator, door, 'auditor')]) {
      await expect(revokeCredential(context, { credentialId, reason })).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(
      revokeCredential({ ...operator, actor: { kind: 'nobody' } }, { credentialId, reason }),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect((await publishedKeys(operator, { tenantSlug: 'other' })).keys).toEqual([])
  })

  test('A user who was suspended is recognised by no credential and gets none', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const { credential, userId } = issued(await ask(door, testWallet(), [photo('anna')]))
    await operator.db.transact(async ({ sql, tables: { users } }) => {
      await sql.update(users).set({ status: 'suspended' }).where(eq(users.id, userId))
    })
    const check = { credential, image: photo('anna'), publicUrl }
    expect(await verifyCredential(asClient(operator, door), check)).toMatchObject({
      signatureValid: true,
      match: false,
      reason: 'user_suspended',
    })
    expect(await ask(door, testWallet(), [photo('anna')])).toMatchObject({ code: 'user_suspended' })
  })

  test('Erasing a user revokes their credentials and leaves nothing of them but that', async () => {
    let now = new Date('2026-11-21T08:00:00Z')
    const operator = await open({ engines, now: () => now })
    const door = await openDoor(operator)
    const lender = asClient(operator, door)
    const { credential, userId } = issued(await ask(door, testWallet(), [photo('anna')]))
    const credentialId = idOf(credential)
    await eraseUser(lender, { userId })
    expect(await credentialStatus(operator, { tenantSlug: 'main', credentialId })).toMatchObject({ status: 'revoked' })
    expect(await bitOf(operator, credential)).toBe(1)
    expect(await verifyCredential(lender, { credential, image: photo('anna'), publicUrl })).toMatchObject({
      signatureValid: true,
      revoked: true,
      match: false,
    })
    await expect(readCredential(lender, { credentialId })).rejects.toMatchObject({ code: 'not_found' })
    const { verifiableCredentials, walletHolders } = operator.db.tables
    const [row] = await operator.db.sql.select().from(verifiableCredentials)
    expect(row).toMatchObject({ userId: null, thumbprint: null, documentSealed: null })
    expect(await operator.db.sql.select().from(walletHolders)).toEqual([])
    // The key may be registered anew.
    expect(issued(await ask(door, testWallet(), [photo('anna')])).userId).not.toBe(userId)
    now = new Date(now.getTime() + 366 * day)
    expect(await forgetWalletJob.run(operator, {}, {} as never)).toMatchObject({ credentials: 1 })
  })

  test('The document is kept sealed and without its picture; reading it is written down', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const { credential, userId } = issued(await ask(door, testWallet(), [photo('anna')]))
    const { biometrics: _picture, ...credentialSubject } = credential.credentialSubject
    const auditor = asAdmin(operator, door, 'auditor')
    const read = await readCredential(auditor, { credentialId: idOf(credential) })
    expect(read).toEqual({ ...credential, credentialSubject })
    expect(await linesOf(operator)).toContain('credential.read')
    const { verifiableCredentials: table } = operator.db.tables
    const [row] = await operator.db.sql.select().from(table).where(eq(table.userId, userId))
    expect(row!.documentSealed!.includes('BiometricFaceCredential')).toBe(false)
    const [holder] = await listHolderKeys(auditor, { userId })
    expect(holder).toMatchObject({ keyType: 'RSA', proved: false, thumbprint: row!.thumbprint })
  })

  test('After a rotation the old key signs no more but stays published while something it signed is good', async () => {
    let now = new Date('2026-11-21T08:00:00Z')
    const operator = await open({ engines, now: () => now })
    const door = await openDoor(operator)
    const before = issued(await ask(door, testWallet(), [photo('anna')])).credential
    const { keyId, replaced } = await rotateIssuerKey(operator, { tenantSlug: 'main' })
    now = new Date(now.getTime() + 60_000)
    const after = issued(await ask(door, testWallet(1), [photo('ben')])).credential
    expect(after.proof.verificationMethod).toContain(keyId)
    const kids = async () => (await publishedKeys(operator, { tenantSlug: 'main' })).keys.map(({ kid }) => kid)
    expect((await kids()).sort()).toEqual([keyId, replaced].sort())
    for (const { proof } of [before, after]) {
      await jwtVerify(proof.jwt, await keysOf(operator), { currentDate: now })
    }
    expect(await bitOf(operator, before)).toBe(0)
    const { issuerKeys } = operator.db.tables
    const [old] = await operator.db.sql.select().from(issuerKeys).where(eq(issuerKeys.id, replaced!))
    expect(old).toMatchObject({ privateSealed: null, presentOf: null, retiredAt: expect.any(Date) })
    now = new Date(now.getTime() + 365 * day)
    expect(await kids()).toEqual([keyId])
    // Everybody else has forgotten the old key by now; we still know what it signed.
    const late = { credential: before, image: photo('anna'), publicUrl }
    expect(await verifyCredential(asClient(operator, door), late)).toMatchObject({
      signatureValid: true,
      expired: true,
    })
    await expect(rotateIssuerKey(asAdmin(operator, door), { tenantSlug: 'main' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
