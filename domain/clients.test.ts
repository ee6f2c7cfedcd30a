import { expect, test, vi } from 'vitest'
import { endOverlap, revokeClient, rotateClient, updateClient } from './client-changes'
import { isAllowedOrigin } from './client-origins'
import { authenticateClient, countRequest } from './client-calls'
import { createClient, listClients } from './clients'
import type { Context } from './context'
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

  test('An admin whose sign-in is old makes no key, and gives none another secret or scope', async () => {
    const operator = await open()
    const { tenantId, clientId } = await createClient(operator, { tenantSlug: 'acme', name: 'Door' })
    const provedAt = new Date(operator.now().getTime() - 6 * 60_000)
    const stale = { ...operator, actor: adminActor({ tenantId, provedAt }) }
    const refused = { code: 'fresh_sign_in_required' }
    await expect(createClient(stale, { name: 'Back door' })).rejects.toMatchObject(refused)
    await expect(rotateClient(stale, { clientId })).rejects.toMatchObject(refused)
    await expect(updateClient(stale, { clientId, scopes: ['erase'] })).rejects.toMatchObject(refused)
    expect(await listClients(operator, {})).toHaveLength(1)
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

  test('After a rotation with an overlap both secrets work until it ends, by the clock or by hand', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const context = await open({ now: () => now })
    const first = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const second = await rotateClient(context, { clientId: first.clientId, overlapHours: 24 })
    expect(second.previousSecretUntil).toEqual(new Date('2026-01-02T00:00:00Z'))
    await authenticateClient(context, first)
    await authenticateClient(context, second)
    now = new Date('2026-01-01T23:59:59Z')
    await authenticateClient(context, first)
    now = new Date('2026-01-02T00:00:00Z')
    await expect(authenticateClient(context, first)).rejects.toMatchObject({ code: 'unauthenticated' })
    await authenticateClient(context, second)

    const third = await rotateClient(context, { clientId: first.clientId, overlapHours: 24 })
    await expect(authenticateClient(context, first)).rejects.toMatchObject({ code: 'unauthenticated' })
    await authenticateClient(context, second)
    await endOverlap(context, first)
    await expect(authenticateClient(context, second)).rejects.toMatchObject({ code: 'unauthenticated' })
    await authenticateClient(context, third)
  })

  test('Of rotations with an overlap at the same time one goes through, and its old secret stays good', async () => {
    const context = await open()
    const first = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const { clientId } = first
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => rotateClient(context, { clientId, overlapHours: 1 })),
    )
    const won = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []))
    const lost = tries.flatMap((tried) => (tried.status === 'rejected' ? [tried.reason as unknown] : []))
    expect(won).toHaveLength(1)
    expect(lost).toEqual(lost.map(() => expect.objectContaining({ code: 'conflict' })))
    await authenticateClient(context, first)
    await authenticateClient(context, won[0]!)
  })

  test('Of rotations without an overlap at the same time exactly one secret works in the end', async () => {
    const context = await open()
    const first = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const { clientId } = first
    await rotateClient(context, { clientId, overlapHours: 1 })
    const made = await Promise.all(Array.from({ length: 6 }, () => rotateClient(context, { clientId })))
    const looks = await Promise.allSettled([first, ...made].map((pair) => authenticateClient(context, pair)))
    expect(looks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('Whatever a revocation meets, no secret works after it', async () => {
    const context = await open()
    const first = await createClient(context, { tenantSlug: 'acme', name: 'Door' })
    const { clientId } = first
    const rotations = Promise.allSettled([
      rotateClient(context, { clientId, overlapHours: 1 }),
      revokeClient(context, { clientId }),
      rotateClient(context, { clientId }),
    ])
    const pairs = (await rotations).flatMap((done) =>
      done.status === 'fulfilled' && 'secret' in done.value ? [done.value] : [],
    )
    for (const pair of [first, ...pairs]) {
      await expect(authenticateClient(context, pair)).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(updateClient(context, { clientId, name: 'Back' })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('An expired client is refused from that moment on', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const context = await open({ now: () => now })
    const expiresAt = new Date('2026-01-02T00:00:00Z')
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door', expiresAt })
    await authenticateClient(context, made)
    now = expiresAt
    await expect(authenticateClient(context, made)).rejects.toMatchObject({ code: 'not_found' })
    const past = updateClient(context, { clientId: made.clientId, expiresAt: new Date('2025-01-01T00:00:00Z') })
    await expect(past).rejects.toMatchObject({ code: 'invalid_input' })
    await updateClient(context, { clientId: made.clientId, expiresAt: null })
    await authenticateClient(context, made)
  })

  test('A change holds from the next request on and is told with before and after, the name excepted', async () => {
    const context = await open()
    const made = await createClient(context, { tenantSlug: 'acme', name: 'Door', requestQuota: 1 })
    await countRequest(context, await authenticateClient(context, made))
    await expect(countRequest(context, await authenticateClient(context, made))).rejects.toMatchObject({
      code: 'request_quota_reached',
    })
    await updateClient(context, {
      clientId: made.clientId,
      name: 'Ms Anna Berg',
      scopes: ['read', 'read'],
      allowedOrigins: ['https://app.example.org'],
      restartCount: true,
    })
    const client = await authenticateClient(context, made)
    expect(client).toMatchObject({ scopes: ['read'], allowedOrigins: ['https://app.example.org'], requestsUsed: 0 })
    await countRequest(context, client)

    const lines = await context.db.sql.select().from(context.db.tables.auditLines)
    const line = lines.find(({ action }) => action === 'client.changed')
    expect(line!.detail).toEqual({
      before: { name: 'changed', scopes: ['enrol', 'read', 'erase'], allowedOrigins: [], requestsUsed: 1 },
      after: { name: 'changed', scopes: ['read'], allowedOrigins: ['https://app.example.org'], requestsUsed: 0 },
    })
  })

  test.each(['app.example.org', 'https://app.example.org/', 'https://a.org/path', 'javascript:alert(1)', '*', 'null'])(
    'An origin is an address without a path: %s is refused',
    async (origin) => {
      const context = await open()
      const made = createClient(context, { tenantSlug: 'acme', name: 'Door', allowedOrigins: [origin] })
      await expect(made).rejects.toMatchObject({ code: 'invalid_input' })
    },
  )

  test('Owners and admins make clients of their own tenant; auditors and clients make none', async () => {
    const context = await open()
    const { tenantId } = await createClient(context, { tenantSlug: 'acme', name: 'First' })
    await createClient(context, { tenantSlug: 'other', name: 'Theirs' })
    const as = (role: 'owner' | 'admin' | 'auditor'): Context => ({
      ...context,
      actor: adminActor({ tenantId, role }),
    })
    expect(await createClient(as('owner'), { name: 'Mine' })).toMatchObject({ tenant: 'acme', tenantMade: false })
    await createClient(as('admin'), { name: 'Mine too', tenantSlug: 'acme' })
    await expect(createClient(as('owner'), { name: 'x', tenantSlug: 'other' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(createClient(as('auditor'), { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
    const caller: Context = { ...context, actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol'] } }
    await expect(createClient(caller, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createClient(context, { name: 'x' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('An origin is allowed while a living client lists it', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const context = await open({ now: () => now })
    const later = () => (now = new Date(now.getTime() + 6_000))
    const [one, two] = ['https://one.example', 'https://two.example']
    await createClient(context, { tenantSlug: 'acme', name: 'None' })
    const made = await createClient(context, { tenantSlug: 'acme', name: 'App', allowedOrigins: [one] })
    const expiresAt = new Date('2026-01-01T00:00:10Z')
    await createClient(context, { tenantSlug: 'acme', name: 'Short', allowedOrigins: [two], expiresAt })
    expect([await isAllowedOrigin(context, one), await isAllowedOrigin(context, two)]).toEqual([true, true])
    expect(await isAllowedOrigin(context, 'https://three.example')).toBe(false)
    await revokeClient(context, made)
    later()
    expect([await isAllowedOrigin(context, one), await isAllowedOrigin(context, two)]).toEqual([false, true])
    later()
    expect(await isAllowedOrigin(context, two)).toBe(false)
  })
})
