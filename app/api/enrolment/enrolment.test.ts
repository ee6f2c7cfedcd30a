/** The requests of the enrolment page, from the outside: what is taken, and in what form the rest is refused. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { picture, testEngines } from '@/domain/faces/testing'
import { createEnrolmentLink } from '@/domain/self-enrolment/manage'
import { adminOf, checks as checksThat, notPassed, passedAs, publishText } from '@/domain/self-enrolment/testing'
import type { LivenessPort } from '@/domain/self-enrolment/liveness-port'
import { testContext, type TestContext } from '@/domain/testing'
import { POST as challenge } from './challenge/route'
import { POST as consent } from './consent/route'
import { POST as submit } from './submit/route'

let operator: TestContext
let port: LivenessPort
vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...operator, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
}))
vi.mock('./_enrolment/checks', () => ({
  checks: {
    startCheck: (...of: Parameters<LivenessPort['startCheck']>) => port.startCheck(...of),
    judgeCheck: (...of: Parameters<LivenessPort['judgeCheck']>) => port.judgeCheck(...of),
  },
}))

const engines = testEngines()
afterAll(() => engines.close())

let token: string
let textId: string
beforeEach(async () => {
  operator = await testContext({ engines })
  const admin = await adminOf(operator)
  textId = await publishText(admin)
  const { url } = await createEnrolmentLink(admin, {})
  token = url.slice(url.lastIndexOf('/') + 1)
  port = checksThat(passedAs('anna'))
})

const request = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('https://bureau.test/api/enrolment/x', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', authorization: `Bearer ${token}`, ...headers },
    body,
  })
const json = (body: object, headers?: Record<string, string>) => request(JSON.stringify(body), headers)

async function told(answer: Promise<Response>) {
  const response = await answer
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function burst({ times = [0, 100], frames = 2 }: { times?: unknown; frames?: number } = {}): FormData {
  const form = new FormData()
  form.set('id', 'check')
  form.set('token', 'signed')
  form.set('times', typeof times === 'string' ? times : JSON.stringify(times))
  for (let n = 0; n < frames; n++) form.append('frame', new Blob([new Uint8Array(picture('anna'))]), 'frame.jpg')
  return form
}

test('Consent, plan, frames: the verdict is there at once', async () => {
  expect(await told(consent(json({ textId })))).toEqual({ status: 200, body: { agreed: true } })
  const asked = await told(challenge(json({ calm: true })))
  expect(asked).toMatchObject({ status: 200, body: { id: 'check', plan: { steps: [{ action: 'turn_left' }] } } })
  port = checksThat(notPassed)
  expect(await told(submit(request(burst())))).toMatchObject({
    status: 200,
    body: { outcome: 'not_passed', reasons: [{ reason: 'not_done', action: 'turn_left' }], triesLeft: 9 },
  })
  port = checksThat(passedAs('anna'))
  const done = await told(submit(request(burst())))
  expect(done).toMatchObject({ status: 200, body: { outcome: 'enrolled', picturesKept: true } })
  expect(await told(submit(request(burst())))).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', reason: 'link_finished', requestId: 'the-request' } },
  })
})

test('Frames come to the judge in their order, each with its time', async () => {
  await consent(json({ textId }))
  const judged = vi.fn(async () => notPassed)
  port = { ...port, judgeCheck: judged }
  await submit(request(burst({ times: [0, 95, 205], frames: 3 })))
  expect(judged).toHaveBeenCalledWith(
    expect.objectContaining({ actor: expect.objectContaining({ kind: 'enrollee' }) }),
    expect.objectContaining({
      id: 'check',
      token: 'signed',
      holder: expect.stringMatching(/^link /),
      frames: [0, 95, 205].map((atMs) => ({ atMs, picture: new Uint8Array(picture('anna')) })),
    }),
  )
})

test.each([
  ['no token', () => consent(json({ textId }, { authorization: '' })), 401],
  ['a token that is none', () => consent(json({ textId }, { authorization: 'Bearer limen_enrol_guess' })), 404],
  ['another site', () => consent(json({ textId }, { 'sec-fetch-site': 'cross-site' })), 403],
  ['no JSON', () => consent(request('{')), 422],
  ['a list', () => consent(request('[]')), 422],
  ['no text', () => consent(json({})), 422],
  ['a text that is none', () => consent(json({ textId: 'none' })), 404],
  ['frames before consent', () => submit(request(burst())), 409],
  ['a plan before consent', () => challenge(json({})), 409],
  ['no form', () => submit(request('frames')), 422],
  ['a time too few', () => submit(request(burst({ times: [0] }))), 422],
  ['times that are none', () => submit(request(burst({ times: '{' }))), 422],
  ['no frames', () => submit(request(burst({ times: [], frames: 0 }))), 422],
  ['a consent of a megabyte', () => consent(json({ textId: 'x'.repeat(1_000_000) })), 413],
  ['20 MB of frames', () => submit(request(new Uint8Array(20 * 1024 * 1024))), 413],
])('Refused in JSON: %s', async (_what, ask, status) => {
  const answer = await told(ask())
  expect(answer).toMatchObject({ status, body: { error: { requestId: 'the-request' } } })
  expect(JSON.stringify(answer.body)).not.toContain(token)
})

test('Whoever asks without end by one link has to wait', async () => {
  const answers: number[] = []
  for (let n = 0; n < 60; n++) answers.push((await told(challenge(json({})))).status)
  expect(answers.at(-1)).toBe(429)
})
