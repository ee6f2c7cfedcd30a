/** A switch with the real engines, over real pictures and spoken recordings: small nets take the place of the shipped ones, and go again. */
import { afterAll, expect, test } from 'vitest'
import { createEngines } from '@/engines/index'
import { speak, type Speaker } from '@/engines/voice/testing'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { pictures } from '../faces/testing-pictures'
import { verifyFace } from '../faces/verify'
import { ensureTenant, updateTenant } from '../tenants'
import { testContext } from '../testing'
import { createUser } from '../users'
import { converse } from '../voice/converse'
import { verifyVoice } from '../voice/verify'
import { reportModels } from './report'
import { addFaceModel, addVoiceModel, switchTo } from './testing'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

const gate = 'legacy' as const
const texts = [
  'My voice opens the door, and nobody else has it.',
  'Seven ships sail home before the morning comes.',
  'The quick brown fox jumps over the lazy dog.',
]

test(
  'people are known by the new models as they were by the old ones, and others are not',
  { timeout: 240_000 },
  async () => {
    const storage = await testContext()
    const options = { root: process.cwd(), workers: 1, modelFiles: `${storage.dataDir}/models` }
    const engines = createEngines(options)
    closing.push(() => engines.close())
    const operator = { ...storage, engines }
    const { id: tenantId } = await ensureTenant(operator, 'acme')
    await updateTenant(operator, { slug: 'acme', settings: { voiceEngine: true } })
    const as = (context: Context): Context => ({
      ...context,
      actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol', 'read'] },
    })
    const client = as(operator)
    const { user: ben } = await createUser(client, { externalId: 'ben' })
    const enrolment = await enrolFace(client, { userId: ben.id, gate, picture: await pictures.ben() })
    expect(enrolment).toMatchObject({ outcome: 'enrolled' })
    const call = { userId: ben.id, operation: 'enrol' as const, by: { kind: 'dialogue' as const } }
    await converse(client, call)
    for (const text of texts) await converse(client, { ...call, recording: await speak({ voice: 'rms', text }) })

    const looks = async (context: Context, name: 'benAgain' | 'eva') => {
      const answer = await verifyFace(as(context), { userId: ben.id, gate, picture: await pictures[name]() })
      return answer.outcome === 'compared' && answer.verified
    }
    const sounds = async (context: Context, voice: Speaker, text: string) => {
      const answer = await verifyVoice(as(context), { userId: ben.id, recording: await speak({ voice, text }) })
      return answer.outcome === 'compared' && answer.verified
    }
    await addFaceModel(operator)
    await addVoiceModel(operator)
    const faces = await switchTo(operator, { id: 'random-face@1' })
    const both = await switchTo(faces, { id: 'random-voice@1' })
    closing.push(
      () => faces.engines.close(),
      () => both.engines.close(),
    )
    expect([both.engines.face.model.id, both.engines.voice.model.id]).toEqual(['random-face@1', 'random-voice@1'])
    expect((await reportModels(both)).people).toEqual([])
    expect([await looks(both, 'benAgain'), await looks(both, 'eva')]).toEqual([true, false])
    expect(await sounds(both, 'rms', 'The door stays shut for all the others today.')).toBe(true)
    expect(await sounds(both, 'awb', 'The door stays shut for all the others today.')).toBe(false)

    const back = await switchTo(both, { shipped: 'face' })
    closing.push(() => back.engines.close())
    expect([back.engines.face.model.id, back.engines.voice.model.id]).toEqual(['face-dlib128@1', 'random-voice@1'])
    expect([await looks(back, 'benAgain'), await looks(back, 'eva')]).toEqual([true, false])
  },
)
