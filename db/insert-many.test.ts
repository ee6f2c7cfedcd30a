/** Rows inserted at once are the rows that one insert after another would have made. */
import { asc } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertMany } from './insert-many'
import { describeDialects, testStorage } from './testing'

const at = new Date('2026-11-20T10:00:00.123Z')

describeDialects('Rows inserted at once', (dialect) => {
  test('hold what was given, defaults and nulls included, in one statement or in several', async () => {
    const { db } = await testStorage({ dialect })
    const { tenants, events, zones, jobs } = db.tables
    await db.transact(async (tx) => {
      await insertMany(tx, tenants, [{ id: 't', slug: 't', name: 'It’s "quoted" \\ ☂', createdAt: at }])
      await insertMany(tx, zones, [
        {
          id: 'z',
          tenantId: 't',
          zoneId: 't:x:z',
          kind: 'facility',
          name: 'Z',
          timeZone: 'UTC',
          mode: 'relay',
          createdAt: at,
        },
      ])
      await insertMany(tx, events, [])
      await insertMany(
        tx,
        jobs,
        Array.from({ length: 5_100 }, (_, index) => ({
          id: `j${String(index).padStart(4, '0')}`,
          tenantId: index % 2 ? 't' : null,
          kind: 'k',
          payload: { index, text: "'; drop table jobs; --", deep: [1, null, { a: true }] },
          state: 'queued' as const,
          attempts: index,
          runAt: new Date(at.getTime() + index),
          cancelRequested: index % 3 === 0,
          createdAt: at,
        })),
      )
    })
    expect(await db.sql.select().from(tenants)).toEqual([
      { id: 't', slug: 't', name: 'It’s "quoted" \\ ☂', settings: {}, userQuota: null, createdAt: at },
    ])
    const rows = await db.sql.select().from(jobs).orderBy(asc(jobs.id))
    expect(rows).toHaveLength(5_100)
    expect(rows[5_099]).toMatchObject({
      tenantId: 't',
      payload: { index: 5_099, text: "'; drop table jobs; --", deep: [1, null, { a: true }] },
      attempts: 5_099,
      runAt: new Date(at.getTime() + 5_099),
      cancelRequested: false,
      leaseUntil: null,
      slot: null,
    })
    expect(rows[0]).toMatchObject({ tenantId: null, cancelRequested: true })
  })

  test('what all have alike is named once; a row’s own value goes before it, and a default is still made for each', async () => {
    const { db } = await testStorage({ dialect })
    const { tenants, clients } = db.tables
    const own = (id: string) => ({ id, key: id })
    await db.transact(async (tx) => {
      await insertMany(tx, tenants, [{ id: 't', slug: 't' }], { name: 'T', createdAt: at })
      await insertMany(
        tx,
        clients,
        [own('a'), { ...own('b'), name: 'Own' }, { ...own('c'), requestQuota: 5 }, { ...own('d'), requestQuota: null }],
        {
          tenantId: 't',
          name: 'Alike',
          secretHash: 'h',
          scopes: ['read'],
          requestQuota: 7,
          allowedOrigins: ['https://a.test'],
          createdAt: at,
        },
      )
    })
    const rows = await db.sql.select().from(clients).orderBy(asc(clients.id))
    expect(rows.map(({ id, name, requestQuota }) => [id, name, requestQuota])).toEqual([
      ['a', 'Alike', 7],
      ['b', 'Own', 7],
      ['c', 'Alike', 5],
      ['d', 'Alike', null],
    ])
    for (const row of rows) {
      expect(row).toMatchObject({
        tenantId: 't',
        allowedOrigins: ['https://a.test'],
        requestsUsed: 0,
        settings: {},
        createdAt: at,
      })
    }
  })

  test('stand all or none', async () => {
    const { db } = await testStorage({ dialect })
    const { tenants } = db.tables
    const tenant = (id: string) => ({ id, slug: 'same', name: id, createdAt: at })
    await expect(db.transact((tx) => insertMany(tx, tenants, [tenant('a'), tenant('b')]))).rejects.toThrow()
    expect(await db.sql.$count(tenants)).toBe(0)
  })
})
