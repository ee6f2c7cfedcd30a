/** The rules around voices: conversations, what they enrol, compare and leave behind. What nets hear is tested in engines/voice. */
import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createClient } from '../clients'
import { recordConsent, withdrawConsent } from '../consents/record'
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import type { Actor } from '../context'
import { blobsOf, linesOf, running } from '../documents/testing-bureau'
import { eraseUser } from '../erasures'
import { testEngines, type TestEngines } from '../faces/testing'
import { enrolmentStatus } from '../faces/status'
import { updateTenant } from '../tenants'
import { adminActor, describeDialects, type TestContext, type TestOptions } from '../testing'
import { createUser } from '../users'
import { reissueUsers, revokeUsers } from '../users/change'
import { converse, pendingDialogue, restartDialogue, type VoiceAnswer } from './converse'
import { forgetDialoguesJob } from './dialogues'
import { removeVoice } from './remove'
import { listLanguages } from './setting'
import type { Operation } from './state'
import { noise, recordedBy, recording, type TestRecording } from './testing'
import { verifyVoice } from './verify'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterEach(() => void (engines.whileReading = async () => undefined))
afterAll(() => engines.close())

type Open = (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>

async function voiceBureau(open: Open) {
  const clock = { now: new Date() }
  const operator = await open({ engines, now: () => clock.now })
  const { tenantId, clientId } = await createClient(operator, { tenantSlug: 'main', name: 'Phone line' })
  const as = (actor: Actor): TestContext => ({ ...operator, actor })
  const client = as({ kind: 'client', id: clientId, tenantId, scopes: ['enrol', 'read'] })
  const newUser = async (externalId?: string) => (await createUser(client, { externalId })).user.id
  return {
    operator,
    tenantId,
    client,
    admin: as(adminActor({ tenantId })),
    later: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)),
    newUser,
  }
}

/** Somebody who talks to the bureau over a transport with sessions. */
function caller(context: TestContext, userId: string) {
  let session: string | undefined
  let count = 0
  const say = async (operation: Operation, of?: TestRecording | string | Uint8Array, language?: string) => {
    const bytes =
      of === undefined || of instanceof Uint8Array ? of : recording(typeof of === 'string' ? { speaker: of } : of)
    const by = { kind: 'session' as const, session, newSession: `session ${userId} ${++count}` }
    const answer = await converse(context, { userId, operation, language, recording: bytes, by })
    if (answer.outcome === 'started') session = answer.session!
    return answer
  }
  return {
    say,
    forget: () => void (session = undefined),
    async enrol(speaker: string, language?: string): Promise<VoiceAnswer> {
      await say('enrol', undefined, language)
      await say('enrol', speaker)
      await say('enrol', speaker)
      return say('enrol', speaker)
    },
  }
}

const prompt = (answer: VoiceAnswer) => ('dialogue' in answer ? answer.dialogue.promptCode : undefined)

