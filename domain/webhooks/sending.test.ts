/** What becomes of messages when receivers are slow, wrong, gone or in charge, and when the process that sends is not. */
import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { eraseUser } from '../erasures'
import { testEngines } from '../faces/testing'
import { insertGrants } from '../grants/write'
import { newId } from '../ids'
import { sendQueued } from '../admins/testing'
import { openOutgoing } from '../outgoing'
import { describeDialects } from '../testing'
import { changeZone } from '../zones/zones'
import { readAnswer } from './answer'
import { changeWebhook, createWebhook, enableWebhook } from './change'
import { lastFailures, resendDelivery } from './deliveries'
import { mostAttempts, nextAttempt } from './deliver'
import { patienceMs } from './failing'
import { forgetDeliveriesJob, keptDays } from './forget'
import { receiver, reportingBureau } from './testing'
import { requireWebhook } from './webhook'

const day = 86_400_000
const engines = testEngines()
afterAll(() => engines.close())
const settled = () => new Promise((done) => setTimeout(done, 60))

test('Attempts come after a few seconds at first and after a day at last, and end', () => {
  const now = new Date(0)
  const waits = Array.from({ length: mostAttempts }, (_, n) => nextAttempt(n + 1, now)?.getTime() ?? null)
  expect(waits.at(-1)).toBeNull()
  expect(waits[0]).toBeGreaterThanOrEqual(5_000)
  expect(waits[0]).toBeLessThan(6_000)
  expect(waits.at(-2)).toBeGreaterThanOrEqual(day)
  expect(waits.at(-2)).toBeLessThanOrEqual(1.1 * day)
  for (let n = 1; n < mostAttempts - 1; n++) expect(waits[n]!).toBeGreaterThan(waits[n - 1]!)
  expect(nextAttempt(1, now, 60)!.getTime()).toBeGreaterThanOrEqual(60_000)
  expect(nextAttempt(1, now, 999_999)!.getTime()).toBeLessThanOrEqual(1.1 * day)
})

test.each([
  ['{"decision":"denied","reason":"No ticket"}', { decision: 'denied', reason: 'No ticket' }],
  ['{"decision":"granted"}', { decision: 'granted' }],
  ['{"decision":"granted","reason":null,"more":1}', { decision: 'granted', reason: null }],
  ['{"decision":"denied","reason":"a\\u0000b\\ud800c"}', { decision: 'denied', reason: 'a b c' }],
  ['{"decision":"perhaps"}', null],
  ['{"decision":true}', null],
  ['"denied"', null],
  ['ok', null],
  ['', null],
])('The answer %s is read as %j', (body, answer) => {
  expect(readAnswer({ body: Buffer.from(body), isCut: false })).toEqual(answer)
  expect(readAnswer({ body: Buffer.from(body), isCut: true })).toBeNull()
})

test('A reason is kept in two hundred characters', () => {
  const body = Buffer.from(JSON.stringify({ decision: 'denied', reason: '🎫'.repeat(500) }))
  expect(readAnswer({ body, isCut: false })!.reason).toBe('🎫'.repeat(200))
})

