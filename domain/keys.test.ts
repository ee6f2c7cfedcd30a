import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyAudit } from './audit-proof'
import { rotateMasterKey } from './keys'
import { ensureMainTenant } from './tenants'
import { adminActor, describeDialects } from './testing'

describeDialects('rotating the master key', (open) => {
  test('seals the tenants’ keys again; what was sealed before still opens, and the audit tells it', async () => {
    const context = await open()
    const { id } = await ensureMainTenant(context)
    const place = { table: 'test', row: '1', tenantId: id }
    const sealed = await context.keys.sealForTenant(place, Buffer.from('before'))

    const before = context.keys.sign(Buffer.from('x')).keyId
    const { keyId, tenants } = await rotateMasterKey(context)
    expect(tenants).toBe(1)
    expect(keyId).not.toBe(before)
    expect((await context.keys.openForTenant(place, sealed)).toString()).toBe('before')

    const report = await verifyAudit(context.db, context.keys)
    expect(report.intact).toBe(true)
    expect(report.chains).toContainEqual(expect.objectContaining({ tenantId: 'bureau', lines: 1 }))
  })

  test('is the operator’s alone', async () => {
    const context = await open()
    const { id } = await ensureMainTenant(context)
    const actor = adminActor({ tenantId: id })
    await expect(rotateMasterKey({ ...context, actor }, randomBytes(32))).rejects.toMatchObject({ code: 'forbidden' })
  })
})
