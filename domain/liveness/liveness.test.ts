import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { findAllByFace } from '../faces/find'
import { picture, testEngines } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { ensureTenant, updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { createUser } from '../users'
import { forgetLivenessJob } from './forget'
import { createLivenessChallenge, submitLiveness } from './own'
import { burstOf } from './testing'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'legacy' as const
const minuteMs = 60_000

/** A client of a tenant that asks for liveness, or whatever `over` says. */
async function asClient(operator: Context, { slug = 'acme', id = 'c', liveness = true } = {}): Promise<Context> {
  const tenant = await ensureTenant(operator, slug)
  if (liveness) await updateTenant(operator, { slug, settings: { liveness: true } })
  return { ...operator, actor: { kind: 'client', id, tenantId: tenant.id, scopes: ['enrol', 'read', 'erase'] } }
}

async function passed(context: Context, person: string) {
  const { id, token, plan } = await createLivenessChallenge(context)
  const verdict = await submitLiveness(context, { id, token, frames: burstOf(plan, person) })
  expect(verdict).toMatchObject({ id, passed: true, reasons: [] })
  return verdict
}

const proof = (id: string) => ({ gate, liveness: { kind: 'proof' as const, id } })
const later = (context: Context, ms: number): Context => ({
  ...context,
  now: () => new Date(context.now().getTime() + ms),
})

describeDialects('Liveness checks', (open) => {
  test('A passed check lets its person enrol once, and nobody else', async () => {
    const context = await asClient(await open({ engines }))
    const { user } = await createUser(context, { externalId: 'anna' })
    const enrol = (id: string, person: string) =>
      enrolFace(context, { userId: user.id, picture: picture(person), ...proof(id) })

    await expect(enrolFace(context, { userId: user.id, picture: picture('anna'), gate })).rejects.toMatchObject({
      code: 'liveness_required',
    })
    const { id } = await passed(context, 'anna')
    await expect(enrol(id, 'karl')).rejects.toMatchObject({ code: 'liveness_invalid' })
    expect(await enrol(id, 'anna')).toMatchObject({ outcome: 'enrolled' })
    await expect(
      verifyFace(context, { userId: user.id, picture: picture('anna'), ...proof(id) }),
    ).rejects.toMatchObject({ code: 'liveness_invalid' })
  })

  test('Of two calls with one check at once, one is answered', async () => {
    const context = await asClient(await open({ engines }))
    const { user } = await createUser(context, { externalId: 'anna' })
    const first = await passed(context, 'anna')
    await enrolFace(context, { userId: user.id, picture: picture('anna'), ...proof(first.id) })
    const { id } = await passed(context, 'anna')
    const verify = () => verifyFace(context, { userId: user.id, picture: picture('anna'), ...proof(id) })
    const settled = await Promise.allSettled([verify(), verify(), verify()])
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  test('A picture without a face does not use the check up; one of several people is enough where all are looked for', async () => {
    const context = await asClient(await open({ engines }))
    const { id } = await passed(context, 'anna')
    expect(await findAllByFace(context, { picture: picture(), ...proof(id) })).toMatchObject({ outcome: 'refused' })
    expect(await findAllByFace(context, { picture: picture('karl', 'anna'), ...proof(id) })).toMatchObject({
      outcome: 'searched',
    })
  })

  test('A check is answered once, by its holder, in time, and with its token', async () => {
    const operator = await open({ engines })
    const context = await asClient(operator)
    const others = [await asClient(operator, { id: 'other' }), await asClient(operator, { slug: 'globex' })]
    const { id, token, plan } = await createLivenessChallenge(context)
    const answer = (by: Context, over = {}) => submitLiveness(by, { id, token, frames: burstOf(plan, 'anna'), ...over })
    const gone = { code: 'not_found', options: { subject: 'liveness_check' } }
    for (const other of others) await expect(answer(other)).rejects.toMatchObject(gone)
    await expect(answer(context, { token: 'x' })).rejects.toMatchObject(gone)
    await expect(answer(later(context, 10 * minuteMs))).rejects.toMatchObject(gone)
    expect(await answer(context)).toMatchObject({ passed: true })
    await expect(answer(context)).rejects.toMatchObject(gone)
  })

  test('A proof ends after five minutes, is nobody else’s, and is none where the check was not passed', async () => {
    const operator = await open({ engines })
    const context = await asClient(operator)
    const { id } = await passed(context, 'anna')
    const find = (by: Context, check = id) => findAllByFace(by, { picture: picture('anna'), ...proof(check) })
    const invalid = { code: 'liveness_invalid' }
    await expect(find(await asClient(operator, { id: 'other' }))).rejects.toMatchObject(invalid)
    await expect(find(await asClient(operator, { slug: 'globex' }))).rejects.toMatchObject(invalid)
    await expect(find(later(context, 5 * minuteMs + 1))).rejects.toMatchObject(invalid)

    const challenge = await createLivenessChallenge(context)
    const frames = burstOf(challenge.plan, 'anna', ['come_closer', 'come_closer', 'come_closer', 'come_closer'])
    const failed = await submitLiveness(context, { ...challenge, frames })
    expect(failed).toMatchObject({ passed: false, usableUntil: null, frontal: null })
    expect(failed.reasons[0]).toMatchObject({ reason: 'not_done', action: expect.any(String) })
    await expect(find(context, failed.id)).rejects.toMatchObject(invalid)
    expect(await find(context)).toMatchObject({ outcome: 'searched' })
  })

  test('A burst that was sent before is known again, also in part and for another check', async () => {
    const context = await asClient(await open({ engines }))
    const first = await createLivenessChallenge(context)
    const frames = burstOf(first.plan, 'anna')
    expect(await submitLiveness(context, { ...first, frames })).toMatchObject({ passed: true })
    const second = await createLivenessChallenge(context)
    const replayed = [...burstOf(second.plan, 'anna').slice(0, 4), ...frames.slice(4)]
    expect(await submitLiveness(context, { ...second, frames: replayed })).toMatchObject({
      passed: false,
      reasons: [{ reason: 'frames_repeated', action: null }],
    })
  })

  test('A film that is longer than the time since it was asked for was not taken for it', async () => {
    const context = await asClient(await open({ engines }))
    const now = context.now()
    const at = (ms: number): Context => ({ ...context, now: () => new Date(now.getTime() + ms) })
    const submitAt = async (ms: number, lastMs: number) => {
      const challenge = await createLivenessChallenge(at(0))
      const [first, ...frames] = burstOf(challenge.plan, 'anna')
      return submitLiveness(at(ms), { ...challenge, frames: [...frames, { ...first!, atMs: lastMs }] })
    }
    expect(await submitAt(9_000, 12_000)).toMatchObject({
      passed: false,
      reasons: [{ reason: 'timing_wrong', action: null }],
    })
    expect(await submitAt(12_000, 12_000)).toMatchObject({ passed: true })
  })

  test('A busy engine leaves the check open', async () => {
    const context = await asClient(await open({ engines }))
    const challenge = await createLivenessChallenge(context)
    engines.full = true
    const frames = burstOf(challenge.plan, 'anna')
    await expect(submitLiveness(context, { ...challenge, frames })).rejects.toMatchObject({ code: 'busy' })
    engines.full = false
    expect(await submitLiveness(context, { ...challenge, frames })).toMatchObject({ passed: true })
  })

  test('Checks are forgotten when their time is over, and the template with them', async () => {
    const context = await asClient(await open({ engines }))
    await passed(context, 'anna')
    await createLivenessChallenge(context)
    const { livenessChecks } = context.db.tables
    const job = { signal: new AbortController().signal } as never
    const run = (ms: number) => forgetLivenessJob.run(later(context, ms), {}, job)
    expect(await run(2 * minuteMs)).toMatchObject({ checks: 0 })
    expect(await run(4 * minuteMs)).toMatchObject({ checks: 1 })
    expect(await run(6 * minuteMs)).toMatchObject({ checks: 1 })
    expect(await context.db.sql.select().from(livenessChecks)).toEqual([])
  })

  test('Plans are another each time, and differ in order and in time', async () => {
    const context = await asClient(await open({ engines }))
    const plans = await Promise.all(
      Array.from({ length: 40 }, async () => (await createLivenessChallenge(context)).plan),
    )
    const orders = new Set(plans.map(({ steps }) => steps.map(({ action }) => action).join()))
    expect(orders.size).toBeGreaterThan(30)
    expect(new Set(plans.map(({ lengthMs }) => lengthMs)).size).toBeGreaterThan(30)
    const calm = await createLivenessChallenge(context, { steps: 2, calm: true })
    expect(calm.plan.steps).toHaveLength(2)
    await expect(createLivenessChallenge(context, { steps: 1 })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
