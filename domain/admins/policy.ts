/** Who may register, as an owner sets it. Only tenant `main` takes people without invitation: no page names another. */
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { assertFresh } from '../sessions'
import type { Settings } from '../settings'
import { applyChange, ensureMainTenant, mainSlug, tenantById } from '../tenants'

export type RegistrationPolicy = Pick<Settings, 'registration' | 'registrationRole'>

/** `isMain` false: this tenant's people come by invitation, whatever is set. */
export async function readRegistrationPolicy(context: Context): Promise<RegistrationPolicy & { isMain: boolean }> {
  const { slug, settings } = await tenantById(context.db, tenantFor(context, 'admins:read'))
  const { registration, registrationRole } = settings
  return { registration, registrationRole, isMain: slug === mainSlug }
}

/** How a stranger may come in, for the page where they ask; `main`'s, because no page names another tenant. */
export async function readOpenDoor(context: Context): Promise<Settings['registration']> {
  return (await ensureMainTenant(context)).settings.registration
}

const schema = z.object({
  registration: z.enum(['invitation', 'approval', 'open']),
  registrationRole: z.enum(['auditor', 'admin']),
})

/** @throws AppError `conflict` for a tenant that nobody can register in; `fresh_sign_in_required` */
export async function changeRegistrationPolicy(context: Context, input: RegistrationPolicy): Promise<void> {
  const policy = parse(schema, input)
  const tenantId = tenantFor(context, 'admins:manage')
  assertFresh(context)
  await context.db.transact(async (tx) => {
    const which = eq(tx.tables.tenants.id, tenantId)
    const { tenant } = await applyChange(tx, context, which, { settings: policy })
    if (tenant.slug !== mainSlug && policy.registration !== 'invitation') {
      throw new AppError('conflict', 'Only the tenant `main` takes people without invitation.', { subject: 'tenant' })
    }
  })
}
