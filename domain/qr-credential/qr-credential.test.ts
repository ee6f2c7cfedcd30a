/** QR credentials from their issue to their end: who gets one, what terminals make of it, what recalls it, where it is mailed; on every dialect. */
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { normalise } from '@/engines/math'
import { publishConsentText, recognition, saveConsentDraft } from '../consents/texts'
import { recordConsent, withdrawConsent } from '../consents/record'
import { erasureConsequences, eraseUser } from '../erasures'
import { holdersOf } from '../erasure-list'
import { addAttendees } from '../events/attendees'
import { changeEvent, createEvent } from '../events/events'
import { accessBureau, bureauOf, hour } from '../events/testing'
import { enrolFace } from '../faces/enrol'
import { removeFace } from '../faces/remove'
import { embeddingOf, picture, testEngines } from '../faces/testing'
import type { RunningJob } from '../jobs'
import { sendMailJob } from '../mail/job'
import { MailRefused } from '../mail/transport'
import { addMembers, removeMembers } from '../members/members'
import { createTenant } from '../tenants'
import { newAgreementKey } from '../terminals/agreement-key'
import { rotateFeedKey } from '../terminals/heartbeat'
import { feedKeyOf } from '../terminals/sealing'
import { terminalRow } from '../terminals/terminals'
import { describeDialects, type TestContext } from '../testing'
import { createUser } from '../users'
import { changeExternalId, reissueUsers, revokeUsers } from '../users/change'
import { rotateIssuerKey } from '../wallet/issuer'
import { toBase45, fromBase45 } from './base45'
import { checkCredential } from './check'
import { DenyListRefused, openDenyList } from './deny-list'
import { deliverQrCredential } from './deliver'
import { forgetQrJob } from './forget'
import { qrForTerminal } from './for-terminals'
import { issueQrCredential } from './issue'
import { openCredential, type Trust } from './open'
import { qrCredentialsOf, qrDeliveriesOf } from './read'
import { recallQrCredential } from './recall'
import { CredentialRefused } from './refused'
import { openQrKeys } from './terminal-keys'

const engines = testEngines()
afterAll(() => engines.close())

const job = (attempt = 1): RunningJob => ({
  id: 'j',
  attempt,
  signal: new AbortController().signal,
  progress: () => undefined,
})
const day = 24 * hour

