import { eq } from 'drizzle-orm'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { templatePlace } from '@/db/places'
import type { Context } from './context'
import { eraseUser } from './erasures'
import { enrolFace } from './faces/enrol'
import { findByFace } from './faces/find'
import { removeFace } from './faces/remove'
import { embeddingOf, picture, testEngines } from './faces/testing'
import { fillGalleries, followGallery, followWakes } from './gallery'
import { newId } from './ids'
import { vectorBytes } from './templates'
import { ensureTenant } from './tenants'
import { describeDialects, testContext } from './testing'
import { createUser } from './users'

const [here, there] = [testEngines(), testEngines()]
afterAll(() => Promise.all([here.close(), there.close()]))

const gate = 'legacy' as const

async function asTenant(operator: Context): Promise<Context & { tenantId: string }> {
  const { id: tenantId } = await ensureTenant(operator, 'acme')
  return { ...operator, actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol', 'read', 'erase'] }, tenantId }
}

async function enrolled(context: Context, person: string): Promise<string> {
  const { user } = await createUser(context, { externalId: person })
  await enrolFace(context, { userId: user.id, gate, picture: picture(person) })
  return user.id
}

const find = (context: Context, person: string) => findByFace(context, { gate, picture: picture(person) })
const sizeOf = (engines: typeof here, { tenantId }: { tenantId: string }) =>
  engines.search.size(`${tenantId}/${engines.face.model.id}`)

describeDialects('Galleries', (open) => {
  test('What is enrolled at one instance is found at the other, and what is removed is not', async () => {
    const one = await asTenant(await open({ engines: here }))
    const two = { ...one, engines: there }
    const anna = await enrolled(one, 'anna')
    expect(await find(two, 'anna')).toMatchObject({ outcome: 'found', match: { userId: anna } })
    const ben = await enrolled(two, 'ben')
    expect(await find(one, 'ben')).toMatchObject({ outcome: 'found', match: { userId: ben } })
    await removeFace(one, { userId: ben })
    expect(await find(two, 'ben')).toEqual({ outcome: 'unknown' })
  })

  test('Searches that run beside enrolments see everything that was acknowledged before them', async () => {
    const context = await asTenant(await open({ engines: here }))
    const people = Array.from({ length: 20 }, (_, n) => `person ${n}`)
    await Promise.all(
      people.map(async (person) => {
        const userId = await enrolled(context, person)
        expect(await find(context, person)).toMatchObject({ outcome: 'found', match: { userId } })
      }),
    )
    expect(await sizeOf(here, context)).toBe(20)
  })

  test('An erased person leaves the memory of every instance that is woken', async () => {
    const one = await asTenant(await open({ engines: here }))
    const two = { ...one, engines: there }
    const stop = followWakes(two)
    const anna = await enrolled(one, 'anna')
    await fillGalleries(two)
    expect(await sizeOf(there, one)).toBe(1)
    await eraseUser(one, { userId: anna })
    expect(await sizeOf(here, one)).toBe(0)
    await vi.waitFor(async () => expect(await sizeOf(there, one)).toBe(0), { timeout: 30_000 })
    stop()
  })

  test('A gallery of many pages is filled from sealed rows while the event loop turns', async () => {
    const context = await asTenant(await open({ engines: here }))
    const { tenantId } = context
    const { user } = await createUser(context, { externalId: 'anna' })
    const rows: (typeof context.db.tables.templates.$inferInsert)[] = []
    for (let n = 0; n < 4500; n++) {
      const id = newId()
      const sealed = await context.keys.sealForUser(
        user.id,
        templatePlace(tenantId, id),
        vectorBytes(embeddingOf({ person: 'anna', noise: n / 10 })),
      )
      rows.push({
        id,
        tenantId,
        userId: user.id,
        kind: 'face' as const,
        createdAt: new Date(),
        model: 'test-face@1',
        sealed,
      })
    }
    await context.db.transact(async (tx) => {
      for (let from = 0; from < rows.length; from += 500) {
        await tx.sql.insert(tx.tables.templates).values(rows.slice(from, from + 500))
      }
    })
    let turns = 0
    let filling = true
    const turning = (async () => {
      for (; filling; turns++) await nextTurn()
    })()
    await followGallery(context, tenantId)
    filling = false
    await turning
    expect(await sizeOf(here, context)).toBe(4500)
    expect(turns).toBeGreaterThan(5)
    expect(await find(context, 'anna')).toMatchObject({ outcome: 'found', match: { userId: user.id } })
  })

  test('A template that was altered recognises nobody, and is told of', async () => {
    const context = await asTenant(await open({ engines: here }))
    const anna = await enrolled(context, 'anna')
    await enrolled(context, 'ben')
    const { templates } = context.db.tables
    const [row] = await context.db.sql.select().from(templates)
    expect(row!.userId).toBe(anna)
    const altered = Buffer.from(row!.sealed)
    altered[40]! ^= 1
    await context.db.transact(async (tx) => {
      await tx.sql.update(tx.tables.templates).set({ sealed: altered }).where(eq(tx.tables.templates.id, row!.id))
    })
    const error = vi.fn()
    const fresh = { ...context, engines: there, log: { ...context.log, error } as unknown as Context['log'] }
    expect(await find(fresh, 'ben')).toMatchObject({ outcome: 'found' })
    expect(await find(fresh, 'anna')).toEqual({ outcome: 'unknown' })
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ template: row!.id }), expect.any(String))
  })
})

test('A search worker that died is filled again in its successor', async () => {
  const first = testEngines()
  const second = testEngines()
  const context = await asTenant(await testContext({ engines: first }))
  const anna = await enrolled(context, 'anna')
  expect(await find(context, 'anna')).toMatchObject({ outcome: 'found' })
  await first.close()
  const searches = [first.search, second.search]
  const mended = { ...context, engines: { ...first, face: first.face } }
  Object.defineProperty(mended.engines, 'search', { get: () => searches.shift() ?? second.search })
  expect(await find(mended, 'anna')).toMatchObject({ outcome: 'found', match: { userId: anna } })
  await second.close()
})
