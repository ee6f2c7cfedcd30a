/** The liveness host of the legacy contract (section 6): its own headers, its own envelope. */
import { afterAll, expect, test, vi } from 'vitest'
import { createClient, type NewClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { picture, testEngines } from '@/domain/faces/testing'
import { burstOf } from '@/domain/liveness/testing'
import { sessionData } from '@/domain/liveness/testing-session'
import { describeDialects } from '@/domain/testing'
import type { LivenessChallenge } from '@/domain/liveness/challenge'
import * as nowhere from './[[...path]]/route'
import * as challenge from './liveness/challenge/route'
import * as liveness from './liveness/route'
import * as status from './status/route'

let serving: Context | undefined
vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...serving!, actor: { kind: 'nobody' }, requestId: 'test-request' }),
}))

const engines = testEngines()
afterAll(() => engines.close())

const at = 'https://face.example/biometrics/'
const sessionId = 'a-session-of-the-kit'

interface Answered {
  http: number
  meta: Record<string, unknown>
  data: Record<string, unknown> | undefined
  headers: Headers
}

type Routes = Record<string, (request: Request) => Promise<Response>>

async function send(routes: object, path: string, init: RequestInit = {}): Promise<Answered> {
  const method = init.method ?? 'POST'
  const response = await (routes as Routes)[method]!(new Request(at + path, { ...init, method }))
  const body = (await response.json()) as { meta: Answered['meta']; data?: Answered['data'] }
  return { http: response.status, headers: response.headers, meta: body.meta, data: body.data }
}