describeDialects('sending of webhooks', (open) => {
  test('What failed is tried again later, with the same id and body, until it arrives', async () => {
    const { admin, report, send, clock, deliveries } = await reportingBureau(open)
    let fails = 2
    const acs = await receiver((response) => void response.writeHead(fails-- > 0 ? 500 : 200).end('not for the log'))
    const { webhook } = await createWebhook(admin, { url: acs.url })
    await report([{}])
    send()
    await expect.poll(async () => (await deliveries())[0]!.lastStatus).toBe(500)
    const [first] = await deliveries()
    expect(first).toMatchObject({ state: 'queued', attempts: 1, lastError: 'The server answered 500.' })
    expect(first!.nextAttemptAt!.getTime() - clock.at).toBeGreaterThanOrEqual(5_000)
    expect((await requireWebhook(admin, webhook.id)).failingSince).toEqual(new Date(clock.at))
    await settled()
    expect(acs.got).toHaveLength(1)
    clock.at += 6_000
    await expect.poll(async () => (await deliveries())[0]!.attempts).toBe(2)
    await expect.poll(async () => (await deliveries())[0]!.nextAttemptAt!.getTime() - clock.at).toBeLessThan(34_000)
    clock.at += 60_000
    await expect.poll(async () => (await deliveries())[0]!.state).toBe('delivered')
    expect(new Set(acs.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(acs.got.map(({ body }) => body)).size).toBe(1)
    expect(acs.got).toHaveLength(3)
    expect((await requireWebhook(admin, webhook.id)).failingSince).toBeNull()
    expect(JSON.stringify(await deliveries())).not.toContain('not for the log')
  })

  test('What waits for its next try is sent at once by hand; what it failed with is told until it arrives', async () => {
    const { admin, report, send, deliveries } = await reportingBureau(open)
    let status: number | null = 400
    const acs = await receiver((response) =>
      status === null ? void response.destroy() : void response.writeHead(status).end(),
    )
    const { webhook } = await createWebhook(admin, { url: acs.url })
    const last = async () => (await lastFailures(admin, [webhook.id]))[0]
    await report([{}])
    send()
    await expect.poll(last).toBe(400)
    const [first] = await deliveries()
    expect(first).toMatchObject({ state: 'queued', attempts: 1 })
    status = null
    // The clock stands still: nothing but the hand sends it.
    await resendDelivery(admin, { id: first!.id })
    await expect
      .poll(async () => (await deliveries())[0])
      .toMatchObject({ state: 'queued', attempts: 2, lastStatus: null })
    expect(await last()).toBeNull()
    status = 204
    await resendDelivery(admin, { id: first!.id })
    await expect.poll(async () => (await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: 3 })
    expect(new Set(acs.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect((await requireWebhook(admin, webhook.id)).failingSince).toBeNull()
  })

  test('It fails for good after its last attempt', async () => {
    const { admin, operator, report, send, deliveries } = await reportingBureau(open)
    const acs = await receiver((response) => void response.writeHead(302, { location: 'http://127.0.0.1/' }).end())
    await createWebhook(admin, { url: acs.url })
    await report([{}])
    const { webhookDeliveries: table } = operator.db.tables
    await operator.db.transact(async (tx) => tx.sql.update(table).set({ attempts: mostAttempts - 1 }))
    send()
    await expect.poll(async () => (await deliveries())[0]!.state).toBe('failed')
    expect((await deliveries())[0]).toMatchObject({ attempts: mostAttempts, nextAttemptAt: null, lastStatus: 302 })
    expect((await deliveries())[0]!.lastError).toContain('redirects are not followed')
    expect(acs.got).toHaveLength(1)

    // By hand a new round begins.
    await resendDelivery(admin, { id: (await deliveries())[0]!.id })
    await expect.poll(async () => (await deliveries())[0]!.attempts).toBe(mostAttempts + 1)
    await expect.poll(async () => (await deliveries())[0]!.lastTookMs).not.toBeNull()
    expect((await deliveries())[0]).toMatchObject({ state: 'queued', lastStatus: 302 })
  })

  test('An address that answers nobody keeps nobody else waiting, and has few places itself', async () => {
    const { admin, report, send } = await reportingBureau(open)
    const [slow, quick] = [await receiver(() => undefined), await receiver()]
    for (let n = 0; n < 3; n++) await createWebhook(admin, { url: slow.url })
    await createWebhook(admin, { url: quick.url })
    const stop = send()
    await report(Array.from({ length: 100 }, () => ({})))
    await expect.poll(() => quick.got.length).toBe(100)
    expect(quick.mostAtOnce).toBeLessThanOrEqual(4)
    expect(slow.got.length).toBeGreaterThan(0)
    expect(slow.mostAtOnce).toBeLessThanOrEqual(12)
    await stop()
  })

  test('A process that ends gives back what it had begun; one that dies loses nothing', async () => {
    const { admin, report, send, clock, deliveries, operator } = await reportingBureau(open)
    const acs = await receiver(() => undefined)
    await createWebhook(admin, { url: acs.url })
    await report([{}])
    const stop = send()
    await expect.poll(() => acs.got).toHaveLength(1)
    await stop()
    expect((await deliveries())[0]).toMatchObject({ state: 'queued', attempts: 0, nextAttemptAt: new Date(clock.at) })

    // As a process leaves it that was killed in the middle of an attempt.
    const { webhookDeliveries: table } = operator.db.tables
    const lost = { attempts: 1, nextAttemptAt: new Date(clock.at + 60_000) }
    await operator.db.transact(async (tx) => tx.sql.update(table).set(lost))
    acs.answer = (response) => void response.end()
    send()
    await settled()
    expect(acs.got).toHaveLength(1)
    clock.at += 60_000
    await expect.poll(async () => (await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  test('Two processes share one queue and send nothing twice', async () => {
    const { admin, report, send, deliveries } = await reportingBureau(open)
    const acs = await receiver()
    await createWebhook(admin, { url: acs.url })
    send()
    send()
    for (let n = 0; n < 10; n++) await report(Array.from({ length: 10 }, () => ({})))
    await expect
      .poll(async () => (await deliveries()).filter(({ state }) => state === 'delivered').length, { timeout: 30_000 })
      .toBe(100)
    expect(acs.got).toHaveLength(100)
    expect((await deliveries()).every(({ attempts }) => attempts === 1)).toBe(true)
  })

  test('A name that leads where no call goes is refused at each attempt, and the log says why', async () => {
    const { admin, report, send, operator, deliveries } = await reportingBureau(open)
    const acs = await receiver()
    await createWebhook(admin, { url: acs.url })
    await report([{}])
    // The operator took the network off the list meanwhile.
    send({ ...operator, outgoing: openOutgoing({ allow: [] }) })
    await expect.poll(async () => (await deliveries())[0]!.lastError).toContain('https://')
    expect(acs.got).toEqual([])
  })

  test('In a zone where the customer’s system decides, its first answer is written into the log', async () => {
    const bureau = await reportingBureau(open)
    const { admin, operator, tenantId, people, report, send, facility, lines, clock } = bureau
    await changeZone(admin, { id: facility.id, mode: 'identify_only' })
    const acs = await receiver((response) => void response.end('{"decision":"denied","reason":"No ticket"}'))
    const log = await receiver()
    const { webhook } = await createWebhook(admin, { url: acs.url })
    await createWebhook(admin, { url: log.url, types: ['acs_denied'] })
    const [ada] = await people(1)
    const grantId = newId()
    const enteredAt = new Date(clock.at)
    await operator.db.transact((tx) =>
      insertGrants(tx, {
        tenantId,
        at: enteredAt,
        grants: [{ id: grantId, userId: ada!.id }],
        common: { kind: 'member', enteredAt },
      }),
    )
    await report([{ userId: ada!.id, grantId, grantKind: 'member' }])
    send()
    await expect.poll(() => log.got).toHaveLength(1)
    const [line] = await lines()
    expect(line).toMatchObject({ type: 'acs_denied', acsDecision: 'denied', acsReason: 'No ticket' })
    expect(acs.got.map(({ json }) => [json.type, json.data.mode])).toEqual([['access_granted', 'identify_only']])
    expect(log.got[0]!.json).toMatchObject({
      type: 'acs_denied',
      data: { acs_decision: 'denied', acs_reason: 'No ticket' },
    })
    expect(log.got[0]!.headers['webhook-id']).not.toBe(acs.got[0]!.headers['webhook-id'])
    const { grants } = operator.db.tables
    const [grant] = await operator.db.sql.select().from(grants).where(eq(grants.id, grantId))
    expect(grant!.enteredAt).toBeNull()

    acs.answer = (response) => void response.end('{"decision":"granted"}')
    await changeWebhook(admin, { id: webhook.id, types: ['access_granted'] })
    await report([{ userId: ada!.id }, { type: 'outside_window' }])
    await expect
      .poll(async () => (await lines()).map(({ acsDecision }) => acsDecision))
      .toEqual(['denied', 'granted', null])
    expect((await lines())[1]).toMatchObject({ type: 'access_granted', acsReason: null })

    // Words of another system may name whoever stood there: they go with them, what happened at the door stays.
    await eraseUser({ ...admin, engines }, { userId: ada!.id })
    expect((await lines())[0]).toMatchObject({
      type: 'acs_denied',
      acsDecision: 'denied',
      acsReason: null,
      userId: null,
    })
  })

  test('Where the terminal decides, no answer changes the log', async () => {
    const { admin, report, send, lines, deliveries } = await reportingBureau(open)
    const acs = await receiver((response) => void response.end('{"decision":"denied"}'))
    await createWebhook(admin, { url: acs.url })
    await report([{}])
    send()
    await expect.poll(async () => (await deliveries())[0]!.state).toBe('delivered')
    expect((await lines())[0]).toMatchObject({ type: 'access_granted', acsDecision: null })
  })

  test.each([
    [500, patienceMs, 'failing'],
    [410, 0, 'gone'],
  ])(
    'After days of failures an address is turned off, and at once when it says %i; owners get a mail',
    async (status, ms, because) => {
      const { admin, operator, tenantId, report, send, clock } = await reportingBureau(open)
      const owner = {
        id: 'o',
        tenantId,
        email: 'ada@example.org',
        firstName: 'Ada',
        lastName: 'Byron',
        passwordHash: '-',
      }
      await operator.db.transact((tx) =>
        tx.sql
          .insert(tx.tables.admins)
          .values([
            { ...owner, role: 'owner', createdAt: new Date(clock.at) },
            { ...owner, id: 'x', email: 'aud@example.org', role: 'auditor', createdAt: new Date(clock.at) },
          ])
          .execute(),
      )
      const acs = await receiver((response) => void response.writeHead(status).end())
      const { webhook } = await createWebhook(admin, { url: acs.url })
      const read = () => requireWebhook(admin, webhook.id)
      send()
      if (ms > 0) {
        await report([{}])
        await expect.poll(async () => (await read()).failingSince).not.toBeNull()
        clock.at += ms - 1_000
        await report([{}])
        await expect.poll(() => acs.got.length).toBeGreaterThanOrEqual(2)
        await settled()
        expect((await read()).disabledAt).toBeNull()
        clock.at += 1_000
      }
      await report([{}])
      await expect.poll(async () => (await read()).disabledBecause).toBe('failing')
      const { auditLines } = operator.db.tables
      const told = await operator.db.sql.select().from(auditLines).where(eq(auditLines.action, 'webhook.disabled'))
      expect(told).toMatchObject([{ subjectId: webhook.id, actorKind: 'system', detail: { because } }])
      await sendQueued(operator)
      expect(operator.mail.letters).toMatchObject([{ to: 'ada@example.org', subject: 'A webhook was turned off' }])
      expect(operator.mail.letters[0]!.text).toContain(new URL(acs.url).host)
      expect(operator.mail.letters[0]!.text).not.toContain('/hook')
      const heard = acs.got.length
      await report([{}])
      await settled()
      expect(acs.got).toHaveLength(heard)
      acs.answer = (response) => void response.end()
      expect(await enableWebhook(admin, { id: webhook.id })).toMatchObject({ disabledAt: null, failingSince: null })
    },
  )

  test('Deliveries are forgotten after a month, and younger ones are not', async () => {
    const { admin, operator, report, clock, deliveries } = await reportingBureau(open)
    await createWebhook(admin, { url: 'https://acs.example/' })
    await report([{}, {}])
    clock.at += keptDays * day
    await report([{}])
    const job = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
    expect(await forgetDeliveriesJob.run(operator, {}, job)).toEqual({ deliveries: 0 })
    clock.at += 1
    expect(await forgetDeliveriesJob.run(operator, {}, job)).toEqual({ deliveries: 2 })
    expect(await deliveries()).toHaveLength(1)
  })
})
