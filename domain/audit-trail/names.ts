/** What people call those whom an audit line names by id, as long as they exist. The trail itself holds ids only. */
import { and, eq, inArray } from 'drizzle-orm'
import type { AuditLine } from '../audit'
import type { Context } from '../context'
import { tenantFor } from '../permissions'

export interface Named {
  kind: string
  id: string
}

/** `kind id` -> name. Who is gone, was never here, or is another tenant's, has none. */
export type Names = ReadonlyMap<string, string>

export const nameKey = ({ kind, id }: Named) => `${kind} ${id}`

/** The two that a line is about: who did it, and to whom or what. */
export function namedOf(line: Pick<AuditLine, 'actorKind' | 'actorId' | 'subjectKind' | 'subjectId'>): [Named, Named] {
  return [
    { kind: line.actorKind, id: line.actorId },
    { kind: line.subjectKind, id: line.subjectId },
  ]
}

export async function readNames(context: Context, named: readonly Named[]): Promise<Names> {
  const tenantId = tenantFor(context, 'audit:read')
  const { sql: read, tables } = context.db
  const { admins, clients, users, jobs, tenants } = tables
  const idsOf = (...kinds: string[]) => [
    ...new Set(named.filter(({ kind, id }) => kinds.includes(kind) && id !== '').map(({ id }) => id)),
  ]
  const names = new Map<string, string>()
  const put = (kind: string, id: string, name: string | null) => name && names.set(nameKey({ kind, id }), name)

  const adminIds = idsOf('admin')
  if (adminIds.length > 0) {
    const mine = and(eq(admins.tenantId, tenantId), inArray(admins.id, adminIds))
    for (const { id, firstName, lastName } of await read.select().from(admins).where(mine)) {
      put('admin', id, `${firstName} ${lastName}`)
    }
  }
  const clientIds = idsOf('client')
  if (clientIds.length > 0) {
    const mine = and(eq(clients.tenantId, tenantId), inArray(clients.id, clientIds))
    for (const { id, name } of await read.select().from(clients).where(mine)) put('client', id, name)
  }
  const userIds = idsOf('user')
  if (userIds.length > 0) {
    const mine = and(eq(users.tenantId, tenantId), inArray(users.id, userIds))
    const rows = await read.select({ id: users.id, externalId: users.externalId }).from(users).where(mine)
    for (const { id, externalId } of rows) put('user', id, externalId)
  }
  const jobIds = idsOf('system', 'job')
  if (jobIds.length > 0) {
    const mine = and(eq(jobs.tenantId, tenantId), inArray(jobs.id, jobIds))
    for (const { id, kind } of await read.select({ id: jobs.id, kind: jobs.kind }).from(jobs).where(mine)) {
      put('system', id, kind)
      put('job', id, kind)
    }
  }
  if (idsOf('tenant').includes(tenantId)) {
    const [own] = await read.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, tenantId))
    put('tenant', tenantId, own?.name ?? null)
  }
  return names
}

/** Every admin and client of the tenant, by name, for whoever looks for what one of them did. */
export async function listActors(context: Context): Promise<(Named & { name: string })[]> {
  const tenantId = tenantFor(context, 'audit:read')
  const { sql: read, tables } = context.db
  const { admins, clients } = tables
  const people = await read.select().from(admins).where(eq(admins.tenantId, tenantId))
  const machines = await read
    .select({ id: clients.id, name: clients.name })
    .from(clients)
    .where(eq(clients.tenantId, tenantId))
  return [
    ...people.map(({ id, firstName, lastName }) => ({ kind: 'admin', id, name: `${firstName} ${lastName}` })),
    ...machines.map(({ id, name }) => ({ kind: 'client', id, name })),
  ].sort((a, b) => a.name.localeCompare(b.name))
}
