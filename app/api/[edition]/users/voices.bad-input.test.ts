/** What else may come where a recording is expected: the contract's own answers, and never an open row too many. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { realEngines } from '@/domain/faces/testing-pictures'
import { clipped, joined, music, noise, silence, speak, speakSamples, wav } from '@/domain/voice/testing-recordings'
import { describeLegacy, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = realEngines()
afterAll(() => engines.close())

let spoken: Buffer
let cutShort: Uint8Array
let overdriven: Uint8Array
let together: Uint8Array
beforeAll(async () => {
  const [slt, kal] = await Promise.all(
    (['slt', 'kal16'] as const).map((voice) => speakSamples({ voice, text: 'zero six five three, and nine one four' })),
  )
  spoken = Buffer.from(await speak({ voice: 'slt', text: 'zero six five three, and nine one four' }))
  cutShort = wav(joined(slt!.subarray(0, 9_600), silence(0.5)))
  overdriven = wav(clipped(slt!, 60))
  together = wav(joined(slt!, silence(0.3), kal!))
})

/** A copy with one number of its header changed. */
function withWord(at: number, value: number, bytes: 2 | 4 = 4): Buffer {
  const copy = Buffer.from(spoken)
  if (bytes === 2) copy.writeUInt16LE(value, at)
  else copy.writeUInt32LE(value, at)
  return copy
}

const mp3 = Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'), Buffer.alloc(4000, 0xff)])
const megabytes = (count: number, rateHz: number) => wav(new Float32Array(count * 1_000_000), { rateHz, depth: '8' })

/** Bytes that are no recording: 400, and the conversation stays as it was. */
const unreadable: [string, () => Uint8Array, type?: string][] = [
  ['an MP3 that calls itself WAV', () => mp3],
  ['a WAV that calls itself MP3', () => spoken, 'audio/mpeg'],
  ['a WAV that calls itself nothing in particular', () => spoken, 'application/octet-stream'],
  ['one byte', () => Buffer.from('R')],
  ['a header that ends too soon', () => spoken.subarray(0, 30)],
  ['half of the file', () => spoken.subarray(0, spoken.length / 2)],
  ['a header and no sample', () => spoken.subarray(0, 44)],
  ['a gigabyte by its header', () => withWord(40, 1_000_000_000)],
  ['no channel', () => withWord(22, 0, 2)],
  ['no rate', () => withWord(24, 0)],
  ['four kilohertz', () => wav(silence(1), { rateHz: 4_000 })],
  ['compressed sound', () => withWord(20, 2, 2)],
  ['ten minutes', () => megabytes(4.9, 8_000)],
  ['more than five megabytes', () => megabytes(5.1, 48_000)],
]

/** Sound that is read and does not count: the same prompt once more. */
const unusable: [string, () => Uint8Array, why: RegExp][] = [
  ['silence', () => wav(silence(3)), /No speech/],
  ['music', () => wav(music(4)), /No speech/],
  ['noise', () => wav(noise(48_000).map((value) => value / 3)), /No speech/],
  ['a word cut short', () => cutShort, /speech/],
  ['an overdriven microphone', () => overdriven, /overdriven/],
]

describeLegacy('Bad recordings', (open, edition) => {
  const start = async (api: LegacyApi) => {
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'anna' } })
    const path = `/users/${String(data.id)}/dialogue/enroll/voice`
    const started = await api.call('POST', path)
    const cookie = /biometrid\.sid=[\w-]+/.exec(started.headers.get('set-cookie') ?? '')?.[0] ?? ''
    const send = (audio: Uint8Array | string, type = 'audio/wav') =>
      api.call('POST', path, { parts: { audio }, type, headers: { cookie } })
    const pending = () => api.call('GET', `/users/${String(data.id)}/voice/is-pending`)
    return { started, path, cookie, send, pending }
  }

  test.each(unreadable)('400 NO_FILE_OR_INVALID_FORMAT: %s', async (_, make, type) => {
    const api = await open({ engines })
    const { send, pending } = await start(api)
    const before = (await pending()).body
    expect(await send(make(), type)).toMatchObject({ http: 400, status: false, message: 'NO_FILE_OR_INVALID_FORMAT' })
    expect((await pending()).body).toEqual(before)
    const next = edition === '1.0' ? 'AUDIO_SUBMITTED_WITH_SUCCESS' : 'VALID_ATTEMPT'
    expect((await send(spoken)).message).toBe(next)
  })

  test.each(unusable)('the same prompt again: %s', async (_, make, why) => {
    const api = await open({ engines })
    const { started, send } = await start(api)
    const answer = await send(make())
    expect(answer).toMatchObject({ http: 200, status: true })
    expect(answer.data.promptCode).toBe(started.data.promptCode)
    expect(edition === '1.0' ? answer.data.reason : answer.data.detail).toMatch(why)
    if (edition === '1.0') expect(answer.data.decision).toBe('RETRY')
  })

  test('two people in one recording are flagged in what is kept, and not refused', async () => {
    const api = await open({ engines })
    const { send } = await start(api)
    expect((await send(together)).http).toBe(200)
    const { voiceTakes } = api.context.db.tables
    const [take] = await api.context.db.sql.select().from(voiceTakes)
    expect(take!.quality).toMatchObject({ severalSpeakers: true })
  })

  test('UNEXPECTED_FIELD: another file, two recordings, text in its place', async () => {
    const api = await open({ engines })
    const { path, cookie, send, pending } = await start(api)
    const headers = { cookie }
    const type = 'audio/wav'
    const picture = await api.call('POST', path, { parts: { photo: spoken }, type, headers })
    expect(picture).toMatchObject({ http: 400, message: 'UNEXPECTED_FIELD' })
    const twice = [
      ['audio', spoken],
      ['audio', spoken],
    ] as [string, Uint8Array][]
    expect(await api.call('POST', path, { parts: twice, type, headers })).toMatchObject({
      http: 400,
      message: 'UNEXPECTED_FIELD',
    })
    expect(
      await api.call('POST', path, { raw: { body: '{"language":', contentType: 'application/json' } }),
    ).toMatchObject({ http: 400, message: 'UNEXPECTED_FIELD' })
    expect(await send('bytes in text')).toMatchObject({ http: 400, message: 'NO_FILE_OR_INVALID_FORMAT' })
    expect(await api.call('POST', path, { json: { audio: spoken.toString('base64') }, headers })).toMatchObject({
      http: 400,
      message: 'NO_FILE_OR_INVALID_FORMAT',
    })
    expect((await pending()).data).not.toEqual({})
  })

  test('a first call that brings a recording, and a later one that brings none, ask for the prompt', async () => {
    const api = await open({ engines })
    const { data } = await api.call('POST', '/users', { query: { reference_id: 'berta' } })
    const path = `/users/${String(data.id)}/dialogue/enroll/voice`
    const first = await api.call('POST', path, { parts: { audio: spoken }, type: 'audio/wav' })
    expect(first).toMatchObject({ http: 200, message: 'DIALOGUE_STARTED_WITH_SUCCESS' })
    for (const parts of [{}, { audio: '' }, { audio: new Uint8Array(0) }] as Record<string, string | Uint8Array>[]) {
      const again = await api.call('POST', path, { parts, type: 'audio/wav' })
      expect(again).toMatchObject({ http: 200, message: 'DIALOGUE_STARTED_WITH_SUCCESS' })
      expect(again.data.promptCode).toBe(first.data.promptCode)
    }
  })
})
