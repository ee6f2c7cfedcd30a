/** Liveness in 1.1 (section 10, and 3.5): the challenge that is ours, Liveness Validation, and the livenessId on face calls. */
import { afterAll, expect, test, vi } from 'vitest'
import { picture, testEngines } from '@/domain/faces/testing'
import { burstOf } from '@/domain/liveness/testing'
import { sessionData } from '@/domain/liveness/testing-session'
import { updateTenant } from '@/domain/tenants'
import type { LivenessChallenge } from '@/domain/liveness/challenge'
import { describeLegacy, type LegacyApi } from '../_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const engines = testEngines()
afterAll(() => engines.close())

const validate = '/liveness/validate'
const photo = Buffer.from(picture('anna'))

interface Challenge {
  id: string
  token: string
  plan: LivenessChallenge['plan']
}

async function challengeOf(api: LegacyApi, as = api.client): Promise<Challenge> {
  const { http, message, data } = await api.call('POST', '/liveness/challenge', {}, as)
  expect({ http, message }).toEqual({ http: 200, message: 'LIVENESS_CHALLENGE_CREATED' })
  const { challengeId: id, token, steps, lengthMs } = data as Record<string, never>
  return { id, token, plan: { steps, lengthMs } }
}

const session = async (challenge: Challenge, person = 'anna', follows?: string[]) =>
  sessionData(challenge, burstOf(challenge.plan, person, follows))

const resultOf = ({ data }: { data: Record<string, unknown> }) =>
  (data.livenessResult as { data: Record<string, unknown> }).data

