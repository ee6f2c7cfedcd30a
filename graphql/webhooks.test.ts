import { expect, test } from 'vitest'
import { newId } from '@/domain/ids'
import { adminActor, describeDialects } from '@/domain/testing'
import { receiver, reportingBureau } from '@/domain/webhooks/testing'
import { encodeId } from './ids'
import { act, ask } from './testing'

const shown = 'id url description types disabledAt disabledBecause waiting previousSecretUntil'
const payload = `... on WebhookPayload { webhook { ${shown} } }`
const secretly = `... on WebhookSecretPayload { secret webhook { ${shown} } }`
const sent = '... on WebhookDeliveryPayload { delivery { id type state attempts lastStatus accessEvent { type } } }'
const replayed = '... on ReplayWebhookPayload { queued endCursor hasMore }'

const log = `query ($filter: WebhookDeliveryFilter, $after: String, $first: Int) {
  webhookDeliveries(filter: $filter, after: $after, first: $first) {
    edges { node { id type state webhook { url } accessEvent { accessEventId } } } pageInfo { hasNextPage endCursor } } }`

describeDialects('Webhooks over GraphQL', (open) => {
  async function withHook() {
    const bureau = await reportingBureau(open)
    const { url } = await receiver()
    const made = await act(bureau.admin, 'createWebhook', { url, types: ['ACCESS_GRANTED'] }, secretly)
    return { ...bureau, url, made, webhookId: made.webhook.id as string }
  }

  test('One is made with a secret that is shown once, changed, rotated, turned off and on, and deleted', async () => {
    const { admin, made, webhookId, url } = await withHook()
    expect(made.secret).toMatch(/^whsec_/)
    expect(made.webhook).toMatchObject({ url, description: '', types: ['ACCESS_GRANTED'], disabledAt: null })
    const input = { webhookId, idempotencyKey: 'rotate-it-now' }
    const rotated = await act(admin, 'rotateWebhookSecret', input, secretly)
    expect(rotated.secret).not.toBe(made.secret)
    expect(rotated.webhook.previousSecretUntil).not.toBeNull()
    expect((await act(admin, 'rotateWebhookSecret', input, secretly)).__typename).toBe('IdempotencyConflict')

    const described = await act(admin, 'changeWebhook', { webhookId, description: 'The gates' }, payload)
    expect(described.webhook).toMatchObject({ description: 'The gates', types: ['ACCESS_GRANTED'], url })
    const all = await act(admin, 'changeWebhook', { webhookId, types: null, url: null }, payload)
    expect(all.webhook).toMatchObject({ description: 'The gates', types: null, url })
    const wrong = { webhookId, url: 'http://169.254.169.254/latest' }
    expect(await act(admin, 'changeWebhook', wrong, '... on InvalidInput { fields { field } }')).toMatchObject({
      __typename: 'InvalidInput',
      fields: [{ field: 'url' }],
    })

    const off = await act(admin, 'disableWebhook', { webhookId }, payload)
    expect(off.webhook).toMatchObject({ disabledBecause: 'ADMIN' })
    expect((await act(admin, 'testWebhook', { webhookId }, sent)).__typename).toBe('Conflict')
    const on = await act(admin, 'enableWebhook', { webhookId }, payload)
    expect(on.webhook).toMatchObject({ disabledAt: null, disabledBecause: null })
    expect((await act(admin, 'deleteWebhook', { webhookId }, '')).__typename).toBe('DeletedWebhookPayload')
    expect((await act(admin, 'enableWebhook', { webhookId }, payload)).__typename).toBe('NotFound')
    expect((await ask(admin, '{ webhooks { edges { cursor } } }')).data.webhooks.edges).toEqual([])
  })

  test('What tells others needs a fresh sign-in, and there is a limit', async () => {
    const { operator, tenantId, admin } = await reportingBureau(open)
    const stale = { ...operator, actor: adminActor({ tenantId, provedAt: new Date(0) }) }
    const { url } = await receiver()
    expect((await act(stale, 'createWebhook', { url }, secretly)).__typename).toBe('FreshSignInRequired')
    // Whether the address may be called is said before.
    const inside = await act(
      stale,
      'createWebhook',
      { url: 'https://10.1.2.3/' },
      '... on InvalidInput { fields { field } }',
    )
    expect(inside).toMatchObject({ __typename: 'InvalidInput', fields: [{ field: 'url' }] })
    for (let n = 0; n < 20; n++) await act(admin, 'createWebhook', { url }, secretly)
    expect(await act(admin, 'createWebhook', { url }, '... on RuleBroken { reason }')).toMatchObject({
      reason: 'webhooks_limit_exceeded',
    })
  })

  test('Its log is filtered and paged, a message is sent again, and the log of access is replayed', async () => {
    const { admin, clock, webhookId, report, send } = await withHook()
    const lines = await report([{}, { type: 'outside_window' }, {}])
    await act(admin, 'testWebhook', { webhookId }, sent)
    const asked = async (filter: object, more: object = {}) => {
      const { data, errors } = await ask(admin, log, { filter, ...more })
      expect(errors).toBeUndefined()
      return data.webhookDeliveries
    }
    const waiting = await asked({ webhookId, states: ['QUEUED'] })
    expect(waiting.edges.map(({ node }: { node: { type: string } }) => node.type)).toEqual([
      'test',
      'access_granted',
      'access_granted',
    ])
    const [message] = waiting.edges.slice(1)
    expect(message.node.accessEvent.accessEventId).toBe(lines[2]!.id)
    const again = await act(admin, 'resendWebhookDelivery', { deliveryId: message.node.id }, sent)
    expect(again.delivery).toMatchObject({ state: 'QUEUED', attempts: 0 })

    const stop = send()
    await expect.poll(async () => (await asked({ states: ['DELIVERED'] })).edges.length, { timeout: 20_000 }).toBe(3)
    await stop()
    const first = await asked({ webhookId }, { first: 2 })
    const rest = await asked({ webhookId }, { first: 2, after: first.pageInfo.endCursor })
    expect([first.edges.length, rest.edges.length, rest.pageInfo.hasNextPage]).toEqual([2, 1, false])
    expect((await asked({ types: ['ACCESS_GRANTED'] })).edges).toHaveLength(2)
    const resent = await act(admin, 'resendWebhookDelivery', { deliveryId: message.node.id }, sent)
    expect(resent.delivery).toMatchObject({ state: 'QUEUED', attempts: 1 })

    const part = await act(admin, 'replayWebhook', { webhookId, first: 2 }, replayed)
    expect(part).toMatchObject({ queued: 1, endCursor: lines[1]!.id, hasMore: true })
    const end = await act(admin, 'replayWebhook', { webhookId, after: part.endCursor }, replayed)
    expect(end).toMatchObject({ queued: 0, endCursor: lines[2]!.id, hasMore: false })
    const since = new Date(clock.at + 1).toISOString()
    const none = await act(admin, 'replayWebhook', { webhookId, since }, replayed)
    expect(none).toMatchObject({ queued: 0 })
    const further = { webhookId, after: none.endCursor }
    expect(await act(admin, 'replayWebhook', further, replayed)).toMatchObject({ queued: 0, hasMore: false })
    clock.at += 60_000
    const [late] = await report([{ id: newId(clock.at) }])
    expect(await act(admin, 'replayWebhook', { webhookId, since }, replayed)).toMatchObject({
      queued: 0,
      endCursor: late!.id,
    })
    const [newest] = (await asked({ webhookId }, { first: 1 })).edges
    const told = await ask(admin, `query ($id: ID!) { node(id: $id) { ... on WebhookDelivery { body } } }`, {
      id: newest.node.id,
    })
    expect(JSON.parse(told.data.node.body)).toMatchObject({
      type: 'access_granted',
      data: { access_event_id: late!.id },
    })
    const elsewhere = await act(admin, 'replayWebhook', { webhookId: encodeId('Webhook', newId()) }, replayed)
    expect(elsewhere.__typename).toBe('NotFound')
  })
})
