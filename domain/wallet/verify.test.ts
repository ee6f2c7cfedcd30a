import { decodeJwt } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { garbage, testEngines } from '../faces/testing'
import { describeDialects } from '../testing'
import { credentialStatus, revokeCredential } from './credentials'
import type { CredentialDocument } from './document'
import { readStatusList } from './status-lists'
import { ask, asClient, day, idOf, issued, linesOf, openDoor, photo, publicUrl, testWallet } from './testing'
import { verifyCredential } from './verify'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('Lenders', (open) => {
  test('4.4: a lender learns whether it is the person, against what the bureau holds', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const lender = asClient(operator, door)
    const { credential } = issued(await ask(door, testWallet(), [photo('anna'), photo({ person: 'anna', noise: 0.3 })]))
    const check = (given: unknown, person: string) =>
      verifyCredential(lender, {
        credential: given as CredentialDocument,
        image: photo({ person, noise: 0.2 }),
        publicUrl,
      })
    expect(await check(credential, 'anna')).toMatchObject({
      signatureValid: true,
      revoked: false,
      expired: false,
      match: true,
      liveness: 'not_checked',
      reason: null,
      falseMatchRate: 1e-3,
    })
    expect((await check(credential.proof.jwt, 'anna')).match).toBe(true)
    const { biometrics: _picture, ...subject } = credential.credentialSubject
    expect((await check({ ...credential, credentialSubject: subject }, 'anna')).match).toBe(true)
    const wrong = await check(credential, 'ben')
    expect(wrong).toMatchObject({ signatureValid: true, match: false, reason: 'face_mismatch' })
    expect(wrong.score!).toBeLessThan(wrong.threshold!)
    expect(await linesOf(operator)).toEqual(expect.arrayContaining(['credential.verified', 'credential.rejected']))

    for (const image of ['', '%', garbage.toString('base64')]) {
      expect(await verifyCredential(lender, { credential, image, publicUrl })).toMatchObject({
        signatureValid: true,
        match: false,
        reason: 'picture_refused',
      })
    }
  })

  test('4.4: a credential that was altered, forged, of another tenant or of no bureau is none of ours', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const lender = asClient(operator, door)
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    const foreign = issued(await ask(await openDoor(operator, 'other'), testWallet(), [photo('anna')])).credential
    const check = async (given: unknown) =>
      verifyCredential(lender, { credential: given as CredentialDocument, image: photo('anna'), publicUrl })

    const subject = credential.credentialSubject
    const altered = [
      { ...credential, id: foreign.id },
      { ...credential, expirationDate: '2999-01-01T00:00:00Z' },
      { ...credential, credentialSubject: { ...subject, id: 'did:jwk:x' } },
      { ...credential, credentialSubject: { ...subject, biometrics: photo('ben') } },
    ]
    for (const given of altered) {
      expect(await check(given)).toMatchObject({ signatureValid: false, match: false, reason: 'credential_altered' })
    }
    const [header, payload, signature] = credential.proof.jwt.split('.')
    const claims = { ...decodeJwt(credential.proof.jwt), exp: 4_000_000_000 }
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const { jwt: list } = await readStatusList(operator, { tenantSlug: 'main', list: 1, publicUrl })
    const invalid = [foreign, foreign.proof.jwt, list, 'x', 'a.b.c', '', `${header}.${forged}.${signature}`]
    for (const given of [...invalid, `${unsigned}.${payload}.`]) {
      expect(await check(given)).toMatchObject({ signatureValid: false, match: false, reason: 'signature_invalid' })
    }
    for (const given of [null, 5, {}, { proof: {} }, { ...credential, credentialSubject: null }]) {
      await expect(check(given)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    await expect(verifyCredential(door, { credential, image: photo('anna'), publicUrl })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('4.4: revoked and expired ones match nobody, and no face is looked at for them', async () => {
    let now = new Date('2026-11-21T08:00:00Z')
    const operator = await open({ engines, now: () => now })
    const door = await openDoor(operator, 'main', { walletValidityDays: 30 })
    const lender = asClient(operator, door)
    const first = issued(await ask(door, testWallet(), [photo('anna')])).credential
    const second = issued(await ask(door, testWallet(1), [photo('ben')])).credential
    await revokeCredential(lender, { credentialId: idOf(first), reason: 'x' })
    const check = (credential: CredentialDocument, image: string) =>
      verifyCredential(lender, { credential, image, publicUrl })
    const revoked = { signatureValid: true, revoked: true, match: false, score: null, reason: 'revoked' }
    expect(await check(first, 'not even a picture')).toMatchObject(revoked)
    now = new Date(now.getTime() + 30 * day)
    expect(await check(second, photo('ben'))).toMatchObject({
      signatureValid: true,
      revoked: false,
      expired: true,
      match: false,
      reason: 'expired',
    })
    expect(await credentialStatus(operator, { tenantSlug: 'main', credentialId: idOf(second) })).toMatchObject({
      status: 'expired',
    })
  })
})
