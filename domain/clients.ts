/**
 * Clients: machines that call the API with a key and a secret. How a pair travels (headers, OAuth) is the transport's
 * business; what a client may do is in permissions.ts; how one is recognised in client-calls.ts; how one is changed, rotated and
 * revoked in client-changes.ts.
 */
import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from './audit'
import type { Context, Scope } from './context'
import { AppError } from './errors'
import { assertFresh } from './fresh'
import { hashToken, newId, newToken } from './ids'
import { parse, storableText, storableTime } from './parse'
import { assertMay, tenantFor } from './permissions'
import { ensureTenant, findTenantBySlug, slugSchema, tenantById, type Tenant } from './tenants'

export type ClientRow = Tables['clients']['$inferSelect']

/** What leaves this file: never a hash. */
export type Client = Omit<ClientRow, 'secretHash' | 'previousSecretHash' | 'appTokenHash' | 'scopes' | 'settings'> & {
  scopes: readonly Scope[]
}

export interface NewClient {
  tenantId: string
  /** The slug. */
  tenant: string
  clientId: string
  key: string
  /** Shown this once. */
  secret: string
  /** For the liveness host of the legacy API; shown this once. */
  appToken: string
}

export const scopes = ['enrol', 'read', 'erase', 'events', 'members', 'device'] as const satisfies readonly Scope[]

/** What a client gets unless told otherwise: everything the legacy API can do. */
const defaultScopes: Scope[] = ['enrol', 'read', 'erase']

/** What may be chosen for a client, at first and later. */
export const clientFields = {
  name: storableText.pipe(z.string().trim().min(1).max(200)),
  scopes: z
    .array(z.enum(scopes))
    .min(1, 'at least one')
    .transform((given) => [...new Set(given)]),
  requestQuota: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
  /** Pages of these origins may call the API from a browser. */
  allowedOrigins: z
    .array(z.string().trim().refine(isOrigin, 'an address without a path, such as https://app.example.org'))
    .max(20)
    .transform((given) => [...new Set(given)]),
  expiresAt: storableTime.nullable(),
}

const createSchema = z
  .object({
    /** Whose client it is. The operator has to say it; whoever belongs to a tenant makes clients of that one. */
    tenantSlug: slugSchema.optional(),
    name: clientFields.name,
    scopes: clientFields.scopes.default(defaultScopes),
    requestQuota: clientFields.requestQuota.default(null),
    allowedOrigins: clientFields.allowedOrigins.default([]),
    expiresAt: clientFields.expiresAt.default(null),
    // Another vendor's pair may be brought along, so that old clients only change the host. It travels in HTTP headers.
    key: z
      .string()
      .regex(/^[\x21-\x7e]{1,256}$/, '1 to 256 visible ASCII characters')
      .optional(),
    secret: z
      .string()
      .regex(/^[\x21-\x7e]{16,1024}$/, '16 to 1024 visible ASCII characters')
      .optional(),
  })
  .refine(({ key, secret }) => (key === undefined) === (secret === undefined), {
    message: 'A key of your own needs its secret, and a secret its key.',
    path: ['secret'],
  })

/**
 * For the operator it makes the tenant as well if there is none of that slug, and says so.
 * @throws AppError `already_exists` when the key is taken
 */
export async function createClient(
  context: Context,
  input: z.input<typeof createSchema>,
): Promise<NewClient & { tenantMade: boolean }> {
  const { tenantSlug, name, scopes, requestQuota, allowedOrigins, expiresAt, ...pair } = parse(createSchema, input)
  const { tenant, tenantMade } = await tenantOfNew(context, tenantSlug)
  // A key outlives every session: whoever finds a browser open must not leave with one.
  assertFresh(context)
  assertFuture(context, expiresAt)
  const clientId = newId(context.now().getTime())
  const key = pair.key ?? newToken('clientKey')
  const secret = pair.secret ?? newToken('clientSecret')
  const appToken = newToken('appToken')
  try {
    await context.db.transact(async (tx) => {
      await tx.sql.insert(tx.tables.clients).values({
        id: clientId,
        tenantId: tenant.id,
        name,
        key,
        secretHash: hashToken(secret),
        appTokenHash: hashToken(appToken),
        scopes,
        requestQuota,
        allowedOrigins,
        expiresAt,
        createdAt: context.now(),
      })
      await writeAudit(tx, context, {
        action: 'client.created',
        subject: { kind: 'client', id: clientId },
        detail: { scopes, requestQuota, allowedOrigins, expiresAt, imported: pair.key !== undefined },
        tenantId: tenant.id,
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_exists', 'Another client has this key.', { cause: error, subject: 'client' })
  }
  return { tenantId: tenant.id, tenant: tenant.slug, tenantMade, clientId, key, secret, appToken }
}

/** The clients of one tenant, or of all for the operator; revoked ones too. */
export async function listClients(context: Context, input: { tenantSlug?: string } = {}): Promise<Client[]> {
  const tenantId = await reachOfClients(context, 'clients:read', input.tenantSlug)
  const { clients } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(clients)
    .where(tenantId === null ? undefined : eq(clients.tenantId, tenantId))
    .orderBy(asc(clients.createdAt), asc(clients.id))
  return rows.map(toClient)
}

/** For domain functions that know that the caller may see it. @throws AppError `not_found` */
export async function clientById(handle: Handle, clientId: string): Promise<Client> {
  const { clients } = handle.tables
  const [row] = await handle.sql.select().from(clients).where(eq(clients.id, clientId))
  if (!row) throw clientNotFound()
  return toClient(row)
}

/** Whose clients the caller may touch: its own tenant's, or, for the operator, the named tenant's or everybody's (null). */
export async function reachOfClients(
  context: Context,
  action: 'clients:read' | 'clients:manage',
  tenantSlug: string | undefined,
): Promise<string | null> {
  assertMay(context, action)
  const own = 'tenantId' in context.actor ? context.actor.tenantId : null
  if (tenantSlug === undefined) return own
  const tenant = await findTenantBySlug(context.db, tenantSlug)
  if (!tenant || (own !== null && tenant.id !== own)) {
    throw new AppError('not_found', `There is no tenant '${tenantSlug}'.`, { subject: 'tenant' })
  }
  return tenant.id
}

async function tenantOfNew(
  context: Context,
  slug: string | undefined,
): Promise<{ tenant: Tenant; tenantMade: boolean }> {
  if ('tenantId' in context.actor) {
    const tenant = await tenantById(context.db, tenantFor(context, 'clients:manage'))
    if (slug === undefined || slug === tenant.slug) return { tenant, tenantMade: false }
    throw new AppError('not_found', `There is no tenant '${slug}'.`, { subject: 'tenant' })
  }
  assertMay(context, 'tenants:manage')
  const named = parse(slugSchema, slug)
  const known = await findTenantBySlug(context.db, named)
  return { tenant: known ?? (await ensureTenant(context, named)), tenantMade: known === null }
}

/** @throws AppError `invalid_input` for a time that has passed */
export function assertFuture(context: Context, expiresAt: Date | null | undefined): void {
  if (!expiresAt || expiresAt > context.now()) return
  const message = 'The time from which the client is refused has to lie ahead; revoke it to stop it now.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'expiresAt', message }] })
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

export const clientNotFound = () => new AppError('not_found', 'There is no such client.', { subject: 'client' })

export function toClient({
  secretHash: _secret,
  previousSecretHash: _previous,
  appTokenHash: _app,
  settings: _settings,
  ...row
}: ClientRow): Client {
  return { ...row, scopes: row.scopes.filter((scope): scope is Scope => scopes.some((known) => known === scope)) }
}
