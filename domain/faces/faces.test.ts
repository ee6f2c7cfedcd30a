import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { ensureTenant, updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { createUser } from '../users'
import { adaptFace } from './adapt'
import { enrolFace } from './enrol'
import { findAllByFace, findByFace } from './find'
import { openPicture, signPictureLink } from './picture'
import { faceProperties } from './properties'
import { removeFace } from './remove'
import { enrolmentStatus, facesEnrolled } from './status'
import { garbage, picture, takenAt, testEngines } from './testing'
import { verifyFace } from './verify'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'legacy' as const

/** The same search engine, as after a start with another template model. */
const otherModel = {
  ...engines,
  face: { ...engines.face, model: { ...engines.face.model, id: 'test-face@2', version: '2' } },
}

async function asTenant(operator: Context, slug = 'acme'): Promise<Context> {
  const { id } = await ensureTenant(operator, slug)
  return { ...operator, actor: { kind: 'client', id: 'c', tenantId: id, scopes: ['enrol', 'read', 'erase'] } }
}

async function newUser(context: Context, externalId: string): Promise<string> {
  return (await createUser(context, { externalId })).user.id
}

async function enrolled(context: Context, person: string): Promise<string> {
  const userId = await newUser(context, person)
  expect(await enrolFace(context, { userId, gate, picture: picture(person) })).toMatchObject({ outcome: 'enrolled' })
  return userId
}

async function blobCount(context: Context): Promise<number> {
  let count = 0
  for await (const _name of context.blobs.list()) count++
  return count
}

async function auditActions(context: Context): Promise<string[]> {
  const { auditLines } = context.db.tables
  const lines = await context.db.sql.select().from(auditLines).orderBy(auditLines.seq)
  const tenantId = 'tenantId' in context.actor ? context.actor.tenantId : ''
  return lines.filter((line) => line.tenantId === tenantId).map(({ action }) => action)
}

describeDialects('Faces', (open) => {
  test('An enrolled person verifies with another picture; somebody else does not', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolled(context, 'anna')
    expect(await verifyFace(context, { userId, gate, picture: picture({ person: 'anna', noise: 0.4 }) })).toMatchObject(
      {
        outcome: 'compared',
        verified: true,
      },
    )
    expect(await verifyFace(context, { userId, gate, picture: picture('ben') })).toMatchObject({ verified: false })
    expect(await auditActions(context)).toEqual(
      expect.arrayContaining(['user.created', 'face.enrolled', 'face.verified', 'face.rejected']),
    )
  })

  test('What is stored opens only with the user key, and nothing of it is readable', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolled(context, 'anna')
    const { samples, templates } = context.db.tables
    const [sample] = await context.db.sql.select().from(samples)
    const [template] = await context.db.sql.select().from(templates)
    expect(sample).toMatchObject({ userId, contentType: 'image/jpeg', widthPx: 640, heightPx: 480 })
    expect(template).toMatchObject({ userId, sampleId: sample!.id, model: 'test-face@1' })
    const stored = await context.blobs.get(sample!.blobName)
    expect(stored.includes('anna')).toBe(false)
    const { expires, signature } = signPictureLink(context, { sampleId: sample!.id, seconds: 300 })
    const { bytes } = await openPicture(context, { sampleId: sample!.id, expires, signature })
    expect(bytes.includes('anna')).toBe(true)
    expect(bytes.includes(takenAt)).toBe(false)
  })

  test('A picture link ends after its time, and nobody makes one', async () => {
    let now = new Date()
    const context = await asTenant(await open({ engines, now: () => now }))
    await enrolled(context, 'anna')
    const [sample] = await context.db.sql.select().from(context.db.tables.samples)
    const link = { sampleId: sample!.id, ...signPictureLink(context, { sampleId: sample!.id, seconds: 300 }) }
    const absent = { code: 'not_found', options: { subject: 'picture' } }
    await expect(openPicture(context, { ...link, expires: link.expires + 1 })).rejects.toMatchObject(absent)
    await expect(openPicture(context, { ...link, signature: 'AAAA' })).rejects.toMatchObject(absent)
    now = new Date(now.getTime() + 300_000)
    await expect(openPicture(context, link)).rejects.toMatchObject(absent)
  })

  test('No face, two faces and a tiny face are answers, a damaged picture is an error, and nothing is stored', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await newUser(context, 'anna')
    const refused = async (bytes: Uint8Array) => enrolFace(context, { userId, gate, picture: bytes })
    expect(await refused(picture())).toMatchObject({ outcome: 'refused', reason: { code: 'face_not_found' } })
    expect(await refused(picture('a', 'b'))).toMatchObject({ reason: { code: 'more_than_one_face' } })
    const tiny = picture({ person: 'anna', eyeDistancePx: 12 })
    expect(await refused(tiny)).toMatchObject({ reason: { code: 'face_too_small' } })
    await expect(refused(garbage)).rejects.toMatchObject({ code: 'picture_refused', options: { subject: 'damaged' } })
    expect(await blobCount(context)).toBe(0)
    expect(await facesEnrolled(context, [userId])).toEqual([false])
    expect(await auditActions(context)).toEqual(['tenant.created', 'user.created'])
  })

  test('Enrolling twice finds the own face; another face never takes its place', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolled(context, 'anna')
    const again = await enrolFace(context, { userId, gate, picture: picture({ person: 'anna', noise: 0.3 }) })
    expect(again).toMatchObject({ outcome: 'found', userId })
    const other = await enrolFace(context, { userId, gate, picture: picture('ben') })
    expect(other).toMatchObject({ outcome: 'refused', reason: { code: 'already_enrolled' } })
  })

  test('Twelve enrolments of one user at once make one', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await newUser(context, 'anna')
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => enrolFace(context, { userId, gate, picture: picture('anna') })),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'enrolled')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'found')).toHaveLength(11)
    expect(await context.db.sql.select().from(context.db.tables.templates)).toHaveLength(1)
  })

  test('A duplicate is enrolled and put up for review by default', async () => {
    const context = await asTenant(await open({ engines }))
    const anna = await enrolled(context, 'anna')
    const twin = await newUser(context, 'twin')
    const outcome = await enrolFace(context, { userId: twin, gate, picture: picture({ person: 'anna', noise: 0.2 }) })
    expect(outcome).toMatchObject({ outcome: 'enrolled', looksLike: [{ userId: anna }] })
    const pairs = await context.db.sql.select().from(context.db.tables.lookAlikes)
    expect(pairs).toMatchObject([{ userId: twin, otherUserId: anna, reviewedAt: null }])
    expect(await auditActions(context)).toContain('face.look_alike_found')
  })

  test('A tenant may refuse duplicates, also those that arrive at the same time', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'refuse' } })
    const users = await Promise.all(Array.from({ length: 6 }, (_, n) => newUser(context, `user ${n}`)))
    const outcomes = await Promise.all(
      users.map((userId, n) =>
        enrolFace(context, { userId, gate, picture: picture({ person: 'anna', noise: n / 20 }) }),
      ),
    )
    const [winner] = users.filter((_, n) => outcomes[n]!.outcome === 'enrolled')
    expect(outcomes.filter(({ outcome }) => outcome === 'enrolled')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'found')).toMatchObject(Array(5).fill({ userId: winner }))
  })

  test('Switched off, nobody looks for duplicates', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'off' } })
    await enrolled(context, 'anna')
    const userId = await newUser(context, 'twin')
    const outcome = await enrolFace(context, { userId, gate, picture: picture('anna') })
    expect(outcome).toMatchObject({ outcome: 'enrolled', looksLike: [] })
  })

  test('A search finds who is enrolled, at once and until the face is removed', async () => {
    const context = await asTenant(await open({ engines }))
    const photo = picture({ person: 'anna', noise: 0.3 })
    expect(await findByFace(context, { gate, picture: photo })).toEqual({ outcome: 'unknown' })
    const userId = await enrolled(context, 'anna')
    await enrolled(context, 'ben')
    expect(await findByFace(context, { gate, picture: photo })).toMatchObject({ outcome: 'found', match: { userId } })
    await removeFace(context, { userId })
    expect(await findByFace(context, { gate, picture: photo })).toEqual({ outcome: 'unknown' })
    await expect(removeFace(context, { userId })).rejects.toMatchObject({ code: 'not_enrolled' })
    expect(await blobCount(context)).toBe(1)
  })

  test('Everybody in a picture is found once, the surest first, strangers and tiny faces left out', async () => {
    const context = await asTenant(await open({ engines }))
    const [anna, ben] = [await enrolled(context, 'anna'), await enrolled(context, 'ben')]
    await enrolled(context, 'carl')
    const group = picture({ person: 'ben', noise: 0.6 }, 'anna', { person: 'ben', noise: 0.3 }, 'stranger', {
      person: 'carl',
      eyeDistancePx: 10,
    })
    const result = await findAllByFace(context, { gate, picture: group })
    expect(result).toMatchObject({ outcome: 'searched', matches: [{ userId: anna }, { userId: ben }] })
    expect(await findAllByFace(context, { gate, picture: picture('stranger') })).toMatchObject({ matches: [] })
    expect(await findAllByFace(context, { gate, picture: picture() })).toMatchObject({ outcome: 'refused' })
  })

  test('Nobody is found across tenants, and their users do not exist', async () => {
    const operator = await open({ engines })
    const [acme, other] = [await asTenant(operator), await asTenant(operator, 'other')]
    const userId = await enrolled(acme, 'anna')
    expect(await findByFace(other, { gate, picture: picture('anna') })).toEqual({ outcome: 'unknown' })
    const call = { userId, gate, picture: picture('anna') }
    const absent = { code: 'not_found', options: { subject: 'user' } }
    await expect(verifyFace(other, call)).rejects.toMatchObject(absent)
    await expect(enrolFace(other, call)).rejects.toMatchObject(absent)
    await expect(adaptFace(other, call)).rejects.toMatchObject(absent)
    await expect(removeFace(other, { userId })).rejects.toMatchObject(absent)
    await expect(enrolmentStatus(other, { userId })).rejects.toMatchObject(absent)
  })

  test('Adapting puts the new picture in place of the old, and refuses another person', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolled(context, 'anna')
    const before = await context.db.sql.select().from(context.db.tables.samples)
    expect(await adaptFace(context, { userId, gate, picture: picture('ben') })).toEqual({ outcome: 'another_person' })
    const adapted = await adaptFace(context, { userId, gate, picture: picture({ person: 'anna', noise: 0.5 }) })
    expect(adapted).toMatchObject({ outcome: 'adapted' })
    const after = await context.db.sql.select().from(context.db.tables.samples)
    expect(after).toHaveLength(1)
    expect(after[0]!.id).not.toBe(before[0]!.id)
    expect(await blobCount(context)).toBe(1)
    const photo = picture({ person: 'anna', noise: 0.5 })
    expect(await findByFace(context, { gate, picture: photo })).toMatchObject({
      match: { userId, confidence: expect.closeTo(1, 6) },
    })
  })

  test('After a change of the model nobody counts as enrolled, who enrols again is, and the old face counts after the change back', async () => {
    const before = await asTenant(await open({ engines }))
    const after = { ...before, engines: otherModel }
    const [anna, ben] = [await enrolled(before, 'anna'), await enrolled(before, 'ben')]
    expect(await facesEnrolled(after, [anna, ben])).toEqual([false, false])
    expect(await findByFace(after, { gate, picture: picture('anna') })).toEqual({ outcome: 'unknown' })
    const call = { userId: anna, gate, picture: picture('anna') }
    await expect(verifyFace(after, call)).rejects.toMatchObject({ code: 'not_enrolled' })
    await expect(adaptFace(after, call)).rejects.toMatchObject({ code: 'not_enrolled' })
    expect(await enrolFace(after, call)).toMatchObject({ outcome: 'enrolled', looksLike: [] })
    expect(await verifyFace(after, call)).toMatchObject({ verified: true })
    expect(await facesEnrolled(before, [anna, ben])).toEqual([true, true])
  })

  test('A face of another model is removed as any other', async () => {
    const before = await asTenant(await open({ engines }))
    const userId = await enrolled(before, 'anna')
    await removeFace({ ...before, engines: otherModel }, { userId })
    expect(await facesEnrolled(before, [userId])).toEqual([false])
    expect(await blobCount(before)).toBe(0)
  })

  test('A tenant that keeps no samples keeps the template only', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', settings: { keepSamples: false } })
    const userId = await enrolled(context, 'anna')
    expect(await blobCount(context)).toBe(0)
    expect(await verifyFace(context, { userId, gate, picture: picture('anna') })).toMatchObject({ verified: true })
    const adapted = await adaptFace(context, { userId, gate, picture: picture({ person: 'anna', noise: 0.1 }) })
    expect(adapted).toMatchObject({ outcome: 'adapted', sampleId: null })
  })

  test('A tenant without a face engine has no face calls', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    const userId = await enrolled(context, 'anna')
    expect(await enrolmentStatus(context, { userId })).toMatchObject([
      { type: 'voice', enrolled: false },
      { type: 'face', enrolled: true },
    ])
    await updateTenant(operator, { slug: 'acme', settings: { faceEngine: false, voiceEngine: false } })
    expect(await enrolmentStatus(context, { userId })).toEqual([])
    const call = { userId, gate, picture: picture('anna') }
    const absent = { code: 'not_found', options: { subject: 'face_engine' } }
    await expect(verifyFace(context, call)).rejects.toMatchObject(absent)
    await expect(findByFace(context, call)).rejects.toMatchObject(absent)
  })

  test('Emotions are told only where the tenant asked for them', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    const read = () => faceProperties(context, { gate, picture: picture('anna') })
    expect(await read()).toMatchObject({ outcome: 'read', properties: { gender: 'male', emotions: [] } })
    await updateTenant(operator, { slug: 'acme', settings: { emotions: true } })
    expect(await read()).toMatchObject({ properties: { emotions: [{ name: 'happy' }] } })
  })

  test('An active liveness asks for a proof, after the enrolment and before the engine', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    const userId = await enrolled(context, 'anna')
    await updateTenant(operator, { slug: 'acme', settings: { liveness: true } })
    const call = { userId, gate, picture: garbage }
    await expect(verifyFace(context, call)).rejects.toMatchObject({ code: 'liveness_required' })
    await expect(verifyFace(context, { ...call, liveness: { kind: 'proof', id: 'x' } })).rejects.toMatchObject({
      code: 'liveness_invalid',
    })
    const nobody = await newUser(context, 'ben')
    await expect(verifyFace(context, { ...call, userId: nobody })).rejects.toMatchObject({ code: 'not_enrolled' })
    const claimed = { ...call, picture: picture('anna'), liveness: { kind: 'claimed', passed: true } as const }
    expect(await verifyFace(context, claimed)).toMatchObject({ verified: true })
  })

  test('A busy engine says when to come back', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolled(context, 'anna')
    engines.full = true
    try {
      const busy = verifyFace(context, { userId, gate, picture: picture('anna') })
      await expect(busy).rejects.toMatchObject({ code: 'busy', options: { retryAfterSeconds: 7 } })
    } finally {
      engines.full = false
    }
  })
})
