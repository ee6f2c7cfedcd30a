import { and, eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { testEngines } from '../faces/testing'
import { updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { converse } from '../voice/converse'
import { recording } from '../voice/testing'
import { enrolVoice } from '../voice/testing-bureau'
import { verifyVoice } from '../voice/verify'
import { reportModels } from './report'
import { useModel } from './switches'
import { addVoiceModel, switchTo } from './testing'
import { modelBureau } from './testing-bureau'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('a switch of voices', (open) => {
  test('keeps each language, ends conversations and lists who must enrol again', async () => {
    const { operator, client, as, newUser, modelsOf } = await modelBureau(open, engines)
    await updateTenant(operator, { slug: 'acme', settings: { voiceEngine: true, voiceLanguages: ['en', 'pt'] } })
    await addVoiceModel(operator)
    const [ben, cora, dora] = [await newUser('ben'), await newUser('cora'), await newUser('dora')]
    await enrolVoice(client, ben, 'ben')
    await enrolVoice(client, ben, 'ben', 'pt')
    const by = { kind: 'dialogue' as const }
    const hear = (userId: string, of: { speaker: string; onlyShipped?: boolean }) =>
      converse(client, { userId, operation: 'enrol', by, recording: recording(of) })
    await converse(client, { userId: cora, operation: 'enrol', by })
    for (let count = 0; count < 3; count++) await hear(cora, { speaker: 'cora', onlyShipped: true })
    await converse(client, { userId: dora, operation: 'enrol', by })
    await hear(dora, { speaker: 'dora' })

    const after = await switchTo(operator, { id: 'random-voice@1' })
    expect(await modelsOf(ben)).toEqual(Array.from({ length: 6 }, () => 'random-voice@1'))
    const { templates, voiceTakes, voiceDialogues } = operator.db.tables
    const ofPt = and(eq(templates.userId, ben), eq(templates.language, 'pt'))
    expect(await operator.db.sql.$count(templates, ofPt)).toBe(3)
    const spoken = { userId: ben, language: 'pt', recording: recording({ speaker: 'ben' }) }
    expect(await verifyVoice(as(after), spoken)).toMatchObject({ outcome: 'compared', verified: true })
    expect(await operator.db.sql.$count(voiceTakes)).toBe(0)
    expect(await operator.db.sql.$count(voiceDialogues)).toBe(0)
    expect((await reportModels(after)).people).toEqual([
      { tenant: 'acme', userId: cora, externalId: 'cora', kind: 'voice', language: 'en', why: 'not_found' },
    ])

    // An instance that has not noticed hears with the old model.
    await converse(client, { userId: dora, operation: 'enrol', by })
    await expect(hear(dora, { speaker: 'dora' })).rejects.toMatchObject({ options: { reason: 'model_changed' } })
    await enrolVoice(as(after), dora, 'dora')
    expect(await modelsOf(dora)).toEqual(['random-voice@1', 'random-voice@1', 'random-voice@1'])
  })

  test('holds up no conversation that began before a pause, once that is over', async () => {
    const { operator, client, newUser, modelsOf } = await modelBureau(open, engines)
    await updateTenant(operator, { slug: 'acme', settings: { voiceEngine: true } })
    await addVoiceModel(operator)
    const dora = await newUser('dora')
    const call = { userId: dora, operation: 'enrol' as const, by: { kind: 'dialogue' as const } }
    const hear = (context: Context) => converse(context, { ...call, recording: recording({ speaker: 'dora' }) })
    await converse(client, call)
    await hear(client)
    await hear(client)
    await useModel(operator, { id: 'random-voice@1' })
    const { modelSwitches } = operator.db.tables
    const pausedUntil = new Date(Date.now() + 30_000)
    await operator.db.transact((tx) => tx.sql.update(modelSwitches).set({ pausedUntil }))
    await expect(hear(client)).rejects.toMatchObject({ options: { reason: 'model_changed' } })
    await hear({ ...client, now: () => new Date(pausedUntil.getTime() + 1) })
    expect(await modelsOf(dora)).toHaveLength(3)
  })
})