const json = (token: string, body: object): RequestInit => ({
  headers: { 'x-app-token': token, 'x-user-agent': 'kit', 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

describeDialects('The liveness host', (open) => {
  async function host(): Promise<{ context: Context; client: NewClient }> {
    const context = await open({ engines })
    serving = context
    return { context, client: await createClient(context, { tenantSlug: 'acme', name: 'Old app' }) }
  }

  async function challenged({ appToken }: NewClient) {
    const { http, data } = await send(challenge, 'liveness/challenge', json(appToken, {}))
    expect(http).toBe(200)
    const { challengeId: id, token, steps, lengthMs } = data as Record<string, never>
    return { id: String(id), token: String(token), plan: { steps, lengthMs } as LivenessChallenge['plan'] }
  }

  test('6.1: a session of our own client is judged, as JSON and as multipart', async () => {
    const { client } = await host()
    const passed = {
      http: 200,
      meta: { ok: true, code: 200, mode: 'prod' },
      data: {
        livenessResult: 'passed',
        livenessScore: 100,
        glassesScore: 0,
        glassesDecision: false,
        retryFeedbackSuggestion: 0,
        message: 'The facemap exhibited liveness',
      },
    }
    const first = await challenged(client)
    const asText = (await sessionData(first, burstOf(first.plan, 'anna'))).toString('base64')
    const body = { zoomSessionData: asText, sessionId, auditTrail: ['AAAA'] }
    const { headers, ...answer } = await send(liveness, 'liveness', json(client.appToken, body))
    expect(answer).toEqual(passed)
    expect(headers.get('cache-control')).toBe('no-store')

    const second = await challenged(client)
    const form = new FormData()
    const blob = new Blob([new Uint8Array(await sessionData(second, burstOf(second.plan, 'anna')))], {
      type: 'application/zip',
    })
    form.set('zoomSessionData', blob, 'session.zip')
    form.set('sessionId', sessionId)
    const init = { headers: { 'x-app-token': client.appToken }, body: form }
    expect(await send(liveness, 'liveness', init)).toMatchObject(passed)
  })

  test('6.1: not live, and not ours, is a 200 that is undetermined', async () => {
    const { client } = await host()
    const undetermined = {
      http: 200,
      meta: { ok: true, code: 200 },
      data: { livenessResult: 'undetermined', message: 'The facemap did not exhibit liveness' },
    }
    const { plan, ...named } = await challenged(client)
    const still = (await sessionData(named, burstOf(plan, 'anna', []))).toString('base64')
    const photo = Buffer.from(picture('anna')).toString('base64')
    for (const zoomSessionData of [still, photo, 'no base64 at all!', Buffer.from('ZOOM').toString('base64')]) {
      const answer = await send(liveness, 'liveness', json(client.appToken, { zoomSessionData, sessionId }))
      expect(answer).toMatchObject(undetermined)
      expect(Number(answer.data!.livenessScore)).toBeLessThan(50)
      expect(Number(answer.data!.retryFeedbackSuggestion)).toBeGreaterThan(0)
    }
  })

  test('6.1: without a session, or its id, 400; the words name what is missing', async () => {
    const { client } = await host()
    for (const [body, words] of [
      [{ zoomSessionData: 'AAAA' }, 'sessionId'],
      [{ zoomSessionData: 'AAAA', sessionId: 'short' }, 'sessionId'],
      [{ sessionId }, 'zoomSessionData'],
      [{ sessionId, zoomSessionData: '' }, 'zoomSessionData'],
    ] as const) {
      const answer = await send(liveness, 'liveness', json(client.appToken, body))
      expect(answer).toMatchObject({ http: 400, meta: { ok: false, code: 400, mode: 'prod' }, data: undefined })
      expect(answer.meta.message).toContain(words)
    }
    const broken = { headers: { 'x-app-token': client.appToken }, body: '{"sessionId":' }
    expect(await send(liveness, 'liveness', broken)).toMatchObject({ http: 400, meta: { ok: false, code: 400 } })
    const large = json(client.appToken, { sessionId, zoomSessionData: 'A'.repeat(9 * 1024 * 1024) })
    expect(await send(liveness, 'liveness', large)).toMatchObject({ http: 413, meta: { ok: false, code: 413 } })
  })

  test('6.1, 6.2: without a good app token 401, also with a key and its secret', async () => {
    const { context, client } = await host()
    const wrong = { http: 401, meta: { ok: false, code: 401, mode: 'prod' }, data: undefined }
    const pair = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
    for (const headers of [
      {},
      { 'x-app-token': 'limen_app_x' },
      { 'x-app-token': client.secret },
      pair,
    ] as HeadersInit[]) {
      expect(await send(status, 'status', { method: 'GET', headers })).toMatchObject(wrong)
      expect(await send(liveness, 'liveness', { headers })).toMatchObject(wrong)
      expect(await send(challenge, 'liveness/challenge', { headers })).toMatchObject(wrong)
    }
    const { clients } = context.db.tables
    await context.db.transact((tx) => tx.sql.update(clients).set({ revokedAt: context.now() }))
    expect(await send(status, 'status', { method: 'GET', headers: { 'x-app-token': client.appToken } })).toMatchObject(
      wrong,
    )
  })

  test('6.2: the status says that the host answers', async () => {
    const { client } = await host()
    const init = { method: 'GET', headers: { 'x-app-token': client.appToken, 'x-user-agent': 'kit' } }
    expect(await send(status, 'status', init)).toMatchObject({
      http: 200,
      meta: { ok: true, code: 200, mode: 'prod' },
      data: { status: 'ok' },
    })
  })

  test('Another address is 404, another method 405, and a used-up quota 402, in the same form', async () => {
    const { context, client } = await host()
    const headers = { 'x-app-token': client.appToken }
    expect(await send(nowhere, 'other', { headers })).toMatchObject({ http: 404, meta: { ok: false, code: 404 } })
    expect(await send(liveness, 'liveness', { method: 'GET', headers })).toMatchObject({
      http: 405,
      meta: { code: 405 },
    })
    const admin: Context = { ...context, actor: { kind: 'operator', id: 'cli' } }
    const { clients } = admin.db.tables
    await admin.db.transact((tx) => tx.sql.update(clients).set({ requestQuota: 0 }))
    expect(await send(status, 'status', { method: 'GET', headers })).toMatchObject({ http: 402, meta: { code: 402 } })
  })

  test('A full engine answers 503 before the body is read, and when to come back', async () => {
    const { client } = await host()
    engines.full = true
    const answer = await send(liveness, 'liveness', json(client.appToken, { sessionId, zoomSessionData: 'AAAA' }))
    engines.full = false
    expect(answer).toMatchObject({ http: 503, meta: { ok: false, code: 503 } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
