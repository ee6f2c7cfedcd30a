import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { templatePlace } from '@/db/places'
import { writeChange } from './changes'
import type { Context } from './context'
import { eraseUser } from './erasures'
import { enrolFace } from './faces/enrol'
import { removeFace } from './faces/remove'
import { embeddingOf, picture, testEngines, type TestEngines } from './faces/testing'
import { fillGalleries, saveGalleries } from './gallery'
import { newId } from './ids'
import { vectorBytes } from './templates'
import { ensureTenant } from './tenants'
import { describeDialects, type TestContext } from './testing'
import { createUser } from './users'

const count = 2_000
const opened: TestEngines[] = []
afterAll(() => Promise.all(opened.map((engines) => engines.close())))

function freshEngines(): TestEngines {
  const engines = testEngines()
  opened.push(engines)
  return engines
}

type TenantContext = TestContext & { tenantId: string }

/** A tenant with as many templates as make a snapshot worth it, all of one person. */
async function crowded(open: (options: { engines: TestEngines }) => Promise<TestContext>): Promise<TenantContext> {
  const operator = await open({ engines: freshEngines() })
  const { id: tenantId } = await ensureTenant(operator, 'acme')
  const context: TenantContext = {
    ...operator,
    actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol', 'read', 'erase'] },
    tenantId,
  }
  const { user } = await createUser(context, { externalId: 'crowd' })
  const at = new Date()
  const rows = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const id = newId()
      const vector = vectorBytes(embeddingOf({ person: 'crowd', noise: n / count }))
      const sealed = await context.keys.sealForUser(user.id, templatePlace(tenantId, id), vector)
      return { id, tenantId, userId: user.id, kind: 'face' as const, createdAt: at, model: 'test-face@1', sealed }
    }),
  )
  await context.db.transact(async (tx) => {
    for (let from = 0; from < count; from += 500) {
      await tx.sql.insert(tx.tables.templates).values(rows.slice(from, from + 500))
    }
    await writeChange(tx, { tenantId, topic: 'template', op: 'upsert', subjectId: rows[0]!.id, at })
  })
  await fillGalleries(context)
  return context
}

/** A start of the server: what its gallery holds then, and whether the rows had to be opened for it. */
async function nextStart(context: TenantContext): Promise<{ size: number; fromRows: boolean; context: TenantContext }> {
  const engines = freshEngines()
  const openTemplates = vi.spyOn(context.keys, 'openTemplates')
  const restarted = { ...context, engines }
  await fillGalleries(restarted)
  const fromRows = openTemplates.mock.calls.length > 0
  openTemplates.mockRestore()
  return { size: await engines.search.size(`${context.tenantId}/test-face@1`), fromRows, context: restarted }
}

async function enrolled(context: Context, person: string): Promise<string> {
  const { user } = await createUser(context, { externalId: person })
  await enrolFace(context, { userId: user.id, gate: 'legacy', picture: picture(person) })
  return user.id
}

const folderOf = ({ dataDir }: TestContext) => join(dataDir, 'galleries')
const fileOf = async (context: TestContext) => join(folderOf(context), (await readdir(folderOf(context)))[0]!)

