/** 4.8 over HTTP: a webhook's whole life as an integrator leads it, up to a message that the public library verifies. */
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test, vi } from 'vitest'
import { openOutgoing } from '@/domain/outgoing'
import { describeDialects } from '@/domain/testing'
import { runWebhooks } from '@/domain/webhooks/loop'
import { receiver } from '@/domain/webhooks/testing'
import { contextModule, openEvents } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

describeDialects('webhooks of the events API', (open) => {
  const opened = async () => {
    const outgoing = openOutgoing({ allow: ['127.0.0.1'] })
    const bureau = await openEvents((options) => open({ ...options, outgoing }))
    return { ...bureau, acme: await bureau.tenant('acme') }
  }

  test('A webhook is made, tried, changed, given a new secret, turned off and on, and deleted', async () => {
    const { acme, context, clock } = await opened()
    // Receivers compare with their own clock.
    clock.at = Date.now()
    const acs = await receiver()
    const made = await acme.call('POST', '/webhooks', { body: { url: acs.url, types: ['access_granted'] } })
    expect(made.http).toBe(201)
    const { webhook_id: id, secret } = made.body
    expect(made.body).toMatchObject({ url: acs.url, enabled: true, types: ['access_granted'], failing_since: null })

    const tried = await acme.call('POST', `/webhooks/${id}/test`)
    expect([tried.http, tried.body.state]).toEqual([202, 'queued'])
    const stop = new AbortController()
    const sending = runWebhooks(context, stop.signal, { pollMs: 10 })
    const state = async () => (await acme.call('GET', `/webhook-deliveries/${tried.body.delivery_id}`)).body.state
    await expect.poll(state).toBe('delivered')
    const { body, headers } = acs.got[0]!
    expect(new Verifier(secret).verify(body, headers)).toMatchObject({ type: 'test' })

    const again = await acme.call('POST', `/webhook-deliveries/${tried.body.delivery_id}/resend`)
    expect(again.http).toBe(202)
    await expect.poll(() => acs.got.length).toBe(2)
    await expect.poll(state).toBe('delivered')
    stop.abort()
    await sending
    const log = await acme.call('GET', `/webhooks/${id}/deliveries?state=delivered&limit=1`)
    expect(log.body).toMatchObject({ items: [{ last_status: 204, type: 'test' }], next_cursor: null })

    const changed = await acme.call('PATCH', `/webhooks/${id}`, { body: { description: 'Gates', enabled: false } })
    expect(changed.body).toMatchObject({ description: 'Gates', enabled: false, disabled_because: 'admin' })
    const off = await acme.call('POST', `/webhooks/${id}/replay`, { body: { after: null } })
    expect([off.http, off.body.reason]).toEqual([409, 'conflict'])
    expect((await acme.call('PATCH', `/webhooks/${id}`, { body: { enabled: true } })).body.enabled).toBe(true)
    const replayed = await acme.call('POST', `/webhooks/${id}/replay`, { body: { after: null } })
    expect([replayed.http, replayed.body]).toEqual([202, { queued: 0, cursor: null, has_more: false }])
    // Compared as text, a blank would lie before every line, and all of them would be told again.
    const wrong = await acme.call('POST', `/webhooks/${id}/replay`, { body: { after: ' ' } })
    expect([wrong.http, wrong.body.errors[0].field]).toEqual([422, 'after'])

    const rotated = await acme.call('POST', `/webhooks/${id}/rotate`, { body: {} })
    expect(rotated.body.secret).not.toBe(secret)
    expect(rotated.body.previous_secret_until).not.toBeNull()
    const listed = await acme.call('GET', '/webhooks')
    expect(listed.body.items).toMatchObject([{ webhook_id: id }])
    expect(JSON.stringify(listed.body)).not.toContain('whsec_')
    expect((await acme.call('DELETE', `/webhooks/${id}`)).http).toBe(204)
    const gone = await acme.call('GET', `/webhooks/${id}`)
    expect([gone.http, gone.body.reason]).toEqual([404, 'webhook_not_found'])
    expect((await acme.call('GET', '/webhook-deliveries/none')).body.reason).toBe('delivery_not_found')
  })

  test.each([
    'http://8.8.8.8/',
    'ftp://acs.example/',
    'https://127.0.0.2/',
    'https://169.254.169.254/',
    'nothing',
    'https://a:b@acs.example/',
  ])('A webhook to %s is refused with its field', async (url) => {
    const { acme } = await opened()
    const { http, body } = await acme.call('POST', '/webhooks', { body: { url } })
    expect([http, body.reason, body.errors[0].field]).toEqual([422, 'validation_error', 'url'])
  })

  test('There are twenty and no more; a type that is none, and who may not, are refused', async () => {
    const { acme } = await opened()
    const create = (more = {}, options = {}) =>
      acme.call('POST', '/webhooks', { body: { url: 'https://acs.example/', ...more }, ...options })
    for (let n = 0; n < 20; n++) expect((await create()).http).toBe(201)
    const full = await create()
    expect([full.http, full.body.reason]).toEqual([409, 'webhooks_limit_exceeded'])
    expect((await create({ types: ['everything'] })).http).toBe(422)
    const reader = { authorization: `Bearer ${await acme.token(acme.client, ['read'])}` }
    const refused = await create({}, { headers: reader })
    expect([refused.http, refused.body.reason]).toEqual([403, 'role_missing'])
  })
})
