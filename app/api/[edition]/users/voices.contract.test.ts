/** Every row of sections 7, 9.1 to 9.3 and 10 about voices, with spoken prompts and the nets that ship. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { updateTenant } from '@/domain/tenants'
import { joined, silence, speak, speakSamples, wav, type Speaker } from '@/domain/voice/testing-recordings'
import { describeLegacy, type Answered, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = realEngines()
afterAll(() => engines.close())

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
const digits = expect.stringMatching(/^\d{4}$/)
const words = expect.stringMatching(/^(zero|one|two|three|four|five|six|seven|eight|nine)( \w+){3}$/)
const prompt = { promptCode: digits, promptCodeText: words }

/** Prompts of fixed words: what is said is not checked, and recordings are heard once each, however many tests send them. */
const sentences = [
  'zero six five three, and nine one four',
  'seven two eight one, and three five six',
  'four nine zero two, and eight one seven',
  'one three five seven, and six four zero',
  'nine eight two four, and five zero three',
  'six one nine five, and two seven eight',
]
const takes = {} as Record<Speaker, Uint8Array[]>
let mute: Uint8Array
beforeAll(async () => {
  for (const voice of ['slt', 'rms'] as const) {
    takes[voice] = await Promise.all(sentences.map((text) => speak({ voice, text })))
  }
  mute = wav(silence(2))
})

const paths = {
  enrol: (id: string) => `/users/${id}/dialogue/enroll/voice`,
  verify: (id: string) => `/users/${id}/dialogue/verify/voice`,
  adapt: (id: string) => `/users/${id}/adapt/voice`,
}

/** A client as the vendor's: it keeps the cookie that it was given, and sends the recording as a part. */
function phone(api: LegacyApi, userId: string) {
  let cookie: string | undefined
  let enrollmentId: string | undefined
  const call = async (
    operation: keyof typeof paths,
    audio?: Uint8Array,
    { type = 'audio/wav', ...fields }: Record<string, string> = {},
  ): Promise<Answered> => {
    const parts = { ...fields, ...(enrollmentId && { enrollmentId }), ...(audio && { audio }) }
    const headers: Record<string, string> = cookie ? { cookie: `other=1; biometrid.sid=${cookie}` } : {}
    const answer = await api.call('POST', paths[operation](userId), { parts, type, headers })
    const set = /^biometrid\.sid=([\w-]{43}); Path=\/; HttpOnly/.exec(answer.headers.get('set-cookie') ?? '')
    if (set) cookie = set[1]
    if (typeof answer.data.enrollmentId === 'string') enrollmentId = answer.data.enrollmentId
    return answer
  }
  return {
    call,
    useCookieOf: (other: string | undefined) => void (cookie = other),
    cookie: () => cookie,
    async enrol(voice: Speaker, from = 0, fields: Record<string, string> = {}) {
      await call('enrol', undefined, fields)
      await call('enrol', takes[voice][from])
      await call('enrol', takes[voice][from + 1])
      return call('enrol', takes[voice][from + 2])
    },
  }
}

async function newUser(api: LegacyApi, reference = 'anna') {
  const { data } = await api.call('POST', '/users', { query: { reference_id: reference } })
  const id = String(data.id)
  return { id, ...phone(api, id) }
}

const pending = (api: LegacyApi, id: string) => api.call('GET', `/users/${id}/voice/is-pending`)

