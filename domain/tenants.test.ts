import { expect, test } from 'vitest'
import { AppError } from './errors'
import { defaultSettings } from './settings'
import {
  createTenant,
  ensureMainTenant,
  ensureTenant,
  getTenant,
  listTenants,
  updateOwnTenant,
  updateTenant,
} from './tenants'
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

  test('An owner changes their own tenant, told with before and after; taking it back is the same call', async () => {
    const context = await open()
    const { id } = await ensureTenant(context, 'acme')
    const as = (role: 'owner' | 'admin') => ({
      ...context,
      actor: adminActor({ tenantId: id, role }),
    })
    await expect(updateOwnTenant(as('admin'), { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
    const settings = { verifyFmr: 1e-4, duplicates: 'flag' } as const
    const { tenant, before } = await updateOwnTenant(as('owner'), { name: 'Acme Ltd', settings })
    expect(tenant).toMatchObject({ name: 'Acme Ltd', settings: { verifyFmr: 1e-4, duplicates: 'flag' } })
    expect(before).toEqual({ name: 'acme', settings: { verifyFmr: 1e-3 } })
    const { tenant: undone } = await updateOwnTenant(as('owner'), before)
    expect(undone).toMatchObject({ name: 'acme', settings: defaultSettings })

    const lines = await context.db.sql.select().from(context.db.tables.auditLines)
    expect(lines.filter(({ action }) => action === 'tenant.changed').map(({ detail }) => detail)).toEqual([
      { before: { verifyFmr: 1e-3, name: 'changed' }, after: { verifyFmr: 1e-4, name: 'changed' } },
      { before: { verifyFmr: 1e-4, name: 'changed' }, after: { verifyFmr: 1e-3, name: 'changed' } },
    ])
  })

  test('What asks for more than an owner’s session is not changed beside the others', async () => {
    const context = await open()
    const { id } = await ensureTenant(context, 'main')
    const owner = { ...context, actor: adminActor({ tenantId: id }) }
    for (const settings of [
      { registration: 'open' },
      { registrationRole: 'admin' },
      { importLimitMib: 65_536 },
      { pictureDays: 0 },
    ]) {
      await expect(updateOwnTenant(owner, { settings: settings as object })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    }
    expect((await getTenant(owner)).settings).toEqual(defaultSettings)
  })

  test('Of changes of different settings at the same time none is lost', async () => {
    const context = await open()
    const { id } = await ensureTenant(context, 'acme')
    const owner = { ...context, actor: adminActor({ tenantId: id }) }
    await Promise.all([
      updateOwnTenant(owner, { settings: { duplicates: 'refuse' } }),
      updateOwnTenant(owner, { settings: { keepSamples: false } }),
      updateOwnTenant(owner, { settings: { auditorsSeePictures: true } }),
    ])
    expect((await getTenant(owner)).settings).toMatchObject({
      duplicates: 'refuse',
      keepSamples: false,
      auditorsSeePictures: true,
    })
  })
})
