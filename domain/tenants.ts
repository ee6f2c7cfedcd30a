/** Tenants: the customer organisations. Their settings' meaning is in settings.ts; who belongs to them elsewhere. */
import { asc, eq, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle, Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from './audit'
import type { Context } from './context'
import { AppError } from './errors'
import { assertFresh } from './fresh'
import { newId } from './ids'
import { parse, storableText } from './parse'
import { assertMay, tenantFor } from './permissions'
import { withRules } from './retention/rules'
import { readSettings, settingsChangeSchema, type Settings } from './settings'

export type Tenant = Omit<Tables['tenants']['$inferSelect'], 'settings'> & { settings: Settings }

/** The tenant that exists from the first start. */
export const mainSlug = 'main'

/** Part of URLs and of the OAuth realm, so letters that need no escaping only. */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters and digits, with hyphens inside only',
  )

const createSchema = z.object({
  slug: slugSchema,
  name: z.string().trim().min(1).max(200).optional(),
  userQuota: z.number().int().min(0).nullable().optional(),
})

/** @throws AppError `already_exists` */
export async function createTenant(context: Context, input: z.input<typeof createSchema>): Promise<Tenant> {
  const { slug, name, userQuota } = parse(createSchema, input)
  assertMay(context, 'tenants:manage')

  const id = newId(context.now().getTime())
  // The key is durable before the row that promises it; a key whose row never came opens nothing.
  await context.keys.createTenant(id)
  try {
    return await context.db.transact(async (tx) => {
      const [row] = await tx.sql
        .insert(tx.tables.tenants)
        .values({ id, slug, name: name ?? slug, userQuota: userQuota ?? null, createdAt: context.now() })
        .returning()
      await writeAudit(tx, context, {
        action: 'tenant.created',
        subject: { kind: 'tenant', id },
        tenantId: id,
      })
      return toTenant(row!)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_exists', `A tenant '${slug}' exists already.`, { cause: error, subject: 'tenant' })
  }
}

/** The tenant of that slug, made if it does not exist. */
export async function ensureTenant(context: Context, slug: string): Promise<Tenant> {
  const found = await findTenantBySlug(context.db, slug)
  if (found) return found
  try {
    return await createTenant(context, { slug })
  } catch (error) {
    // Another process, or another request, was faster.
    const other =
      error instanceof AppError && error.code === 'already_exists' && (await findTenantBySlug(context.db, slug))
    if (other) return other
    throw error
  }
}

/** Called at every start: the bureau is never without its tenant `main`. */
export async function ensureMainTenant(context: Context): Promise<Tenant> {
  return ensureTenant({ ...context, actor: { kind: 'operator', id: 'cli' } }, mainSlug)
}

export async function listTenants(context: Context): Promise<Tenant[]> {
  assertMay(context, 'tenants:manage')
  const { tenants } = context.db.tables
  const rows = await context.db.sql.select().from(tenants).orderBy(asc(tenants.slug))
  return rows.map(toTenant)
}

/** Id -> slug of every tenant, for the operator, who knows tenants by their slugs. */
export async function tenantSlugs(context: Context): Promise<Map<string, string>> {
  return new Map((await listTenants(context)).map(({ id, slug }) => [id, slug]))
}

/** Any tenant, for the operator. @throws AppError `not_found` */
export async function getTenantBySlug(context: Context, slug: string): Promise<Tenant> {
  assertMay(context, 'tenants:manage')
  const tenant = await findTenantBySlug(context.db, slug)
  if (!tenant) throw noTenant(slug)
  return tenant
}

/** The caller's own tenant. */
export async function getTenant(context: Context): Promise<Tenant> {
  return tenantById(context.db, tenantFor(context, 'tenants:read'))
}

const nameSchema = storableText.pipe(z.string().trim().min(1).max(200))

const ownSchema = z.object({
  name: nameSchema.optional(),
  /** Only what is named is changed. */
  settings: settingsChangeSchema
    // What deletes by itself is changed with its consequences in sight: retention/change.ts.
    .omit({ pictureDays: true, unseenDays: true, withdrawnDays: true, onWithdrawal: true })
    // Who may come in is asked for with a fresh sign-in (admins/policy.ts); how large an import may be, the operator says.
    .omit({ registration: true, registrationRole: true, importLimitMib: true })
    .optional(),
})

/** What a tenant was and is; `before` holds what takes a change back. */
export interface TenantChange {
  tenant: Tenant
  before: { name?: string; settings?: Partial<Settings> }
}

/** An owner changes their own tenant. @throws AppError `forbidden` for everybody else */
export async function updateOwnTenant(context: Context, input: z.input<typeof ownSchema>): Promise<TenantChange> {
  const change = parse(ownSchema, input)
  const tenantId = tenantFor(context, 'settings:change')
  assertFresh(context)
  return context.db.transact((tx) => applyChange(tx, context, eq(tx.tables.tenants.id, tenantId), change))
}

const updateSchema = z.object({
  slug: slugSchema,
  userQuota: z.number().int().min(0).nullable().optional(),
  /** Only what is named is changed. */
  settings: settingsChangeSchema.optional(),
})

/** @throws AppError `not_found` */
export async function updateTenant(context: Context, input: z.input<typeof updateSchema>): Promise<Tenant> {
  const { slug, ...change } = parse(updateSchema, input)
  assertMay(context, 'tenants:manage')
  const { tenant } = await context.db
    .transact((tx) => applyChange(tx, context, eq(tx.tables.tenants.slug, slug), change))
    .catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found' ? noTenant(slug) : error
    })
  return tenant
}

