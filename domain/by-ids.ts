/**
 * Rows by their ids, many at once: what a question over a graph asks for at each of its edges. In the order of the ids; null for
 * each that is absent or another tenant's.
 */
import { and, eq, inArray, type AnyColumn } from 'drizzle-orm'
import { isOneOf } from '@/db/order'
import type { Tables } from '@/db/tables'
import type { AccessEvent } from './access-log'
import type { AdminRow } from './admins'
import { toClient, type Client } from './clients'
import type { Context } from './context'
import { toDump, type Dump } from './dumps/dump'
import { toListed, type ListedJob } from './job-list'
import { withFactors } from './factors/factors'
import { assertMay, may, tenantFor } from './permissions'
import { withStates, type QrCredential } from './qr-credential/read'
import { toTerminal, type Terminal } from './terminals/read'
import type { Delivery } from './webhooks/message'
import { toWebhook, type Webhook } from './webhooks/webhook'
import { toCredential, type IssuedCredential } from './wallet/credentials'
import type { Zone } from './zones/zones'

type Found<T> = Promise<(T | null)[]>
type Ids = readonly string[]
export type GrantRow = Tables['grants']['$inferSelect']

function inOrder<Row extends { id: string }>(ids: Ids, rows: Row[]): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

const own = (context: Context, table: { id: AnyColumn; tenantId: AnyColumn }, tenantId: string, ids: Ids) =>
  and(eq(table.tenantId, tenantId), isOneOf(context.db, table.id, ids))

export async function zonesByIds(context: Context, ids: Ids): Found<Zone> {
  const tenantId = tenantFor(context, 'zones:read')
  const { zones } = context.db.tables
  return inOrder(
    ids,
    await context.db.sql
      .select()
      .from(zones)
      .where(own(context, zones, tenantId, ids)),
  )
}

export async function terminalsByIds(context: Context, ids: Ids): Found<Terminal> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { terminals } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(terminals)
    .where(own(context, terminals, tenantId, ids))
  return inOrder(ids, rows.map(toTerminal))
}

/** Which kinds of grants the caller may read. @throws AppError `forbidden` for who may read none */
export function readableGrants(context: Context): GrantRow['kind'][] {
  const kinds: GrantRow['kind'][] = []
  if (may(context.actor, 'events:read')) kinds.push('attendee')
  if (may(context.actor, 'members:read')) kinds.push('member')
  if (kinds.length === 0) assertMay(context, 'events:read')
  return kinds
}

export async function grantsByIds(context: Context, ids: Ids): Found<GrantRow> {
  const kinds = readableGrants(context)
  const tenantId = tenantFor(context, kinds[0] === 'attendee' ? 'events:read' : 'members:read')
  const { grants } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(grants)
    .where(and(own(context, grants, tenantId, ids), inArray(grants.kind, kinds)))
  return inOrder(ids, rows)
}

export async function accessEventsByIds(context: Context, ids: Ids): Found<AccessEvent> {
  const tenantId = tenantFor(context, 'access-log:read')
  const { accessEvents } = context.db.tables
  return inOrder(
    ids,
    await context.db.sql
      .select()
      .from(accessEvents)
      .where(own(context, accessEvents, tenantId, ids)),
  )
}

export async function credentialsByIds(context: Context, ids: Ids): Found<IssuedCredential> {
  const tenantId = tenantFor(context, 'credentials:read')
  const { verifiableCredentials: table } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(own(context, table, tenantId, ids))
  return inOrder(
    ids,
    rows.map((row) => toCredential(row, context.now())),
  )
}

export async function qrCredentialsByIds(context: Context, ids: Ids): Found<QrCredential> {
  const tenantId = tenantFor(context, 'qr:read')
  const { qrCredentials: table } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(table)
    .where(own(context, table, tenantId, ids))
  return inOrder(ids, await withStates(context, rows))
}

export async function dumpsByIds(context: Context, ids: Ids): Found<Dump> {
  const tenantId = tenantFor(context, 'dumps:read')
  const { dumps } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(dumps)
    .where(own(context, dumps, tenantId, ids))
  return inOrder(ids, rows.map(toDump))
}

export async function clientsByIds(context: Context, ids: Ids): Found<Client> {
  const tenantId = tenantFor(context, 'clients:read')
  const { clients } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(clients)
    .where(own(context, clients, tenantId, ids))
  return inOrder(ids, rows.map(toClient))
}

export async function adminsByIds(context: Context, ids: Ids): Found<AdminRow> {
  const tenantId = tenantFor(context, 'admins:read')
  const { admins } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(admins)
    .where(own(context, admins, tenantId, ids))
  const secured = await withFactors(
    context.db,
    rows.map(({ id }) => id),
  )
  return inOrder(
    ids,
    rows.map(({ id, firstName, lastName, email, role, createdAt, lastSeenAt, suspendedAt }) => ({
      id,
      firstName,
      lastName,
      email,
      role,
      createdAt,
      lastSeenAt,
      suspendedAt,
      hasSecondFactor: secured.has(id),
    })),
  )
}

export async function webhooksByIds(context: Context, ids: Ids): Found<Webhook> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhooks } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(webhooks)
    .where(own(context, webhooks, tenantId, ids))
  return inOrder(ids, rows.map(toWebhook))
}

export async function deliveriesByIds(context: Context, ids: Ids): Found<Delivery> {
  const tenantId = tenantFor(context, 'webhooks:read')
  const { webhookDeliveries: deliveries } = context.db.tables
  return inOrder(
    ids,
    await context.db.sql
      .select()
      .from(deliveries)
      .where(own(context, deliveries, tenantId, ids)),
  )
}

export async function jobsByIds(context: Context, ids: Ids): Found<ListedJob> {
  const tenantId = tenantFor(context, 'jobs:read')
  const { jobs } = context.db.tables
  const rows = await context.db.sql
    .select()
    .from(jobs)
    .where(own(context, jobs, tenantId, ids))
  return inOrder(ids, rows.map(toListed))
}

export async function importsByIds(context: Context, ids: Ids): Found<Tables['imports']['$inferSelect']> {
  const tenantId = tenantFor(context, 'users:import')
  const { imports } = context.db.tables
  return inOrder(
    ids,
    await context.db.sql
      .select()
      .from(imports)
      .where(own(context, imports, tenantId, ids)),
  )
}