describeLegacy('Liveness', (open, edition) => {
  if (edition === '1.0') {
    test('10: 1.0 knows neither address', async () => {
      const api = await open({ engines })
      for (const path of ['/liveness/challenge', validate]) {
        expect(await api.call('POST', path, {}, null)).toMatchObject({ http: 404, message: 'NOT_FOUND' })
      }
    })
    return
  }

  test('10: session data of our own client is judged, as a file and as base64, under either name', async () => {
    const api = await open({ engines })
    for (const [name, send] of [
      [
        'zoomSessionData',
        (bytes: Buffer) => ({ parts: { zoomSessionData: bytes, zoomSessionId: 'x', auditTrailImage: photo } }),
      ],
      [
        'zoomSessionData',
        (bytes: Buffer) => ({ json: { zoomSessionData: bytes.toString('base64'), auditTrailImage: 'AAAA' } }),
      ],
      ['facemap', (bytes: Buffer) => ({ json: { facemap: bytes.toString('base64'), processId: 'my own' } })],
    ] as const) {
      const answer = await api.call('POST', validate, {
        ...send(await session(await challengeOf(api))),
        headers: { 'x-zoom-version': 'custom-v2' },
      })
      expect(answer, name).toMatchObject({ http: 200, status: true, message: 'LIVENESS_VALIDATED' })
      expect(resultOf(answer), name).toMatchObject({
        livenessResult: 'passed',
        livenessScore: 100,
        retryFeedbackSuggestion: 0,
      })
    }
  })

  test('10: a failed check is a 200 with an id, and only livenessResult tells', async () => {
    const api = await open({ engines })
    const challenge = await challengeOf(api)
    const answer = await api.call('POST', validate, {
      parts: { zoomSessionData: await session(challenge, 'anna', []) },
    })
    expect(answer).toMatchObject({ http: 200, status: true, data: { livenessId: expect.any(String) as string } })
    expect(resultOf(answer)).toMatchObject({ livenessResult: 'undetermined' })
    expect(Number(resultOf(answer).livenessScore)).toBeLessThan(50)
    expect(Number(resultOf(answer).retryFeedbackSuggestion)).toBeGreaterThan(0)
  })

  test('3.5: what our own client did not make is undetermined, never passed, and its id is no proof', async () => {
    const api = await open({ engines })
    await updateTenant(api.context, { slug: 'acme', settings: { liveness: true } })
    const known = await challengeOf(api)
    const spent = await session(known)
    await api.call('POST', validate, { parts: { zoomSessionData: spent } })
    const other = await api.newClient({ tenantSlug: 'acme' })
    const theirs = await challengeOf(api, other)
    const forged = { ...(await challengeOf(api)), token: 'x' }
    const foreign: [string, Buffer][] = [
      ['a blob of the vendor', Buffer.from('ZOOM\0\x01\x02session')],
      ['an empty zip', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
      ['half of a session', (await session(await challengeOf(api))).subarray(0, 400)],
      ['a session that was validated before', spent],
      ['a session of another client', await session(theirs)],
      ['a session with a forged token', await session(forged)],
    ]
    for (const [what, bytes] of foreign) {
      const answer = await api.call('POST', validate, { parts: { zoomSessionData: bytes } })
      expect(answer, what).toMatchObject({ http: 200, status: true })
      expect(resultOf(answer), what).toMatchObject({ livenessResult: 'undetermined', livenessScore: 0 })
      const used = await api.call('POST', '/users/find-by-face', {
        parts: { photo, livenessId: String(answer.data.livenessId) },
      })
      expect(used, what).toMatchObject({ http: 400, message: 'INVALID_LIVENESS_ID' })
    }
  })

  test('3.5: a livenessId lets one face call of its client pass, with a picture of that person', async () => {
    const api = await open({ engines })
    await updateTenant(api.context, { slug: 'acme', settings: { liveness: true } })
    const { data } = await api.call('POST', '/users', { json: { reference_id: 'anna' } })
    const enrol = (livenessId: string | undefined, person = 'anna', as = api.client) =>
      api.call(
        'POST',
        `/users/${String(data.id)}/dialogue/enroll/face`,
        { parts: { photo: Buffer.from(picture(person)), ...(livenessId && { livenessId }) } },
        as,
      )
    const checked = await api.call('POST', validate, {
      parts: { zoomSessionData: await session(await challengeOf(api)) },
    })
    const livenessId = String(checked.data.livenessId)

    expect(await enrol(undefined)).toMatchObject({ http: 400, message: 'LIVENESS_REQUIRED' })
    const other = await api.newClient({ tenantSlug: 'acme' })
    expect(await enrol(livenessId, 'anna', other)).toMatchObject({ http: 400, message: 'INVALID_LIVENESS_ID' })
    expect(await enrol(livenessId, 'karl')).toMatchObject({ http: 400, message: 'INVALID_LIVENESS_ID' })
    expect(await enrol(livenessId)).toMatchObject({ http: 200, message: 'FACE_ENROLLED_WITH_SUCCESS' })
    expect(await enrol(livenessId)).toMatchObject({ http: 400, message: 'INVALID_LIVENESS_ID' })
  })

  test('10: without session data, or with more than may be sent, the call is refused', async () => {
    const api = await open({ engines })
    const none = { http: 400, message: 'NO_FILE_OR_INVALID_FORMAT' }
    expect(await api.call('POST', validate, { json: {} })).toMatchObject(none)
    expect(await api.call('POST', validate, { parts: { zoomSessionData: Buffer.alloc(0) } })).toMatchObject(none)
    expect(
      await api.call('POST', validate, { parts: { zoomSessionData: Buffer.alloc(9 * 1024 * 1024) } }),
    ).toMatchObject(none)
    expect(await api.call('POST', validate, { parts: { another: photo } })).toMatchObject({
      http: 400,
      message: 'UNEXPECTED_FIELD',
    })
    expect(await api.call('POST', validate, {}, null)).toMatchObject({
      http: 400,
      message: 'AUTHENTICATION_HEADERS_MISSING',
    })
    expect(await api.call('GET', validate)).toMatchObject({ http: 405 })
  })

  test('10: a challenge asks for other movements each time, and for slower ones where somebody needs them', async () => {
    const api = await open({ engines })
    const plans = await Promise.all(Array.from({ length: 6 }, async () => (await challengeOf(api)).plan))
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(6)
    const calm = await api.call('POST', '/liveness/challenge', { json: { calm: true } })
    expect(Number(calm.data.lengthMs)).toBeGreaterThan(Math.max(...plans.map(({ lengthMs }) => lengthMs)))
  })
})