/** For domain functions that have asked for permission. @throws AppError `not_found` */
export async function applyChange(
  tx: Tx,
  context: Context,
  which: SQL,
  { name, userQuota, settings }: { name?: string; userQuota?: number | null; settings?: Partial<Settings> },
): Promise<TenantChange> {
  const { tenants } = tx.tables
  const row = await lockTenant(tx, which)
  const { before, after } = differences(toTenant(row).settings, settings ?? {})
  assertConsistent({ ...toTenant(row).settings, ...after })
  const [changed] = await tx.sql
    .update(tenants)
    .set({
      settings: { ...row.settings, ...withRules(row.settings, after, context.now()) },
      ...(userQuota === undefined ? {} : { userQuota }),
      ...(name === undefined ? {} : { name }),
    })
    .where(eq(tenants.id, row.id))
    .returning()
  const isRenamed = name !== undefined && name !== row.name
  // A name may be a person's, and a line is never erased.
  const quota = (value: number | null) => (userQuota === undefined ? {} : { userQuota: value })
  const renamed = isRenamed ? { name: 'changed' } : {}
  await writeAudit(tx, context, {
    action: 'tenant.changed',
    subject: { kind: 'tenant', id: row.id },
    detail: {
      before: { ...before, ...quota(row.userQuota), ...renamed },
      after: { ...after, ...quota(userQuota ?? null), ...renamed },
    },
    tenantId: row.id,
  })
  return {
    tenant: toTenant(changed!),
    before: { ...(isRenamed ? { name: row.name } : {}), settings: before },
  }
}

/** @throws AppError `invalid_input` for settings that are right each by itself, and not together */
function assertConsistent({ voiceLanguages, voiceLanguage }: Settings): void {
  if (voiceLanguages.includes(voiceLanguage)) return
  const message = 'The default language has to be one of the languages that are offered.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'settings.voiceLanguage', message }] })
}

/**
 * The tenant's row, for this transaction alone until its end: of two changes at once neither undoes the other. Comes before the
 * audit line everywhere, so that no two wait for one another.
 * @throws AppError `not_found`
 */
export async function lockTenant(tx: Tx, which: SQL): Promise<Tables['tenants']['$inferSelect']> {
  const { tenants } = tx.tables
  // A write that changes nothing.
  const [row] = await tx.sql.update(tenants).set({ slug: tenants.slug }).where(which).returning()
  if (!row) throw new AppError('not_found', 'There is no such tenant.', { subject: 'tenant' })
  return row
}

/** Of the settings those that the change makes another, as they were and as they become: what an audit line tells. */
export function differences(
  settings: Settings,
  change: Partial<Settings>,
): { before: Partial<Settings>; after: Partial<Settings> } {
  const named = Object.keys(settings).filter(
    (name) => change[name as keyof Settings] !== undefined,
  ) as (keyof Settings)[]
  const changed = named.filter((name) => JSON.stringify(change[name]) !== JSON.stringify(settings[name]))
  const pick = (from: Partial<Settings>) => Object.fromEntries(changed.map((name) => [name, from[name]]))
  return { before: pick(settings), after: pick(change) }
}

export async function findTenantBySlug(handle: Handle, slug: string): Promise<Tenant | null> {
  const { tenants } = handle.tables
  const [row] = await handle.sql.select().from(tenants).where(eq(tenants.slug, slug))
  return row ? toTenant(row) : null
}

/** @throws AppError `not_found` */
export async function tenantById(handle: Handle, id: string): Promise<Tenant> {
  const { tenants } = handle.tables
  const [row] = await handle.sql.select().from(tenants).where(eq(tenants.id, id))
  if (!row) throw new AppError('not_found', 'There is no such tenant.', { subject: 'tenant' })
  return toTenant(row)
}

const noTenant = (slug: string) => new AppError('not_found', `There is no tenant '${slug}'.`, { subject: 'tenant' })

function toTenant(row: Tables['tenants']['$inferSelect']): Tenant {
  return { ...row, settings: readSettings(row.settings) }
}