describeDialects('QR credentials', (open) => {
  let bureau: TestContext
  let at: Awaited<ReturnType<typeof accessBureau>>
  let admin: TestContext
  let door: string
  let facility: string

  beforeEach(async () => {
    at = await accessBureau((options) => open({ ...options, engines }))
    bureau = at.operator
    admin = at.admin
    const venue = await at.venue()
    door = venue.door.id
    facility = venue.facility.id
    await equip(at.tenantId, door)
  })

  async function equip(tenantId: string, id: string) {
    const agreed = { agreement_key: (await newAgreementKey()).publicJwk }
    await rotateFeedKey(bureau, await terminalRow(bureau.db, tenantId, id), agreed)
  }

  async function enrolled(person: string, context = admin): Promise<string> {
    const { id: userId } = (await createUser(context, { externalId: person })).user
    const { outcome } = await enrolFace(context, {
      userId,
      gate: 'events',
      picture: picture({ person, eyeDistancePx: 120 }),
    })
    expect(outcome).toBe('enrolled')
    return userId
  }

  /** What a terminal has after it has asked. */
  async function fetched(tenantId = at.tenantId, id = door) {
    const row = await terminalRow(bureau.db, tenantId, id)
    const answer = await qrForTerminal(bureau, row)
    const raw = Uint8Array.from((await feedKeyOf(bureau, row)).export())
    const feedKey = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
    const trust: Trust = {
      tenantId: answer.tenant,
      jwks: answer.jwks.keys,
      qrKeys: await openQrKeys(feedKey, id, answer.keys.sealed),
      denyList: await openDenyList(answer.deny_list, { tenantId: answer.tenant, jwks: answer.jwks.keys }),
      model: answer.recognition.model,
    }
    return { answer, trust, feedKey }
  }

  const nowAt = (ms = 0) => new Date(at.clock.at + ms)
  async function refusal(text: string, trust: Trust, now = nowAt()): Promise<string> {
    return openCredential(text, trust, now).then(
      () => 'taken',
      (error: unknown) => {
        if (!(error instanceof CredentialRefused)) throw error
        return error.reason
      },
    )
  }

  /** The outcome at the door, of the person of that name. */
  async function shown(text: string, person: string, over: Partial<Parameters<typeof checkCredential>[2]> = {}) {
    const { answer, trust } = await fetched()
    const contents = await openCredential(text, trust, nowAt())
    return checkCredential(contents, embeddingOf({ person }), {
      at: nowAt(),
      heardAt: nowAt(),
      stalenessMs: hour,
      place: { terminalId: answer.place.terminal, zones: answer.place.zones, timeZone: answer.place.time_zone },
      threshold: answer.recognition.threshold,
      ...over,
    }).type
  }

  async function agree(userId: string) {
    const draft = await saveConsentDraft(admin, {
      purpose: recognition,
      language: 'en',
      body: 'I agree to be recognised.',
    })
    await publishConsentText(admin, { textId: draft.id })
    await recordConsent(admin, { userId, textId: draft.id })
  }

  const memberships = async () => bureau.db.sql.select().from(bureau.db.tables.grants)

  test('is opened and checked by a terminal that holds nothing of the person', async () => {
    const userId = await enrolled('anna')
    await addMembers(admin, { userIds: [userId] })
    const { text, credential } = await issueQrCredential(admin, { userId })
    const { trust } = await fetched()
    const contents = await openCredential(text, trust, nowAt())
    expect(contents).toMatchObject({ id: credential.id, subject: userId, acsId: 'anna', model: 'test-face@1' })
    expect(contents.expiresAt).toEqual(credential.expiresAt)
    expect(credential.expiresAt.getTime() - at.clock.at).toBe(30 * day)
    expect(normalise(Float32Array.from(contents.template))).toHaveLength(engines.face.model.dimension)
    expect(await shown(text, 'anna')).toBe('access_granted')
    expect(await shown(text, 'berta')).toBe('not_recognised')
    expect(await shown(text, 'anna', { heardAt: null })).toBe('outside_window')
  })

  test('is made again under its own id while nothing has changed, and anew where something has', async () => {
    const userId = await enrolled('anna')
    const first = await issueQrCredential(admin, { userId })
    const again = await issueQrCredential(admin, { userId })
    expect(again.credential).toEqual(first.credential)
    const { trust } = await fetched()
    expect((await openCredential(again.text, trust, nowAt())).id).toBe(first.credential.id)
    await addMembers(admin, { userIds: [userId] })
    const wider = await issueQrCredential(admin, { userId })
    expect(wider.credential.id).not.toBe(first.credential.id)
    expect((await issueQrCredential(admin, { userId, isNew: true })).credential.id).not.toBe(wider.credential.id)
    at.clock.at += 20 * day
    expect((await issueQrCredential(admin, { userId })).credential.id).not.toBe(wider.credential.id)
    expect(await qrCredentialsOf(admin, { userId })).toHaveLength(4)
  })

  test('neither QR nor template lies in the database', async () => {
    const userId = await enrolled('anna')
    const { text } = await issueQrCredential(admin, { userId })
    const rows = await bureau.db.sql.select().from(bureau.db.tables.qrCredentials)
    expect(JSON.stringify(rows)).not.toContain(text.slice(10, 60))
    expect(Object.keys(rows[0]!).sort()).toEqual(
      ['expiresAt', 'id', 'issuedAt', 'keyId', 'model', 'recalledAt', 'recalledReason', 'tenantId', 'userId'].sort(),
    )
  })

  test('never outlives its scopes where all of them end', async () => {
    const userId = await enrolled('anna')
    const endTime = nowAt(3 * hour)
    const event = await createEvent(admin, { zoneRow: facility, startsAt: nowAt(hour), endsAt: endTime })
    await addAttendees(admin, { eventId: event.id, userIds: [userId] })
    const { credential, text } = await issueQrCredential(admin, { userId })
    expect(credential.expiresAt).toEqual(endTime)
    expect(await shown(text, 'anna')).toBe('outside_window')
    at.clock.at += hour
    expect(await shown(text, 'anna')).toBe('access_granted')
    expect(await refusal(text, (await fetched()).trust, endTime)).toBe('expired')
    await addMembers(admin, { userIds: [userId] })
    expect((await issueQrCredential(admin, { userId })).credential.expiresAt).toEqual(nowAt(30 * day))
  })

  test('goes to nobody without a face, revoked, of another tenant, or whose caller may not', async () => {
    const { id: faceless } = (await createUser(admin, { externalId: 'nobody' })).user
    await expect(issueQrCredential(admin, { userId: faceless })).rejects.toMatchObject({ code: 'not_enrolled' })
    const userId = await enrolled('anna')
    await expect(issueQrCredential(at.asClient('read'), { userId })).rejects.toMatchObject({ code: 'forbidden' })
    const { id: otherTenant } = await createTenant(bureau, { slug: 'other' })
    const other = bureauOf(bureau, otherTenant).admin
    await expect(issueQrCredential(other, { userId })).rejects.toMatchObject({ code: 'not_found' })
    const { credential } = await issueQrCredential(admin, { userId })
    await expect(recallQrCredential(other, { id: credential.id })).rejects.toMatchObject({ code: 'not_found' })
    await revokeUsers(admin, { userIds: [userId] })
    await expect(issueQrCredential(admin, { userId })).rejects.toMatchObject({
      options: { reason: 'credential_revoked' },
    })
  })

  test('forged, cut, turned, early, late, foreign: each is refused with its reason', async () => {
    const userId = await enrolled('anna')
    const { text } = await issueQrCredential(admin, { userId })
    const { trust } = await fetched()
    expect(await refusal(text, trust)).toBe('taken')
    expect(await refusal(text, trust, nowAt(-2 * 60_000))).toBe('not_yet_valid')
    expect(await refusal(text, trust, nowAt(30 * day))).toBe('expired')
    expect(await refusal(text, { ...trust, model: 'test-face@2' })).toBe('wrong_model')
    expect(await refusal(text, { ...trust, qrKeys: new Map() })).toBe('unknown_key')
    expect(await refusal(text, { ...trust, jwks: [] })).toBe('unknown_key')

    const venue = await bureauOf(bureau, (await createTenant(bureau, { slug: 'other' })).id)
    const theirs = await venue.venue()
    await equip(theirs.door.tenantId, theirs.door.id)
    const foreign = await fetched(theirs.door.tenantId, theirs.door.id)
    expect(await refusal(text, foreign.trust)).toBe('wrong_tenant')
    // Whoever claims the other tenant in the clear has none of its keys.
    expect(await refusal(text, { ...trust, qrKeys: foreign.trust.qrKeys })).toBe('unknown_key')

    const bytes = fromBase45(text.slice('LIMEN:'.length))
    const written = (some: Uint8Array) => `LIMEN:${toBase45(some)}`
    const lastOfSigned = bytes.length - 65
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), fc.nat(bytes.length - 1), async (bit, length) => {
        const turned = Uint8Array.from(bytes)
        turned[bit >> 3]! ^= 1 << (bit & 7)
        const reason = await refusal(written(turned), trust)
        expect(['wrong_version', 'wrong_tenant', 'unknown_key', 'signature_invalid']).toContain(reason)
        if (bit >> 3 > 33 && bit >> 3 <= lastOfSigned) expect(reason).toBe('signature_invalid')
        expect(await refusal(written(bytes.subarray(0, length)), trust)).not.toBe('taken')
      }),
      { numRuns: 120 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (any) => {
        expect(await refusal(any, trust)).toBe('malformed')
      }),
      { numRuns: 300 },
    )
  })

  test('a stolen terminal reads codes and makes none: its keys only decrypt, and its own signature counts for nothing', async () => {
    const userId = await enrolled('anna')
    const { text } = await issueQrCredential(admin, { userId })
    const { trust } = await fetched()
    const [key] = [...trust.qrKeys.values()]
    await expect(crypto.subtle.exportKey('raw', key!)).rejects.toThrow()
    await expect(
      crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key!, new Uint8Array(1)),
    ).rejects.toThrow()
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const own = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const jwks = [{ ...own, kid: trust.jwks[0]!.kid }]
    expect(await refusal(text, { ...trust, jwks })).toBe('signature_invalid')
  })

  test('the keys for one terminal open at that terminal only', async () => {
    await issueQrCredential(admin, { userId: await enrolled('anna') })
    const { answer, feedKey } = await fetched()
    await expect(openQrKeys(feedKey, 'another', answer.keys.sealed)).rejects.toThrow()
    await expect(openQrKeys(feedKey, door, answer.keys.sealed.slice(0, 40))).rejects.toThrow()
  })

  test.each([
    ['by hand', (_: string, id: string) => recallQrCredential(admin, { id })],
    ['with the person’s revocation', (userId: string) => revokeUsers(admin, { userIds: [userId] })],
    ['with the person’s erasure', (userId: string) => eraseUser(admin, { userId })],
    ['with the face', (userId: string) => removeFace(admin, { userId })],
    ['with the id that it holds', (userId: string) => changeExternalId(admin, { userId, externalId: 'anne' })],
    ['with the last grant', async () => removeMembers(admin, { memberIds: (await memberships()).map(({ id }) => id) })],
  ])('is recalled %s, and terminals hear of it by the feed', async (_, end) => {
    const userId = await enrolled('anna')
    await addMembers(admin, { userIds: [userId] })
    const { text, credential } = await issueQrCredential(admin, { userId })
    const before = (await fetched()).answer
    const lines = (await at.lines()).filter(({ topic }) => topic === 'qr').length
    await end(userId, credential.id)
    const { answer, trust } = await fetched()
    expect(await refusal(text, trust)).toBe('recalled')
    expect(answer.version).toBeGreaterThan(before.version)
    expect((await at.lines()).filter(({ topic }) => topic === 'qr').length).toBeGreaterThan(lines)
    // A right that is given back gives no QR back.
    await reissueUsers(admin, { userIds: [userId] }).catch(() => undefined)
    expect(await refusal(text, (await fetched()).trust)).toBe('recalled')
    // What has expired by itself need not be denied any more.
    at.clock.at += 31 * day
    expect((await fetched()).trust.denyList.recalled.size).toBe(0)
  })

  test('what has ended is recalled no second time', async () => {
    const { credential } = await issueQrCredential(admin, { userId: await enrolled('anna') })
    await recallQrCredential(admin, { id: credential.id })
    await expect(recallQrCredential(admin, { id: credential.id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(recallQrCredential(admin, { id: 'none' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a grant that was changed is its scope no longer, and the others are', async () => {
    const userId = await enrolled('anna')
    const times = { startsAt: nowAt(hour), endsAt: nowAt(9 * hour) }
    const event = await createEvent(admin, { zoneRow: facility, ...times })
    await addAttendees(admin, { eventId: event.id, userIds: [userId] })
    await addMembers(admin, { userIds: [userId] })
    const { text } = await issueQrCredential(admin, { userId })
    await changeEvent(admin, { id: event.id, startsAt: nowAt(2 * hour) })
    const { trust } = await fetched()
    expect((await openCredential(text, trust, nowAt())).scopes.map(({ kind }) => kind)).toEqual(['member'])
    expect(await qrCredentialsOf(admin, { userId })).toMatchObject([{ state: 'outdated', scopes: 2 }])
    const next = await issueQrCredential(admin, { userId })
    expect((await openCredential(next.text, trust, nowAt())).scopes).toHaveLength(2)
  })

  test('an old deny-list, another tenant’s and an altered one are not taken', async () => {
    const { credential } = await issueQrCredential(admin, { userId: await enrolled('anna') })
    const old = (await fetched()).answer
    await recallQrCredential(admin, { id: credential.id })
    const { answer, trust } = await fetched()
    const who = { tenantId: at.tenantId, jwks: answer.jwks.keys }
    await expect(openDenyList(old.deny_list, who, trust.denyList)).rejects.toThrow(DenyListRefused)
    await expect(openDenyList(answer.deny_list, { ...who, tenantId: 'other' })).rejects.toThrow(DenyListRefused)
    const [head, , signature] = answer.deny_list.split('.')
    const forged = Buffer.from(JSON.stringify({ tenant: at.tenantId, seq: 9, iat: 0, recalled: [], ended: {} }))
    const altered = [head, forged.toString('base64url'), signature].join('.')
    await expect(openDenyList(altered, who)).rejects.toThrow(DenyListRefused)
    await expect(openDenyList(answer.deny_list, { ...who, jwks: [] })).rejects.toThrow(DenyListRefused)
  })

  test('keys are replaced, and those before go on opening what they sealed, until that has expired', async () => {
    const userId = await enrolled('anna')
    const first = await issueQrCredential(admin, { userId })
    await rotateIssuerKey(bureau, { tenantSlug: 'acme' })
    const { trust: after } = await fetched()
    expect(await refusal(first.text, after)).toBe('taken')
    at.clock.at += 29 * day
    const second = await issueQrCredential(admin, { userId })
    expect(second.credential.keyId).toBe(first.credential.keyId)
    at.clock.at += 2 * day
    const third = await issueQrCredential(admin, { userId, isNew: true })
    expect(third.credential.keyId).not.toBe(first.credential.keyId)
    const { trust } = await fetched()
    expect(trust.qrKeys.size).toBe(2)
    expect(await refusal(second.text, trust)).toBe('taken')
    // Nothing that the replaced signing key has signed is good any more, so that it is not published either.
    expect(await refusal(first.text, trust)).toBe('unknown_key')
    await forgetQrJob.run(bureau, {}, job())
    expect((await fetched()).trust.qrKeys.size).toBe(2)
    // What is still listed beside its user and has expired opens nowhere any more.
    at.clock.at += 29 * day
    expect((await fetched()).trust.qrKeys.size).toBe(1)
    expect(await qrCredentialsOf(admin, { userId })).toHaveLength(3)
    at.clock.at += 33 * day
    await forgetQrJob.run(bureau, {}, job())
    expect((await fetched()).trust.qrKeys.size).toBe(1)
    expect(await qrCredentialsOf(admin, { userId })).toEqual([])
  })

  test('two requests at once make one key', async () => {
    const people = await Promise.all(['anna', 'berta'].map((person) => enrolled(person)))
    await Promise.all(people.map((userId) => issueQrCredential(admin, { userId })))
    expect(await bureau.db.sql.select().from(bureau.db.tables.qrKeys)).toHaveLength(1)
  })

  test('is mailed to who agreed, with a picture of it, and the delivery says how far it is', async () => {
    const userId = await enrolled('anna')
    const ask = (over = {}) => deliverQrCredential(admin, { userId, ...over })
    await expect(ask()).rejects.toMatchObject({ options: { reason: 'email_missing' } })
    const email = 'anna@example.test'
    await expect(ask({ email })).rejects.toMatchObject({ options: { reason: 'consent_missing' } })
    await expect(ask({ email: 'anna' })).rejects.toMatchObject({ code: 'invalid_input' })
    await agree(userId)
    const delivery = await ask({ email })
    expect(delivery.state).toBe('queued')
    const rows = JSON.stringify(await bureau.db.sql.select().from(bureau.db.tables.jobs))
    expect(rows).not.toContain(email)
    const system = { ...bureau, actor: { kind: 'system' as const, id: 'j', tenantId: at.tenantId } }
    await sendMailJob.run(system, { kind: 'qr_credential', deliveryId: delivery.id }, job())
    const [letter] = bureau.mail.letters
    expect(letter).toMatchObject({ to: email, subject: 'Your QR code for acme' })
    expect(letter!.html).toContain('cid:qr-credential')
    expect(letter!.attachments!.map(({ cid, content }) => [cid, content.subarray(1, 4).toString()])).toEqual([
      ['qr-credential', 'PNG'],
      [null, 'PNG'],
    ])
    expect(await qrDeliveriesOf(admin, { userId })).toMatchObject([{ state: 'sent', credentialId: expect.any(String) }])
    // A job that runs twice sends once.
    await sendMailJob.run(system, { kind: 'qr_credential', deliveryId: delivery.id }, job())
    expect(bureau.mail.letters).toHaveLength(1)
    // The address is known from now on.
    const next = await ask()
    bureau.mail.deliver = () => Promise.reject(new MailRefused('550 no such box'))
    await expect(sendMailJob.run(system, { kind: 'qr_credential', deliveryId: next.id }, job())).rejects.toThrow()
    expect((await qrDeliveriesOf(admin, { userId }))[0]).toMatchObject({ state: 'failed', reason: 'carrier_refused' })
  })

  test('is not mailed once the consent is withdrawn', async () => {
    const userId = await enrolled('anna')
    await agree(userId)
    const delivery = await deliverQrCredential(admin, { userId, email: 'anna@example.test' })
    await withdrawConsent(admin, { userId })
    const system = { ...bureau, actor: { kind: 'system' as const, id: 'j', tenantId: at.tenantId } }
    const result = await sendMailJob.run(system, { kind: 'qr_credential', deliveryId: delivery.id }, job())
    expect(result).toMatchObject({ sent: false })
    expect(bureau.mail.letters).toEqual([])
    expect(await qrDeliveriesOf(admin, { userId })).toMatchObject([{ state: 'not_sent', reason: 'consent_missing' }])
  })

  test('an erasure names the QRs that were given out, until they expire', async () => {
    const userId = await enrolled('anna')
    const { credential } = await issueQrCredential(admin, { userId })
    const until = credential.expiresAt.toISOString()
    const held = { kind: 'qr_credential', id: credential.id, name: 'QR credential', until, biometrics: true }
    expect((await erasureConsequences(admin, { userId })).stillHeld).toContainEqual(held)
    const signed = await eraseUser(admin, { userId })
    expect(signed.receipt.stillHeld.filter(({ kind }) => kind === 'qr_credential')).toEqual([held])
    const letGo = async () => (await holdersOf(admin, signed)).filter(({ kind }) => kind === 'qr_credential')
    expect(await letGo()).toMatchObject([{ hasLetGo: false }])
    at.clock.at += 31 * day
    expect(await letGo()).toMatchObject([{ hasLetGo: true }])
  })

  test('an address is gone with its person', async () => {
    const userId = await enrolled('anna')
    await agree(userId)
    await deliverQrCredential(admin, { userId, email: 'anna@example.test' })
    await eraseUser(admin, { userId })
    const { userAddresses, qrCredentials } = bureau.db.tables
    expect(await bureau.db.sql.select().from(userAddresses)).toEqual([])
    // Terminals have to be told until it expires.
    expect(
      await bureau.db.sql.select().from(qrCredentials).where(eq(qrCredentials.tenantId, at.tenantId)),
    ).toMatchObject([{ userId: null, recalledReason: expect.any(String) }])
  })
})
