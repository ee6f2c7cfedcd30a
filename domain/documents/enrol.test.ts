/** Enrolling from a document, and what becomes of documents that people agreed to have kept. */
import { eq } from 'drizzle-orm'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withdrawConsent } from '../consents/record'
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import type { Context } from '../context'
import { restoreDump } from '../dumps/restore/restore'
import { download, madeDump, records, unzip } from '../dumps/testing'
import { eraseUser } from '../erasures'
import { compareFaces } from '../faces/compare'
import { garbage, picture, testEngines, type TestEngines } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { newId } from '../ids'
import { findOrphansJob } from '../sweep'
import { createTenant, ensureMainTenant, updateTenant } from '../tenants'
import { adminActor, describeDialects, testContext, type TestContext } from '../testing'
import { enrolFromDocument } from './enrol'
import { forgetDocumentsJob, readHeldDocument } from './held'
import { listKeptDocuments, openKeptDocument, removeKeptDocument } from './kept'
import { documentPicture, passport } from './testing'
import { blobsOf, documentBureau, linesOf, passportOf, running } from './testing-bureau'
import { validateDocument } from './validate'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

const dayMs = 86_400_000
const gate = 'legacy'

async function held(context: Context, front: Uint8Array): Promise<string> {
  return (await validateDocument(context, { front, hold: true })).reference
}

async function textOf(context: Context, purpose: string): Promise<string> {
  const { id } = await saveConsentDraft(context, { purpose, language: 'en', body: `I agree to ${purpose}, all of it.` })
  await publishConsentText(context, { textId: id })
  return id
}

/** Anna, enrolled from her passport, which is kept for 30 days. */
async function keeper(operator: TestContext, admin: TestContext) {
  await updateTenant(operator, { slug: 'main', settings: { documentDays: 30 } })
  const document = await textOf(admin, 'documents')
  const reference = await held(admin, passportOf('anna'))
  const enrolment = await enrolFromDocument(admin, { reference, gate, externalId: 'anna', consents: { document } })
  if (enrolment.outcome !== 'enrolled' || enrolment.keptDocumentId === null) throw new Error(enrolment.outcome)
  return { userId: enrolment.user.id, documentId: enrolment.keptDocumentId }
}