describeDialects('Voices', (open) => {
  test('Three recordings enrol a voice, one verifies it, and another person does not', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    const first = await anna.say('enrol')
    expect(first).toMatchObject({ outcome: 'started', dialogue: { operation: 'enrol', language: 'en', needed: 3 } })
    const second = await anna.say('enrol', 'anna')
    expect(second).toMatchObject({ outcome: 'submitted', reason: null, dialogue: { accepted: 1, attempt: 1 } })
    expect(prompt(second)).not.toBe(prompt(first))
    expect(await pendingDialogue(client, { userId })).toMatchObject({ promptCode: prompt(second), accepted: 1 })
    await anna.say('enrol', 'anna')
    expect(await enrolmentStatus(client, { userId })).toMatchObject([{ type: 'voice', enrolled: false }, {}])
    expect(await anna.say('enrol', 'anna')).toEqual({ outcome: 'enrolled', language: 'en', recordings: 3 })
    expect(await enrolmentStatus(client, { userId })).toMatchObject([{ type: 'voice', enrolled: true }, {}])
    expect(await pendingDialogue(client, { userId })).toBeNull()

    await anna.say('verify')
    expect(await anna.say('verify', { speaker: 'anna', noise: 0.3 })).toMatchObject({
      outcome: 'compared',
      verified: true,
    })
    await anna.say('verify')
    expect(await anna.say('verify', 'berta')).toMatchObject({ outcome: 'compared', verified: false })
    expect(await linesOf(client, 'voice.enrolled')).toMatchObject([{ detail: { language: 'en', templates: 3 } }])
    expect(await linesOf(client, 'voice.verified')).toHaveLength(1)
    expect(await linesOf(client, 'voice.rejected')).toHaveLength(1)
  })

  test('What is kept is sealed, says nothing but what was spoken, and goes with the enrolment', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    await caller(client, userId).enrol('anna')
    const names = await blobsOf(client)
    expect(names).toHaveLength(3)
    const { samples } = client.db.tables
    for (const row of await client.db.sql.select().from(samples)) {
      const sealed = await client.blobs.get(row.blobName)
      expect(sealed.toString('latin1')).not.toContain('anna')
      const plain = await client.keys.openForUser(
        userId,
        { table: 'samples', row: row.id, tenantId: row.tenantId },
        sealed,
      )
      expect(plain.toString('latin1')).toContain('"speaker":"anna"')
      expect(plain.toString('latin1')).not.toContain(recordedBy)
      expect(row).toMatchObject({ kind: 'voice', language: 'en', contentType: 'audio/wav', byteCount: plain.length })
    }
    await removeVoice(client, { userId })
    expect(await blobsOf(client)).toEqual([])
    await expect(removeVoice(client, { userId })).rejects.toMatchObject({ code: 'not_enrolled' })
  })

  test('A bureau that discards samples keeps templates only', async () => {
    const { operator, client, newUser } = await voiceBureau(open)
    await updateTenant(operator, { slug: 'main', settings: { keepSamples: false } })
    const userId = await newUser()
    await caller(client, userId).enrol('anna')
    expect(await blobsOf(client)).toEqual([])
    expect(await verifyVoice(client, { userId, recording: recording({ speaker: 'anna' }) })).toMatchObject({
      verified: true,
    })
  })

  test('A verification leaves no recording behind', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    const before = await blobsOf(client)
    await anna.say('verify')
    await anna.say('verify', { speaker: 'anna', speechSeconds: 1 })
    expect(await blobsOf(client)).toEqual(before)
  })

  test('Rejected recordings bring the same prompt, and three in a row end it', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.say('enrol')
    const first = await anna.say('enrol', 'anna')
    const mute = { speaker: 'anna', speechSeconds: 0.2 }
    expect(await anna.say('enrol', mute)).toMatchObject({
      outcome: 'submitted',
      reason: { code: 'too_little_speech' },
      dialogue: { promptCode: prompt(first), accepted: 1, rejectedInARow: 1, attempt: 2 },
    })
    await anna.say('enrol', mute)
    expect(await anna.say('enrol', mute)).toMatchObject({ outcome: 'failed', reason: { code: 'too_little_speech' } })
    expect(await pendingDialogue(client, { userId })).toBeNull()
    expect(await blobsOf(client)).toEqual([])
    expect(await enrolmentStatus(client, { userId })).toMatchObject([{ type: 'voice', enrolled: false }, {}])
  })

  test('A recording is good once: played again it is refused, in this conversation and in the next', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    const take = recording({ speaker: 'anna' })
    await anna.say('enrol')
    await anna.say('enrol', take)
    expect(await anna.say('enrol', take)).toMatchObject({ outcome: 'submitted', reason: { code: 'replayed' } })
    await anna.say('enrol', 'anna')
    await anna.say('enrol', 'anna')
    const spoken = recording({ speaker: 'anna' })
    await anna.say('verify')
    expect(await anna.say('verify', spoken)).toMatchObject({ verified: true })
    await anna.say('verify')
    expect(await anna.say('verify', spoken)).toMatchObject({ outcome: 'submitted', reason: { code: 'replayed' } })
    expect(await verifyVoice(client, { userId, recording: take })).toMatchObject({
      outcome: 'refused',
      reason: { code: 'replayed' },
    })
  })

  test('Only the last fifty recordings are known again', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    await caller(client, userId).enrol('anna')
    const { voicePrints } = client.db.tables
    for (let i = 0; i < 50; i++) await verifyVoice(client, { userId, recording: recording({ speaker: 'anna' }) })
    expect(await client.db.sql.$count(voicePrints)).toBe(50)
  })

  test('Two people cannot speak one enrolment', async () => {
    const { client, newUser } = await voiceBureau(open)
    const anna = caller(client, await newUser())
    await anna.say('enrol')
    await anna.say('enrol', 'anna')
    expect(await anna.say('enrol', 'berta')).toMatchObject({
      outcome: 'submitted',
      reason: { code: 'another_voice' },
      dialogue: { accepted: 1 },
    })
  })

  test('A voice is replaced by its own only', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    expect(await anna.enrol('berta')).toEqual({ outcome: 'another_person', operation: 'enrol' })
    expect(await verifyVoice(client, { userId, recording: recording({ speaker: 'anna' }) })).toMatchObject({
      verified: true,
    })
    expect(await anna.enrol('anna')).toMatchObject({ outcome: 'enrolled' })
    const { templates } = client.db.tables
    expect(await client.db.sql.$count(templates)).toBe(3)
    expect(await blobsOf(client)).toHaveLength(3)
  })

  test('Adapting puts one new recording in the place of the voice, if it is hers', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    await anna.say('adapt')
    expect(await anna.say('adapt', 'berta')).toEqual({ outcome: 'another_person', operation: 'adapt' })
    expect(await blobsOf(client)).toHaveLength(3)
    await anna.say('adapt')
    expect(await anna.say('adapt', { speaker: 'anna', noise: 0.3 })).toEqual({ outcome: 'adapted', language: 'en' })
    const { templates } = client.db.tables
    expect(await client.db.sql.$count(templates)).toBe(1)
    expect(await blobsOf(client)).toHaveLength(1)
    expect(await linesOf(client, 'voice.adapted')).toHaveLength(1)
  })

  test('Little speech takes one recording more to verify', async () => {
    const { client, newUser } = await voiceBureau(open)
    const anna = caller(client, await newUser())
    await anna.enrol('anna')
    await anna.say('verify')
    const brief = () => anna.say('verify', { speaker: 'anna', speechSeconds: 1 })
    expect(await brief()).toMatchObject({ outcome: 'submitted', reason: null, dialogue: { accepted: 1, needed: 2 } })
    expect(await brief()).toMatchObject({ outcome: 'compared', verified: true })
  })

  test('Who lost the session asks for the prompt again, and goes on with a new one', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.say('enrol')
    const second = await anna.say('enrol', 'anna')
    anna.forget()
    const again = await anna.say('enrol')
    expect(again).toMatchObject({ outcome: 'started', dialogue: { accepted: 1, promptCode: prompt(second) } })
    expect(await anna.say('enrol', 'anna')).toMatchObject({ outcome: 'submitted', dialogue: { accepted: 2 } })
    anna.forget()
    const anew = await anna.say('enrol', 'anna')
    expect(anew).toMatchObject({ outcome: 'started', dialogue: { accepted: 0 } })
    expect(await blobsOf(client)).toEqual([])
  })

  test('Another operation, a restart and ten minutes of silence end it, with all that was recorded', async () => {
    const { client, newUser, later } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    const kept = await blobsOf(client)
    await anna.say('enrol')
    await anna.say('enrol', 'anna')
    expect(await blobsOf(client)).toHaveLength(4)
    expect(await anna.say('verify')).toMatchObject({ outcome: 'started', dialogue: { operation: 'verify' } })
    expect(await blobsOf(client)).toEqual(kept)

    await restartDialogue(client, { userId })
    await restartDialogue(client, { userId })
    expect(await pendingDialogue(client, { userId })).toBeNull()

    await anna.say('enrol')
    await anna.say('enrol', 'anna')
    later(9 * 60_000)
    await anna.say('enrol')
    later(9 * 60_000)
    expect(await pendingDialogue(client, { userId })).not.toBeNull()
    later(2 * 60_000)
    expect(await pendingDialogue(client, { userId })).toBeNull()
    expect(await blobsOf(client)).toHaveLength(4)
    expect(await forgetDialoguesJob.run(client, {}, running)).toEqual({ dialogues: 1 })
    expect(await blobsOf(client)).toEqual(kept)
    expect(await enrolmentStatus(client, { userId })).toMatchObject([{ type: 'voice', enrolled: true }, {}])
  })

  test('Each language has an enrolment of its own', async () => {
    const { operator, client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    expect(await listLanguages(client)).toEqual([
      { code: 'en', name: 'English', isDefault: true },
      { code: 'pt', name: 'Português', isDefault: false },
    ])
    expect(await anna.enrol('anna', 'pt')).toMatchObject({ outcome: 'enrolled', language: 'pt' })
    await expect(anna.say('verify')).rejects.toMatchObject({ code: 'not_enrolled', options: { subject: 'voice' } })
    await expect(anna.say('verify', undefined, 'xx')).rejects.toMatchObject({ options: { subject: 'language' } })
    expect(await anna.say('verify', undefined, 'PT')).toMatchObject({ dialogue: { language: 'pt' } })
    // Fixed at the first call.
    expect(await anna.say('verify', 'anna', 'xx')).toMatchObject({ outcome: 'compared', verified: true })
    await expect(removeVoice(client, { userId })).rejects.toMatchObject({ code: 'not_enrolled' })
    const wrong = { slug: 'main', settings: { voiceLanguage: 'de' as const } }
    await expect(updateTenant(operator, wrong)).rejects.toMatchObject({ code: 'invalid_input' })
    await updateTenant(operator, { slug: 'main', settings: { voiceLanguages: ['pt', 'de'], voiceLanguage: 'pt' } })
    await removeVoice(client, { userId })
  })

  test('What is no recording is an error, and counts for nothing', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.say('enrol')
    await expect(anna.say('enrol', noise)).rejects.toMatchObject({ code: 'recording_refused' })
    expect(await pendingDialogue(client, { userId })).toMatchObject({ rejectedInARow: 0, attempt: 0 })
  })

  test('Of two recordings for one prompt one counts', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.say('enrol')
    // Both are heard before either counts.
    let both = () => {}
    const bothHeard = new Promise<void>((resolve) => void (both = resolve))
    let heard = 0
    engines.whileReading = () => {
      if (++heard === 2) both()
      return bothHeard
    }
    const answers = await Promise.all([anna.say('enrol', 'anna'), anna.say('enrol', 'anna')])
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['started', 'submitted'])
    expect(await pendingDialogue(client, { userId })).toMatchObject({ accepted: 1, attempt: 1 })
    expect(await blobsOf(client)).toHaveLength(1)
  })

  test('Who is erased, or takes back the consent, leaves no voice behind, nor half of one', async () => {
    const { client, admin, newUser } = await voiceBureau(open)
    for (const end of ['erase', 'withdraw'] as const) {
      const userId = await newUser()
      const anna = caller(client, userId)
      await anna.enrol('anna')
      await anna.say('enrol')
      await anna.say('enrol', 'anna')
      expect(await blobsOf(client)).toHaveLength(4)
      if (end === 'erase') {
        const { receipt } = await eraseUser(admin, { userId })
        expect(receipt.removed).toMatchObject({ templates: 3, samples: 3, blobs: 4 })
      } else {
        const body = 'I agree to be recognised by my voice.'
        const { id: textId } = await saveConsentDraft(admin, { purpose: 'recognition', language: 'en', body })
        await publishConsentText(admin, { textId })
        await recordConsent(admin, { userId, textId })
        const { removed } = await withdrawConsent(admin, { userId })
        expect(removed).toEqual({ templates: 3, samples: 3 })
        expect(await linesOf(client, 'voice.removed')).toHaveLength(1)
      }
      expect(await blobsOf(client)).toEqual([])
      const { voiceDialogues, voiceTakes } = client.db.tables
      expect(await client.db.sql.$count(voiceDialogues)).toBe(0)
      expect(await client.db.sql.$count(voiceTakes)).toBe(0)
    }
  })

  test('A user who is erased while the engine listens leaves nothing', async () => {
    const { client, admin, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.say('enrol')
    engines.whileReading = async () => {
      engines.whileReading = async () => undefined
      await eraseUser(admin, { userId })
    }
    await expect(anna.say('enrol', 'anna')).rejects.toMatchObject({ code: 'not_found' })
    expect(await blobsOf(client)).toEqual([])
  })

  test('An enrolment that is taken back while somebody is heard verifies nobody', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    await anna.say('verify')
    engines.whileReading = () => removeVoice(client, { userId })
    await expect(anna.say('verify', 'anna')).rejects.toMatchObject({ code: 'not_enrolled' })
  })

  test('Whose right was revoked is not recognised by voice either', async () => {
    const { client, admin, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const anna = caller(client, userId)
    await anna.enrol('anna')
    await revokeUsers(admin, { userIds: [userId] })
    await expect(anna.say('verify')).rejects.toMatchObject({ code: 'not_enrolled' })
    const probe = { userId, recording: recording({ speaker: 'anna' }) }
    await expect(verifyVoice(client, probe)).rejects.toMatchObject({ code: 'not_enrolled' })
    await reissueUsers(admin, { userIds: [userId] })
    expect(await verifyVoice(client, probe)).toMatchObject({ verified: true })
  })

  test('A voice is no face: terminals, galleries and look-alikes hear nothing of it', async () => {
    const { client, newUser } = await voiceBureau(open)
    const userId = await newUser()
    const before = await client.db.sql.$count(client.db.tables.changes)
    await caller(client, userId).enrol('anna')
    await removeVoice(client, { userId })
    expect(await client.db.sql.$count(client.db.tables.changes)).toBe(before)
    const { users } = client.db.tables
    const [row] = await client.db.sql
      .select()
      .from(users)
      .where(and(eq(users.id, userId)))
    expect(row).toMatchObject({ hasVoice: false, hasFace: false, status: 'pending' })
  })
})
