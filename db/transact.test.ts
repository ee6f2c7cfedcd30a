/** What a transaction promises, on every dialect. */
import { eq } from 'drizzle-orm'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from './open'
import { describeDialects, testStorage } from './testing'
import type { Database, Tx } from './types'
import { isUniqueViolation } from './violations'

const tenant = (id: string, slug = id) => ({ id, slug, name: slug, createdAt: new Date(0) })

function insert(tx: Tx, id: string, slug = id) {
  return tx.sql.insert(tx.tables.tenants).values(tenant(id, slug))
}

async function slugs({ sql, tables }: Pick<Database, 'sql' | 'tables'>): Promise<string[]> {
  return (await sql.select({ slug: tables.tenants.slug }).from(tables.tenants)).map((row) => row.slug).sort()
}

describeDialects('transact', (dialect) => {
  test('gives the value of its function and keeps what was written', async () => {
    const { db } = await testStorage({ dialect })
    const value = await db.transact(async (tx) => {
      await insert(tx, 'a')
      return 'done'
    })
    expect(value).toBe('done')
    expect(await slugs(db)).toEqual(['a'])
  })

  test('keeps every type of column as it was', async () => {
    const { db } = await testStorage({ dialect })
    const at = new Date('2026-11-20T10:11:12.345Z')
    await db.transact(async (tx) => {
      await tx.sql
        .insert(tx.tables.tenants)
        .values({ ...tenant('a'), createdAt: at, userQuota: 2 ** 40, settings: { deep: [1, 'zwölf', null] } })
      await tx.sql.insert(tx.tables.users).values({
        id: 'u',
        uuid: 'u',
        tenantId: 'a',
        appTokenSealed: Buffer.from([0, 1, 255]),
        createdAt: at,
        updatedAt: at,
      })
    })
    const [row] = await db.sql.select().from(db.tables.tenants)
    expect(row).toMatchObject({ createdAt: at, userQuota: 2 ** 40, settings: { deep: [1, 'zwölf', null] } })
    const [user] = await db.sql.select().from(db.tables.users)
    expect(user).toMatchObject({ appTokenSealed: Buffer.from([0, 1, 255]), externalId: null, status: 'pending' })
    expect(Buffer.isBuffer(user!.appTokenSealed)).toBe(true)
  })

  test('sees its own writes before anybody else does', async () => {
    const { db } = await testStorage({ dialect })
    const outside: Promise<string[]>[] = []
    let written!: () => void
    const hasWritten = new Promise<void>((resolve) => (written = resolve))
    const writing = db.transact(async (tx) => {
      await insert(tx, 'a')
      expect(await slugs(tx)).toEqual(['a'])
      written()
      await delay(20)
    })
    await hasWritten
    // PGlite serves one caller at a time: there the reader waits, and sees what was committed.
    outside.push(slugs(db))
    await writing
    expect(await outside[0]).toEqual(dialect === 'pglite' ? ['a'] : [])
    expect(await slugs(db)).toEqual(['a'])
  })

  test('keeps nothing of a function that throws', async () => {
    const { db } = await testStorage({ dialect })
    const failing = db.transact(async (tx) => {
      await insert(tx, 'a')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await slugs(db)).toEqual([])
  })

  test('a failing transaction leaves those that run beside it whole', async () => {
    const { db } = await testStorage({ dialect })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        db.transact(async (tx) => {
          await insert(tx, `t${index}`)
          if (index % 3 === 0) throw new Error(`no ${index}`)
          return index
        }),
      ),
    )
    outcomes.forEach((outcome, index) => {
      if (index % 3 === 0) expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `no ${index}` } })
      else expect(outcome).toEqual({ status: 'fulfilled', value: index })
    })
    expect(await slugs(db)).toHaveLength(40)
  })

  test('lets one of many win a unique value and tells the others why', async () => {
    const { db } = await testStorage({ dialect })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => db.transact((tx) => insert(tx, `t${index}`, 'same').then(() => index))),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(19)
    for (const { reason } of refused) expect(isUniqueViolation(reason)).toBe(true)
  })

  test('a missing parent is not taken for a double', async () => {
    const { db } = await testStorage({ dialect })
    const { tenants, devices } = db.tables
    const orphan = db.transact((tx) =>
      tx.sql
        .insert(devices)
        .values({ tenantId: 'none', macAddress: 'm', userId: 'none' })
        .then(() => undefined),
    )
    const reason: unknown = await orphan.catch((error: unknown) => error)
    expect(reason).toBeInstanceOf(Error)
    expect(isUniqueViolation(reason)).toBe(false)
    expect(await db.sql.select().from(tenants)).toEqual([])
  })

  test('raises a counter once for each of many writers', async () => {
    const { db } = await testStorage({ dialect })
    const { tenants } = db.tables
    await db.transact((tx) => insert(tx, 'a').then(() => undefined))
    await db.transact((tx) =>
      tx.sql
        .update(tenants)
        .set({ userQuota: 0 })
        .then(() => undefined),
    )
    await Promise.all(
      Array.from({ length: 50 }, () =>
        db.transact(async (tx) => {
          // The write first: it locks the row on PostgreSQL, as the single writer does on SQLite.
          await tx.sql.update(tenants).set({ name: 'a' }).where(eq(tenants.id, 'a'))
          const [row] = await tx.sql.select().from(tenants).where(eq(tenants.id, 'a'))
          await tx.sql
            .update(tenants)
            .set({ userQuota: row!.userQuota! + 1 })
            .where(eq(tenants.id, 'a'))
        }),
      ),
    )
    const [row] = await db.sql.select().from(tenants)
    expect(row!.userQuota).toBe(50)
  })

  test('refuses to write outside of a transaction', async () => {
    const { db } = await testStorage({ dialect })
    const writing = async () => db.sql.insert(db.tables.tenants).values(tenant('a'))
    await expect(writing()).rejects.toThrow()
    expect(await slugs(db)).toEqual([])
  })

  test('refuses another handle inside a transaction, which would wait for ever on some dialects', async () => {
    const { db, keys } = await testStorage({ dialect })
    await expect(db.transact(() => slugs(db))).rejects.toThrow('Inside a transaction')
    await expect(db.transact(() => db.transact(async () => 1))).rejects.toThrow('Inside a transaction')
    await expect(db.transact(() => keys.createTenant('t'))).rejects.toThrow('Inside a transaction')
    await db.transact((tx) => insert(tx, 'a').then(() => undefined))
    expect(await slugs(db)).toEqual(['a'])
  })

  test('wakes listeners once it has committed, and not when it failed', async () => {
    const { db } = await testStorage({ dialect })
    const heard: string[] = []
    const stop = db.listen('changes', (payload) => payload && heard.push(payload))
    // The listening connection of PostgreSQL is opened meanwhile.
    await delay(dialect === 'postgres' ? 300 : 0)
    const failing = db.transact(async (tx) => {
      tx.wake('changes', 'failed')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await db.transact(async (tx) => {
      tx.wake('changes', 'kept')
      tx.wake('changes', 'kept')
      tx.wake('jobs', 'other')
    })
    await expect.poll(() => heard).toEqual(['kept'])
    stop()
    await db.notify('changes', 'after')
    await delay(50)
    expect(heard).toEqual(['kept'])
  })
})

test('two handles on one SQLite file take turns without blocking each other', async () => {
  const { db, dataDir } = await testStorage()
  const other = await openDatabase({ dataDir, durable: false })
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (index % 2 ? db : other).transact(async (tx) => {
        await insert(tx, `t${index}`)
        await delay(1)
      }),
    ),
  )
  expect(await slugs(db)).toHaveLength(40)
  await other.close()
  await expect(other.transact(async () => 1)).rejects.toThrow('closed')
})
