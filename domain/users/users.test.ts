import { and, eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { recountUsersJob } from '../users/standing'
import type { Context } from '../context'
import { eraseUser, erasureConsequences, getReceipt, receiptIsGenuine } from '../erasures'
import { holderSearches } from '../erasure-holders'
import { addFace } from '../faces/add'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { listPictures, lookAtPicture } from '../faces/look'
import { mayLook } from '../looks'
import { forecastEnrolment, guideFrame } from '../faces/preview'
import { removeFace } from '../faces/remove'
import { dismissLookAlike, openLookAlikes } from '../faces/review'
import { picture, testEngines } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { ensureTenant, updateTenant } from '../tenants'
import { describeDialects, type TestContext } from '../testing'
import { createUser, requireUser } from '../users'
import { bulkConsequences, bulkErasure, eraseUsers, eraseUsersJob } from './bulk'
import { changeExternalId, reissueUsers, revokeUsers } from './change'
import { enrolNewUser, mayUndoEnrolment, undoEnrolment, undoMs } from './enrol'
import { listUserPage } from './list'
import { userTimeline } from './timeline'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'events'

type AdminContext = Context & { tenantId: string }

async function asAdmin(
  context: Context,
  role: 'owner' | 'admin' | 'auditor' = 'admin',
  id = 'a',
): Promise<AdminContext> {
  const { id: tenantId } = await ensureTenant({ ...context, actor: { kind: 'operator', id: 'cli' } }, 'acme')
  return { ...context, tenantId, actor: { kind: 'admin', id, tenantId, role, provedAt: context.now() } }
}

async function enrolled(context: Context, person: string): Promise<string> {
  const { user } = await createUser(context, { externalId: person })
  expect(await enrolFace(context, { userId: user.id, gate, picture: picture(person) })).toMatchObject({
    outcome: 'enrolled',
  })
  return user.id
}

async function actionsOf({ db }: Context, userId: string): Promise<string[]> {
  const { auditLines } = db.tables
  const lines = await db.sql.select().from(auditLines).where(eq(auditLines.subjectId, userId)).orderBy(auditLines.seq)
  return lines.map(({ action }) => action)
}

const job = { id: 'job', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

describeDialects('Users in the portal', (open) => {
  const openAdmin = async (role?: 'owner' | 'admin' | 'auditor') => asAdmin(await open({ engines }), role)

  test('The status follows the face, the revocation and the erasure, and the totals follow with it', async () => {
    const context = await openAdmin()
    const totals = async () => {
      const of = async (status: 'pending' | 'active' | 'revoked') =>
        (await listUserPage(context, { status: [status] })).total
      return [await of('pending'), await of('active'), await of('revoked')]
    }
    const { user } = await createUser(context, {})
    expect([user.status, await totals()]).toEqual(['pending', [1, 0, 0]])
    await enrolFace(context, { userId: user.id, gate, picture: picture('anna') })
    expect([(await requireUser(context, user.id)).status, await totals()]).toEqual(['active', [0, 1, 0]])
    expect(await revokeUsers(context, { userIds: [user.id] })).toBe(1)
    expect([(await requireUser(context, user.id)).status, await totals()]).toEqual(['revoked', [0, 0, 1]])
    await removeFace(context, { userId: user.id })
    expect([(await requireUser(context, user.id)).status, await totals()]).toEqual(['revoked', [0, 0, 1]])
    expect(await reissueUsers(context, { userIds: [user.id] })).toBe(1)
    expect(await totals()).toEqual([1, 0, 0])
    await eraseUser(context, { userId: user.id })
    expect(await totals()).toEqual([0, 0, 0])
    // The daily look finds nothing to put right.
    expect(await recountUsersJob.run(context, {}, job)).toEqual({ wrong: 0 })
  })

  test('Counts that are wrong are found and put right', async () => {
    const context = await openAdmin()
    await enrolled(context, 'anna')
    await context.db.transact(async (tx) => {
      await tx.sql.delete(tx.tables.userCounts)
    })
    expect(await recountUsersJob.run({ ...context, actor: { kind: 'operator', id: 'cli' } }, {}, job)).toEqual({
      wrong: 1,
    })
    expect((await listUserPage(context, { modality: 'face' })).total).toBe(1)
    await context.db.transact(async (tx) => {
      await tx.sql.update(tx.tables.users).set({ status: 'revoked' })
    })
    await recountUsersJob.run({ ...context, actor: { kind: 'operator', id: 'cli' } }, {}, job)
    expect(await listUserPage(context, { status: ['active'] })).toMatchObject({ total: 1 })
  })

  test('Whoever is revoked is recognised by nobody until it is taken back, but is noticed under another name', async () => {
    const context = await openAdmin()
    const anna = await enrolled(context, 'anna')
    await revokeUsers(context, { userIds: [anna] })
    const probe = { gate, picture: picture({ person: 'anna', noise: 0.3 }) } as const
    await expect(verifyFace(context, { ...probe, userId: anna })).rejects.toMatchObject({ code: 'not_enrolled' })
    expect(await findByFace(context, probe)).toEqual({ outcome: 'unknown' })
    const { user: again } = await createUser(context, {})
    expect(await enrolFace(context, { ...probe, userId: again.id })).toMatchObject({ looksLike: [{ userId: anna }] })
    expect(await findByFace(context, probe)).toMatchObject({ match: { userId: again.id } })
    await reissueUsers(context, { userIds: [anna] })
    expect(await verifyFace(context, { ...probe, userId: anna })).toMatchObject({ verified: true })
    const told = ['user.created', 'face.enrolled', 'user.revoked', 'user.reissued', 'face.verified']
    expect(await actionsOf(context, anna)).toEqual(told)
  })

  test('Last seen is when they were last recognised, not when somebody else was', async () => {
    let now = new Date('2026-11-01T10:00:00Z')
    const context = await asAdmin(await open({ engines, now: () => now }))
    const [anna, ben] = [await enrolled(context, 'anna'), await enrolled(context, 'ben')]
    const seen = async (userId: string) => (await requireUser(context, userId)).lastSeenAt
    expect(await seen(anna)).toBeNull()
    await verifyFace(context, { userId: anna, gate, picture: picture('ben') })
    expect(await seen(anna)).toBeNull()
    await verifyFace(context, { userId: anna, gate, picture: picture('anna') })
    const first = now
    expect(await seen(anna)).toEqual(first)
    now = new Date(first.getTime() + 30_000)
    await findByFace(context, { gate, picture: picture('anna') })
    expect(await seen(anna)).toEqual(first)
    now = new Date(first.getTime() + 90_000)
    await findByFace(context, { gate, picture: picture('anna') })
    expect(await seen(anna)).toEqual(now)
    expect(await seen(ben)).toBeNull()
  })

  test('An external id is changed, taken away, and never given to two', async () => {
    const context = await openAdmin()
    const { user } = await createUser(context, { externalId: 'anna' })
    await createUser(context, { externalId: 'ben' })
    await expect(changeExternalId(context, { userId: user.id, externalId: 'ben' })).rejects.toMatchObject({
      code: 'already_exists',
      options: { fields: [{ field: 'externalId' }] },
    })
    expect(await changeExternalId(context, { userId: user.id, externalId: ' Änne ' })).toMatchObject({
      externalId: 'Änne',
    })
    expect(await changeExternalId(context, { userId: user.id, externalId: '  ' })).toMatchObject({ externalId: null })
    await expect(changeExternalId(context, { userId: user.id, externalId: 'x'.repeat(257) })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const { auditLines } = context.db.tables
    const lines = await context.db.sql.select().from(auditLines).where(eq(auditLines.action, 'user.renamed'))
    expect(JSON.stringify(lines)).not.toContain('nne')
  })

  test('Each look at a picture says who and what for, before the picture is opened', async () => {
    const context = await openAdmin()
    const userId = await enrolled(context, 'anna')
    const [kept] = await listPictures(context, { userId })
    expect(kept).toMatchObject({ contentType: 'image/jpeg', model: 'test-face@1', quality: { eyeDistancePx: 90 } })
    const look = { userId, sampleId: kept!.id, purpose: 'identity_check' } as const
    const { bytes, contentType } = await lookAtPicture(context, look)
    expect([bytes.includes('anna'), contentType]).toEqual([true, 'image/jpeg'])
    const { entries } = await userTimeline(context, { userId, size: 1 })
    expect(entries).toMatchObject([
      {
        action: 'picture.looked_at',
        actor: { kind: 'admin', id: 'a' },
        detail: { sample: kept!.id, purpose: 'identity_check' },
      },
    ])
    await expect(lookAtPicture(context, { ...look, purpose: 'fun' as never })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const ben = await enrolled(context, 'ben')
    await expect(lookAtPicture(context, { ...look, userId: ben })).rejects.toMatchObject({ code: 'not_found' })
    await removeFace(context, { userId })
    await expect(lookAtPicture(context, look)).rejects.toMatchObject({
      code: 'not_found',
      options: { subject: 'picture' },
    })
  })

  test('An auditor sees pictures only where the tenant allows it', async () => {
    const base = await open({ engines })
    const [admin, auditor] = [await asAdmin(base), await asAdmin(base, 'auditor', 'b')]
    const userId = await enrolled(admin, 'anna')
    const [kept] = await listPictures(auditor, { userId })
    const look = { userId, sampleId: kept!.id, purpose: 'investigation' } as const
    expect(await mayLook(auditor)).toBe(false)
    await expect(lookAtPicture(auditor, look)).rejects.toMatchObject({ code: 'forbidden' })
    await updateTenant(base, { slug: 'acme', settings: { auditorsSeePictures: true } })
    expect((await lookAtPicture(auditor, look)).bytes.length).toBeGreaterThan(0)
    await expect(revokeUsers(auditor, { userIds: [userId] })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(eraseUsers(auditor, { userIds: [userId] })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test("Nothing here reaches another tenant's user", async () => {
    const base = await open({ engines })
    const own = await asAdmin(base)
    const userId = await enrolled(own, 'anna')
    const [kept] = await listPictures(own, { userId })
    const { id: otherId } = await ensureTenant(base, 'other')
    const other: Context = {
      ...base,
      actor: { kind: 'admin', id: 'o', tenantId: otherId, role: 'owner', provedAt: base.now() },
    }
    const calls: (() => Promise<unknown>)[] = [
      () => lookAtPicture(other, { userId, sampleId: kept!.id, purpose: 'investigation' }),
      () => listPictures(other, { userId }),
      () => userTimeline(other, { userId }),
      () => changeExternalId(other, { userId, externalId: 'mine' }),
      () => revokeUsers(other, { userIds: [userId] }),
      () => openLookAlikes(other, { userId }),
      () => erasureConsequences(other, { userId }),
      () => eraseUser(other, { userId }),
      () => undoEnrolment(other, { userId }),
      () => addFace(other, { userId, gate, picture: picture('anna') }),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not_found' })
    const jobId = await eraseUsers(other, { userIds: [userId] })
    const [row] = await base.db.sql.select().from(base.db.tables.jobs).where(eq(base.db.tables.jobs.id, jobId))
    expect(
      await eraseUsersJob.run({ ...other, actor: { kind: 'system', id: jobId, tenantId: otherId } }, row!.payload, job),
    ).toEqual({ erased: 0 })
    await expect(bulkErasure(own, { jobId })).rejects.toMatchObject({ code: 'not_found' })
    expect((await requireUser(own, userId)).status).toBe('active')
  })

  test('A pair of look-alikes flags both users until it is put aside or one of them is erased', async () => {
    const context = await openAdmin()
    const [anna, ben] = [await enrolled(context, 'anna'), await enrolled(context, 'ben')]
    const double = async (person: string) => {
      const { user } = await createUser(context, {})
      await enrolFace(context, { userId: user.id, gate, picture: picture({ person, noise: 0.3 }) })
      return user.id
    }
    const [second, other] = [await double('anna'), await double('ben')]
    const flagged = async () => (await listUserPage(context, { flagged: true })).users.map(({ id }) => id).sort()
    expect(await flagged()).toEqual([anna, ben, second, other].sort())
    const [pair] = await openLookAlikes(context, { userId: anna })
    expect(pair).toMatchObject({ other: { id: second } })
    await dismissLookAlike(context, { id: pair!.id })
    await expect(dismissLookAlike(context, { id: pair!.id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await flagged()).toEqual([ben, other].sort())
    await eraseUser(context, { userId: other })
    expect(await flagged()).toEqual([])
    expect(await recountUsersJob.run(context, {}, job)).toEqual({ wrong: 0 })
  })

  test('Further pictures are added if they show the same person', async () => {
    const context = await openAdmin()
    const pictures = [picture('anna'), picture({ person: 'anna', noise: 0.2 }), picture('ben'), picture()]
    const made = await enrolNewUser(context, { gate, pictures, externalId: 'anna' })
    expect(made).toMatchObject({ outcome: 'enrolled', added: 1, leftOut: [{ index: 2 }, { index: 3 }] })
    if (made.outcome !== 'enrolled') return
    expect(await listPictures(context, { userId: made.user.id })).toHaveLength(2)
    expect(await enrolNewUser(context, { gate, pictures, externalId: 'anna' })).toMatchObject({
      outcome: 'exists',
      user: { id: made.user.id },
    })
    for (let n = 0; n < 9; n++) {
      const more = await addFace(context, {
        userId: made.user.id,
        gate,
        picture: picture({ person: 'anna', noise: 0.1 }),
      })
      expect(more.outcome).toBe(n < 8 ? 'added' : 'full')
    }
  })

  test('An enrolment that fails leaves nobody', async () => {
    const context = await openAdmin()
    expect(await enrolNewUser(context, { gate, pictures: [picture('anna', 'ben')] })).toMatchObject({
      outcome: 'refused',
      reason: { code: 'more_than_one_face' },
    })
    await expect(enrolNewUser(context, { gate, pictures: [Buffer.from('no')] })).rejects.toMatchObject({
      code: 'picture_refused',
    })
    await enrolled(context, 'anna')
    await updateTenant(
      { ...context, actor: { kind: 'operator', id: 'cli' } },
      { slug: 'acme', settings: { duplicates: 'refuse' } },
    )
    expect(await enrolNewUser(context, { gate, pictures: [picture('anna')] })).toMatchObject({ outcome: 'duplicate' })
    expect(await listUserPage(context)).toMatchObject({ total: 1 })
    await expect(enrolNewUser(context, { gate, pictures: [] })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('A forecast tells whom a face resembles; guidance tells nothing of anybody', async () => {
    const context = await openAdmin()
    const anna = await enrolled(context, 'anna')
    const probe = { gate, picture: picture({ person: 'anna', noise: 0.3 }) } as const
    expect(await forecastEnrolment(context, probe)).toMatchObject({
      outcome: 'fit',
      looksLike: [{ user: { id: anna } }],
    })
    expect(await actionsOf(context, anna)).toContain('face.resembled')
    expect(await forecastEnrolment(context, { gate, picture: picture() })).toMatchObject({ outcome: 'refused' })
    const small = picture({ person: 'anna', eyeDistancePx: 45 })
    expect(await guideFrame(context, { gate, picture: small })).toMatchObject({
      accepted: false,
      refusals: [{ code: 'face_too_small' }],
    })
    expect(await guideFrame(context, { gate, picture: small, scale: 2 })).toMatchObject({
      accepted: true,
      face: { x: 100 / 640, y: 100 / 480, width: 200 / 640, height: 200 / 480 },
    })
  })

  test('Only who enrolled somebody can undo it, and only for a while', async () => {
    let now = new Date()
    const base: TestContext = await open({ engines, now: () => now })
    const [context, colleague] = [await asAdmin(base), await asAdmin(base, 'owner', 'b')]
    const make = async () => {
      const made = await enrolNewUser(context, { gate, pictures: [picture('anna')] })
      return made.outcome === 'enrolled' ? made.user.id : ''
    }
    const first = await make()
    expect([
      await mayUndoEnrolment(context, { userId: first }),
      await mayUndoEnrolment(colleague, { userId: first }),
    ]).toEqual([true, false])
    await expect(undoEnrolment(colleague, { userId: first })).rejects.toMatchObject({ code: 'conflict' })
    expect(receiptIsGenuine(context, await undoEnrolment(context, { userId: first }))).toBe(true)
    const second = await make()
    now = new Date(now.getTime() + undoMs + 1)
    await expect(undoEnrolment(context, { userId: second })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('The receipt names who still holds something, and cannot be altered', async () => {
    const context = await openAdmin()
    const userId = await enrolled(context, 'anna')
    const holder = { kind: 'terminal', id: 'd1', name: 'Gate', until: '2026-12-01T00:00:00.000Z', biometrics: true }
    const search = async (_: unknown, question: { userId: string }) => (question.userId === userId ? [holder] : [])
    holderSearches.push(search)
    try {
      expect(await erasureConsequences(context, { userId })).toEqual({
        templates: 1,
        samples: 1,
        devices: 0,
        documents: 0,
        stillHeld: [holder],
      })
      const signed = await eraseUser(context, { userId })
      expect(signed.receipt.stillHeld).toEqual([holder])
      expect(receiptIsGenuine(context, await getReceipt(context, { userId }))).toBe(true)
      const altered = { ...signed, receipt: { ...signed.receipt, stillHeld: [] } }
      expect(receiptIsGenuine(context, altered)).toBe(false)
    } finally {
      holderSearches.splice(holderSearches.indexOf(search), 1)
    }
  })

  test('An erasure asks for a sign-in of the last five minutes', async () => {
    let now = new Date()
    const context = await asAdmin(await open({ engines, now: () => now }))
    const userId = await enrolled(context, 'anna')
    now = new Date(now.getTime() + 5 * 60_000 + 1)
    const stale = { code: 'fresh_sign_in_required' }
    await expect(eraseUser(context, { userId })).rejects.toMatchObject(stale)
    await expect(eraseUsers(context, { userIds: [userId] })).rejects.toMatchObject(stale)
    expect(await requireUser(context, userId)).toMatchObject({ status: 'active' })
  })

  test('Many are erased by a job, on behalf of who asked', async () => {
    const context = await openAdmin()
    const people = ['anna', 'ben', 'eva']
    const userIds: string[] = []
    for (const person of people) userIds.push(await enrolled(context, person))
    expect(await bulkConsequences(context, { userIds })).toMatchObject({ users: 3, templates: 3, samples: 3 })
    const jobId = await eraseUsers(context, { userIds })
    expect(await bulkErasure(context, { jobId })).toMatchObject({ state: 'queued', share: 0, users: 3 })
    const { jobs, auditLines } = context.db.tables
    const [row] = await context.db.sql.select().from(jobs).where(eq(jobs.id, jobId))
    // Somebody is gone before the job comes to them.
    await eraseUser(context, { userId: userIds[1]! })
    const system: Context = { ...context, actor: { kind: 'system', id: jobId, tenantId: context.tenantId } }
    expect(await eraseUsersJob.run(system, row!.payload, job)).toEqual({ erased: 2 })
    expect(await listUserPage(context)).toMatchObject({ total: 0 })
    const receipt = await getReceipt(context, { userId: userIds[0]! })
    expect(receipt.receipt.requestedBy).toEqual({ kind: 'admin', id: 'a' })
    const lines = await context.db.sql
      .select()
      .from(auditLines)
      .where(and(eq(auditLines.action, 'user.erased'), eq(auditLines.actorKind, 'system')))
    expect(lines.map(({ detail }) => detail)).toEqual([1, 2].map(() => ({ requestedBy: { kind: 'admin', id: 'a' } })))
    expect(await bulkConsequences(context, { userIds })).toMatchObject({ users: 0 })
  })
})
