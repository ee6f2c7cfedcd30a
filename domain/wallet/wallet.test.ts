import { compactVerify, createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose'
import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { gunzipSync } from 'node:zlib'
import type { Context, Role } from '../context'
import { eraseUser } from '../erasures'
import { enrolFace } from '../faces/enrol'
import { garbage, takenAt, testEngines } from '../faces/testing'
import { ensureTenant, getTenant, updateTenant } from '../tenants'
import { describeDialects, type TestContext } from '../testing'
import { createUser, listUsers } from '../users'
import { forgetWalletJob, makeChallenge } from './challenges'
import { credentialStatus, listCredentials, listHolderKeys, readCredential, revokeCredential } from './credentials'
import { digestOf, type CredentialDocument } from './document'
import { publishedKeys, rotateIssuerKey } from './issuer'
import { enterAsWallet } from './open'
import { requestCredential, type CredentialAnswer } from './request'
import { changeWalletSettings, walletOverview } from './settings'
import { readStatusList } from './status-lists'
import { edwardsWallet, ellipticWallet, photo, testWallet, type TestWallet } from './testing'
import { verifyCredential } from './verify'

const engines = testEngines()
afterAll(() => engines.close())

const publicUrl = 'https://limen.example'
const day = 86_400_000

async function openDoor(operator: Context, slug = 'main', settings: Record<string, unknown> = {}): Promise<Context> {
  await ensureTenant(operator, slug)
  await updateTenant(operator, { slug, settings: { walletOpen: true, ...settings } })
  return enterAsWallet(operator, { tenantSlug: slug, purpose: 'request', source: '192.0.2.1' })
}

const asClient = (operator: Context, wallet: Context): Context => {
  const { tenantId } = wallet.actor as { tenantId: string }
  return { ...operator, actor: { kind: 'client', id: 'lender', tenantId, scopes: ['enrol', 'read', 'erase'] } }
}
const asAdmin = (operator: Context, wallet: Context, role: Role = 'owner'): Context => {
  const { tenantId } = wallet.actor as { tenantId: string }
  return { ...operator, actor: { kind: 'admin', id: 'a', tenantId, role } as Context['actor'] }
}

function ask(wallet: Context, { publicKey }: TestWallet, biometrics: string[], more: { idempotencyKey?: string } = {}) {
  return requestCredential(wallet, { biometrics, holder: { kind: 'decimal', publicKey }, publicUrl, ...more })
}

function issued(answer: CredentialAnswer): { credential: CredentialDocument; userId: string } {
  if (answer.outcome !== 'issued') throw new Error(`No credential: ${answer.code}: ${answer.message}`)
  return answer
}

const keysOf = async (context: Context, tenantSlug = 'main') =>
  createLocalJWKSet((await publishedKeys(context, { tenantSlug })) as JSONWebKeySet)

const idOf = ({ id }: CredentialDocument) => String(id).replace('urn:uuid:', '')

async function bitOf(context: Context, credential: CredentialDocument): Promise<number> {
  const { statusListIndex, statusListCredential } = credential.credentialStatus as Record<string, string>
  const list = Number(statusListCredential!.split('/').at(-1))
  const { document, jwt } = await readStatusList(context, { tenantSlug: 'main', list, publicUrl })
  const { payload } = await compactVerify(jwt, await keysOf(context))
  const signed = JSON.parse(Buffer.from(payload).toString())
  const { proof: _proof, ...unsigned } = document
  expect(signed).toMatchObject(unsigned)
  const bits = gunzipSync(Buffer.from(signed.credentialSubject.encodedList.slice(1), 'base64url'))
  expect(bits.length).toBe(16_384)
  const index = Number(statusListIndex)
  return (bits[index >> 3]! >> (7 - (index & 7))) & 1
}

const linesOf = async ({ db }: Context) =>
  (await db.sql.select().from(db.tables.auditLines)).map(({ action }) => action)

describeDialects('Wallets', (open) => {
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

  test('Pictures are kept only where the tenant keeps pictures, and the user quota holds', async () => {
    const operator = await open({ engines })
    const door = await openDoor(operator, 'main', { keepSamples: false })
    await updateTenant(operator, { slug: 'main', userQuota: 1 })
    const { credential } = issued(await ask(door, testWallet(), [photo('anna')]))
    expect(credential.credentialSubject.biometrics).toBeTruthy()
    for await (const name of operator.blobs.list()) throw new Error(`A blob was kept: ${name}`)
    await expect(ask(door, testWallet(1), [photo('ben')])).rejects.toMatchObject({ code: 'user_quota_reached' })
  })

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

const unsure: TestContext['engines']['face']['read'] = async (...call) => {
  const reading = await engines.face.read(...call)
  return { ...reading, faces: reading.faces.map((face) => ({ ...face, quality: { ...face.quality, meshScore: 0.4 } })) }
}
