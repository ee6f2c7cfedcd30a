import { expect, test, vi } from 'vitest'
import { authenticateClient, countRequest, createClient, listClients, revokeClient, rotateClient } from './clients'
import { adminActor, describeDialects } from './testing'

describeDialects('Clients', (open) => {
  test('A client is known by its key and secret, and only the hash of the secret is kept', async () => {
    const context = await open()
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const client = await authenticateClient(context, made)
    expect(client.actor).toEqual({
      kind: 'client',
      id: made.clientId,
      tenantId: made.tenantId,
      scopes: ['enrol', 'read', 'erase'],
    })
    const rows = await context.db.sql.select().from(context.db.tables.clients)
    expect(JSON.stringify(rows)).not.toContain(made.secret)
    expect(JSON.stringify(rows)).not.toContain(made.appToken)
  })

  test('An unknown key and a wrong secret are told apart', async () => {
    const context = await open()
    const { key, secret } = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    await expect(authenticateClient(context, { key: `${key}x`, secret })).rejects.toMatchObject({ code: 'not_found' })
    await expect(authenticateClient(context, { key, secret: `${secret}x` })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('A revoked client stops at its next request, and gets no new secret', async () => {
    const context = await open()
    const { key, secret, clientId } = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    await revokeClient(context, { clientId })
    await expect(authenticateClient(context, { key, secret })).rejects.toMatchObject({ code: 'not_found' })
    await expect(rotateClient(context, { clientId })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('A rotated secret replaces the old one at once', async () => {
    const context = await open()
    const before = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const after = await rotateClient(context, before)
    await expect(authenticateClient(context, before)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await authenticateClient(context, after)).id).toBe(before.clientId)
  })

  test("Another vendor's pair can be brought along, once", async () => {
    const context = await open()
    const pair = { key: '5a0b1c', secret: 'an-old-vendors-secret' }
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Old app', ...pair })
    expect(made).toMatchObject(pair)
    expect((await authenticateClient(context, pair)).id).toBe(made.clientId)
    const again = createClient(context, { tenantSlug: 'other', name: 'Thief', ...pair })
    await expect(again).rejects.toMatchObject({ code: 'already_exists' })
    const half = createClient(context, { tenantSlug: 'acme', name: 'Half', key: 'only-a-key' })
    await expect(half).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('The last use of a client is written when it authenticates, once a minute, and for a right secret only', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const context = await open({ now: () => now })
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const lastUse = async () => (await listClients(context))[0]!.lastUsedAt?.toISOString()
    await expect(authenticateClient(context, { ...made, secret: 'wrong' })).rejects.toThrow()
    expect(await lastUse()).toBeUndefined()

    await Promise.all([authenticateClient(context, made), authenticateClient(context, made)])
    await expect.poll(lastUse).toBe('2026-01-01T00:00:00.000Z')

    const transact = vi.spyOn(context.db, 'transact')
    now = new Date('2026-01-01T00:00:59Z')
    await authenticateClient(context, made)
    expect(transact).not.toHaveBeenCalled()

    now = new Date('2026-01-01T00:01:00Z')
    await authenticateClient(context, made)
    await expect.poll(lastUse).toBe('2026-01-01T00:01:00.000Z')
    expect(transact).toHaveBeenCalledOnce()
  })

  test('A client is served also when its last use cannot be written', async () => {
    const context = await open()
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const warn = vi.spyOn(context.log, 'warn')
    vi.spyOn(context.db, 'transact').mockRejectedValue(new Error('the disk is full'))
    expect((await authenticateClient(context, made)).id).toBe(made.clientId)
    await expect.poll(() => warn.mock.calls.length).toBe(1)
  })

  test('A request quota is counted to the last request, whoever asks at the same time', async () => {
    const context = await open()
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door', requestQuota: 5 })
    const client = await authenticateClient(context, made)
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => countRequest(context, client)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    await expect(countRequest(context, client)).rejects.toMatchObject({ code: 'request_quota_reached' })
  })

  test("An admin sees and changes its own tenant's clients only", async () => {
    const context = await open()
    const mine = await createClient(context, { tenantSlug: 'acme', name: 'Mine' })
    const theirs = await createClient(context, { tenantSlug: 'other', name: 'Theirs' })
    const owner = { ...context, actor: adminActor({ tenantId: mine.tenantId }) }
    expect((await listClients(owner)).map(({ name }) => name)).toEqual(['Mine'])
    await expect(listClients(owner, { tenantSlug: 'other' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeClient(owner, theirs)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listClients(context)).toHaveLength(2)
  })
})
