/** Figures: what is counted, that nothing is lost or doubled when it is written, and how it is read back. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import { authenticateClient } from '../client-calls'
import { createClient } from '../clients'
import type { Context } from '../context'
import { eraseUser } from '../erasures'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { garbage, picture, testEngines } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { ensureTenant } from '../tenants'
import { adminActor, describeDialects } from '../testing'
import { createUser } from '../users'
import { countFigure, pendingFigures } from './count'
import { flushFigures, forgetFiguresJob, startFlushing } from './flush'
import { bucketOf, readLatency } from './latency'
import { readCalls, readFigures } from './read'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'legacy' as const
const running = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

function adminOf<C extends Context>(context: C, tenantId: string): C {
  return { ...context, actor: adminActor({ tenantId }) }
}

describeDialects('Figures', (open) => {
  test('What happens to people and pictures is counted, before and after it is written', async () => {
    const operator = await open({ engines })
    const { id } = await ensureTenant(operator, 'acme')
    const context = adminOf(operator, id)
    const anna = (await createUser(context, { externalId: 'anna' })).user.id
    await createUser(context, { externalId: 'anna' })
    const ben = (await createUser(context, { externalId: 'ben' })).user.id
    await enrolFace(context, { userId: anna, gate, picture: picture('anna') })
    await enrolFace(context, { userId: ben, gate, picture: picture() })
    await enrolFace(context, { userId: ben, gate, picture: picture('a', 'b') })
    await enrolFace(context, { userId: ben, gate, picture: picture() })
    await expect(enrolFace(context, { userId: ben, gate, picture: garbage })).rejects.toThrow()
    await verifyFace(context, { userId: anna, gate, picture: picture('anna') })
    await verifyFace(context, { userId: anna, gate, picture: picture('clara') })
    await findByFace(context, { gate, picture: picture('anna') })
    await findByFace(context, { gate, picture: picture('clara') })
    await eraseUser(context, { userId: anna })

    const before = await readFigures(context, { range: '7d' })
    const { refused, ...totals } = before.totals
    expect(totals).toEqual({ created: 2, erased: 1, enrolled: 1, verified: 1, rejected: 1, found: 1, unknown: 1 })
    expect(refused).toBe(4)
    expect(before.reasons[0]).toEqual({ code: 'face_not_found', count: 2 })
    expect(before.reasons.map(({ code }) => code).sort()).toEqual(['damaged', 'face_not_found', 'more_than_one_face'])
    expect(before.moments).toHaveLength(7)
    expect(before.moments.at(-1)).toMatchObject({ created: 2, verified: 1 })
    expect(before.latency.read?.count).toBe(8)
    expect(before.latency.search!.count).toBeGreaterThan(0)

    await flushFigures(context)
    expect(pendingFigures(context.db).size).toBe(0)
    for (const range of ['48h', '7d', '365d'] as const) {
      const { totals, reasons } = await readFigures(context, { range })
      expect({ totals, reasons }).toEqual({ totals: before.totals, reasons: before.reasons })
    }
  })

  test('Flushes add up, at the same time as well', async () => {
    const operator = await open()
    const context = adminOf(operator, 'tenant')
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 20; i++) countFigure(context, 'face.verified')
      await Promise.all([flushFigures(context), flushFigures(context)])
    }
    expect((await readFigures(context, { range: '48h' })).totals.verified).toBe(100)
    expect((await readFigures(context, { range: '30d' })).totals.verified).toBe(100)
  })

  test('What cannot be written waits for the next try, and is counted once', async () => {
    const context = adminOf(await open(), 'tenant')
    countFigure(context, 'face.verified')
    const transact = vi.spyOn(context.db, 'transact').mockRejectedValueOnce(new Error('the disk is full'))
    await expect(flushFigures(context)).rejects.toThrow('full')
    transact.mockRestore()
    countFigure(context, 'face.verified')
    await flushFigures(context)
    expect((await readFigures(context, { range: '48h' })).totals.verified).toBe(2)
  })

  test('The last figures are written when the process ends', async () => {
    const context = adminOf(await open(), 'tenant')
    const stop = startFlushing(context, 3_600_000)
    countFigure(context, 'user.created')
    await stop()
    expect(await context.db.sql.select().from(context.db.tables.figures)).toHaveLength(2)
  })

  test("One tenant's figures are no other's, and callers without a tenant are not counted", async () => {
    const operator = await open()
    countFigure(operator, 'user.created')
    countFigure(adminOf(operator, 'theirs'), 'user.created')
    await flushFigures(operator)
    const mine = adminOf(operator, 'mine')
    expect((await readFigures(mine, { range: '48h' })).totals.created).toBe(0)
    const client = { ...operator, actor: { kind: 'client', id: 'c', tenantId: 'theirs', scopes: ['read'] } as const }
    await expect(readFigures(client, { range: '48h' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('Each hour and day stands by itself, and what lies before the range is left out', async () => {
    let now = new Date('2026-03-01T23:30:00Z')
    const context = adminOf(await open({ now: () => now }), 'tenant')
    countFigure(context, 'face.verified')
    now = new Date('2026-03-02T00:10:00Z')
    countFigure(context, 'face.verified')
    countFigure(context, 'face.verified')
    await flushFigures(context)
    const byDay = await readFigures(context, { range: '7d' })
    expect(byDay.moments.slice(-2).map(({ at, verified }) => [at.toISOString(), verified])).toEqual([
      ['2026-03-01T00:00:00.000Z', 1],
      ['2026-03-02T00:00:00.000Z', 2],
    ])
    expect((await readFigures(context, { range: '48h' })).moments.slice(-2).map(({ verified }) => verified)).toEqual([
      1, 2,
    ])
    now = new Date('2026-03-08T00:10:00Z')
    expect((await readFigures(context, { range: '7d' })).totals.verified).toBe(2)
  })

  test('Hours are forgotten after 8 days, days are kept', async () => {
    let now = new Date('2026-03-01T12:00:00Z')
    const context = adminOf(await open({ now: () => now }), 'tenant')
    countFigure(context, 'face.verified')
    await flushFigures(context)
    now = new Date('2026-03-10T12:00:00Z')
    expect(await forgetFiguresJob.run(context, {}, running)).toEqual({ forgotten: 1 })
    expect((await readFigures(context, { range: '30d' })).totals.verified).toBe(1)
  })

  test('Calls are counted for each client', async () => {
    const operator = await open()
    const one = await createClient(operator, { tenantSlug: 'acme', name: 'One' })
    await createClient(operator, { tenantSlug: 'acme', name: 'Silent' })
    await authenticateClient(operator, one)
    await flushFigures(operator)
    await authenticateClient(operator, one)
    await expect(authenticateClient(operator, { ...one, secret: 'wrong' })).rejects.toThrow()
    expect(await readCalls(adminOf(operator, one.tenantId))).toEqual(new Map([[one.clientId, 2]]))
  })
})

describe('Latency', () => {
  test('Median and 95th of a hundred come out within their buckets', () => {
    const counts = new Map<string, number>()
    for (let ms = 1; ms <= 100; ms++) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1)
    const { count, medianMs, p95Ms } = readLatency(counts)!
    expect(count).toBe(100)
    expect(Math.abs(medianMs - 50)).toBeLessThan(2)
    expect(Math.abs(p95Ms - 95)).toBeLessThan(8)
  })

  test('Nothing measured is no latency, and the longest still counts', () => {
    expect(readLatency(new Map())).toBeNull()
    expect(readLatency(new Map([[bucketOf(1e9), 1]]))!.p95Ms).toBeGreaterThan(30_000)
  })
})
