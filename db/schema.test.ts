/** The committed migrations make exactly the tables that the code knows, in both dialects. */
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from 'drizzle-kit/api'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { casing, postgresColumns, sqliteColumns } from './columns'
import * as keystorePostgres from './keystore-schema.postgres'
import * as keystoreSqlite from './keystore-schema.sqlite'
import { makeKeystoreTables } from './keystore-tables'
import * as postgres from './schema.postgres'
import * as sqlite from './schema.sqlite'
import { makeTables } from './tables'

async function lastSnapshot(set: string) {
  const meta = join('db', 'migrations', set, 'meta')
  const { entries } = JSON.parse(await readFile(join(meta, '_journal.json'), 'utf8')) as { entries: { idx: number }[] }
  const index = String(entries.at(-1)!.idx).padStart(4, '0')
  return JSON.parse(await readFile(join(meta, `${index}_snapshot.json`), 'utf8'))
}

const advice = 'the tables have changed: npm run db:generate -- what-changed'

test.each([
  ['sqlite', sqlite],
  ['keystore-sqlite', keystoreSqlite],
])('migrations/%s are up to date', async (set, schema) => {
  const present = await generateSQLiteDrizzleJson(schema, undefined, casing)
  expect(await generateSQLiteMigration(await lastSnapshot(set), present), advice).toEqual([])
})

test.each([
  ['postgres', postgres],
  ['keystore-postgres', keystorePostgres],
])('migrations/%s are up to date', async (set, schema) => {
  const present = generateDrizzleJson(schema, undefined, undefined, casing)
  expect(await generateMigration(await lastSnapshot(set), present), advice).toEqual([])
})

test('no table is left out of what drizzle-kit reads', () => {
  const names = Object.keys(makeTables(sqliteColumns)).sort()
  expect(Object.keys(sqlite).sort()).toEqual(names)
  expect(Object.keys(postgres).sort()).toEqual(names)
  expect(Object.keys(makeTables(postgresColumns)).sort()).toEqual(names)
  const keys = Object.keys(makeKeystoreTables(sqliteColumns)).sort()
  expect(Object.keys(keystoreSqlite).sort()).toEqual(keys)
  expect(Object.keys(keystorePostgres).sort()).toEqual([...keys, 'keystoreSchema'].sort())
})