describeLegacy('Voices', (open, edition) => {
  const inDialogue = test.skipIf(edition !== '1.0')
  const inAttempts = test.skipIf(edition !== '1.1')

  inDialogue('7.1 Enroll Voice: prompt, two submitted, enrolled, in the contract’s sequence', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const started = await anna.call('enrol')
    expect(started.http).toBe(200)
    expect(started.body).toEqual({
      status: true,
      data: { message: 'DIALOGUE_STARTED_WITH_SUCCESS', dialogueId: uuid, ...prompt },
    })
    const submitted = await anna.call('enrol', takes.slt[0])
    expect(submitted.body).toEqual({
      status: true,
      data: { message: 'AUDIO_SUBMITTED_WITH_SUCCESS', decision: 'OK', ...prompt },
    })
    expect(submitted.data.promptCode).not.toBe(started.data.promptCode)
    await anna.call('enrol', takes.slt[1])
    const enrolled = await anna.call('enrol', takes.slt[2])
    expect(enrolled.http).toBe(200)
    expect(enrolled.body).toEqual({
      status: true,
      data: { message: 'AUDIO_ENROLLED_WITH_SUCCESS', enrolled: true, dialogueStatus: 'Suceeded' },
    })
  })

  inAttempts('10 Enroll Voice of 1.1: enrollmentId, two valid attempts, enrolled; no cookie', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const started = await anna.call('enrol')
    expect(started.body).toEqual({
      status: true,
      data: { message: 'DIALOGUE_STARTED_WITH_SUCCESS', enrollmentId: uuid, ...prompt },
    })
    expect(started.headers.get('set-cookie')).toBeNull()
    const first = await anna.call('enrol', takes.slt[0])
    expect(first.body).toEqual({
      status: true,
      data: { message: 'VALID_ATTEMPT', detail: expect.stringContaining('1 of 3'), attempt: 1, ...prompt },
    })
    expect((await anna.call('enrol', takes.slt[1])).data).toMatchObject({ message: 'VALID_ATTEMPT', attempt: 2 })
    expect((await anna.call('enrol', takes.slt[2])).body).toEqual({
      status: true,
      data: { message: 'AUDIO_ENROLLED_WITH_SUCCESS', enrolled: true },
    })
  })

  inAttempts('10 Enroll Voice of 1.1: a client that sends no enrollmentId goes on all the same', async () => {
    const api = await open({ engines })
    const { id } = await newUser(api)
    const send = (audio?: Uint8Array) =>
      api.call('POST', paths.enrol(id), audio ? { parts: { audio }, type: 'audio/wav' } : {})
    await send()
    expect((await send(takes.slt[0])).message).toBe('VALID_ATTEMPT')
    const other = { parts: { audio: takes.slt[1]!, enrollmentId: 'another' }, type: 'audio/wav' }
    expect((await api.call('POST', paths.enrol(id), other)).message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
  })

  inAttempts('10 Voice settings of 1.2.0: starts an enrolment, whatever the settings', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const path = `/users/${anna.id}/voice/text-dependent`
    const json = { settings: { channel: 'MIC', match: 3, replay: { on: true } } }
    const started = await api.call('POST', path, { json })
    expect(started.body).toEqual({
      status: true,
      data: { message: 'DIALOGUE_STARTED_WITH_SUCCESS', enrollmentId: uuid, ...prompt },
    })
    expect((await anna.call('enrol', takes.slt[0])).message).toBe('VALID_ATTEMPT')
  })

  inDialogue('10 Voice settings is of 1.2.0 alone', async () => {
    const api = await open({ engines })
    const { id } = await newUser(api)
    expect(await api.call('POST', `/users/${id}/voice/text-dependent`)).toMatchObject({
      http: 404,
      message: 'NOT_FOUND',
    })
  })

  test('7.1 Enroll Voice: a rejected recording brings the same prompt, and three in a row end it', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const { data } = await anna.call('enrol')
    const same = { promptCode: data.promptCode, promptCodeText: data.promptCodeText }
    const again =
      edition === '1.0'
        ? { message: 'AUDIO_SUBMITTED_WITH_SUCCESS', decision: 'RETRY', reason: expect.any(String), ...same }
        : { message: 'VALID_ATTEMPT', attempt: 0, detail: expect.stringContaining('No speech'), ...same }
    expect((await anna.call('enrol', mute)).body).toEqual({ status: true, data: again })
    expect((await anna.call('enrol', mute)).data).toEqual(again)
    const failed =
      edition === '1.0'
        ? { message: 'AUDIO_ENROLLMENT_FAILED', dialogueStatus: 'Failed', enrolled: false, reason: expect.any(String) }
        : { message: 'ENROLLMENT_FAILED', detail: expect.stringContaining('Start the enrolment over'), attempt: 0 }
    const last = await anna.call('enrol', mute)
    expect(last.http).toBe(200)
    expect(last.body).toEqual({ status: false, data: failed })
    expect((await pending(api, anna.id)).body).toEqual({ status: true })
    const status = await api.call('GET', `/users/${anna.id}/enroll/status`)
    expect(status.body).toMatchObject({ data: [{ type: 'voice', enrolled: false }, {}] })
  })

  test('7.1 Enroll Voice: a voice that is enrolled is not replaced by another', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    const answer = await anna.enrol('rms')
    const message = edition === '1.0' ? 'AUDIO_ENROLLMENT_FAILED' : 'ENROLLMENT_FAILED'
    expect(answer).toMatchObject({ http: 200, status: false, message })
    expect((await anna.enrol('slt', 3)).message).toBe('AUDIO_ENROLLED_WITH_SUCCESS')
  })

  inDialogue('7.2 Verify Voice: prompt, then verified, or not', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    const started = await anna.call('verify')
    expect(started.data).toEqual({ message: 'DIALOGUE_STARTED_WITH_SUCCESS', dialogueId: uuid, ...prompt })
    expect((await anna.call('verify', takes.slt[3])).body).toEqual({
      status: true,
      data: { message: 'AUDIO_VERIFIED_WITH_SUCCESS', dialogueStatus: 'Suceeded', verified: true },
    })
    await anna.call('verify')
    const other = await anna.call('verify', takes.rms[3])
    expect(other.http).toBe(200)
    expect(other.body).toEqual({
      status: false,
      data: { message: 'AUDIO_VERIFICATION_FAILED', dialogueStatus: 'Failed', verified: false },
    })
  })

  inDialogue('7.2 Verify Voice: of a brief recording one more is asked for; three unusable ones end it', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    await anna.call('verify')
    const brief = wav(joined(silence(0.3), await speakSamples({ voice: 'slt', text: 'nine three one' }), silence(0.3)))
    const submitted = await anna.call('verify', brief)
    expect(submitted.body).toEqual({
      status: true,
      data: { message: 'AUDIO_SUBMITTED_WITH_SUCCESS', decision: 'OK', ...prompt },
    })
    expect((await anna.call('verify', takes.slt[3])).message).toBe('AUDIO_VERIFIED_WITH_SUCCESS')

    await anna.call('verify')
    const retry = await anna.call('verify', mute)
    expect(retry.data).toMatchObject({ message: 'AUDIO_SUBMITTED_WITH_SUCCESS', decision: 'RETRY' })
    await anna.call('verify', mute)
    expect((await anna.call('verify', mute)).body).toEqual({
      status: false,
      data: {
        message: 'AUDIO_VERIFICATION_FAILED',
        dialogueStatus: 'Failed',
        verified: false,
        reason: expect.any(String),
      },
    })
  })

  inAttempts('10 Verify Voice of 1.1: one call, one answer', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    expect((await anna.call('verify', takes.slt[3])).body).toEqual({
      status: true,
      data: { message: 'AUDIO_RECOGNIZED_WITH_SUCCESS', verified: true },
    })
    expect((await anna.call('verify', takes.rms[3])).body).toEqual({
      status: false,
      data: { message: 'AUDIO_RECOGNITION_FAILED', verified: false },
    })
    expect((await anna.call('verify', mute)).body).toEqual({
      status: false,
      data: { message: 'AUDIO_RECOGNITION_FAILED', verified: false, reason: expect.any(String) },
    })
    expect(await anna.call('verify')).toMatchObject({ http: 400, message: 'NO_FILE_OR_INVALID_FORMAT' })
  })

  test('A recording that is played again is refused', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    await anna.call('adapt')
    const quieter = wav((await speakSamples({ voice: 'slt', text: sentences[1]! })).map((value) => value / 3))
    const replayed = await anna.call('adapt', quieter)
    expect(replayed.data).toMatchObject({
      message: 'AUDIO_SUBMITTED_WITH_SUCCESS',
      decision: 'RETRY',
      reason: expect.stringContaining('heard before'),
    })
  })

  test('7.3 Adapt Voice: by both paths, the same person adapts and another does not', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    const started = await anna.call('adapt')
    expect(started.body).toEqual({
      status: true,
      data: { message: 'DIALOGUE_STARTED_WITH_SUCCESS', dialogueId: uuid, ...prompt },
    })
    const other = await anna.call('adapt', takes.rms[4])
    expect(other.body).toEqual({
      status: false,
      data: {
        message: 'AUDIO_NOT_REALIABLE_TO_ADAPT',
        dialogueStatus: 'Failed',
        adapted: false,
        reason: expect.any(String),
      },
    })
    // The process starts again.
    await anna.call('adapt')
    const cookie = `biometrid.sid=${anna.cookie()}`
    const alias = { parts: { audio: takes.slt[4]! }, type: 'audio/x-wav', headers: { cookie } }
    const adapted = await api.call('POST', `/users/${anna.id}/dialogue/adapt/voice`, alias)
    expect(adapted.body).toEqual({
      status: true,
      data: { message: 'AUDIO_ADAPTED_WITH_SUCCESS', dialogueStatus: 'Suceeded', adapted: true },
    })
  })

  test('7.2, 7.3, 7.4: 400 ENROLL_USER_VOICE_FIRST without an enrolment in that language', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const first = { http: 400, status: false, message: 'ENROLL_USER_VOICE_FIRST' }
    expect(await anna.call('verify', edition === '1.1' ? takes.slt[0] : undefined)).toMatchObject(first)
    expect(await anna.call('adapt')).toMatchObject(first)
    expect(await api.call('DELETE', `/users/${anna.id}/voice/delete`)).toMatchObject(first)
    await anna.enrol('slt', 0, { language: 'pt' })
    expect(await anna.call('adapt')).toMatchObject(first)
    expect((await anna.call('adapt', undefined, { language: 'pt' })).http).toBe(200)
    expect(await api.call('DELETE', `/users/${anna.id}/voice/delete`)).toMatchObject(first)
  })

  test('7.4 Delete User Voice Enroll: the language in the body or the query', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const path = `/users/${anna.id}/voice/delete`
    const gone = { status: true, data: { message: 'USER_VOICE_CREDENTIALS_DELETED' } }
    await anna.enrol('slt')
    expect((await api.call('DELETE', path)).body).toEqual(gone)
    await anna.enrol('slt', 3, { language: 'pt' })
    expect((await api.call('DELETE', path, { json: { language: 'xx' } })).message).toBe('LANGUAGE_NOT_AVAILABLE')
    expect((await api.call('DELETE', path, { json: { language: 'pt' } })).body).toEqual(gone)
    expect((await api.call('DELETE', path, { query: { language: 'pt' } })).message).toBe('ENROLL_USER_VOICE_FIRST')
  })

  test('7.5 Get Available Languages: a bare array with one default', async () => {
    const api = await open({ engines })
    expect((await api.call('GET', '/voice/languages')).body).toEqual({
      status: true,
      data: [
        { code: 'en', name: 'English', default: true },
        { code: 'pt', name: 'Português', default: false },
      ],
    })
  })

  test('7: the language is fixed at the first call, and must be one of the client’s', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    expect(await anna.call('enrol', undefined, { language: 'de' })).toMatchObject({
      http: 400,
      message: 'LANGUAGE_NOT_AVAILABLE',
    })
    const started = await anna.call('enrol', undefined, { language: 'pt' })
    expect(started.data.promptCodeText).toMatch(/^(zero|um|dois|três|quatro|cinco|seis|sete|oito|nove)( \S+){3}$/)
    const next = await anna.call('enrol', takes.slt[0], { language: 'de' })
    expect(next.http).toBe(200)
    expect(next.data.promptCodeText).toMatch(/^(zero|um|dois|três|quatro|cinco|seis|sete|oito|nove)( \S+){3}$/)
  })

  test('9.1 Get enroll Status: a row for each engine', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    const oid = expect.stringMatching(/^[0-9a-f]{24}$/)
    const status = () => api.call('GET', `/users/${anna.id}/enroll/status`)
    const rows = (voice: boolean, face: boolean) => ({
      status: true,
      data: [
        { engines_oid: oid, type: 'voice', enrolled: voice },
        { engines_oid: oid, type: 'face', enrolled: face },
      ],
    })
    expect((await status()).body).toEqual(rows(false, false))
    await anna.enrol('slt', 0, { language: 'pt' })
    const photo = await pictures.anna()
    await api.call('POST', `/users/${anna.id}/dialogue/enroll/face`, { parts: { photo } })
    expect((await status()).body).toEqual(rows(true, true))
    await updateTenant(api.context, { slug: 'acme', settings: { voiceEngine: false } })
    expect((await status()).body).toMatchObject({ data: [{ type: 'face' }] })
  })

  test('9.2 Has Pending Dialogue: the prompt that is open, and no data key when there is none', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    expect((await pending(api, anna.id)).body).toEqual({ status: true })
    const { data } = await anna.call('enrol')
    const open_ = await pending(api, anna.id)
    expect(open_.http).toBe(200)
    expect(open_.body).toEqual({
      status: true,
      data: {
        dialogueId: edition === '1.0' ? data.dialogueId : data.enrollmentId,
        promptCode: data.promptCode,
        promptCodeText: data.promptCodeText,
      },
    })
    await anna.enrol('slt')
    expect((await pending(api, anna.id)).body).toEqual({ status: true })
  })

  test('9.3 Restart User State: ends what is open, keeps enrolments, is never cached', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.enrol('slt')
    await anna.call('adapt')
    const restarted = await api.call('GET', `/users/${anna.id}/restart-state`)
    expect(restarted.http).toBe(200)
    expect(restarted.body).toEqual({ status: true, data: { message: 'STATE_RESTARTED_WITH_SUCCESS' } })
    expect(restarted.headers.get('cache-control')).toBe('no-store')
    expect((await pending(api, anna.id)).body).toEqual({ status: true })
    expect((await api.call('GET', `/users/${anna.id}/restart-state`)).message).toBe('STATE_RESTARTED_WITH_SUCCESS')
    const status = await api.call('GET', `/users/${anna.id}/enroll/status`)
    expect(status.body).toMatchObject({ data: [{ type: 'voice', enrolled: true }, {}] })
  })

  test('Refusals that each of them may answer', async () => {
    const api = await open({ engines })
    const { id } = await newUser(api)
    const nobody = '0'.repeat(24)
    const all = (of: string): [string, string][] => [
      ['POST', paths.enrol(of)],
      ['POST', paths.verify(of)],
      ['POST', paths.adapt(of)],
      ['POST', `/users/${of}/dialogue/adapt/voice`],
      ['DELETE', `/users/${of}/voice/delete`],
      ['GET', `/users/${of}/voice/is-pending`],
      ['GET', `/users/${of}/restart-state`],
    ]
    const { key, secret } = api.client
    const poor = await api.newClient({ tenantSlug: 'acme', requestQuota: 0 })
    for (const [method, path] of [...all(id), ['GET', '/voice/languages'] as const]) {
      const asked = async (as: { key: string; secret: string } | null) => {
        const { http, status, message } = await api.call(method, path, {}, as)
        return { http, status, message }
      }
      expect(await asked(null)).toEqual({ http: 400, status: false, message: 'AUTHENTICATION_HEADERS_MISSING' })
      expect(await asked(poor)).toMatchObject({ http: 402, message: 'REQUEST_LIMIT_REACHED' })
    }
    // Of a few only: whoever guesses keys is made to wait.
    for (const [method, path] of all(id).slice(0, 2)) {
      expect(await api.call(method, path, {}, { key, secret: 'wrong' })).toMatchObject({
        http: 401,
        message: 'INVALID_AUTHENTICATION_HEADERS',
      })
      expect(await api.call(method, path, {}, { key: 'unknown', secret })).toMatchObject({
        http: 404,
        message: 'CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS',
      })
    }
    for (const [method, path] of all(nobody)) {
      expect(await api.call(method, path)).toMatchObject({ http: 404, message: 'USERID_NOT_EXISTS' })
    }
    await updateTenant(api.context, { slug: 'acme', settings: { voiceEngine: false } })
    for (const [method, path] of [...all(id).slice(0, 5), ['GET', '/voice/languages'] as const]) {
      expect(await api.call(method, path)).toMatchObject({
        http: 404,
        message: 'NO_VOICE_ENGINE_CONFIGURATION_AVAILABLE',
      })
    }
  })
})

