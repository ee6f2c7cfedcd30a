import { expect, test } from 'vitest'
import { AppError } from './errors'
import { defaultSettings } from './settings'
import { createTenant, ensureMainTenant, ensureTenant, listTenants, updateTenant } from './tenants'
import { adminActor, describeDialects } from './testing'

describeDialects('Tenants', (open) => {
  test('Tenant main exists from the first start, once', async () => {
    const context = await open()
    const made = await Promise.all([ensureMainTenant(context), ensureMainTenant(context)])
    expect(made[0].id).toBe(made[1].id)
    expect(await listTenants(context)).toMatchObject([{ slug: 'main', userQuota: null, settings: defaultSettings }])
  })

  test('A new tenant has a key of its own from its first moment', async () => {
    const context = await open()
    const { id } = await createTenant(context, { slug: 'acme', name: 'Acme', userQuota: 3 })
    const place = { table: 'x', row: 'y', tenantId: id }
    const sealed = await context.keys.sealForTenant(place, Buffer.from('secret'))
    expect((await context.keys.openForTenant(place, sealed)).toString()).toBe('secret')
  })

  test('A slug is taken once', async () => {
    const context = await open()
    await createTenant(context, { slug: 'acme' })
    await expect(createTenant(context, { slug: 'acme' })).rejects.toMatchObject({ code: 'already_exists' })
    await expect(createTenant(context, { slug: 'Not a slug' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('Only the operator makes tenants', async () => {
    const context = await open()
    const { id } = await ensureTenant(context, 'acme')
    const owner = { ...context, actor: adminActor({ tenantId: id }) }
    await expect(createTenant(owner, { slug: 'other' })).rejects.toBeInstanceOf(AppError)
  })

  test('Only what was changed is stored, and what is unknown is refused', async () => {
    const context = await open()
    await createTenant(context, { slug: 'acme', userQuota: 1 })
    const changed = await updateTenant(context, { slug: 'acme', userQuota: null, settings: { duplicates: 'refuse' } })
    expect(changed).toMatchObject({ userQuota: null, settings: { ...defaultSettings, duplicates: 'refuse' } })
    const [row] = await context.db.sql.select().from(context.db.tables.tenants)
    expect(row?.settings).toEqual({ duplicates: 'refuse' })
    const unknown = updateTenant(context, { slug: 'acme', settings: { colour: 'red' } as object })
    await expect(unknown).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
