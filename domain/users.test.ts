import { expect, test } from 'vitest'
import { createClient } from './clients'
import type { Context } from './context'
import { forgetCallsJob } from './idempotency'
import { ensureTenant, updateTenant } from './tenants'
import { describeDialects } from './testing'
import { createUser, findUserByDevice, listUsers, requireUser } from './users'

async function asTenant(context: Context, slug: string): Promise<Context> {
  const { id } = await ensureTenant(context, slug)
  return { ...context, actor: { kind: 'client', id: 'c', tenantId: id, scopes: ['enrol', 'read', 'erase'] } }
}

describeDialects('Users', (open) => {
  test('A user gets an id of 24 hex digits and a key before its row', async () => {
    const context = await asTenant(await open(), 'acme')
    const { user, outcome } = await createUser(context, { externalId: 'anna', appToken: 'push-token' })
    expect(outcome).toBe('created')
    expect(user.id).toMatch(/^[0-9a-f]{24}$/)
    expect(user).not.toHaveProperty('appTokenSealed')
    const [row] = await context.db.sql.select().from(context.db.tables.users)
    const place = { table: 'users.app_token', row: user.id, tenantId: user.tenantId }
    expect((await context.keys.openForUser(user.id, place, row!.appTokenSealed!)).toString()).toBe('push-token')
    expect(row!.appTokenSealed!.includes('push-token')).toBe(false)
  })

  test('Creating again answers with the same user, by device before external id', async () => {
    const context = await asTenant(await open(), 'acme')
    const anna = await createUser(context, { externalId: 'anna', macAddress: '00:0A:95:9d:68:16' })
    const ben = await createUser(context, { externalId: 'ben' })
    expect(await createUser(context, { externalId: 'anna' })).toEqual({ outcome: 'exists', user: anna.user })
    expect(await createUser(context, { externalId: 'ben', macAddress: '000a959d6816' })).toEqual({
      outcome: 'device_known',
      user: anna.user,
    })
    expect((await listUsers(context)).users.map(({ id }) => id)).toEqual([anna.user.id, ben.user.id])
  })

  test('Ten callers who create one person at once get one person', async () => {
    const context = await asTenant(await open(), 'acme')
    const made = await Promise.all(Array.from({ length: 10 }, () => createUser(context, { externalId: 'anna' })))
    expect(new Set(made.map(({ user }) => user.id)).size).toBe(1)
    expect(made.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
  })

  test('A repeated call under one key makes one nameless person; another call under it is refused', async () => {
    const context = await asTenant(await open(), 'acme')
    const idempotencyKey = 'a-key-of-my-own'
    const made = await Promise.all(Array.from({ length: 6 }, () => createUser(context, { idempotencyKey })))
    const again = await createUser(context, { idempotencyKey })
    expect(new Set([...made, again].map(({ user }) => user.id)).size).toBe(1)
    expect((await listUsers(context)).users).toHaveLength(1)
    await expect(createUser(context, { idempotencyKey, externalId: 'x' })).rejects.toMatchObject({ code: 'conflict' })
    const colleague = { ...context, actor: { ...context.actor, id: 'another client' } as typeof context.actor }
    expect((await createUser(colleague, { idempotencyKey })).user.id).not.toBe(again.user.id)
  })

  test('A key is forgotten after a day', async () => {
    let now = new Date()
    const context = await asTenant(await open({ now: () => now }), 'acme')
    const first = await createUser(context, { idempotencyKey: 'every-day' })
    now = new Date(now.getTime() + 25 * 3_600_000)
    expect((await createUser(context, { idempotencyKey: 'every-day' })).user.id).not.toBe(first.user.id)
    now = new Date(now.getTime() + 25 * 3_600_000)
    const running = { id: 'job', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
    expect(await forgetCallsJob.run(context, {}, running)).toEqual({ forgotten: 1 })
  })

  test('A user quota holds against callers at the same time, and answers for who exists', async () => {
    const operator = await open()
    const context = await asTenant(operator, 'acme')
    await updateTenant(operator, { slug: 'acme', userQuota: 3 })
    const names = Array.from({ length: 8 }, (_, n) => `user ${n}`)
    const made = await Promise.allSettled(names.map((externalId) => createUser(context, { externalId })))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const first = (await listUsers(context)).users[0]!
    expect((await createUser(context, { externalId: first.externalId! })).user.id).toBe(first.id)
    await expect(createUser(context, { externalId: 'late' })).rejects.toMatchObject({ code: 'user_quota_reached' })
  })

  test("Another tenant's user does not exist", async () => {
    const operator = await open()
    const [acme, other] = [await asTenant(operator, 'acme'), await asTenant(operator, 'other')]
    const { user } = await createUser(acme, { externalId: 'anna', macAddress: 'aa:bb:cc:dd:ee:ff' })
    await expect(requireUser(other, user.id)).rejects.toMatchObject({ code: 'not_found', options: { subject: 'user' } })
    expect(await findUserByDevice(other, { macAddress: 'aa:bb:cc:dd:ee:ff' })).toBeNull()
    expect((await createUser(other, { externalId: 'anna', macAddress: 'aa:bb:cc:dd:ee:ff' })).outcome).toBe('created')
  })

  test('A device is found whatever the case and separators; an address that names nobody finds nobody', async () => {
    const context = await asTenant(await open(), 'acme')
    const { user } = await createUser(context, { macAddress: '00-0A-95-9D-68-16' })
    expect((await findUserByDevice(context, { macAddress: '000a.959d.6816' }))?.id).toBe(user.id)
    await createUser(context, { externalId: 'phone', macAddress: '02:00:00:00:00:00' })
    expect(await findUserByDevice(context, { macAddress: '02:00:00:00:00:00' })).toBeNull()
  })

  test('Users are listed page by page in order of creation', async () => {
    let tick = 0
    const context = await asTenant(await open({ now: () => new Date(1_700_000_000_000 + Math.floor(tick++ / 3)) }), 'a')
    for (let n = 0; n < 7; n++) await createUser(context, { externalId: `user ${n}` })
    const seen: string[] = []
    for (let after; ;) {
      const page = await listUsers(context, { first: 3, after })
      seen.push(...page.users.map(({ id }) => id))
      after = page.users.at(-1)!
      if (!page.hasMore) break
    }
    expect(new Set(seen).size).toBe(7)
  })

  test('A client needs the scope', async () => {
    const operator = await open()
    const made = await createClient(operator, { tenantSlug: 'acme', name: 'Reader', scopes: ['read'] })
    const actor = { kind: 'client', id: made.clientId, tenantId: made.tenantId, scopes: ['read'] } as const
    await expect(createUser({ ...operator, actor }, { externalId: 'anna' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(createUser({ ...operator, actor: { kind: 'nobody' } }, {})).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })
})