describeLegacy('The cookie of a conversation', (open, edition) => {
  const inDialogue = test.skipIf(edition !== '1.0')

  inDialogue(
    '3.6: set with the first answer; a recording without it starts anew, and so does another user’s',
    async () => {
      const api = await open({ engines })
      const [anna, berta] = [await newUser(api), await newUser(api, 'berta')]
      const started = await anna.call('enrol')
      expect(started.headers.get('set-cookie')).toMatch(
        /^biometrid\.sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      )
      await anna.call('enrol', takes.slt[0])
      await berta.call('enrol')

      const own = anna.cookie()
      for (const cookie of [undefined, berta.cookie(), 'x'.repeat(43), 'never given']) {
        anna.useCookieOf(cookie)
        const anew = await anna.call('enrol', takes.slt[1])
        expect(anew.message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
        expect(anew.data.dialogueId).not.toBe(started.data.dialogueId)
      }
      anna.useCookieOf(own)
      expect((await anna.call('enrol', takes.slt[2])).message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
      expect((await anna.call('enrol', takes.slt[3])).message).toBe('AUDIO_SUBMITTED_WITH_SUCCESS')
      // Berta's own goes on untouched.
      expect((await berta.call('enrol', takes.rms[0])).message).toBe('AUDIO_SUBMITTED_WITH_SUCCESS')
    },
  )

  inDialogue('3.6: lost, it comes again with the first call, and the conversation goes on', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    await anna.call('enrol')
    const { data } = await anna.call('enrol', takes.slt[0])
    anna.useCookieOf(undefined)
    const again = await anna.call('enrol')
    expect(again.data).toMatchObject({ message: 'DIALOGUE_STARTED_WITH_SUCCESS', promptCode: data.promptCode })
    await anna.call('enrol', takes.slt[1])
    expect((await anna.call('enrol', takes.slt[2])).message).toBe('AUDIO_ENROLLED_WITH_SUCCESS')
  })

  test('3.6: a recording when nothing is pending, and another operation, start a conversation', async () => {
    const api = await open({ engines })
    const anna = await newUser(api)
    expect((await anna.call('enrol', takes.slt[0])).message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
    await anna.enrol('slt')
    await anna.call('enrol')
    expect((await anna.call('adapt', takes.slt[3])).message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
    expect((await anna.call('adapt', takes.slt[4])).message).toBe('AUDIO_ADAPTED_WITH_SUCCESS')
  })

  test('3.6: ten minutes without a call end it', async () => {
    const clock = { now: new Date() }
    const api = await open({ engines, now: () => clock.now })
    const anna = await newUser(api)
    await anna.call('enrol')
    clock.now = new Date(clock.now.getTime() + 10 * 60_000 + 1)
    expect((await pending(api, anna.id)).body).toEqual({ status: true })
    expect((await anna.call('enrol', takes.slt[0])).message).toBe('DIALOGUE_STARTED_WITH_SUCCESS')
  })
})
