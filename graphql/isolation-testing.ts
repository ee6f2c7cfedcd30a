/** A bureau in which one tenant has something of everything, and another nothing: for tests of isolation, and nobody else. */
import { randomUUID } from 'node:crypto'
import { tellAccess } from '@/domain/access-log'
import { inviteAdmin } from '@/domain/admins'
import { createClient } from '@/domain/clients'
import { recordConsent } from '@/domain/consents/record'
import { publishConsentText, saveConsentDraft } from '@/domain/consents/texts'
import { enrolFromDocument } from '@/domain/documents/enrol'
import { documentPicture, passport } from '@/domain/documents/testing'
import { validateDocument } from '@/domain/documents/validate'
import { runDump } from '@/domain/dumps/run'
import { eraseUser } from '@/domain/erasures'
import { addAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { bureauOf, hour } from '@/domain/events/testing'
import { enrolFace } from '@/domain/faces/enrol'
import { listPictures } from '@/domain/faces/look'
import { picture, testEngines } from '@/domain/faces/testing'
import { newId } from '@/domain/ids'
import { createLivenessChallenge } from '@/domain/liveness/own'
import { burstOf } from '@/domain/liveness/testing'
import { everythingOf, mark, namesOf } from '@/domain/isolation-testing'
import { addMembers } from '@/domain/members/members'
import { changeAddress } from '@/domain/qr-credential/deliver'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { createTenant, updateTenant } from '@/domain/tenants'
import { adminActor, testContext, type TestContext } from '@/domain/testing'
import { createUser } from '@/domain/users'
import { eraseUsers } from '@/domain/users/bulk'
import { startImport } from '@/domain/imports/upload'
import { converse } from '@/domain/voice/converse'
import { listRecordings } from '@/domain/voice/listen'
import { recording } from '@/domain/voice/testing'
import { enrolVoice } from '@/domain/voice/testing-bureau'
import { sealedIssuerKey } from '@/domain/wallet/issuer'
import { createWebhook } from '@/domain/webhooks/change'
import { sendTestMessage } from '@/domain/webhooks/deliveries'

export { everythingOf, mark, namesOf }

export const annasPassport = Buffer.from(documentPicture({ zone: passport(), person: 'anna' })).toString('base64')
export const annasVoice = Buffer.from(recording({ speaker: 'anna' })).toString('base64')
export const annasFace = Buffer.from(picture('anna')).toString('base64')

async function owner(operator: TestContext, tenantId: string, name: string) {
  const [id, second] = [newId(), newId()]
  await operator.db.transact(async (tx) => {
    for (const [adminId, at] of [
      [id, 'one'],
      [second, 'two'],
    ] as const) {
      await tx.sql.insert(tx.tables.admins).values({
        id: adminId,
        tenantId,
        email: `${at}@${name}.example`,
        firstName: name,
        lastName: at,
        passwordHash: 'none',
        role: 'owner',
        createdAt: operator.now(),
      })
    }
  })
  const at = operator.now()
  const [sessionId, passkeyId] = [newId(), newId()]
  await operator.db.transact(async (tx) => {
    const { adminSessions, passkeys, authenticators, recoveryCodes } = tx.tables
    const times = { createdAt: at, provedAt: at, lastSeenAt: at, expiresAt: new Date(at.getTime() + hour) }
    for (const session of [sessionId, `${sessionId}-two`]) {
      const where = { source: '192.0.2.1', browser: `${name} browser` }
      await tx.sql.insert(adminSessions).values({ id: session, adminId: id, ...times, ...where })
    }
    for (const adminId of [id, second]) {
      const secret = { sealedSecret: Buffer.alloc(8), createdAt: at, confirmedAt: at, lastStep: 0 }
      await tx.sql.insert(authenticators).values({ adminId, ...secret })
      await tx.sql.insert(recoveryCodes).values({ adminId, hash: newId(), createdAt: at })
    }
    const key = { publicKey: Buffer.alloc(8), counter: 0, transports: [], isSynced: false, createdAt: at }
    await tx.sql.insert(passkeys).values({ id: passkeyId, adminId: id, name: `${name} key`, ...key })
  })
  const admin: TestContext = { ...operator, sessionId, actor: adminActor({ tenantId, id, provedAt: at }) }
  return { admin, second, passkeyId, otherSessionId: `${sessionId}-two` }
}

export async function twoTenants(engines: ReturnType<typeof testEngines>, { keep = false } = {}) {
  const operator = await testContext({ engines, keep })
  const { id: tenantId } = await createTenant(operator, { slug: `${mark}-gmbh` })
  const { id: otherId } = await createTenant(operator, { slug: 'other' })
  const { admin, second, passkeyId, otherSessionId } = await owner(operator, tenantId, mark)
  const { admin: stranger } = await owner(operator, otherId, 'other')
  // Of their own they have a little, so that their lists are not empty for want of any.
  await createUser(stranger, { externalId: 'theirs' })

  const { user } = await createUser(admin, { externalId: `${mark}-anna`, macAddress: '02:00:00:00:00:01' })
  await enrolFace(admin, { userId: user.id, picture: picture('anna'), gate: 'legacy' })
  await enrolVoice(admin, user.id, 'anna')
  const [spoken] = await listRecordings(admin, { userId: user.id })
  const { user: ben } = await createUser(admin, { externalId: `${mark}-ben` })
  const { user: gone } = await createUser(admin, { externalId: `${mark}-gone` })
  const { receipt } = await eraseUser(admin, { userId: gone.id })
  const { venue, people } = bureauOf(operator, tenantId)
  const [carl, dora] = await people(2)
  const { facility, space, door } = await venue()
  const now = operator.now().getTime()
  const event = await createEvent(admin, {
    zoneRow: facility.id,
    name: `${mark} final`,
    externalId: `${mark}-final`,
    startsAt: new Date(now + hour),
    endsAt: new Date(now + 2 * hour),
  })
  const [attendee] = await addAttendees(admin, { eventId: event.id, userIds: [carl!.id, user.id] })
  const [member] = await addMembers(admin, { userIds: [carl!.id] })
  const { id: textId } = await saveConsentDraft(admin, {
    language: 'en',
    body: `I agree to ${mark}, all of it, always.`,
  })
  await publishConsentText(admin, { textId })
  await recordConsent(admin, { userId: user.id, textId })
  const { id: draftId } = await saveConsentDraft(admin, { language: 'de', body: `Ich stimme ${mark} zu, in allem.` })
  await updateTenant(operator, { slug: `${mark}-gmbh`, settings: { documentDays: 30 } })
  const keeping = await saveConsentDraft(admin, {
    purpose: 'documents',
    language: 'en',
    body: `I agree that ${mark} keeps it.`,
  })
  await publishConsentText(admin, { textId: keeping.id })
  const held = async (person: string) =>
    (await validateDocument(admin, { front: documentPicture({ zone: passport(), person }), hold: true })).reference
  const kept = await enrolFromDocument(admin, {
    reference: await held('emil'),
    gate: 'legacy',
    consents: { document: keeping.id },
  })
  if (kept.outcome !== 'enrolled' || kept.keptDocumentId === null) throw new Error('No document was kept.')
  const reference = await held('fred')
  const { clientId } = await createClient(admin, { name: `${mark} app` })
  const { invitation } = await inviteAdmin(admin, { email: `three@${mark}.example`, role: 'auditor' })
  const dump = await runDump(admin, {})
  const { user: leaving } = await createUser(admin, { externalId: `${mark}-leaving` })
  const jobId = await eraseUsers(admin, { userIds: [leaving.id] })
  const asked = await converse(admin, { userId: user.id, operation: 'enrol', by: { kind: 'dialogue' } })
  if (asked.outcome !== 'started') throw new Error('No conversation was begun.')
  const [sample] = await listPictures(admin, { userId: user.id })
  await changeAddress(admin, { userId: user.id, email: `anna@${mark}.example` })
  const qr = await issueQrCredential(admin, { userId: user.id })
  const issuer = await sealedIssuerKey(admin, tenantId)
  const { webhook } = await createWebhook(admin, { url: `https://${mark}.example/hook` })
  const delivery = await sendTestMessage(admin, { id: webhook.id })
  const upload = await startImport(admin, { name: `${mark}.zip`, byteCount: 1_000 })
  const [credentialId, lookAlikeId, accessEventId, registrationId] = [randomUUID(), newId(), newId(), newId()]
  const place = { table: 'verifiable_credentials', row: credentialId, tenantId }
  const document = Buffer.from(JSON.stringify({ id: `urn:uuid:${credentialId}` }))
  const documentSealed = await operator.keys.sealForUser(user.id, place, document)
  await operator.db.transact(async (tx) => {
    const { verifiableCredentials, lookAlikes, accessEvents, registrations, importRows, terminals } = tx.tables
    await tx.sql.insert(registrations).values({
      id: registrationId,
      tenantId,
      email: `four@${mark}.example`,
      firstName: mark,
      lastName: 'four',
      passwordHash: 'none',
      createdAt: operator.now(),
      confirmedAt: operator.now(),
    })
    await tx.sql.insert(importRows).values({
      importId: upload.id,
      row: 2,
      externalId: `${mark}-row`,
      file: `${mark}.jpg`,
      reason: 'A word.',
      userId: user.id,
    })
    await tx.sql.update(terminals).set({ pairedAt: new Date(0) })
    await tx.sql.insert(verifiableCredentials).values({
      id: credentialId,
      tenantId,
      userId: user.id,
      issuerKeyId: issuer.id,
      statusList: 0,
      statusIndex: 0,
      documentSealed,
      issuedAt: operator.now(),
      expiresAt: new Date(now + 24 * hour),
    })
    const pair = { id: lookAlikeId, tenantId, userId: user.id, otherUserId: ben.id, createdAt: operator.now() }
    await tx.sql.insert(lookAlikes).values(pair)
    await tx.sql.insert(accessEvents).values({
      id: accessEventId,
      tenantId,
      terminalId: door.id,
      reportId: newId(),
      zoneRow: facility.id,
      type: 'access_granted',
      userId: user.id,
      eventId: event.id,
      occurredAt: operator.now(),
      receivedAt: operator.now(),
      offline: false,
      sequence: 1,
    })
  })
  // Somebody who attends and could not be recognised.
  await addAttendees(admin, { eventId: event.id, userIds: [ben.id] })
  if (attendee?.outcome !== 'added' || member?.outcome !== 'added') throw new Error('The bureau could not be set up.')
  const challenge = await createLivenessChallenge(admin)
  return {
    operator,
    tenantId,
    admin,
    stranger,
    challenge,
    frames: burstOf(challenge.plan, 'anna').map(({ atMs, picture }) => ({
      atMs,
      picture: Buffer.from(picture).toString('base64'),
    })),
    /** Somebody comes in once more. */
    report: () =>
      operator.db.transact(async (tx) => {
        const { accessEvents } = tx.tables
        const before = (await tx.sql.select().from(accessEvents)).find(({ id }) => id === accessEventId)
        await tx.sql.insert(accessEvents).values({ ...before!, id: newId(), reportId: newId() })
        tellAccess(tx, tenantId)
      }),
    adminId: 'id' in admin.actor ? admin.actor.id : '',
    rows: {
      User: user.id,
      Zone: facility.id,
      Terminal: door.id,
      Event: event.id,
      Attendee: attendee.attendeeId,
      Member: member.memberId,
      AccessEvent: accessEventId,
      Credential: credentialId,
      QrCredential: qr.credential.id,
      Dump: dump.id,
      Admin: second,
      Client: clientId,
      Webhook: webhook.id,
      WebhookDelivery: delivery.id,
      Job: jobId,
      Import: upload.id,
    },
    ids: {
      benId: ben.id,
      doraId: dora!.id,
      carlId: carl!.id,
      spaceId: space.id,
      textId,
      draftId,
      lookAlikeId,
      jobId,
      receiptId: receipt.id,
      invitationId: invitation.id,
      registrationId,
      passkeyId,
      otherSessionId,
      goneId: gone.id,
      sampleId: sample!.id,
      recordingId: spoken!.id,
      dialogueId: asked.dialogue.id,
      challengeId: challenge.id,
      documentId: kept.keptDocumentId,
      keepingTextId: keeping.id,
      reference,
      userUuid: user.uuid,
    },
  }
}
