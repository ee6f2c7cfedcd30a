/** Migrations: once each, all or none, by one process at a time, and never backwards. */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrate'
import { openSqlite } from './sqlite'
import { openDatabase } from './open'
import type { Store } from './store'

let folder: string
let store: Store

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limen-migrate-'))
  store = openSqlite(join(folder, 'x.db'), { durable: false })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function migrations(texts: Record<string, string>): Promise<string> {
  const at = join(folder, 'migrations')
  await mkdir(join(at, 'meta'), { recursive: true })
  await writeFile(
    join(at, 'meta', '_journal.json'),
    JSON.stringify({ entries: Object.keys(texts).map((tag) => ({ tag })) }),
  )
  for (const [tag, text] of Object.entries(texts)) await writeFile(join(at, `${tag}.sql`), text)
  return at
}

const rows = (statement: string) => store.exclusively((run) => run(statement))
const first = { '0000_a': 'create table a (x integer);--> statement-breakpoint\ninsert into a values (1)' }

test('runs each migration once', async () => {
  const at = await migrations(first)
  await migrate(store, 'main', at)
  await migrate(store, 'main', await migrations({ ...first, '0001_b': 'insert into a values (2)' }))
  await migrate(store, 'main', at)
  expect(await rows('select x from a order by x')).toEqual([{ x: 1 }, { x: 2 }])
})

test('keeps nothing of a run that fails', async () => {
  const at = await migrations({ ...first, '0001_b': 'insert into b values (2)' })
  await expect(migrate(store, 'main', at)).rejects.toThrow('no such table: b')
  expect(await rows("select name from sqlite_master where name in ('a', 'limen_migrations_main')")).toEqual([])
  await migrate(store, 'main', await migrations(first))
  expect(await rows('select x from a')).toEqual([{ x: 1 }])
})

test('refuses a database of a newer Limen', async () => {
  await migrate(store, 'main', await migrations({ ...first, '0001_b': 'insert into a values (2)' }))
  const older = await migrations(first)
  await expect(migrate(store, 'main', older)).rejects.toThrow('newer Limen (it knows 0001_b)')
})

test('refuses to leave rows without their parent', async () => {
  const orphan = [
    'create table p (id integer primary key)',
    'create table c (p integer references p(id))',
    'insert into c values (7)',
  ].join('--> statement-breakpoint')
  const at = await migrations({ '0000_o': orphan })
  await expect(migrate(store, 'main', at)).rejects.toThrow('whose parent is missing')
})

test('eight that open one new data folder at once all get a migrated database', async () => {
  const dataDir = join(folder, 'data')
  const databases = await Promise.all(Array.from({ length: 8 }, () => openDatabase({ dataDir, durable: false })))
  for (const db of databases) {
    expect(await db.sql.select().from(db.tables.tenants)).toEqual([])
    await db.close()
  }
})

test('rows that an earlier release wrote go on to the present schema', async () => {
  const present = join('db', 'migrations', 'sqlite')
  const { entries } = JSON.parse(await readFile(join(present, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[]
  }
  const texts: Record<string, string> = {}
  for (const { tag } of entries) texts[tag] = await readFile(join(present, `${tag}.sql`), 'utf8')
  const earlier = Object.fromEntries(Object.entries(texts).slice(0, 3))
  await migrate(store, 'main', await migrations(earlier))
  await rows(`insert into tenants (id, slug, name, settings, created_at) values ('t', 'main', 'Main', '{}', 1)`)
  await rows(
    `insert into users (id, uuid, tenant_id, status, created_at, updated_at) values ('u', 'u-u', 't', 'active', 1, 1)`,
  )
  await migrate(store, 'main', await migrations(texts))
  const [user] = await rows('select id, status, has_face, flagged, revoked_at from users')
  expect(user).toEqual({ id: 'u', status: 'active', has_face: 0, flagged: 0, revoked_at: null })
})
