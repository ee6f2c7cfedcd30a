/** The rules around added models: rows, switches and who must enrol again. What nets make of pictures is tested in engines/. */
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, expect, test } from 'vitest'
import { faceManifest, faceNet, voiceManifest, voiceNet } from '@/engines/added/testing'
import type { Context } from '../context'
import { blobsOf } from '../documents/testing-bureau'
import { eraseFor } from '../erasures'
import { adaptFace } from '../faces/adapt'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { listPictures } from '../faces/look'
import { picture, testEngines } from '../faces/testing'
import { removeOrphansJob } from '../sweep'
import { updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { picturesOfUsers } from '../users/edges'
import { addModel, chosenModels, listModels, readManifest, removeModel, toAdded } from './models'
import { remake, toRemake, writeRemade } from './remake'
import { reportModels } from './report'
import { modelById } from './rows'
import { cancelSwitch, listSwitches, useModel, type SwitchRow } from './switches'
import { addFaceModel, afterGrace, refreshed, runningJob, switchTo, untilInUse, workOn } from './testing'
import { modelBureau } from './testing-bureau'

const engines = testEngines()
afterEach(() => void (engines.whileReading = async () => undefined))
afterAll(() => engines.close())

const gate = 'legacy' as const
const added = 'random-face@1'

/** What a switch has written when it is cancelled. */
async function writeHalf(context: Context, row: SwitchRow, tenantId: string): Promise<void> {
  const next = context.engines.open({ face: toAdded(context, (await modelById(context.db, added))!), voice: null })
  for (const one of await toRemake(context.db, row, { tenantId, limit: 10 })) {
    const remade = await remake(context, next, one, new AbortController().signal)
    await writeRemade(context, row, tenantId, [remade!], async () => undefined)
  }
}

describeDialects('added models', (open) => {
  test('are kept for every instance, listed, and removed', async () => {
    const { operator, actionsOf } = await modelBureau(open, engines)
    const model = await addFaceModel(operator)
    expect(model).toMatchObject({ id: added, kind: 'face', isActive: false, sizeBytes: faceNet().length })
    expect(await listModels(operator)).toEqual([model])
    const [blobName] = await blobsOf(operator)
    await removeOrphansJob.run(operator, { names: [blobName] }, runningJob())
    expect(await operator.blobs.get(blobName!)).toEqual(Buffer.from(faceNet()))
    await removeModel(operator, { id: added })
    expect(await listModels(operator)).toEqual([])
    expect(await blobsOf(operator)).toEqual([])
    await expect(removeModel(operator, { id: added })).rejects.toThrow(/no model random-face@1/)
    expect(await actionsOf('bureau')).toEqual(['model.added', 'model.removed'])
  })

  test('are refused in words, and nothing is left of them', async () => {
    const { operator, client } = await modelBureau(open, engines)
    const file = faceNet()
    expect(() => readManifest({ ...faceManifest, kind: 'iris' })).toThrow(/kind: must be face or voice/)
    const refused = (of: Partial<Parameters<typeof addModel>[1]>) =>
      addModel(operator, { manifest: faceManifest, file, cohort: null, ...of })
    await expect(refused({ file: Buffer.from('none') })).rejects.toThrow(/not an ONNX model/)
    await expect(refused({ manifest: { ...faceManifest, name: 'face-dlib128' } })).rejects.toThrow(
      /Limen ships a model/,
    )
    const cohort = { file: 'others.bin', top: 3 }
    await expect(refused({ manifest: { ...voiceManifest, cohort }, file: voiceNet() })).rejects.toThrow(
      /others\.bin is missing/,
    )
    await addFaceModel(operator)
    await expect(addFaceModel(operator)).rejects.toThrow(/random-face@1 already/)
    await expect(addFaceModel(client, '2')).rejects.toThrow(/may not/)
    expect(await blobsOf(operator)).toHaveLength(1)
  })
})

describeDialects('a switch of faces', (open) => {
  test('makes templates of kept pictures, says who must enrol again, and comes back', async () => {
    const { operator, client, enrolled, modelsOf, isThem, actionsOf, as, tenantId } = await modelBureau(open, engines)
    await addFaceModel(operator)
    const ben = await enrolled('ben')
    const cora = await enrolled({ person: 'cora', onlyShipped: true })
    const gina = await enrolled('gina')
    await updateTenant(operator, { slug: 'acme', settings: { keepSamples: false } })
    const dan = await enrolled('dan')
    await updateTenant(operator, { slug: 'acme', settings: { keepSamples: true } })
    const { samples } = operator.db.tables
    const [lost] = await operator.db.sql.select().from(samples).where(eq(samples.userId, gina))
    await operator.blobs.remove(lost!.blobName)

    const row = await useModel(operator, { id: added })
    await expect(useModel(operator, { id: added })).rejects.toThrow(/under way already/)
    await untilInUse(operator, row)
    expect(await modelsOf(ben)).toEqual([added, 'test-face@1'])
    const pictures = [expect.objectContaining({ model: 'test-face@1' })]
    expect(await listPictures(client, { userId: ben })).toEqual(pictures)
    expect(await picturesOfUsers(client, [ben])).toEqual([pictures])
    // Until every instance has noticed.
    expect(await isThem(operator, ben, 'ben')).toBe(true)
    const after = await refreshed(operator)
    expect(after.engines.face.model.id).toBe(added)
    expect(await isThem(after, ben, 'ben')).toBe(true)
    expect(await findByFace(as(after), { gate, picture: picture('ben') })).toMatchObject({ match: { userId: ben } })
    await workOn(afterGrace(after), row)
    expect(await modelsOf(ben)).toEqual([added])
    expect(await modelsOf(dan)).toEqual(['test-face@1'])

    const { people, models } = await reportModels(after)
    expect(models.face).toBe(added)
    const said = people.map(({ tenant, userId, externalId, why }) => [tenant, userId, externalId, why])
    expect(said).toHaveLength(3)
    expect(said).toEqual(
      expect.arrayContaining([
        ['acme', cora, 'cora', 'not_found'],
        ['acme', gina, 'gina', 'sample_gone'],
        ['acme', dan, 'dan', 'not_kept'],
      ]),
    )
    expect(await actionsOf('bureau')).toEqual(['model.added', 'model.switch_started', 'model.switched'])
    expect(await actionsOf(tenantId)).toEqual(['model.switched'])
    await expect(removeModel(after, { id: added })).rejects.toThrow(/is in use/)
    expect((await listModels(after))[0]).toMatchObject({ id: added, isActive: true })
    expect(await listSwitches(after)).toMatchObject([{ state: 'done', slot: null }])

    // Whoever has not enrolled again counts as before; whoever has, keeps the face of then.
    expect(await enrolFace(as(after), { userId: dan, gate, picture: picture('dan') })).toMatchObject({
      outcome: 'enrolled',
    })
    expect(await modelsOf(dan)).toEqual([added])
    const back = await switchTo(after, { shipped: 'face' })
    expect(back.engines.face.model.id).toBe('test-face@1')
    expect(await chosenModels(operator)).toEqual({ face: null, voice: null })
    for (const [userId, person] of [
      [ben, 'ben'],
      [gina, 'gina'],
      [dan, 'dan'],
    ] as const) {
      expect(await modelsOf(userId)).toEqual(['test-face@1'])
      expect(await isThem(back, userId, person)).toBe(true)
    }
    expect((await reportModels(back)).people).toEqual([])
    await removeModel(back, { id: added })
  })

  test('goes on where it stood', async () => {
    const { operator, enrolled, modelsOf, isThem } = await modelBureau(open, engines)
    await addFaceModel(operator)
    const ids: string[] = []
    for (let index = 0; index < 36; index++) ids.push(await enrolled(`person ${index}`))
    const row = await useModel(operator, { id: added })
    const stop = new AbortController()
    let read = 0
    engines.whileReading = async () => {
      if (++read === 34) stop.abort(new Error('The process ends.'))
    }
    await expect(workOn(operator, row, runningJob(stop.signal))).rejects.toThrow(/process ends/)
    expect(await modelsOf(ids[0]!)).toEqual([added, 'test-face@1'])
    expect(await chosenModels(operator)).toEqual({ face: null, voice: null })
    read = 0
    await untilInUse(operator, row)
    expect(read).toBeLessThanOrEqual(4)
    const after = await refreshed(operator)
    await workOn(afterGrace(after), row)
    expect(await workOn(afterGrace(after), row)).toEqual({ state: 'done' })
    for (const index of [0, 35]) {
      expect(await modelsOf(ids[index]!)).toEqual([added])
      expect(await isThem(after, ids[index]!, `person ${index}`)).toBe(true)
    }
  })

  test('takes along who enrols, adapts or is erased meanwhile', async () => {
    const { operator, client, tenantId, enrolled, modelsOf, isThem } = await modelBureau(open, engines)
    await addFaceModel(operator)
    const [ben, fred] = [await enrolled('ben'), await enrolled('fred')]
    let eva = ''
    engines.whileReading = async () => {
      engines.whileReading = async () => undefined
      await eraseFor(client, { tenantId, userId: fred })
      eva = await enrolled('eva')
      await adaptFace(client, { userId: ben, gate, picture: picture({ person: 'ben', noise: 0.1 }) })
    }
    const after = await switchTo(operator, { id: added })
    expect(await modelsOf(fred)).toEqual([])
    for (const [userId, person] of [
      [ben, 'ben'],
      [eva, 'eva'],
    ] as const) {
      expect(await modelsOf(userId)).toEqual([added])
      expect(await isThem(after, userId, person)).toBe(true)
    }
    expect((await reportModels(after)).people).toEqual([])
  })

  test('refuses an enrolment with the old model as busy, and the caller’s next try is good', async () => {
    const { operator, as, client, enrolled, newUser, modelsOf } = await modelBureau(open, engines)
    await addFaceModel(operator)
    await enrolled('ben')
    const userId = await newUser('late')
    await untilInUse(operator, await useModel(operator, { id: added }))
    const late = { userId, gate, picture: picture('late') }
    await expect(enrolFace(client, late)).rejects.toMatchObject({ code: 'busy', options: { reason: 'model_changed' } })
    expect(await modelsOf(userId)).toEqual([])
    expect(await enrolFace(as(await refreshed(operator)), late)).toMatchObject({ outcome: 'enrolled' })
    expect(await modelsOf(userId)).toEqual([added])
  })

  test('pauses enrolments while the last are made, and waits for an import that is being checked', async () => {
    const { operator, client, tenantId, enrolled, newUser } = await modelBureau(open, engines)
    await addFaceModel(operator)
    await enrolled('ben')
    const row = await useModel(operator, { id: added })
    const { imports, modelSwitches } = operator.db.tables
    const at = new Date()
    await operator.db.transact(async (tx) => {
      const file = { name: 'people.zip', byteCount: 1, partCount: 1, rowCount: 1 }
      const by = { actorKind: 'admin', actorId: 'a', createdAt: at, expiresAt: at }
      await tx.sql.insert(imports).values({ ...file, ...by, id: 'i', tenantId, state: 'checking' } as never)
    })
    await untilInUse(operator, row)
    expect(await chosenModels(operator)).toEqual({ face: null, voice: null })
    await operator.db.transact(async (tx) => {
      await tx.sql.update(modelSwitches).set({ pausedUntil: new Date(at.getTime() + 30_000) })
      await tx.sql.update(imports).set({ state: 'checked' })
    })
    const late = { userId: await newUser('late'), gate, picture: picture('late') }
    await expect(enrolFace(client, late)).rejects.toMatchObject({ options: { reason: 'model_changed' } })
    await untilInUse(operator, row)
    expect((await chosenModels(operator)).face).not.toBe(null)
  })

  test('can be cancelled until then, and leaves nothing', async () => {
    const { operator, enrolled, modelsOf, isThem, actionsOf } = await modelBureau(open, engines)
    await addFaceModel(operator)
    const ids = [await enrolled('one'), await enrolled({ person: 'two', onlyShipped: true })]
    const row = await useModel(operator, { id: added })
    const { tenantId } = (await operator.db.sql.select().from(operator.db.tables.templates))[0]!
    await writeHalf(operator, row, tenantId)
    expect(await modelsOf(ids[0]!)).toEqual([added, 'test-face@1'])
    await cancelSwitch(operator, { kind: 'face' })
    await expect(cancelSwitch(operator, { kind: 'face' })).rejects.toThrow(/being cancelled/)
    expect(await workOn(operator, row)).toEqual({ state: 'cancelled' })
    for (const id of ids) expect(await modelsOf(id)).toEqual(['test-face@1'])
    expect(await isThem(operator, ids[0]!, 'one')).toBe(true)
    expect(await actionsOf('bureau')).toContain('model.switch_cancelled')
    await expect(cancelSwitch(operator, { kind: 'face' })).rejects.toThrow(/No switch/)
    await removeModel(operator, { id: added })
  })

  test('goes on when its job ended without it', async () => {
    const { operator, enrolled, modelsOf } = await modelBureau(open, engines)
    await addFaceModel(operator)
    const ben = await enrolled('ben')
    const row = await useModel(operator, { id: added })
    const { jobs } = operator.db.tables
    await operator.db.transact(async (tx) => {
      await tx.sql.update(jobs).set({ state: 'failed' }).where(eq(jobs.id, row.jobId))
    })
    const again = await useModel(operator, { id: added })
    expect(again).toMatchObject({ id: row.id, state: 'running' })
    expect(again.jobId).not.toBe(row.jobId)
    await untilInUse(operator, again)
    await workOn(afterGrace(await refreshed(operator)), again)
    expect(await modelsOf(ben)).toEqual([added])
    // Whoever has not noticed asks for a switch from what is in use no more.
    await expect(useModel(operator, { id: added })).rejects.toMatchObject({ code: 'busy' })
  })

  test('needs thresholds, and another model than is in use', async () => {
    const { operator } = await modelBureau(open, engines)
    await addModel(operator, { manifest: { ...faceManifest, thresholds: null }, file: faceNet(), cohort: null })
    await expect(useModel(operator, { id: added })).rejects.toThrow(/no thresholds/)
    await expect(useModel(operator, { id: 'nobody@1' })).rejects.toThrow(/no model nobody@1/)
    await expect(useModel(operator, { shipped: 'face' })).rejects.toThrow(/test-face@1 is in use already/)
  })
})
