/** What only a PostgreSQL server shows: deadlocks, several instances, connections that break. */
import { eq } from 'drizzle-orm'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { readTestDatabaseUrl } from './env'
import { migrate } from './migrate'
import { openPostgres } from './postgres'
import { testStorage } from './testing'

const url = readTestDatabaseUrl()

describe.skipIf(!url)('a PostgreSQL server', () => {
  test('two transactions that block each other both come through', async () => {
    const { db } = await testStorage({ dialect: 'postgres' })
    const { tenants } = db.tables
    await db.transact(async (tx) => {
      for (const id of ['a', 'b'])
        await tx.sql.insert(tenants).values({ id, slug: id, name: '', createdAt: new Date() })
    })
    let runs = 0
    const touch = (order: string[], name: string) =>
      db.transact(async (tx) => {
        runs++
        for (const id of order) {
          await tx.sql.update(tenants).set({ name }).where(eq(tenants.id, id))
          await delay(100)
        }
      })
    await Promise.all([touch(['a', 'b'], 'one'), touch(['b', 'a'], 'two')])
    expect(runs).toBe(3)
    const names = (await db.sql.select().from(tenants)).map((row) => row.name)
    expect(new Set(names).size).toBe(1)
  })

  test('a second instance hears the first, also after its connection was cut', async () => {
    const here = openPostgres(url!)
    const there = openPostgres(url!)
    const heard: string[] = []
    const stop = there.listen('changes', (payload) => heard.push(payload))
    const hearsOf = (payload: string) =>
      expect
        .poll(
          async () => {
            await here.notify('changes', payload)
            return heard
          },
          { timeout: 10_000 },
        )
        .toContain(payload)
    await hearsOf('first')
    await expect.poll(() => heard).toContain('')

    const admin = new Client({ connectionString: url })
    await admin.connect()
    const cut = await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'limen listener'",
    )
    expect(cut.rowCount).toBeGreaterThan(0)
    await admin.end()
    heard.length = 0
    await hearsOf('second')
    // Whoever was cut off is told that it may have missed something.
    await expect.poll(() => heard).toContain('')
    stop()
    await Promise.all([here.close(), there.close()])
  })

  test('instances that start together migrate once', async () => {
    const name = `limen_start_${process.pid}`
    const admin = new Client({ connectionString: url })
    await admin.connect()
    await admin.query(`create database ${name}`)
    const own = new URL(url!)
    own.pathname = `/${name}`
    const stores = Array.from({ length: 4 }, () => openPostgres(own.href))
    await Promise.all(stores.map((store) => migrate(store, 'main', 'db/migrations/postgres')))
    const applied = await stores[0]!.exclusively((run) => run('select tag from limen_migrations_main'))
    expect(new Set(applied.map((row) => row.tag)).size).toBe(applied.length)
    await Promise.all(stores.map((store) => store.close()))
    await admin.query(`drop database ${name}`)
    await admin.end()
  })
})
