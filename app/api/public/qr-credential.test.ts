/** Sections 4.1 `deliver_by_email`, 4.2 `delivery`, 4.3 `credential` and `deliveries`, and 7 of the events contract, against the real handlers. */
import { expect, test, vi } from 'vitest'
import decodeQr from 'qr/decode.js'
import sharp from 'sharp'
import type { TestContext } from '@/domain/testing'
import { describeDialects } from '@/domain/testing'
import { sendMailJob } from '@/domain/mail/job'
import { processOnboardingJob } from '@/domain/onboardings/later'
import { revokeUsers } from '@/domain/users/change'
import { createConsentText } from './_public/testing-consents'
import { contextModule, openEvents, selfieOf } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const email = 'anna@example.org'

describeDialects('7 QR credential and delivery', (open) => {
  async function acme() {
    const bureau = await openEvents(open)
    const tenant = await bureau.tenant('acme')
    await createConsentText(tenant.admin)
    return { ...bureau, ...tenant, context: bureau.context as TestContext, ...(await tenant.venue()) }
  }
  type Bureau = Awaited<ReturnType<typeof acme>>

  const running = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
  async function run({ context, tenantId }: Bureau, kind: 'mail.send' | 'onboarding.process') {
    const handler = kind === 'mail.send' ? sendMailJob : processOnboardingJob
    const system = { ...context, actor: { kind: 'system' as const, id: 'j', tenantId } }
    const jobs = (await context.db.sql.select().from(context.db.tables.jobs)).filter((job) => job.kind === kind)
    for (const job of jobs) await handler.run(system, job.payload, running)
    return jobs.length
  }
  const consent = { text_version: 1 }
  const reasonOf = async (asked: ReturnType<Bureau['call']>) => {
    const { http, body } = await asked
    return [http, body.reason]
  }

  test('4.3 GET /users/{user_id}/credential?format=: a picture that can be read, a drawing, the text; no wallet pass', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    const get = (format: string) => bureau.call('GET', `/users/${user_id}/credential${format}`)
    const raw = await get('?format=raw')
    expect([raw.http, raw.headers.get('content-type')]).toEqual([200, 'text/plain; charset=us-ascii'])
    expect(raw.bytes.toString()).toMatch(/^LIMEN:[0-9A-Z $%*+\-./:]+$/)
    const png = await get('')
    expect(png.headers.get('content-type')).toBe('image/png')
    const { data, info } = await sharp(png.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const read = decodeQr({ width: info.width, height: info.height, data })
    // The same credential, sealed anew: alike as far as nothing random stands.
    expect(read.slice(0, 40)).toBe(raw.bytes.toString().slice(0, 40))
    const svg = await get('?format=svg')
    expect([svg.headers.get('content-type'), svg.bytes.toString().slice(0, 4)]).toEqual(['image/svg+xml', '<svg'])
    expect(await reasonOf(get('?format=pkpass'))).toEqual([400, 'wallet_pass_not_offered'])
    expect(await reasonOf(get('?format=gif'))).toEqual([422, 'validation_error'])
    const rows = await bureau.context.db.sql.select().from(bureau.context.db.tables.qrCredentials)
    expect(rows).toHaveLength(1)
  })

  test('4.3 credential: 404 for nobody, 409 once revoked, 400 without a face, 403 for who may only read', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna')).body
    const get = (id: string, headers?: Record<string, string>) =>
      bureau.call('GET', `/users/${id}/credential`, { headers })
    expect(await reasonOf(get('00000000-0000-4000-8000-000000000000'))).toEqual([404, 'user_not_found'])
    const authorization = `Bearer ${await bureau.token(bureau.client, ['read'])}`
    expect(await reasonOf(get(user_id, { authorization }))).toEqual([403, 'role_missing'])
    const { users, templates } = bureau.context.db.tables
    const [user] = await bureau.context.db.sql.select().from(users)
    await revokeUsers(bureau.admin, { userIds: [user!.id] })
    expect(await reasonOf(get(user_id))).toEqual([409, 'credential_revoked'])
    const ben = (await bureau.enrol('ben')).body.user_id
    await bureau.context.db.transact((tx) => tx.sql.delete(templates).execute())
    expect(await reasonOf(get(ben))).toEqual([400, 'user_without_credential'])
  })

  test('4.1 deliver_by_email: with consent the QR is mailed, and GET /singles says how far it is', async () => {
    const bureau = await acme()
    const { body } = await bureau.enrol('anna', { deliver_by_email: true, email, consent, locale: 'en' })
    const delivery = async () => (await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.delivery
    expect(await delivery()).toMatchObject({ delivery_id: uuid, state: 'queued', reason: null })
    expect(await run(bureau, 'mail.send')).toBe(1)
    expect(await delivery()).toMatchObject({ state: 'sent', reason: null })
    expect(bureau.context.mail.letters).toMatchObject([{ to: email, attachments: [{ contentType: 'image/png' }, {}] }])
    const [listed] = (await bureau.call('GET', '/singles')).body.items
    expect(listed.delivery).toMatchObject({ state: 'sent' })
  })

  test('4.1 deliver_by_email without recorded consent enrols, and sends nothing', async () => {
    const bureau = await acme()
    const { http, body } = await bureau.enrol('anna', { deliver_by_email: true, email })
    expect([http, body.result.outcome]).toEqual([201, 'accepted'])
    const read = await bureau.call('GET', `/singles/${body.onboarding_id}`)
    expect(read.body.delivery).toMatchObject({ state: 'not_sent', reason: 'consent_missing' })
    expect(await run(bureau, 'mail.send')).toBe(0)
  })

  test('4.1 a rejected selfie sends nothing and keeps no address; no address is 400', async () => {
    const bureau = await acme()
    const { body } = await bureau.enrol('anna', { deliver_by_email: true, email, consent, selfie: selfieOf() })
    expect(body.result).toEqual({ outcome: 'rejected', reason: 'face_not_found' })
    expect((await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.delivery).toBeNull()
    expect(await run(bureau, 'mail.send')).toBe(0)
    expect(await bureau.context.db.sql.select().from(bureau.context.db.tables.userAddresses)).toEqual([])
    expect(await reasonOf(bureau.enrol('ben', { deliver_by_email: true, consent }))).toEqual([400, 'email_missing'])
    expect(await reasonOf(bureau.enrol('ben', { deliver_by_email: true, email: 'x' }))).toEqual([
      422,
      'validation_error',
    ])
  })

  test('4.1 ?async=true: the address waits sealed, and the mail goes once the face is taken', async () => {
    const bureau = await acme()
    const asked = { acs_id: 'anna', selfie: selfieOf('anna'), deliver_by_email: true, email, consent }
    const { http, body } = await bureau.call('POST', '/singles?async=true', { body: asked })
    expect(http).toBe(202)
    const { db } = bureau.context
    const waiting = [
      ...(await db.sql.select().from(db.tables.onboardings)),
      ...(await db.sql.select().from(db.tables.jobs)),
    ]
    expect(JSON.stringify(waiting)).not.toContain(email)
    expect((await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.delivery).toBeNull()
    await run(bureau, 'onboarding.process')
    await run(bureau, 'mail.send')
    expect((await bureau.call('GET', `/singles/${body.onboarding_id}`)).body.delivery).toMatchObject({ state: 'sent' })
    expect((await db.sql.select().from(db.tables.onboardings))[0]!.addressSealed).toBeNull()
    expect(bureau.context.mail.letters[0]!.to).toBe(email)
  })

  test('4.3 POST deliveries: 202; 400 email_missing and consent_missing; 404 for nobody', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna', { consent })).body
    const post = (id: string, body: object = {}) => bureau.call('POST', `/users/${id}/credential/deliveries`, { body })
    expect(await reasonOf(post(user_id))).toEqual([400, 'email_missing'])
    expect(await reasonOf(post('none'))).toEqual([404, 'user_not_found'])
    const first = await post(user_id, { email })
    expect([first.http, first.body]).toEqual([202, expect.objectContaining({ state: 'queued', reason: null })])
    expect((await post(user_id)).http).toBe(202)
    expect(await run(bureau, 'mail.send')).toBe(2)
    expect(bureau.context.mail.letters.map(({ to }) => to)).toEqual([email, email])
    const ben = (await bureau.enrol('ben')).body.user_id
    expect(await reasonOf(post(ben, { email }))).toEqual([400, 'consent_missing'])
  })

  test('4.3 PATCH email: the address for later deliveries, or none any more', async () => {
    const bureau = await acme()
    const { user_id } = (await bureau.enrol('anna', { consent })).body
    const patch = (body: object) => bureau.call('PATCH', `/users/${user_id}`, { body })
    const send = () => bureau.call('POST', `/users/${user_id}/credential/deliveries`, { body: {} })
    expect((await patch({ email })).http).toBe(200)
    expect((await send()).http).toBe(202)
    expect((await patch({ email: null, acs_id: 'anne' })).body.acs_id).toBe('anne')
    expect(await reasonOf(send())).toEqual([400, 'email_missing'])
    expect(await reasonOf(patch({ email: 'x' }))).toEqual([422, 'validation_error'])
  })
})