describeDialects('Gallery snapshots', (open) => {
  test('The next start takes the snapshot, and what changed since from the feed', async () => {
    const context = await crowded(open)
    expect(await nextStart(context)).toMatchObject({ size: count, fromRows: true })
    await saveGalleries(context)
    await enrolled(context, 'anna')
    const start = await nextStart(context)
    expect(start).toMatchObject({ size: count + 1, fromRows: false })
    const probe = embeddingOf({ person: 'anna' })
    const [match] = await start.context.engines.search.search(`${context.tenantId}/test-face@1`, probe, { limit: 1 })
    expect(match!.score).toBeGreaterThan(0.99)
    // What was loaded and not changed is not written again; what changed is, and the snapshot before it ends.
    const before = await readFile(await fileOf(context))
    await saveGalleries(start.context)
    const after = await readFile(await fileOf(context))
    expect(after.equals(before)).toBe(false)
    await saveGalleries(start.context)
    expect((await readFile(await fileOf(context))).equals(after)).toBe(true)
    expect(await nextStart(context)).toMatchObject({ size: count + 1, fromRows: false })
    await writeFile(await fileOf(context), before)
    expect(await nextStart(context)).toMatchObject({ size: count + 1, fromRows: true })
  })

  test('An erasure ends every copy of the snapshot', async () => {
    const context = await crowded(open)
    const anna = await enrolled(context, 'anna')
    await saveGalleries(context)
    await cp(folderOf(context), `${folderOf(context)}-copy`, { recursive: true })
    await eraseUser(context, { userId: anna })
    await cp(`${folderOf(context)}-copy`, folderOf(context), { recursive: true })
    const start = await nextStart(context)
    expect(start).toMatchObject({ size: count, fromRows: true })
    await saveGalleries(start.context)
    expect(await nextStart(context)).toMatchObject({ size: count, fromRows: false })
  })

  test('What was set aside of a gallery that is no longer large ends, also for who kept a copy', async () => {
    const context = await crowded(open)
    await saveGalleries(context)
    const copy = `${folderOf(context)}-copy`
    await cp(folderOf(context), copy, { recursive: true })
    const { users } = context.db.tables
    const [crowd] = await context.db.sql.select({ id: users.id }).from(users)
    await removeFace(context, { userId: crowd!.id })

    // A start loads it once more, catches up, and finds that it is not worth it any more.
    const start = await nextStart(context)
    expect(start).toMatchObject({ size: 0, fromRows: false })
    await saveGalleries(start.context)
    expect(await readdir(folderOf(context))).toEqual([])
    await saveGalleries(start.context)

    await cp(copy, folderOf(context), { recursive: true })
    expect(await nextStart(context)).toMatchObject({ size: 0, fromRows: true })
  })

  test('An erasure while the snapshot is written leaves none', async () => {
    const context = await crowded(open)
    const { search } = context.engines
    const readPage = search.read.bind(search)
    vi.spyOn(search, 'read').mockImplementation(async (...page) => {
      // What an erasure does once its transaction stands.
      await context.keys.destroySnapshotKeys(context.tenantId)
      return readPage(...page)
    })
    await saveGalleries(context)
    expect(await readdir(folderOf(context))).toEqual([])
    expect(await nextStart(context)).toMatchObject({ size: count, fromRows: true })
  })

  test('A database that was set back does not get a later snapshot', async () => {
    const context = await crowded(open)
    const { tenantId, db } = context
    await enrolled(context, 'anna')
    await saveGalleries(context)
    await db.transact(async (tx) => {
      await tx.sql.delete(tx.tables.changes)
      await tx.sql.delete(tx.tables.changeHeads)
    })
    expect((await nextStart(context)).fromRows).toBe(true)
    // It has gone another way since, and is as far now as the snapshot was.
    for (let line = 0; line < 5; line++) {
      await db.transact((tx) =>
        writeChange(tx, { tenantId, topic: 'template', op: 'remove', subjectId: newId(), at: new Date() }),
      )
    }
    expect((await nextStart(context)).fromRows).toBe(true)
  })

  test('A snapshot that was altered or torn is not used, and holds no template in the clear', async () => {
    const context = await crowded(open)
    await saveGalleries(context)
    const file = await fileOf(context)
    const whole = await readFile(file)
    const vector = vectorBytes(embeddingOf({ person: 'crowd', noise: 0 }))
    expect(whole.length).toBeGreaterThan(count * vector.length)
    expect(whole.includes(Buffer.from(vector.subarray(0, 32)))).toBe(false)
    const altered = Buffer.from(whole)
    altered[whole.length >> 1]! ^= 1
    for (const damaged of [altered, whole.subarray(0, -1), whole.subarray(0, 100), Buffer.alloc(0)]) {
      await writeFile(file, damaged)
      expect(await nextStart(context)).toMatchObject({ size: count, fromRows: true })
    }
    await writeFile(file, whole)
    expect(await nextStart(context)).toMatchObject({ size: count, fromRows: false })
  })
})
