/** What is known of a user's recordings, and that each time one is heard is written down before it is opened. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../clients'
import type { Actor } from '../context'
import { linesOf } from '../documents/testing-bureau'
import { enrolFace } from '../faces/enrol'
import { listPictures, listTemplates, lookAtPicture } from '../faces/look'
import { picture, testEngines, type TestEngines } from '../faces/testing'
import { updateTenant } from '../tenants'
import { adminActor, describeDialects, type TestContext, type TestOptions } from '../testing'
import { createUser } from '../users'
import { listenToRecording, listRecordings, listVoices } from './listen'
import { removeVoice } from './remove'
import { recordedBy } from './testing'
import { enrolVoice } from './testing-bureau'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

async function bureau(open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>) {
  const operator = await open({ engines })
  const { tenantId, clientId } = await createClient(operator, { tenantSlug: 'main', name: 'Phone line' })
  const as = (actor: Actor): TestContext => ({ ...operator, actor })
  const admin = as(adminActor({ tenantId }))
  const { user } = await createUser(admin, {})
  return {
    operator,
    admin,
    auditor: as(adminActor({ tenantId, role: 'auditor' })),
    client: as({ kind: 'client', id: clientId, tenantId, scopes: ['enrol', 'read'] }),
    userId: user.id,
  }
}

describeDialects('Recordings', (open) => {
  test('What is kept is told by language, with what was measured of it', async () => {
    const { admin, userId } = await bureau(open)
    expect(await listRecordings(admin, { userId })).toEqual([])
    expect(await listVoices(admin, { userId })).toEqual([])
    await enrolVoice(admin, userId, 'anna')
    await enrolVoice(admin, userId, 'anna', 'pt')
    const recordings = await listRecordings(admin, { userId })
    expect(recordings.map(({ language }) => language)).toEqual(['en', 'en', 'en', 'pt', 'pt', 'pt'])
    expect(recordings[0]).toMatchObject({
      userId,
      contentType: 'audio/wav',
      model: 'test-voice@1',
      warnings: [],
      quality: { speechSeconds: 2, snrDb: 30, severalSpeakers: false },
    })
    expect(await listVoices(admin, { userId })).toMatchObject([
      { language: 'en', languageName: 'English', templates: 3, model: 'test-voice@1', isCurrent: true },
      { language: 'pt', languageName: 'Português', templates: 3, isCurrent: true },
    ])
    expect(await listTemplates(admin, { userId })).toMatchObject(Array(6).fill({ kind: 'voice', isCurrent: true }))
  })

  test('A voice of another model is shown as one that is not compared', async () => {
    const { admin, userId } = await bureau(open)
    await enrolVoice(admin, userId, 'anna')
    const { templates } = admin.db.tables
    await admin.db.transact((tx) =>
      tx.sql.update(templates).set({ model: 'older@1' }).where(eq(templates.userId, userId)).execute(),
    )
    expect(await listVoices(admin, { userId })).toMatchObject([{ model: 'older@1', isCurrent: false }])
  })

  test('Listening is written down with its purpose, before anything is opened', async () => {
    const { admin, userId } = await bureau(open)
    await enrolVoice(admin, userId, 'anna')
    const recordingId = (await listRecordings(admin, { userId }))[0]!.id
    const heard = await listenToRecording(admin, { userId, recordingId, purpose: 'person_asked' })
    expect(heard.contentType).toBe('audio/wav')
    expect(heard.bytes.toString('latin1')).toContain('"speaker":"anna"')
    expect(heard.bytes.toString('latin1')).not.toContain(recordedBy)
    expect(await linesOf(admin, 'recording.listened')).toMatchObject([
      { subjectId: userId, detail: { recording: recordingId, purpose: 'person_asked' } },
    ])
    for await (const name of admin.blobs.list()) await admin.blobs.remove(name)
    await expect(listenToRecording(admin, { userId, recordingId, purpose: 'person_asked' })).rejects.toMatchObject({
      code: 'not_found',
      options: { subject: 'recording' },
    })
    expect(await linesOf(admin, 'recording.listened')).toHaveLength(2)
  })

  test('Without a purpose, and for who may not, nothing is opened and nothing written', async () => {
    const { operator, admin, auditor, client, userId } = await bureau(open)
    await enrolVoice(admin, userId, 'anna')
    const recordingId = (await listRecordings(admin, { userId }))[0]!.id
    const one = { userId, recordingId, purpose: 'investigation' } as const
    await expect(listenToRecording(admin, { ...one, purpose: 'curiosity' as never })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(listenToRecording(client, one)).rejects.toMatchObject({ code: 'forbidden' })
    await updateTenant(operator, { slug: 'main', settings: { auditorsSeePictures: false } })
    await expect(listenToRecording(auditor, one)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await linesOf(admin, 'recording.listened')).toEqual([])
    await updateTenant(operator, { slug: 'main', settings: { auditorsSeePictures: true } })
    expect(await listenToRecording(auditor, one)).toMatchObject({ contentType: 'audio/wav' })
  })

  test('A recording is no picture, and a picture no recording', async () => {
    const { admin, userId } = await bureau(open)
    await enrolVoice(admin, userId, 'anna')
    await enrolFace(admin, { userId, picture: picture('anna'), gate: 'legacy' })
    const [recording] = await listRecordings(admin, { userId })
    const [face] = await listPictures(admin, { userId })
    const purpose = 'quality_review'
    const gone = { code: 'not_found' }
    await expect(lookAtPicture(admin, { userId, sampleId: recording!.id, purpose })).rejects.toMatchObject(gone)
    await expect(listenToRecording(admin, { userId, recordingId: face!.id, purpose })).rejects.toMatchObject(gone)
  })

  test('What was enrolled in a language that is not offered any more can be removed', async () => {
    const { operator, admin, userId } = await bureau(open)
    await enrolVoice(admin, userId, 'anna', 'pt')
    await updateTenant(operator, { slug: 'main', settings: { voiceLanguages: ['en'] } })
    await removeVoice(admin, { userId, language: 'pt' })
    expect(await listRecordings(admin, { userId })).toEqual([])
  })
})
