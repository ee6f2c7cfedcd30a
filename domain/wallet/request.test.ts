import { jwtVerify } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { enrolFace } from '../faces/enrol'
import { garbage, takenAt, testEngines } from '../faces/testing'
import { updateTenant } from '../tenants'
import { describeDialects, type TestContext } from '../testing'
import { createUser, listUsers } from '../users'
import { credentialStatus, listCredentials } from './credentials'
import { digestOf } from './document'
import { publishedKeys } from './issuer'
import { requestCredential, type CredentialAnswer } from './request'
import { ask, asClient, bitOf, idOf, issued, keysOf, linesOf, openDoor, photo, publicUrl, testWallet } from './testing'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('Wallets that ask', (open) => {
  test('4.2: a request makes a user with all its pictures, and a credential with every member that old wallets need', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const pictures = [photo({ person: 'anna', noise: 0.2 }), photo('anna'), photo({ person: 'anna', noise: 0.3 })]
    const { credential, userId } = issued(await ask(door, testWallet(), pictures))
    expect(credential).toMatchObject({
      '@context': ['https://www.w3.org/2018/credentials/v1', expect.stringContaining(publicUrl)],
      id: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
      type: ['VerifiableCredential', 'BiometricFaceCredential'],
      issuer: 'Biometric Bureau',
      issuanceDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      expirationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      credentialSubject: { id: expect.stringMatching(/^did:jwk:/), biometrics: expect.any(String) },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
      templateModel: 'test-face@1',
      proof: {
        type: 'JwtProof2020',
        created: expect.any(String),
        proofPurpose: 'assertionMethod',
        verificationMethod: expect.stringMatching(/^https:\/\/limen\.example\/\.well-known\/jwks\.json#/),
        jwt: expect.any(String),
      },
    })
    const evidence = (credential.evidence as Record<string, unknown>[])[0]
    expect(evidence).toMatchObject({ pictures: 3, liveness: 'not_checked', holderKey: 'claimed' })

    const lender = asClient(operator, door)
    expect((await listUsers(lender)).users.map(({ id }) => id)).toEqual([userId])
    const { samples, templates } = operator.db.tables
    expect(await operator.db.sql.select().from(samples)).toHaveLength(3)
    expect(await operator.db.sql.select().from(templates)).toHaveLength(3)
    expect(await linesOf(operator)).toEqual(
      expect.arrayContaining(['user.created', 'face.enrolled', 'credential.issued', 'issuer_key.made']),
    )
  })

  test('4.2: the JWT verifies from the published keys and holds the hash of the picture, not the picture', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    const { payload } = await jwtVerify(credential.proof.jwt, await keysOf(operator), { issuer: publicUrl })
    expect(payload).toMatchObject({ sub: credential.credentialSubject.id, jti: credential.id })
    expect(payload.exp! - payload.nbf!).toBe(365 * 86_400)
    const picture = Buffer.from(credential.credentialSubject.biometrics!, 'base64')
    expect(picture.includes(takenAt)).toBe(false)
    const { vc } = payload as { vc: { credentialSubject: Record<string, string> } }
    expect(vc.credentialSubject.biometricsDigest).toBe(digestOf(picture))
    expect(JSON.stringify(payload)).not.toContain(credential.credentialSubject.biometrics)
    const [key] = (await publishedKeys(operator, { tenantSlug: 'main' })).keys
    expect(Object.keys(key!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  })

  test('9: the same person with the same key gets another credential, and the earlier one is superseded', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const first = issued(await ask(door, testWallet(), [photo('anna')]))
    const second = issued(await ask(door, testWallet(), [photo({ person: 'anna', noise: 0.3 })]))
    expect(second.userId).toBe(first.userId)
    const list = await listCredentials(asClient(operator, door), { userId: first.userId })
    expect(list.map(({ state }) => state).sort()).toEqual(['active', 'superseded'])
    const status = await credentialStatus(operator, { tenantSlug: 'main', credentialId: idOf(first.credential) })
    expect(status).toMatchObject({ status: 'superseded', supersededBy: second.credential.id })
    expect(await bitOf(operator, first.credential)).toBe(0)
  })

  test('9: another face with a known key, and a known face with another key, are refused', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    issued(await ask(door, testWallet(), [photo('anna')]))
    expect(await ask(door, testWallet(), [photo('ben')])).toMatchObject({
      outcome: 'refused',
      code: 'public_key_taken',
    })
    expect(await ask(door, testWallet(1), [photo({ person: 'anna', noise: 0.2 })])).toMatchObject({
      outcome: 'refused',
      code: 'face_already_registered',
    })
    expect((await listUsers(asClient(operator, door))).users).toHaveLength(1)
    let blobs = 0
    for await (const _name of operator.blobs.list()) blobs++
    expect(blobs).toBe(1)
  })

  test('9: someone the tenant enrolled itself is put up for review, refused, or not looked for, as it decided', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const lender = asClient(operator, door)
    const { user } = await createUser(lender, { externalId: 'anna' })
    await enrolFace(lender, { userId: user.id, gate: 'legacy', picture: Buffer.from(photo('anna'), 'base64') })
    await openDoor(operator, 'main', { duplicates: 'refuse' })
    expect(await ask(door, testWallet(), [photo('anna')])).toMatchObject({ code: 'face_already_registered' })
    await openDoor(operator, 'main', { duplicates: 'flag' })
    const { userId } = issued(await ask(door, testWallet(), [photo('anna')]))
    const pairs = await operator.db.sql.select().from(operator.db.tables.lookAlikes)
    expect(pairs).toMatchObject([{ userId, otherUserId: user.id }])
  })

  test('Two requests at once with one key, or with one face, make one user', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const sameKey = await Promise.all([1, 2, 3].map(() => ask(door, testWallet(), [photo('anna')])))
    expect(new Set(sameKey.map((answer) => issued(answer).userId)).size).toBe(1)
    const sameFace = await Promise.all([1, 2].map((key) => ask(door, testWallet(key), [photo('ben')])))
    expect(sameFace.map(({ outcome }) => outcome).sort()).toEqual(['issued', 'refused'])
    expect((await listUsers(asClient(operator, door))).users).toHaveLength(2)
  })

  test('A request that another one with the same key overtakes, between the look at keys and that at faces, is answered too', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    let overtaking: Promise<unknown> | undefined
    // A gallery that is not there yet is made when it is first followed: after the look at keys, before that at faces.
    const drop = async (gallery: string) => {
      await (overtaking ??= ask(door, testWallet(), [photo('anna')]))
      return engines.search.drop(gallery)
    }
    const search = { ...engines.search, drop }
    const late = await ask({ ...door, engines: { ...engines, search } }, testWallet(), [photo('anna')])
    expect(overtaking).toBeDefined()
    expect(issued(late).userId).toBe(issued((await overtaking) as CredentialAnswer).userId)
  })

  test('9: pictures are checked one by one, and all have to show the same person', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const cases: [string[], string, RegExp][] = [
      [[], 'biometrics_missing', /at least one/],
      [Array.from({ length: 50 }, () => photo('anna')), 'too_many_pictures', /at most 10/],
      [[photo()], 'face_not_found', /^Picture 1: No face/],
      [[photo('anna'), photo('anna', 'ben')], 'more_than_one_face', /^Picture 2: Two faces/],
      [[photo({ person: 'anna', eyeDistancePx: 30 })], 'low_quality', /30 pixels apart and need to be 40/],
      [[photo('anna'), photo('ben')], 'different_people', /Pictures 1 and 2/],
      [['%%%'], 'picture_refused', /not base64/],
      [[garbage.toString('base64')], 'picture_refused', /not a picture/],
      [[Buffer.from('GIF89a').toString('base64')], 'picture_refused', /GIF pictures are not read/],
      [[Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64')], 'picture_refused', /damaged/],
      [['A'.repeat(2_000_000)], 'picture_refused', /larger than 1 MiB/],
    ]
    for (const [biometrics, code, message] of cases) {
      const answer = await ask(door, testWallet(), biometrics)
      expect(answer).toMatchObject({ outcome: 'refused', code, message: expect.stringMatching(message) })
    }
    expect(await requestCredential(door, { holder: { kind: 'decimal', publicKey: '' }, publicUrl })).toMatchObject({
      code: 'biometrics_missing',
    })
    expect((await listUsers(asClient(operator, door))).users).toEqual([])
    // Base64 that was folded into lines is still base64.
    issued(await ask(door, testWallet(), [photo('anna').replace(/(.{76})/g, '$1\n')]))
  })

  test('A face whose features cannot be located with certainty is none to certify', async () => {
    const operator = await open({ engines: { ...engines, face: { ...engines.face, read: unsure } } })
    const door = await openDoor(operator)
    expect(await ask(door, testWallet(), [photo('toy')])).toMatchObject({ code: 'low_quality' })
  })

  test('3.1: a key that is not digits of a modulus of 2048 to 8192 bits and 65537 is refused', async () => {
    const door = await openDoor(await open({ engines }))
    const { publicKey } = testWallet()
    const wrong = [
      '',
      'abc',
      '65537',
      publicKey.slice(0, -5),
      `${publicKey.slice(0, -5)}3`,
      `-${publicKey}`,
      ` ${publicKey}`,
      `0${publicKey}`,
      publicKey.slice(40),
      `${publicKey.slice(0, -6)}065537`,
      '9'.repeat(1_000_000) + '65537',
      testWallet(0, 1024).publicKey,
    ]
    for (const publicKey of wrong) {
      const answer = await ask(door, { ...testWallet(), publicKey }, [photo('anna')])
      expect(answer).toMatchObject({ outcome: 'refused', code: 'public_key_invalid' })
    }
  })

  test('A request that is repeated under its key is answered with the same credential', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator)
    const key = { idempotencyKey: 'the-same-request' }
    const pictures = [photo({ person: 'anna', noise: 0.1, eyeDistancePx: 60 }), photo('anna')]
    const first = issued(await ask(door, testWallet(), pictures, key))
    const second = issued(await ask(door, testWallet(), pictures, key))
    expect(second).toEqual(first)
    await expect(ask(door, testWallet(1), pictures, key)).rejects.toMatchObject({ code: 'conflict' })
    expect(await listCredentials(asClient(operator, door), { userId: first.userId })).toHaveLength(1)
  })

  test('Pictures are kept only where the tenant keeps pictures, and the user quota holds', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator, 'main', { keepSamples: false })
    await updateTenant(operator, { slug: 'main', userQuota: 1 })
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    expect(credential.credentialSubject.biometrics).toBeTruthy()
    for await (const name of operator.blobs.list()) throw new Error(`A blob was kept: ${name}`)
    await expect(ask(door, testWallet(1), [photo('ben')])).rejects.toMatchObject({ code: 'user_quota_reached' })
  })
})

const unsure: TestContext['engines']['face']['read'] = async (...call) => {
  const reading = await engines.face.read(...call)
  return { ...reading, faces: reading.faces.map((face) => ({ ...face, quality: { ...face.quality, meshScore: 0.4 } })) }
}