describeDialects('Enrolling from a document', (open) => {
  test('The portrait is enrolled if the selfie shows the same person', async () => {
    const { client, tenantId, as } = await documentBureau(open, engines)
    const reference = await held(client, passportOf('anna'))
    const other = await enrolFromDocument(client, { reference, gate, selfie: picture('ben') })
    expect(other).toEqual({ outcome: 'another_person' })
    expect(await linesOf(client, 'document.differed')).toMatchObject([{ subjectId: reference, detail: {} }])
    expect(await client.db.sql.select().from(client.db.tables.users)).toEqual([])

    const selfie = picture({ person: 'anna', noise: 0.3 })
    const enrolment = await enrolFromDocument(client, { reference, gate, selfie, externalId: 'anna', told: true })
    if (enrolment.outcome !== 'enrolled') throw new Error(enrolment.outcome)
    expect(enrolment).toMatchObject({ user: { externalId: 'anna', hasFace: true }, added: 0, keptDocumentId: null })
    const probe = { userId: enrolment.user.id, picture: picture({ person: 'anna', noise: 0.2 }), gate } as const
    const reader = as({ kind: 'client', id: newId(), tenantId, scopes: ['read'] })
    expect(await verifyFace(reader, probe)).toMatchObject({ verified: true })
    expect(await linesOf(client, 'user.told_of_use')).toHaveLength(1)
    // The reading has served.
    await expect(readHeldDocument(client, { reference })).rejects.toMatchObject({ code: 'not_found' })
    expect(await blobsOf(client)).toHaveLength(1)
  })

  test('The selfie is added where that is asked for, and the external id can be what was read', async () => {
    const { client } = await documentBureau(open, engines)
    const reference = await held(client, passportOf('anna'))
    const call = { reference, gate, selfie: picture({ person: 'anna', noise: 0.3 }), addSelfie: true } as const
    await expect(enrolFromDocument(client, { ...call, externalId: { field: 'personalNumber' } })).rejects.toMatchObject(
      {
        code: 'invalid_input',
        options: { fields: [{ field: 'externalId.field' }] },
      },
    )
    const enrolment = await enrolFromDocument(client, { ...call, externalId: { field: 'documentNumber' } })
    expect(enrolment).toMatchObject({ outcome: 'enrolled', added: 1, user: { externalId: 'L898902C3' } })
  })

  test('Nobody is made where there is no portrait, no face, or somebody already', async () => {
    const { client, admin, tenantId } = await documentBureau(open, engines)
    const bare = await held(client, documentPicture({ zone: passport() }))
    expect(await enrolFromDocument(client, { reference: bare, gate })).toMatchObject({
      outcome: 'refused',
      of: 'portrait',
      reason: { code: 'portrait_not_found' },
    })
    const reference = await held(client, passportOf('anna'))
    expect(await enrolFromDocument(client, { reference, gate, selfie: picture() })).toMatchObject({
      outcome: 'refused',
      of: 'selfie',
      reason: { code: 'face_not_found' },
    })
    await expect(enrolFromDocument(admin, { reference, gate })).rejects.toMatchObject({ code: 'not_found' })
    expect(await enrolFromDocument(client, { reference, gate, externalId: 'anna' })).toHaveProperty(
      'outcome',
      'enrolled',
    )
    const again = await held(client, passportOf('anna'))
    expect(await enrolFromDocument(client, { reference: again, gate, externalId: 'anna' })).toHaveProperty(
      'outcome',
      'exists',
    )
    const { users } = client.db.tables
    expect(await client.db.sql.$count(users, eq(users.tenantId, tenantId))).toBe(1)
  })

  test('A document is kept only by leave of tenant and person, and nothing is left of one who is refused', async () => {
    const { admin, operator } = await documentBureau(open, engines)
    const [document, recognition] = [await textOf(admin, 'documents'), await textOf(admin, 'recognition')]
    const reference = await held(admin, passportOf('anna'))
    const call = { reference, gate } as const
    await expect(enrolFromDocument(admin, { ...call, consents: { document } })).rejects.toMatchObject({
      code: 'rule_broken',
      options: { reason: 'documents_not_kept' },
    })
    await updateTenant(operator, { slug: 'main', settings: { documentDays: 30, duplicates: 'refuse' } })
    await expect(enrolFromDocument(admin, { ...call, consents: { document: recognition } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const before = await blobsOf(admin)
    expect(before).toHaveLength(1)
    const kept = await enrolFromDocument(admin, { ...call, consents: { document, recognition } })
    if (kept.outcome !== 'enrolled') throw new Error(kept.outcome)
    expect(await linesOf(admin, 'consent.given')).toMatchObject([
      { detail: { purpose: 'recognition', text: recognition } },
      { detail: { purpose: 'documents', text: document } },
    ])
    const after = await blobsOf(admin)
    const twin = await held(admin, passportOf('anna'))
    const refused = await enrolFromDocument(admin, { reference: twin, gate, consents: { document } })
    expect(refused).toEqual({ outcome: 'duplicate', userId: kept.user.id })
    expect((await blobsOf(admin)).length).toBe(after.length + 1)
  })

  test('What is kept is listed and opened under the rules of pictures', async () => {
    const { admin, operator, tenantId, as } = await documentBureau(open, engines)
    const { userId, documentId } = await keeper(operator, admin)
    const [listed, ...more] = await listKeptDocuments(admin, { userId })
    expect(more).toEqual([])
    expect(listed).toMatchObject({ id: documentId, userId, kind: 'passport', pageCount: 1 })
    expect(listed!.keptUntil.getTime() - listed!.createdAt.getTime()).toBe(30 * dayMs)
    const purpose = 'identity_check'
    const opened = await openKeptDocument(admin, { documentId, purpose })
    expect(opened).toMatchObject({ report: { format: 'TD3' }, back: null, document: { id: documentId } })
    expect(Buffer.from(opened.front.picture).equals(passportOf('anna'))).toBe(true)
    expect(await linesOf(admin, 'document.looked_at')).toMatchObject([
      { subjectId: userId, detail: { document: documentId, purpose } },
    ])
    const auditor = as(adminActor({ tenantId, role: 'auditor' }))
    expect(await listKeptDocuments(auditor, { userId })).toHaveLength(1)
    await expect(openKeptDocument(auditor, { documentId, purpose })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeKeptDocument(auditor, { documentId })).rejects.toMatchObject({ code: 'forbidden' })
    const { id: otherId } = await createTenant(operator, { slug: 'other' })
    const stranger = as(adminActor({ tenantId: otherId }))
    await expect(openKeptDocument(stranger, { documentId, purpose })).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeKeptDocument(stranger, { documentId })).rejects.toMatchObject({ code: 'not_found' })
    expect(await findOrphansJob.run(operator, {}, running)).toEqual({ suspected: 0 })
    for (const blob of await blobsOf(admin)) {
      expect((await admin.blobs.get(blob)).toString('latin1')).not.toMatch(/ERIKSSON|anna/)
    }
    expect(await removeKeptDocument(admin, { documentId })).toEqual({ userId })
    expect([await listKeptDocuments(admin, { userId }), (await blobsOf(admin)).length]).toEqual([[], 1])
  })

  test('It goes with its time, with the consent, and with its person', async () => {
    const { admin, operator, later } = await documentBureau(open, engines)
    const { userId } = await keeper(operator, admin)
    later(30 * dayMs - 1)
    expect(await forgetDocumentsJob.run(operator, {}, running)).toEqual({ readings: 0, documents: 0 })
    later(1)
    expect(await forgetDocumentsJob.run(operator, {}, running)).toEqual({ readings: 0, documents: 1 })
    expect(await listKeptDocuments(admin, { userId })).toEqual([])
    expect(await linesOf(operator, 'document.discarded')).toMatchObject([
      { actorKind: 'system', subjectId: userId, detail: { because: 'retention' } },
    ])

    const document = (await admin.db.sql.select().from(admin.db.tables.consentTexts))[0]!.id
    const keep = async (person: string) => {
      const reference = await held(admin, passportOf(person, { surname: person.toUpperCase() }))
      const enrolment = await enrolFromDocument(admin, { reference, gate, consents: { document } })
      if (enrolment.outcome !== 'enrolled') throw new Error(enrolment.outcome)
      return enrolment.user.id
    }
    const [ben, carl] = [await keep('ben'), await keep('carl')]
    await withdrawConsent(admin, { userId: ben, purpose: 'documents' })
    expect(await listKeptDocuments(admin, { userId: ben })).toEqual([])
    expect(await linesOf(admin, 'document.removed')).toMatchObject([
      { subjectId: ben, detail: { because: 'consent_withdrawn' } },
    ])
    const proved = { ...admin, actor: { ...admin.actor, provedAt: admin.now() } as typeof admin.actor }
    const { receipt } = await eraseUser(proved, { userId: carl })
    expect(receipt.removed).toEqual({ templates: 1, samples: 1, devices: 0, documents: 1, blobs: 2 })
    // Two pictures of whom is left.
    expect(await blobsOf(admin)).toHaveLength(2)
  })

  test('A dump with faces carries it to another bureau, one without does not', async () => {
    const { admin, operator, tenantId } = await documentBureau(open, engines)
    const { userId, documentId } = await keeper(operator, admin)
    const facts = await unzip(await download(admin, (await madeDump(admin, {})).id))
    expect(records(facts['documents.jsonl']!)).toMatchObject([{ id: documentId, userId }])
    expect(facts['documents.jsonl']).not.toContain('content')

    const made = await madeDump(admin, { biometrics: 'plain', reason: 'A test of the way back.' })
    const to = await testContext({ engines })
    await ensureMainTenant(to)
    const path = join(to.dataDir, 'dump.zip')
    await writeFile(path, await download(admin, made.id))
    await restoreDump(to, { path, scratchDir: to.dataDir })
    const there: TestContext = { ...to, actor: adminActor({ tenantId }) }
    const opened = await openKeptDocument(there, { documentId, purpose: 'person_asked' })
    expect(opened).toMatchObject({ report: { format: 'TD3' }, document: { userId, pageCount: 1 } })
    expect(Buffer.from(opened.front.picture).equals(passportOf('anna'))).toBe(true)
  })
})

describeDialects('Comparing two pictures', (open) => {
  test('One person matches, two do not, and neither is remembered', async () => {
    const { client, tenantId, as } = await documentBureau(open, engines)
    const second = picture({ person: 'anna', noise: 0.3 })
    const same = await compareFaces(client, { first: picture('anna'), second, gate })
    expect(same).toMatchObject({ outcome: 'compared', verified: true, fmr: 1e-3, threshold: 0.6 })
    const reader = as({ kind: 'client', id: newId(), tenantId, scopes: ['read'] })
    const other = await compareFaces(reader, { first: picture('ben'), second, gate })
    expect(other).toMatchObject({ outcome: 'compared', verified: false })
    expect(same).toHaveProperty('confidence', expect.closeTo(0.97, 1))
    expect(other).toHaveProperty('confidence', expect.closeTo(0, 0))
    const lines = [...(await linesOf(client, 'pictures.matched')), ...(await linesOf(client, 'pictures.differed'))]
    expect(lines.map(({ subjectKind, detail }) => [subjectKind, detail])).toEqual([
      ['comparison', {}],
      ['comparison', {}],
    ])
    expect([await blobsOf(client), await client.db.sql.select().from(client.db.tables.templates)]).toEqual([[], []])
  })

  test('A picture without one face is named', async () => {
    const { client, tenantId, as } = await documentBureau(open, engines)
    const first = picture('anna')
    expect(await compareFaces(client, { first, second: picture(), gate })).toMatchObject({
      outcome: 'not_compared',
      which: 'second',
      reason: { code: 'face_not_found' },
    })
    expect(await compareFaces(client, { first: picture('anna', 'ben'), second: first, gate })).toMatchObject({
      outcome: 'not_compared',
      which: 'first',
      reason: { code: 'more_than_one_face' },
    })
    await expect(compareFaces(client, { first, second: garbage, gate })).rejects.toMatchObject({
      code: 'picture_refused',
      options: { subject: 'damaged', details: { which: 'second' } },
    })
    const erasing = as({ kind: 'client', id: newId(), tenantId, scopes: ['erase'] })
    await expect(compareFaces(erasing, { first, second: first, gate })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await linesOf(client, 'pictures.matched')).toEqual([])
  })
})
