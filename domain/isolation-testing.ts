/** What tests of isolation compare by: all that a tenant has, and every name of it. Nothing outside of tests imports it. */
import type { TestContext } from './testing'

/** In every name that the first tenant chose, so that it is known wherever it turns up. */
export const mark = 'xylograph'

/** Every row of a tenant, those that hang on its admins, users and imports included. */
async function rowsOf(
  { db }: Pick<TestContext, 'db'>,
  tenantId: string,
): Promise<[table: string, row: Record<string, unknown>][]> {
  const all: [string, Record<string, unknown>][] = []
  for (const [name, table] of Object.entries(db.tables)) {
    const rows = (await db.sql.select().from(table)) as Record<string, unknown>[]
    all.push(...rows.map((row): [string, Record<string, unknown>] => [name, row]))
  }
  const isOwn = (name: string, row: Record<string, unknown>) =>
    row.tenantId === tenantId || (name === 'tenants' && row.id === tenantId)
  const owned = new Set(all.filter(([name, row]) => isOwn(name, row)).map(([, { id }]) => id))
  const hangsOn = ({ adminId, importId, userId }: Record<string, unknown>) =>
    [adminId, importId, userId].some((id) => typeof id === 'string' && owned.has(id))
  return all.filter(([name, row]) => isOwn(name, row) || (row.tenantId === undefined && hangsOn(row)))
}

/** As text: what somebody else must not have changed. */
export async function everythingOf(operator: Pick<TestContext, 'db'>, tenantId: string): Promise<string> {
  const found: Record<string, unknown[]> = {}
  for (const [name, { lastUsedAt: _used, ...row }] of await rowsOf(operator, tenantId)) {
    // When a client was last used is noted beside what it did.
    found[name] = [...(found[name] ?? []), row]
  }
  return JSON.stringify(found)
}

/** What names the tenant or anything of it: its mark, and the ids of all its rows. */
export async function namesOf(operator: Pick<TestContext, 'db'>, tenantId: string): Promise<string[]> {
  const names = new Set([mark, tenantId])
  for (const [, { id, uuid }] of await rowsOf(operator, tenantId)) {
    if (typeof id === 'string') names.add(id)
    if (typeof uuid === 'string') names.add(uuid)
  }
  return [...names]
}

/** What an answer has of those names, also inside ids and cursors. */
export function found(answer: unknown, names: readonly string[]): string[] {
  const texts: string[] = []
  JSON.stringify(answer, (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value, Buffer.from(value, 'base64url').toString())
    return value
  })
  return names.filter((name) => texts.some((one) => one.includes(name)))
}
