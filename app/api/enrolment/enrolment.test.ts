/** The requests of the enrolment page, from the outside: what is taken, and in what form the rest is refused. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { testEngines } from '@/domain/faces/testing'
import { createEnrolmentLink } from '@/domain/self-enrolment/manage'
import { adminOf, following, notFollowing, publishText } from '@/domain/self-enrolment/testing'
import type { LivenessChallenge } from '@/domain/liveness/challenge'
import { testContext, type TestContext } from '@/domain/testing'
import { POST as challenge } from './challenge/route'
import { POST as consent } from './consent/route'
import { POST as submit } from './submit/route'

let operator: TestContext
vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...operator, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
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

type Frames = ReturnType<typeof following>

function formOf({ id, token: checkToken }: Pick<LivenessChallenge, 'id' | 'token'>, frames: Frames, times?: string) {
  const form = new FormData()
  form.set('id', id)
  form.set('token', checkToken)
  form.set('times', times ?? JSON.stringify(frames.map(({ atMs }) => atMs)))
  for (const frame of frames) form.append('frame', new Blob([new Uint8Array(frame.picture)]), 'frame.jpg')
  return form
}

const plan = async () => (await told(challenge(json({})))).body as unknown as LivenessChallenge

test('Consent, plan, frames: the verdict is there at once', async () => {
  expect(await told(consent(json({ textId })))).toEqual({ status: 200, body: { agreed: true } })
  const first = await plan()
  expect(Object.keys(first).sort()).toEqual(['expiresAt', 'id', 'plan', 'token'])
  expect(await told(submit(request(formOf(first, notFollowing(first.plan, 'anna')))))).toMatchObject({
    status: 200,
    body: {
      outcome: 'not_passed',
      reasons: [{ reason: 'not_done', action: first.plan.steps[0]!.action }],
      triesLeft: 9,
    },
  })
  const second = await plan()
  const frames = following(second.plan, 'anna')
  expect(await told(submit(request(formOf(second, frames))))).toMatchObject({
    status: 200,
    body: { outcome: 'enrolled', picturesKept: true },
  })
  expect(await told(submit(request(formOf(second, frames))))).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', reason: 'link_finished', requestId: 'the-request' } },
  })
})

test('A check that was answered is none any more, and says so', async () => {
  await consent(json({ textId }))
  const asked = await plan()
  await submit(request(formOf(asked, notFollowing(asked.plan, 'anna'))))
  expect(await told(submit(request(formOf(asked, following(asked.plan, 'anna')))))).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found', subject: 'liveness_check' } },
  })
})

const some: Frames = [0, 100].map((atMs) => ({ atMs, picture: new Uint8Array([1, 2, atMs]) }))
const form = (frames = some, times?: string) => request(formOf({ id: 'check', token: 'signed' }, frames, times))

test.each([
  ['no token', () => consent(json({ textId }, { authorization: '' })), 401],
  ['a token that is none', () => consent(json({ textId }, { authorization: 'Bearer limen_enrol_guess' })), 404],
  ['another site', () => consent(json({ textId }, { 'sec-fetch-site': 'cross-site' })), 403],
  ['no JSON', () => consent(request('{')), 422],
  ['a list', () => consent(request('[]')), 422],
  ['no text', () => consent(json({})), 422],
  ['a text that is none', () => consent(json({ textId: 'none' })), 404],
  ['frames before consent', () => submit(form()), 409],
  ['a plan before consent', () => challenge(json({})), 409],
  ['no form', () => submit(request('frames')), 422],
  ['a time too few', () => submit(form(some, '[0]')), 422],
  ['times that are none', () => submit(form(some, '{')), 422],
  ['no frames', () => submit(form([])), 422],
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
