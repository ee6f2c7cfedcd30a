/** Webhooks from the outside: what customers set up, and what their systems then hear, verified by the public library. */
import { eq } from 'drizzle-orm'
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createTenant } from '../tenants'
import { adminActor, describeDialects } from '../testing'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  mostWebhooks,
  rotateWebhookSecret,
} from './change'
import { listDeliveries, replayWebhook, requireDelivery, resendDelivery, sendTestMessage } from './deliveries'
import { enqueueWebhooks } from './enqueue'
import { receiver, reportingBureau } from './testing'
import { listWebhooks, requireWebhook } from './webhook'

const hour = 3_600_000
const code = (name: string) => expect.objectContaining({ code: name })

describeDialects('webhooks', (open) => {
  test('A secret is shown once, lies sealed, and a webhook is seen by its tenant alone', async () => {
    const { admin, operator, asClient } = await reportingBureau(open)
    const input = { url: 'https://acs.example/hook?token=hush', description: 'Turnstiles' }
    const { webhook, secret } = await createWebhook(admin, input)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { webhooks, auditLines } = operator.db.tables
    const [row] = await operator.db.sql.select().from(webhooks)
    expect(row!.secretSealed.includes(Buffer.from(secret))).toBe(false)
    expect(row!.secretSealed.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false)
    expect(await listWebhooks(asClient('events'))).toEqual([webhook])
    expect(JSON.stringify([webhook, await requireWebhook(admin, webhook.id)])).not.toMatch(/secretSealed|whsec/)
    const told = await operator.db.sql.select().from(auditLines).where(eq(auditLines.subjectId, webhook.id))
    expect(told).toMatchObject([{ action: 'webhook.created', detail: { host: 'acs.example', types: null } }])

    const { id: tenantId } = await createTenant(operator, { slug: 'other' })
    const stranger = { ...operator, actor: adminActor({ tenantId }) }
    const { id } = webhook
    expect(await listWebhooks(stranger)).toEqual([])
    const missing = code('not_found')
    await expect(requireWebhook(stranger, id)).rejects.toEqual(missing)
    await expect(changeWebhook(stranger, { id, description: 'mine' })).rejects.toEqual(missing)
    await expect(rotateWebhookSecret(stranger, { id })).rejects.toEqual(missing)
    await expect(disableWebhook(stranger, { id })).rejects.toEqual(missing)
    await expect(enableWebhook(stranger, { id })).rejects.toEqual(missing)
    await expect(deleteWebhook(stranger, { id })).rejects.toEqual(missing)
    await expect(sendTestMessage(stranger, { id })).rejects.toEqual(missing)
    await expect(listDeliveries(stranger, { webhookId: id })).rejects.toEqual(missing)
    await expect(replayWebhook(stranger, { webhookId: id, after: null })).rejects.toEqual(missing)
    expect(await requireWebhook(admin, id)).toEqual(webhook)
  })

  test('Who only reads changes nothing, and a browser left open makes none', async () => {
    const { admin, asClient, operator, tenantId, clock } = await reportingBureau(open)
    const { webhook } = await createWebhook(asClient('members'), { url: 'https://acs.example/' })
    const auditor = { ...operator, actor: adminActor({ tenantId, role: 'auditor' }) }
    expect(await listWebhooks(auditor)).toHaveLength(1)
    for (const reader of [auditor, asClient('read'), asClient('enrol')]) {
      await expect(createWebhook(reader, { url: 'https://acs.example/' })).rejects.toEqual(code('forbidden'))
      await expect(deleteWebhook(reader, { id: webhook.id })).rejects.toEqual(code('forbidden'))
    }
    clock.at += hour
    await expect(createWebhook(admin, { url: 'https://a.example/' })).rejects.toEqual(code('fresh_sign_in_required'))
    await expect(rotateWebhookSecret(admin, { id: webhook.id })).rejects.toEqual(code('fresh_sign_in_required'))
  })

  test.each([
    'http://acs.example/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:10.0.0.1]/',
    'https://0/',
    'https://user:pass@acs.example/',
    'ftp://acs.example/',
    'acs.example',
    '',
    `https://acs.example/${'a'.repeat(3_000)}`,
  ])('%s is refused before it is kept', async (url) => {
    const context = await open()
    const { id: tenantId } = await createTenant(context, { slug: 'acme' })
    const admin = { ...context, actor: adminActor({ tenantId }) }
    await expect(createWebhook(admin, { url })).rejects.toEqual(
      expect.objectContaining({
        code: 'invalid_input',
        options: expect.objectContaining({ fields: [expect.objectContaining({ field: 'url' })] }),
      }),
    )
    const { webhook } = await createWebhook(admin, { url: 'https://acs.example/' })
    await expect(changeWebhook(admin, { id: webhook.id, url })).rejects.toEqual(code('invalid_input'))
  })

  test('There are so many and no more', async () => {
    const { admin } = await reportingBureau(open)
    for (let n = 0; n < mostWebhooks; n++) await createWebhook(admin, { url: `https://acs.example/${n}` })
    await expect(createWebhook(admin, { url: 'https://acs.example/' })).rejects.toEqual(
      expect.objectContaining({ code: 'rule_broken', options: { reason: 'webhooks_limit_exceeded' } }),
    )
  })

  test('A message says what the contract names, and the public library verifies it', async () => {
    const { admin, people, report, send, facility, door, deliveries } = await reportingBureau(open)
    const acs = await receiver()
    const { secret } = await createWebhook(admin, { url: acs.url })
    const [ada] = await people(1)
    const [line] = await report([{ userId: ada!.id, grantKind: 'member', grantId: 'g', offline: true }])
    send()
    await expect.poll(() => acs.got).toHaveLength(1)
    const { headers, body, json } = acs.got[0]!
    expect(new Verifier(secret).verify(body, headers)).toEqual(json)
    expect(() => new Verifier(secret).verify(body.replace('true', 'false'), headers)).toThrow()
    expect(headers).toMatchObject({ 'webhook-id': `msg_${line!.id}`, 'content-type': 'application/json' })
    expect(json).toEqual({
      type: 'access_granted',
      timestamp: line!.occurredAt.toISOString(),
      data: {
        access_event_id: line!.id,
        acs_id: ada!.externalId,
        acs_id_schema: 'string64',
        user_id: ada!.uuid,
        access_point_id: door.id,
        zone_id: facility.zoneId,
        mode: 'relay',
        event_id: null,
        member: true,
        occurred_at: line!.occurredAt.toISOString(),
        sequence: line!.sequence,
        type: 'access_granted',
        offline: true,
        score_band: 'high',
        acs_decision: null,
        acs_reason: null,
      },
    })
    await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered')
    expect((await deliveries())[0]).toMatchObject({
      attempts: 1,
      lastStatus: 204,
      lastError: null,
      nextAttemptAt: null,
    })
  })

  test('After a rotation both secrets sign for a day, then the new one alone', async () => {
    const { admin, report, send, clock } = await reportingBureau(open)
    const acs = await receiver()
    const { webhook, secret: old } = await createWebhook(admin, { url: acs.url })
    const { secret, webhook: after } = await rotateWebhookSecret(admin, { id: webhook.id })
    expect(secret).not.toBe(old)
    expect(after.previousSecretUntil).toEqual(new Date(clock.at + 24 * hour))
    await report([{}])
    send()
    await expect.poll(() => acs.got).toHaveLength(1)
    const { body, headers } = acs.got[0]!
    for (const one of [old, secret]) expect(new Verifier(one).verify(body, headers)).toBeTruthy()
    clock.at += 24 * hour
    await report([{}])
    await expect.poll(() => acs.got).toHaveLength(2)
    const later = acs.got[1]!
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2)
    expect(later.headers['webhook-signature']!.split(' ')).toHaveLength(1)
    // The library compares with today's clock: the content is signed anew for it, and the new secret's signature is the one.
    const again = new Verifier(secret).sign(later.headers['webhook-id']!, new Date(clock.at), later.body)
    expect(later.headers['webhook-signature']).toBe(again)
  })

  test('A rotation that overlaps nothing silences the old secret at once', async () => {
    const { admin, report, send } = await reportingBureau(open)
    const acs = await receiver()
    const { webhook, secret: old } = await createWebhook(admin, { url: acs.url })
    const { secret } = await rotateWebhookSecret(admin, { id: webhook.id, overlapHours: 0 })
    await report([{}])
    send()
    await expect.poll(() => acs.got).toHaveLength(1)
    const { body, headers } = acs.got[0]!
    expect(new Verifier(secret).verify(body, headers)).toBeTruthy()
    expect(() => new Verifier(old).verify(body, headers)).toThrow()
  })

  test('Each webhook hears of the types that it asked for, and of no other tenant', async () => {
    const { admin, operator, report, send } = await reportingBureau(open)
    const [all, refusals, foreign] = [await receiver(), await receiver(), await receiver()]
    await createWebhook(admin, { url: all.url })
    await createWebhook(admin, { url: refusals.url, types: ['outside_window', 'spoof_suspected'] })
    const { id: tenantId } = await createTenant(operator, { slug: 'other' })
    await createWebhook({ ...operator, actor: adminActor({ tenantId }) }, { url: foreign.url })
    send()
    await report([{}, { type: 'outside_window' }, { type: 'not_recognised', scoreBand: null }])
    await expect.poll(() => all.got).toHaveLength(3)
    await expect.poll(() => refusals.got).toHaveLength(1)
    expect(refusals.got[0]!.json.type).toBe('outside_window')
    expect(refusals.got[0]!.headers['webhook-id']).toBe(
      all.got.find(({ json }) => json.type === 'outside_window')!.headers['webhook-id'],
    )
    expect(foreign.got).toEqual([])
  })

  test('Whoever was erased between the access and its message is named in none', async () => {
    const { admin, operator, people, report, send } = await reportingBureau(open)
    const acs = await receiver()
    await createWebhook(admin, { url: acs.url })
    const [ada] = await people(1)
    await report([{ userId: ada!.id }])
    const { users } = operator.db.tables
    await operator.db.transact(async (tx) => tx.sql.delete(users).where(eq(users.id, ada!.id)))
    send()
    await expect.poll(() => acs.got).toHaveLength(1)
    expect(acs.got[0]!.json.data).toMatchObject({ acs_id: null, acs_id_schema: null, user_id: null })
    for (const known of [ada!.id, ada!.uuid, ada!.externalId!]) expect(acs.got[0]!.body).not.toContain(known)
  })

  test('What is not committed is not told', async () => {
    const { admin, operator, tenantId, clock, deliveries } = await reportingBureau(open)
    await createWebhook(admin, { url: 'https://acs.example/' })
    const undone = operator.db.transact(async (tx) => {
      const events = [{ id: 'e', type: 'access_granted' }]
      expect(await enqueueWebhooks(tx, { tenantId, at: new Date(clock.at), events })).toBe(1)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await deliveries()).toEqual([])
  })

  test('One that is off is told nothing new, and of nothing that waits until it is on again', async () => {
    const { admin, report, send, deliveries } = await reportingBureau(open)
    const acs = await receiver()
    const { webhook } = await createWebhook(admin, { url: acs.url })
    const { id } = webhook
    await report([{}])
    expect(await disableWebhook(admin, { id })).toMatchObject({ disabledBecause: 'admin' })
    await report([{}])
    expect(await deliveries()).toHaveLength(1)
    const stop = send()
    await expect(sendTestMessage(admin, { id })).rejects.toEqual(code('conflict'))
    await expect(replayWebhook(admin, { webhookId: id, after: null })).rejects.toEqual(code('conflict'))
    await expect(resendDelivery(admin, { id: (await deliveries())[0]!.id })).rejects.toEqual(code('conflict'))
    await new Promise((done) => setTimeout(done, 100))
    expect(acs.got).toEqual([])
    await enableWebhook(admin, { id })
    await expect.poll(() => acs.got).toHaveLength(1)
    await stop()
    await deleteWebhook(admin, { id })
    expect(await deliveries()).toEqual([])
  })

  test('A test message arrives, signed, whatever types are asked for', async () => {
    const { admin, send } = await reportingBureau(open)
    const acs = await receiver()
    const { webhook, secret } = await createWebhook(admin, { url: acs.url, types: ['acs_denied'] })
    const { id } = await sendTestMessage(admin, { id: webhook.id })
    send()
    await expect.poll(async () => (await requireDelivery(admin, id)).state).toBe('delivered')
    const { body, headers, json } = acs.got[0]!
    expect(new Verifier(secret).verify(body, headers)).toEqual(json)
    expect(json).toMatchObject({ type: 'test', data: { webhook_id: webhook.id } })
  })

  test('A message is sent again with the same id, and everything since a line of the log by its cursor', async () => {
    const { admin, report, send, clock } = await reportingBureau(open)
    const acs = await receiver()
    const { webhook } = await createWebhook(admin, { url: acs.url, types: ['access_granted'] })
    const webhookId = webhook.id
    const lines = await report([{}, { type: 'outside_window' }, {}, {}])
    const [waiting] = (await listDeliveries(admin, { webhookId })).deliveries
    // What waits for nothing keeps its place.
    expect((await resendDelivery(admin, { id: waiting!.id })).nextAttemptAt).toEqual(waiting!.nextAttemptAt)
    // What waits already is not put in twice.
    expect(await replayWebhook(admin, { webhookId, after: null })).toMatchObject({ queued: 0, cursor: lines[3]!.id })
    send()
    await expect.poll(() => acs.got).toHaveLength(3)
    const ids = new Set(acs.got.map(({ headers }) => headers['webhook-id']))
    await expect
      .poll(async () => (await listDeliveries(admin, { webhookId, states: ['delivered'] })).deliveries)
      .toHaveLength(3)

    clock.at += hour
    await resendDelivery(admin, { id: waiting!.id })
    await expect.poll(() => acs.got).toHaveLength(4)
    expect(acs.got[3]!.headers['webhook-id']).toBe(waiting!.messageId)
    await expect.poll(async () => (await requireDelivery(admin, waiting!.id)).state).toBe('delivered')
    expect((await requireDelivery(admin, waiting!.id)).attempts).toBe(2)

    const first = await replayWebhook(admin, { webhookId, after: lines[0]!.id, first: 2 })
    expect(first).toEqual({ queued: 1, cursor: lines[2]!.id, hasMore: true })
    const second = await replayWebhook(admin, { webhookId, after: first.cursor, first: 2 })
    expect(second).toEqual({ queued: 1, cursor: lines[3]!.id, hasMore: false })
    expect(await replayWebhook(admin, { webhookId, after: second.cursor })).toEqual({ ...second, queued: 0 })
    await expect.poll(() => acs.got).toHaveLength(6)
    expect(new Set(acs.got.map(({ headers }) => headers['webhook-id']))).toEqual(ids)
    const { deliveries, hasMore } = await listDeliveries(admin, { webhookId, first: 2 })
    expect([deliveries.length, hasMore]).toEqual([2, true])
    const rest = await listDeliveries(admin, { webhookId, after: deliveries[1]!.id })
    expect(rest.deliveries).toHaveLength(3)
    expect(rest.deliveries.map(({ id }) => id)).not.toContain(deliveries[1]!.id)
  })
})
