/** The change feed: no gap, no reader that skips a line, no line without what caused it. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { changeHead, readChanges, writeChange } from './changes'
import { describeDialects, type TestContext } from './testing'

const at = new Date('2026-11-20T10:00:00Z')
const line = (subjectId: string, tenantId = 't') => ({
  tenantId,
  topic: 'template',
  op: 'upsert' as const,
  subjectId,
  at,
})

async function openWithTenants(open: () => Promise<TestContext>): Promise<TestContext> {
  const context = await open()
  await context.db.transact(async (tx) => {
    for (const id of ['t', 'other']) {
      await tx.sql.insert(tx.tables.tenants).values({ id, slug: id, name: id, createdAt: at })
    }
  })
  return context
}

describeDialects('changes', (open) => {
  test('are read after a revision, oldest first, and only the own tenant’s', async () => {
    const { db } = await openWithTenants(open)
    expect(await changeHead(db, 't')).toBe(0)
    const revisions = await db.transact(async (tx) => [
      await writeChange(tx, line('a')),
      await writeChange(tx, line('x', 'other')),
      await writeChange(tx, { ...line('b'), op: 'remove' }),
    ])
    expect(revisions).toEqual([1, 1, 2])
    await db.transact((tx) => writeChange(tx, line('c')))
    expect(await changeHead(db, 't')).toBe(3)
    expect(await changeHead(db, 'nobody')).toBe(0)
    expect(await readChanges(db, 't', 1, 1)).toEqual([{ ...line('b'), op: 'remove', revision: 2 }])
    expect(await readChanges(db, 't', 1, 10)).toHaveLength(2)
    expect(await readChanges(db, 't', 3, 10)).toEqual([])
  })

  test('of many writers, some of which fail, follow one another without a gap, for a reader at any moment', async () => {
    const { db } = await openWithTenants(open)
    let writing = true
    const seen: number[] = []
    const reader = (async () => {
      while (writing) {
        for (const { revision } of await readChanges(db, 't', seen.at(-1) ?? 0, 7)) seen.push(revision)
        await nextTurn()
      }
    })()
    const writers = Array.from({ length: 150 }, (_, index) =>
      db
        .transact(async (tx) => {
          await writeChange(tx, line(`s${index}`))
          if (index % 5 === 0) throw new Error('given up')
        })
        .catch((error: unknown) => expect(error).toMatchObject({ message: 'given up' })),
    )
    await Promise.all(writers)
    writing = false
    await reader
    for (const { revision } of await readChanges(db, 't', seen.at(-1) ?? 0, 1000)) seen.push(revision)
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    expect(await changeHead(db, 't')).toBe(120)
  })

  test('wake followers with the tenant’s id', async () => {
    const { db } = await openWithTenants(open)
    const heard: string[] = []
    const stop = db.listen('changes', (tenantId) => heard.push(tenantId))
    await expect
      .poll(async () => {
        await db.transact((tx) => writeChange(tx, line('a')))
        return heard
      })
      .toContain('t')
    stop()
  })
})
