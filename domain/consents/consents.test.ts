import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context'
import { eraseUser } from '../erasures'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { picture, testEngines } from '../faces/testing'
import { ensureTenant, updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { createUser } from '../users'
import { consentFigures, listExpiringConsents, listUsersWithoutConsent, userConsents } from './read'
import { recordConsent, withdrawConsent } from './record'
import { discardConsentDraft, getConsentText, listConsentTexts, publishConsentText, saveConsentDraft } from './texts'

const engines = testEngines()
afterAll(() => engines.close())

const dayMs = 86_400_000

async function asAdmin(operator: Context, slug = 'acme'): Promise<Context> {
  const { id } = await ensureTenant(operator, slug)
  return { ...operator, actor: { kind: 'admin', id: 'a', tenantId: id, role: 'admin', provedAt: new Date() } }
}

async function published(context: Context, words: string, language = 'en', purpose = 'recognition'): Promise<string> {
  const { id } = await saveConsentDraft(context, { purpose, language, body: `${words} I agree to all of this.` })
  await publishConsentText(context, { textId: id })
  return id
}

const newUser = async (context: Context, externalId: string) => (await createUser(context, { externalId })).user.id

async function enrolled(context: Context, person: string): Promise<string> {
  const userId = await newUser(context, person)
  await enrolFace(context, { userId, gate: 'legacy', picture: picture(person) })
  return userId
}

describeDialects('Consents', (open) => {
  test('A published version is never changed: other words are the next version', async () => {
    const context = await asAdmin(await open())
    const draft = await saveConsentDraft(context, { language: 'en', body: 'The first words that we thought of.' })
    const again = await saveConsentDraft(context, { language: 'en', body: 'The second words that we thought of.' })
    expect(again).toMatchObject({ id: draft.id, version: 1, publishedAt: null })
    const first = await publishConsentText(context, { textId: draft.id })
    expect(await publishConsentText(context, { textId: draft.id })).toEqual(first)
    await expect(discardConsentDraft(context, { textId: draft.id })).rejects.toMatchObject({ code: 'conflict' })
    const same = { language: 'en', body: 'The second words that we thought of.' }
    await expect(saveConsentDraft(context, same)).rejects.toMatchObject({ code: 'conflict' })
    const next = await saveConsentDraft(context, { language: 'en', body: 'The third words that we thought of.' })
    expect(next).toMatchObject({ version: 2 })
    expect((await getConsentText(context, { textId: first.id })).body).toBe('The second words that we thought of.')
    await discardConsentDraft(context, { textId: next.id })
    expect(await listConsentTexts(context)).toMatchObject([{ id: first.id, version: 1 }])
  })

  test('Two admins who begin a version at once make one draft', async () => {
    const context = await asAdmin(await open())
    await published(context, 'First.')
    const drafts = await Promise.allSettled(
      [1, 2, 3, 4].map((n) =>
        saveConsentDraft(context, { language: 'en', body: `New words of writer ${n}, at length.` }),
      ),
    )
    expect(drafts.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect((await listConsentTexts(context)).map(({ version }) => version)).toEqual([2, 1])
  })

  test('What was agreed to, by which version, when, how and who wrote it down stays, whatever comes later', async () => {
    const context = await asAdmin(await open())
    const [userId, textId] = [await newUser(context, 'anna'), await published(context, 'First.')]
    await recordConsent(context, { userId, textId })
    const second = await published(context, 'Second.')
    expect((await userConsents(context, { userId })).now).toMatchObject([
      { purpose: 'recognition', state: 'given', outdated: true, text: { version: 1 } },
    ])
    await recordConsent(context, { userId, textId: second, how: 'wallet' })
    await withdrawConsent(context, { userId })
    const { now, history } = await userConsents(context, { userId })
    expect(now).toMatchObject([{ state: 'withdrawn', outdated: false, text: { version: 2 } }])
    expect(
      history.map(({ state, how, actorKind, actorId, text }) => [state, how, actorKind, actorId, text.version]),
    ).toEqual([
      ['withdrawn', 'portal', 'admin', 'a', 2],
      ['given', 'wallet', 'admin', 'a', 2],
      ['given', 'portal', 'admin', 'a', 1],
    ])
    await expect(withdrawConsent(context, { userId })).rejects.toMatchObject({ code: 'conflict' })
    const { auditLines } = context.db.tables
    const lines = await context.db.sql.select().from(auditLines)
    expect(
      lines.filter(({ action }) => action.startsWith('consent.')).map(({ detail }) => JSON.stringify(detail)),
    ).toHaveLength(3)
    expect(JSON.stringify(lines)).not.toContain('I agree')
  })

  test('A withdrawal that comes twice at once is written down once', async () => {
    const context = await asAdmin(await open())
    const [userId, textId] = [await newUser(context, 'anna'), await published(context, 'First.')]
    await recordConsent(context, { userId, textId })
    const both = await Promise.allSettled([1, 2, 3].map(() => withdrawConsent(context, { userId })))
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await userConsents(context, { userId })).history).toHaveLength(2)
  })

  test('Withdrawing ends recognition by default; the tenant may decide that nothing follows; other purposes have no consequence', async () => {
    const operator = await open({ engines })
    const context = await asAdmin(operator)
    const textId = await published(context, 'First.')
    const news = await published(context, 'News.', 'en', 'newsletter')
    const isFound = async (person: string) =>
      (await findByFace(context, { gate: 'legacy', picture: picture(person) })).outcome === 'found'
    const [anna, ben] = [await enrolled(context, 'anna'), await enrolled(context, 'ben')]
    for (const userId of [anna, ben]) await recordConsent(context, { userId, textId })
    await recordConsent(context, { userId: ben, textId: news })

    expect(await withdrawConsent(context, { userId: anna })).toMatchObject({ eraseAt: null })
    expect(await isFound('anna')).toBe(false)
    expect(await isFound('ben')).toBe(true)
    await withdrawConsent(context, { userId: ben, purpose: 'newsletter' })
    expect(await isFound('ben')).toBe(true)
    await updateTenant(operator, { slug: 'acme', settings: { onWithdrawal: 'nothing' } })
    await withdrawConsent(context, { userId: ben })
    expect(await isFound('ben')).toBe(true)
  })

  test('A draft, a text of another tenant and an end that has passed are refused', async () => {
    const operator = await open()
    const [context, other] = [await asAdmin(operator), await asAdmin(operator, 'other')]
    const userId = await newUser(context, 'anna')
    const textId = await published(context, 'First.')
    const draft = await saveConsentDraft(context, { language: 'de', body: 'Ein Entwurf, den niemand kennt.' })
    await expect(recordConsent(context, { userId, textId: draft.id })).rejects.toMatchObject({ code: 'not_found' })
    const theirs = await published(other, 'Theirs.')
    await expect(recordConsent(context, { userId, textId: theirs })).rejects.toMatchObject({ code: 'not_found' })
    await expect(recordConsent(other, { userId, textId: theirs })).rejects.toMatchObject({ code: 'not_found' })
    await expect(userConsents(other, { userId })).rejects.toMatchObject({ code: 'not_found' })
    const past = { userId, textId, expiresAt: new Date(Date.now() - 1) }
    await expect(recordConsent(context, past)).rejects.toMatchObject({ code: 'invalid_input' })
    const auditor: Context = {
      ...context,
      actor: { ...(context.actor as Extract<Context['actor'], { kind: 'admin' }>), role: 'auditor' },
    }
    await expect(recordConsent(auditor, { userId, textId })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('The numbers, the list of who is missing and the list of who expires agree with each other', async () => {
    let now = new Date()
    const context = await asAdmin(await open({ now: () => now }))
    const old = await published(context, 'First.')
    const ids = new Map<string, string>()
    for (const name of ['missing', 'old', 'current', 'german', 'expired', 'soon', 'withdrawn']) {
      ids.set(name, await newUser(context, name))
    }
    const give = (name: string, textId: string, days?: number) =>
      recordConsent(context, {
        userId: ids.get(name)!,
        textId,
        expiresAt: days === undefined ? null : new Date(now.getTime() + days * dayMs),
      })
    await give('old', old)
    const newest = await published(context, 'Second.')
    const german = await published(context, 'Erste.', 'de')
    await give('current', newest)
    await give('german', german)
    await give('expired', newest, 1)
    await give('soon', newest, 20)
    await give('withdrawn', newest)
    await withdrawConsent(context, { userId: ids.get('withdrawn')! })
    now = new Date(now.getTime() + 2 * dayMs)

    expect(await consentFigures(context)).toEqual({
      users: 7,
      current: 3,
      outdated: 1,
      expired: 1,
      withdrawn: 1,
      missing: 1,
    })
    const first = await listUsersWithoutConsent(context, { first: 2 })
    expect(first.hasMore).toBe(true)
    const rest = await listUsersWithoutConsent(context, { first: 2, after: first.users.at(-1)!.userId })
    expect(rest.hasMore).toBe(false)
    const states = [...first.users, ...rest.users].map(({ externalId, state }) => [externalId, state])
    expect(states.sort()).toEqual([
      ['expired', 'expired'],
      ['missing', 'missing'],
      ['old', 'outdated'],
      ['withdrawn', 'withdrawn'],
    ])
    const expiring = await listExpiringConsents(context, { withinDays: 30 })
    expect(expiring.total).toBe(2)
    expect(expiring.consents.map(({ externalId }) => externalId)).toEqual(['expired', 'soon'])
    expect((await listExpiringConsents(context, { withinDays: 5 })).total).toBe(1)
  })

  test('Consents go with their user', async () => {
    const context = await asAdmin(await open({ engines }))
    const [userId, textId] = [await enrolled(context, 'anna'), await published(context, 'First.')]
    await recordConsent(context, { userId, textId })
    await eraseUser(context, { userId })
    const { consents, consentStates } = context.db.tables
    expect(await context.db.sql.select().from(consents)).toEqual([])
    expect(await context.db.sql.select().from(consentStates)).toEqual([])
  })
})
