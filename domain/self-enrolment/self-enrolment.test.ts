import { afterAll, expect, test } from 'vitest'
import { sendQueued } from '../admins/testing'
import { userConsents } from '../consents/read'
import { withdrawConsent } from '../consents/record'
import type { Context } from '../context'
import { receiptById, receiptIsGenuine } from '../erasures'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { picture, testEngines } from '../faces/testing'
import { updateTenant } from '../tenants'
import type { BurstFrame, LivenessPlan } from '@/engines/liveness/types'
import { adminActor, describeDialects } from '../testing'
import { createUser, requireUser } from '../users'
import { startEnrolmentCheck, submitEnrolmentCheck, type SelfEnrolment } from './enrol'
import { forgetEnrolmentLinksJob } from './forget'
import { mostTries } from './link'
import {
  createEnrolmentLink,
  enrolmentLinksByIds,
  listEnrolmentLinks,
  mailEnrolmentLink,
  withdrawEnrolmentLink,
} from './manage'
import { agreeToEnrolment, openEnrolment } from './person'
import { adminOf, following, notFollowing, publishText } from './testing'
import { readWithdrawal, withdrawEnrolment } from './withdrawal'

const engines = testEngines()
afterAll(() => engines.close())

const dayMs = 86_400_000
const notAsAsked = (plan: LivenessPlan) => notFollowing(plan, 'anna')
const tokenIn = (url: string) => url.slice(url.lastIndexOf('/') + 1)

