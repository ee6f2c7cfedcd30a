/** Voices through the graph: a conversation that enrols and verifies, one recording compared, and what is told of it all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testEngines, type TestEngines } from '@/domain/faces/testing'
import { createTenant, updateTenant } from '@/domain/tenants'
import { adminActor, testContext } from '@/domain/testing'
import { createUser } from '@/domain/users'
import { noise, recording, type TestRecording } from '@/domain/voice/testing'
import { enrolVoice } from '@/domain/voice/testing-bureau'
import { encodeId } from './ids'
import { act, ask } from './testing'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

const spoken = (of: TestRecording) => Buffer.from(recording(of)).toString('base64')
const anna = () => spoken({ speaker: 'anna' })

async function bureau() {
  const operator = await testContext({ engines })
  const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
  const admin = { ...operator, actor: adminActor({ tenantId }) }
  const { user } = await createUser(admin, {})
  return { operator, tenantId, admin, id: user.id, userId: encodeId('User', user.id) }
}

const payload = `... on VoiceDialoguePayload {
  outcome
  dialogue { dialogueId operation language prompt promptText accepted needed rejectedInARow attempt expiresAt }
  reason { code message }
  comparison { verified score threshold fmr confidence }
  user { hasVoice }
}`

describe('Voices', () => {
  test('A conversation enrols a voice, and another one verifies it', async () => {
    const { admin, userId } = await bureau()
    const enrol = { userId, operation: 'ENROL' }
    const begun = await act(admin, 'startVoiceDialogue', { ...enrol, language: 'pt', digits: 6 }, payload)
    expect(begun).toMatchObject({
      outcome: 'STARTED',
      dialogue: { operation: 'ENROL', language: 'pt', accepted: 0, needed: 3 },
      user: { hasVoice: false },
    })
    expect(begun.dialogue.prompt).toMatch(/^\d{6}$/)
    expect(begun.dialogue.promptText.split(' ')).toHaveLength(6)
    const { dialogueId } = begun.dialogue
    const submit = (bytes: string) =>
      act(admin, 'submitVoiceRecording', { ...enrol, dialogueId, recording: bytes }, payload)

    const asked = 'query ($id: ID!) { node(id: $id) { ... on User { voiceDialogue { dialogueId accepted } } } }'
    expect(await submit(anna())).toMatchObject({ outcome: 'ACCEPTED', reason: null, dialogue: { accepted: 1 } })
    expect((await ask(admin, asked, { id: userId })).data.node).toEqual({ voiceDialogue: { dialogueId, accepted: 1 } })
    expect(await submit(spoken({ speaker: 'anna', speechSeconds: 0.2 }))).toMatchObject({
      outcome: 'REJECTED',
      reason: { code: 'too_little_speech' },
      dialogue: { accepted: 1, rejectedInARow: 1 },
    })
    await submit(anna())
    expect(await submit(anna())).toMatchObject({ outcome: 'ENROLLED', dialogue: null, user: { hasVoice: true } })
    expect((await ask(admin, asked, { id: userId })).data.node).toEqual({ voiceDialogue: null })

    const verify = { userId, operation: 'VERIFY' }
    const { dialogue } = await act(admin, 'startVoiceDialogue', { ...verify, language: 'pt' }, payload)
    const answer = { ...verify, dialogueId: dialogue.dialogueId, recording: spoken({ speaker: 'berta' }) }
    const said = await act(admin, 'submitVoiceRecording', answer, payload)
    expect(said).toMatchObject({ outcome: 'COMPARED', comparison: { verified: false, fmr: 0.01 } })
    expect(said.comparison.score).toBeLessThan(said.comparison.threshold)
  })

  test('A repeat is answered as the first call was, and does nothing anew', async () => {
    const { admin, userId } = await bureau()
    const call = { userId, operation: 'ENROL', idempotencyKey: 'the-same-key' }
    const first = await act(admin, 'startVoiceDialogue', call, payload)
    expect(await act(admin, 'startVoiceDialogue', call, payload)).toEqual(first)
    const { dialogueId } = first.dialogue
    const answer = { userId, operation: 'ENROL', dialogueId, recording: anna(), idempotencyKey: 'another-key' }
    expect(await act(admin, 'submitVoiceRecording', answer, payload)).toMatchObject({ dialogue: { accepted: 1 } })
    expect(await act(admin, 'submitVoiceRecording', answer, payload)).toMatchObject({ dialogue: { accepted: 1 } })
    const kept = JSON.stringify(await admin.db.sql.select().from(admin.db.tables.idempotentCalls))
    expect(kept).not.toMatch(/speaker|anna/)
  })

  test('Who started over has nothing open, and what is no recording is refused', async () => {
    const { admin, tenantId, userId } = await bureau()
    const call = { userId, operation: 'ENROL' }
    const { dialogue } = await act(admin, 'startVoiceDialogue', call, payload)
    const submit = (bytes: string) =>
      act(admin, 'submitVoiceRecording', { ...call, dialogueId: dialogue.dialogueId, recording: bytes }, payload)
    expect(await submit(Buffer.from(noise).toString('base64'))).toMatchObject({
      __typename: 'RecordingRefused',
      code: 'RECORDING_REFUSED',
    })
    expect(await submit('!')).toMatchObject({ __typename: 'InvalidInput', message: 'Send the recording as base64.' })
    const ended = '... on UserPayload { user { voiceDialogue { dialogueId } } }'
    expect(await act(admin, 'restartVoiceDialogue', { userId }, ended)).toMatchObject({ user: { voiceDialogue: null } })
    const auditor = { ...admin, actor: adminActor({ tenantId, role: 'auditor' }) }
    await expect(act(auditor, 'restartVoiceDialogue', { userId }, ended)).rejects.toThrow(/may not/)
    const late = await submit(anna())
    expect(late).toMatchObject({ outcome: 'STARTED' })
    expect(late.dialogue.dialogueId).not.toBe(dialogue.dialogueId)
  })

  test('One recording is compared, a voice is shown and removed', async () => {
    const { admin, id, userId } = await bureau()
    const compared = `... on VerifyVoicePayload {
      comparison { verified score threshold fmr confidence } reason { code } warnings { code } }`
    const verify = (bytes: string) => act(admin, 'verifyVoice', { userId, recording: bytes }, compared)
    expect(await verify(anna())).toMatchObject({ __typename: 'NotEnrolled' })
    await enrolVoice(admin, id, 'anna')
    expect(await verify(`data:audio/wav;base64,${anna()}`)).toMatchObject({
      comparison: { verified: true, fmr: 0.01 },
      reason: null,
    })
    expect(await verify(spoken({ speaker: 'berta' }))).toMatchObject({ comparison: { verified: false } })
    expect(await verify(spoken({ speaker: 'anna', speechSeconds: 0.1 }))).toMatchObject({
      comparison: null,
      reason: { code: 'too_little_speech' },
    })

    const shown = `query ($id: ID!) { node(id: $id) { ... on User {
      voices { language languageName templateCount model isCurrent }
      recordings { recordingId language contentType model severalSpeakers quality { name value }
        url(purpose: PERSON_ASKED) } } } }`
    const { voices, recordings } = (await ask(admin, shown, { id: userId })).data.node
    expect(voices).toEqual([
      { language: 'en', languageName: 'English', templateCount: 3, model: 'test-voice@1', isCurrent: true },
    ])
    expect(recordings).toHaveLength(3)
    expect(recordings[0]).toMatchObject({ language: 'en', contentType: 'audio/wav', severalSpeakers: false })
    expect(recordings[0].quality).toContainEqual({ name: 'speechSeconds', value: 2 })
    expect(recordings[0].url).toMatch(
      new RegExp(`/users/${id}/recordings/${recordings[0].recordingId}\\?purpose=person_asked$`),
    )

    const removed = '... on UserPayload { user { hasVoice voices { language } recordings { recordingId } } }'
    expect(await act(admin, 'removeVoice', { userId }, removed)).toMatchObject({
      user: { hasVoice: false, voices: [], recordings: [] },
    })
    expect(await act(admin, 'removeVoice', { userId }, removed)).toMatchObject({ __typename: 'NotEnrolled' })
    expect(await act(admin, 'removeVoice', { userId, language: 'xx' }, removed)).toMatchObject({
      __typename: 'NotFound',
    })
  })

  test('Languages and the risk are settings, and nothing is heard where it is switched off', async () => {
    const { operator, admin, userId } = await bureau()
    const languages = '{ voiceLanguages { code name isDefault } }'
    expect((await ask(admin, languages)).data.voiceLanguages).toEqual([
      { code: 'en', name: 'English', isDefault: true },
      { code: 'pt', name: 'Português', isDefault: false },
    ])
    const settings = { voiceLanguages: ['de', 'fr'], voiceLanguage: 'fr', voiceFmr: 0.001 }
    const changed = '... on SettingsPayload { settings { voiceEngine voiceLanguages voiceLanguage voiceFmr } }'
    expect(await act(admin, 'updateSettings', { settings }, changed)).toMatchObject({
      settings: { voiceEngine: true, ...settings },
    })
    const odd = { settings: { voiceLanguages: ['de'], voiceLanguage: 'en' } }
    expect(await act(admin, 'updateSettings', odd, changed)).toMatchObject({ __typename: 'InvalidInput' })
    await updateTenant(operator, { slug: 'acme', settings: { voiceEngine: false } })
    const off = await act(admin, 'startVoiceDialogue', { userId, operation: 'ENROL' }, payload)
    expect(off).toMatchObject({ __typename: 'NotFound' })
    expect((await ask(admin, languages)).errors?.[0]?.message).toMatch(/switched off/)
  })
})