describeDialects('Self-enrolment', (open) => {
  async function bureau() {
    const clock = { at: Date.now() }
    const operator = await open({ engines, now: () => new Date(clock.at) })
    const admin = await adminOf(operator)
    const nobody: Context = { ...operator, actor: { kind: 'nobody' } }
    const textId = await publishText(admin)
    const link = async (input: Parameters<typeof createEnrolmentLink>[1] = {}) => {
      const { link, url } = await createEnrolmentLink(admin, input)
      return { ...link, url, token: tokenIn(url) }
    }
    const agreed = async (input: Parameters<typeof createEnrolmentLink>[1] = {}) => {
      const made = await link(input)
      await agreeToEnrolment(nobody, { token: made.token, textId })
      return made
    }
    type Act = (plan: LivenessPlan) => BurstFrame[]
    /** A whole check: anna does what she is asked, unless said otherwise. */
    const submit = async (token: string, act: Act = (plan) => following(plan, 'anna')) => {
      const { id, token: checkToken, plan } = await startEnrolmentCheck(nobody, { token, calm: false })
      return submitEnrolmentCheck(nobody, { token, id, checkToken, frames: act(plan) })
    }
    const stateOf = async (id: string) => (await enrolmentLinksByIds(admin, [id]))[0]?.state
    const actions = async () =>
      (await operator.db.sql.select().from(operator.db.tables.auditLines)).map(({ action }) => action)
    const users = async () => operator.db.sql.select().from(operator.db.tables.users)
    return { operator, admin, nobody, clock, textId, link, agreed, submit, stateOf, actions, users }
  }

  const idIn = (done: SelfEnrolment) => tokenIn(done.outcome === 'enrolled' ? done.withdrawalUrl : '')

  test('From the link to the enrolled user: text, consent, check, and each of it written down', async () => {
    const { admin, nobody, link, submit, stateOf, actions, textId, clock, users } = await bureau()
    const { id, token, url, expiresAt } = await link({ externalId: 'anna', name: 'Anna', days: 3 })
    expect(url).toMatch(/^https:\/\/bureau\.test\/enrol\/limen_enrol_[\w-]{43}$/)
    expect(expiresAt.getTime()).toBe(clock.at + 3 * dayMs)
    expect(await stateOf(id)).toBe('open')
    expect(await openEnrolment(nobody, { token, languages: [] })).toMatchObject({
      state: 'opened',
      tenant: 'acme',
      name: 'Anna',
      text: { id: textId, language: 'en', version: 1 },
    })
    expect(await stateOf(id)).toBe('opened')
    await expect(startEnrolmentCheck(nobody, { token, calm: false })).rejects.toMatchObject({
      options: { reason: 'consent_missing' },
    })
    const agreedAt = clock.at
    await agreeToEnrolment(nobody, { token, textId })
    expect(await stateOf(id)).toBe('consented')
    expect(await users()).toEqual([])
    clock.at += 60_000
    const [usual, calm] = [
      await startEnrolmentCheck(nobody, { token, calm: false }),
      await startEnrolmentCheck(nobody, { token, calm: true }),
    ]
    expect(calm.plan.lengthMs).toBeGreaterThan(usual.plan.lengthMs * 1.3)
    expect(await submit(token, notAsAsked)).toMatchObject({ outcome: 'not_passed', triesLeft: mostTries - 1 })
    expect(await submit(token)).toMatchObject({ outcome: 'enrolled', mailed: false, picturesKept: true })
    expect(await stateOf(id)).toBe('finished')

    const found = await findByFace(admin, { picture: picture({ person: 'anna', noise: 0.2 }), gate: 'legacy' })
    expect(found).toMatchObject({ outcome: 'found' })
    const [user] = await users()
    expect(user).toMatchObject({ externalId: 'anna', hasFace: true, status: 'active' })
    const { now, history } = await userConsents(admin, { userId: user!.id })
    expect(now).toMatchObject([{ purpose: 'recognition', state: 'given' }])
    expect(now[0]!.at.getTime()).toBe(agreedAt)
    expect(history).toMatchObject([{ how: 'self_enrolment', actorKind: 'enrollee', actorId: id, textId }])
    expect(await actions()).toEqual(
      expect.arrayContaining([
        'enrolment_link.created',
        'enrolment_link.consented',
        'user.created',
        'face.enrolled',
        'consent.given',
        'enrolment_link.finished',
      ]),
    )
  })

  test('A link is good for one enrolment, however often and at once it is handed in', async () => {
    const { agreed, submit, users, nobody, textId } = await bureau()
    const { token } = await agreed()
    const all = await Promise.allSettled([1, 2, 3].map(() => submit(token)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await users()).toHaveLength(1)
    await expect(submit(token)).rejects.toMatchObject({ code: 'conflict', options: { reason: 'link_finished' } })
    await expect(agreeToEnrolment(nobody, { token, textId })).rejects.toMatchObject({
      options: { reason: 'link_finished' },
    })
    expect(await openEnrolment(nobody, { token, languages: [] })).toMatchObject({ state: 'finished', tenant: 'acme' })
  })

  test('A check that is not passed, a bad picture and a fault of the engine enrol nobody, and leave nothing behind', async () => {
    const { agreed, submit, users, operator, nobody } = await bureau()
    const { token } = await agreed({ externalId: 'anna' })
    const small = (plan: LivenessPlan) => following(plan, 'anna', { eyeDistancePx: 20 })
    expect(await submit(token, notAsAsked)).toMatchObject({
      outcome: 'not_passed',
      reasons: [{ reason: 'not_done' }],
    })
    expect(await submit(token, small)).toMatchObject({ outcome: 'refused', triesLeft: mostTries - 2 })
    const other = await startEnrolmentCheck(nobody, { token, calm: false })
    const tampered = { token, id: other.id, checkToken: 'another', frames: following(other.plan, 'anna') }
    await expect(submitEnrolmentCheck(nobody, tampered)).rejects.toMatchObject({
      code: 'not_found',
      options: { subject: 'liveness_check' },
    })
    expect(await users()).toEqual([])
    const { samples, consents } = operator.db.tables
    expect([await operator.db.sql.select().from(samples), await operator.db.sql.select().from(consents)]).toEqual([
      [],
      [],
    ])
  })

  test('After ten tries a link is locked; one that nobody looked at for want of room does not count', async () => {
    const { agreed, submit, stateOf, actions, nobody } = await bureau()
    const { id, token } = await agreed()
    engines.full = true
    await expect(submit(token)).rejects.toMatchObject({ code: 'busy' })
    engines.full = false
    for (let left = mostTries - 1; left >= 0; left--) {
      expect(await submit(token, notAsAsked)).toMatchObject({ triesLeft: left })
    }
    expect(await stateOf(id)).toBe('locked')
    await expect(submit(token)).rejects.toMatchObject({ options: { reason: 'link_locked' } })
    expect(await openEnrolment(nobody, { token, languages: [] })).toMatchObject({ state: 'locked', tenant: 'acme' })
    expect((await actions()).filter((action) => action === 'enrolment_link.last_try')).toHaveLength(1)
  })

  test('Expired, withdrawn and unknown links lead nowhere and say so; a month later they are forgotten', async () => {
    const { admin, operator, link, nobody, clock, textId, stateOf } = await bureau()
    const withdrawn = await link({ externalId: 'a' })
    await withdrawEnrolmentLink(admin, { linkId: withdrawn.id })
    await expect(withdrawEnrolmentLink(admin, { linkId: withdrawn.id })).rejects.toMatchObject({ code: 'conflict' })
    const replaced = await link({ externalId: 'b' })
    await link({ externalId: 'b' })
    expect([await stateOf(withdrawn.id), await stateOf(replaced.id)]).toEqual(['withdrawn', 'withdrawn'])
    const { id, token } = await link({ days: 1 })
    clock.at += dayMs
    for (const [of, state] of [
      [token, 'expired'],
      [withdrawn.token, 'withdrawn'],
    ] as const) {
      expect(await openEnrolment(nobody, { token: of, languages: [] })).toMatchObject({ state })
      await expect(agreeToEnrolment(nobody, { token: of, textId })).rejects.toMatchObject({
        options: { reason: `link_${state}` },
      })
    }
    expect(await stateOf(id)).toBe('expired')
    expect(await openEnrolment(nobody, { token: 'limen_enrol_guess', languages: [] })).toEqual({ state: 'unknown' })
    clock.at += 38 * dayMs
    const system = { ...operator, actor: { kind: 'system', id: 'job', tenantId: '' } } as Context
    expect(await forgetEnrolmentLinksJob.run(system, {}, {} as never)).toEqual({ forgotten: 4 })
  })

  test('The text comes in the language of the link, or else of the browser; what is agreed to must be what is in force', async () => {
    const { admin, link, nobody, textId } = await bureau()
    const german = await publishText(admin, 'de', 'Ich stimme der Erkennung meines Gesichts zu.')
    const { token } = await link({ language: 'de' })
    const { token: open } = await link()
    const textOf = async (of: string, ...languages: string[]) => {
      const view = await openEnrolment(nobody, { token: of, languages })
      return 'text' in view ? view.text.id : null
    }
    expect(await textOf(token, 'en')).toBe(german)
    expect(await textOf(open, 'fr', 'de-AT')).toBe(german)
    expect(await textOf(open, 'fr')).toBe(textId)
    await publishText(admin, 'en', 'I agree to quite different words.')
    await expect(agreeToEnrolment(nobody, { token, textId })).rejects.toMatchObject({
      options: { reason: 'consent_text_changed' },
    })
    await agreeToEnrolment(nobody, { token, textId: german })
  })

  test('A user who is there already is enrolled as that user, and their consent stands as soon as it is given', async () => {
    const { admin, agreed, submit, users } = await bureau()
    const { user } = await createUser(admin, { externalId: 'anna' })
    const { token } = await agreed({ userId: user.id })
    expect((await userConsents(admin, { userId: user.id })).now).toMatchObject([{ state: 'given' }])
    await withdrawConsent(admin, { userId: user.id })
    await expect(submit(token)).rejects.toMatchObject({ options: { reason: 'consent_missing' } })
    expect(await requireUser(admin, user.id)).toMatchObject({ hasFace: false })
    const again = await agreed({ externalId: 'anna' })
    expect(again.userId).toBe(user.id)
    expect(await submit(again.token)).toMatchObject({ outcome: 'enrolled' })
    expect(await users()).toHaveLength(1)
    await expect(createEnrolmentLink(admin, { userId: user.id })).rejects.toMatchObject({
      options: { reason: 'already_enrolled' },
    })
  })

  test('A check is the link’s own: by another link it is none, and it is handed in once', async () => {
    const { agreed, nobody, users } = await bureau()
    const [one, other] = [await agreed(), await agreed()]
    const { id, token: checkToken, plan } = await startEnrolmentCheck(nobody, { token: one.token, calm: false })
    const handed = { id, checkToken, frames: following(plan, 'anna') }
    const missing = { code: 'not_found', options: { subject: 'liveness_check' } }
    await expect(submitEnrolmentCheck(nobody, { ...handed, token: other.token })).rejects.toMatchObject(missing)
    expect(await users()).toEqual([])
    const failed = { ...handed, frames: notFollowing(plan, 'anna'), token: one.token }
    expect(await submitEnrolmentCheck(nobody, failed)).toMatchObject({ outcome: 'not_passed' })
    await expect(submitEnrolmentCheck(nobody, { ...handed, token: one.token })).rejects.toMatchObject(missing)
  })

  test('A face that is enrolled already is turned away where the tenant takes each once', async () => {
    const { operator, admin, agreed, submit, users, stateOf } = await bureau()
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'refuse' } })
    const { user } = await createUser(admin, { externalId: 'first' })
    await enrolFace(admin, { userId: user.id, picture: picture('anna'), gate: 'legacy' })
    const { id, token } = await agreed()
    expect(await submit(token)).toEqual({ outcome: 'duplicate' })
    expect([await stateOf(id), (await users()).length]).toEqual(['consented', 1])
  })

  test('A tenant that asks for liveness takes what this check has passed', async () => {
    const { operator, agreed, submit } = await bureau()
    await updateTenant(operator, { slug: 'acme', settings: { liveness: true } })
    expect(await submit((await agreed()).token)).toMatchObject({ outcome: 'enrolled' })
  })

  test('The mails: the invitation and, once enrolled, the way back, in the language of the link', async () => {
    const { operator, admin, agreed, submit, nobody, textId } = await bureau()
    const made = await createEnrolmentLink(admin, {
      email: 'Anna@Example.org',
      name: 'Anna',
      language: 'de',
      mail: true,
    })
    await sendQueued(operator)
    const { letters } = operator.mail
    expect(letters).toMatchObject([{ to: 'anna@example.org', subject: expect.stringContaining('acme bittet Sie') }])
    expect(letters[0]!.text).toContain(made.url)
    expect(letters[0]!.html).toContain('lang="de"')
    await mailEnrolmentLink(admin, { linkId: made.link.id })
    await agreeToEnrolment(nobody, { token: tokenIn(made.url), textId })
    const done = await submit(tokenIn(made.url))
    await sendQueued(operator)
    expect(letters.map(({ subject }) => subject).slice(1)).toEqual(['Sie sind bei acme erfasst'])
    expect(letters.at(-1)!.text).toContain(done.outcome === 'enrolled' ? done.withdrawalUrl : 'never')
    const jobs = JSON.stringify(await operator.db.sql.select().from(operator.db.tables.jobs))
    expect(jobs).not.toMatch(/limen_enrol|limen_withdraw|example\.org/)
    expect((await agreed()).email).toBeNull()
    await expect(createEnrolmentLink(admin, { mail: true })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('The withdrawal erases them with a receipt, and stays good until then', async () => {
    const { operator, admin, agreed, submit, nobody, users, actions } = await bureau()
    const { token } = await agreed()
    expect(await readWithdrawal(nobody, { token })).toBeNull()
    const withdrawal = idIn(await submit(token))
    expect(withdrawal).toMatch(/^limen_withdraw_/)
    for (let look = 0; look < 2; look++) {
      expect(await readWithdrawal(nobody, { token: withdrawal })).toMatchObject({
        templates: 1,
        samples: 1,
        documents: 0,
      })
    }
    const { receiptId } = await withdrawEnrolment(nobody, { token: withdrawal })
    const receipt = await receiptById(admin, { id: receiptId })
    expect(receiptIsGenuine(operator, receipt)).toBe(true)
    expect(receipt.receipt).toMatchObject({
      requestedBy: { kind: 'enrollee' },
      removed: { templates: 1, samples: 1 },
    })
    expect(await users()).toEqual([])
    expect(await actions()).toEqual(expect.arrayContaining(['consent.withdrawn', 'user.erased']))
    expect(await readWithdrawal(nobody, { token: withdrawal })).toBeNull()
    await expect(withdrawEnrolment(nobody, { token: withdrawal })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listEnrolmentLinks(admin)).links).toEqual([])
  })

  test('Who may make links, and whose they are', async () => {
    const { operator, admin, link, textId } = await bureau()
    const tenantId = 'tenantId' in admin.actor ? admin.actor.tenantId : ''
    const auditor = { ...admin, actor: adminActor({ tenantId, role: 'auditor' as const }) }
    await expect(createEnrolmentLink(auditor, {})).rejects.toMatchObject({ code: 'forbidden' })
    const client = (scope: 'enrol' | 'read'): Context => ({
      ...admin,
      actor: { kind: 'client', id: 'c', tenantId, scopes: [scope] },
    })
    await expect(createEnrolmentLink(client('read'), {})).rejects.toMatchObject({ code: 'forbidden' })
    expect(await createEnrolmentLink(client('enrol'), {})).toMatchObject({ link: { madeByKind: 'client' } })
    const { id } = await link()
    expect((await listEnrolmentLinks(auditor)).links).toHaveLength(2)
    const stranger = await adminOf(operator, 'other')
    expect((await listEnrolmentLinks(stranger)).links).toEqual([])
    expect(await enrolmentLinksByIds(stranger, [id])).toEqual([null])
    await expect(withdrawEnrolmentLink(stranger, { linkId: id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(createEnrolmentLink(stranger, {})).rejects.toMatchObject({ options: { reason: 'no_consent_text' } })
    await publishText(stranger)
    const own = await createEnrolmentLink(stranger, {})
    await expect(agreeToEnrolment(operator, { token: tokenIn(own.url), textId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
