import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import type { Context } from './context'
import { deleteDump } from './dumps/expire'
import { madeDump } from './dumps/testing'
import { holdersOf, listErasures } from './erasure-list'
import { eraseUser, getReceipt, receiptById, type SignedReceipt } from './erasures'
import { testEngines } from './faces/testing'
import { ensureTenant } from './tenants'
import { adminActor, describeDialects } from './testing'
import { createUser } from './users'

const engines = testEngines()
afterAll(() => engines.close())

const noon = Date.parse('2026-11-20T12:00:00Z')
const dayMs = 86_400_000

async function asOwner(operator: Context, slug = 'acme'): Promise<Context> {
  const { id } = await ensureTenant(operator, slug)
  return { ...operator, actor: adminActor({ tenantId: id, provedAt: operator.now() }) }
}

/** Days after the first: one erasure each. @returns the users' ids */
async function eraseOnDays(context: Context, days: number[]): Promise<string[]> {
  const ids: string[] = []
  for (const day of days) {
    const now = () => new Date(noon + day * dayMs)
    const { user } = await createUser({ ...context, now }, { externalId: `user ${day}` })
    const actor = adminActor({ tenantId: 'tenantId' in context.actor ? context.actor.tenantId! : '', provedAt: now() })
    await eraseUser({ ...context, now, actor }, { userId: user.id })
    ids.push(user.id)
  }
  return ids
}

describeDialects('The list of erasures', (open) => {
  test('Newest first, in pages, by day and by the id of who was erased', async () => {
    const context = await asOwner(await open({ engines, now: () => new Date(noon) }))
    expect(await listErasures(context)).toEqual({ erasures: [], total: 0 })
    const users = await eraseOnDays(context, [0, 1, 2, 3, 4])
    const ids = await Promise.all(users.map(async (userId) => (await getReceipt(context, { userId })).receipt.id))

    const first = await listErasures(context, { size: 2 })
    expect([first.total, first.erasures.map(({ id }) => id)]).toEqual([5, [ids[4], ids[3]]])
    expect(first.erasures[0]).toMatchObject({
      requestedBy: { kind: 'admin', id: 'a' },
      removed: { templates: 0, samples: 0, devices: 0, blobs: 0 },
      holders: [],
      seal: 'genuine',
    })
    const last = await listErasures(context, { size: 2, page: 3 })
    expect(last.erasures.map(({ id }) => id)).toEqual([ids[0]])
    const upwards = await listErasures(context, { descending: false })
    expect(upwards.erasures.map(({ id }) => id)).toEqual(ids)

    const days = await listErasures(context, { from: '2026-11-21', to: '2026-11-22' })
    expect([days.total, days.erasures.map(({ id }) => id)]).toEqual([2, [ids[2], ids[1]]])
    const byUser = await listErasures(context, { userId: ` ${users[3]!.toUpperCase()} ` })
    expect([byUser.total, byUser.erasures.map(({ id }) => id)]).toEqual([1, [ids[3]]])
    expect((await listErasures(context, { userId: users[3]!.slice(0, 8) })).total).toBe(0)
    expect(JSON.stringify(byUser)).not.toContain(users[3])
  })

  test('Auditors read them; another tenant’s are not there; days that are none are refused', async () => {
    const operator = await open({ engines })
    const [acme, other] = [await asOwner(operator), await asOwner(operator, 'other')]
    const { user } = await createUser(acme, { externalId: 'anna' })
    const { receipt } = await eraseUser(acme, { userId: user.id })
    expect(await listErasures(other)).toEqual({ erasures: [], total: 0 })
    expect((await listErasures(other, { userId: user.id })).total).toBe(0)
    const auditor: Context = { ...acme, actor: adminActor({ tenantId: receipt.tenantId, role: 'auditor' }) }
    expect((await listErasures(auditor)).erasures.map(({ id }) => id)).toEqual([receipt.id])
    await expect(listErasures({ ...acme, actor: { kind: 'nobody' } })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(listErasures(acme, { from: '2026-02-31' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('A receipt that was altered, and one that another bureau signed, are told apart', async () => {
    const context = await asOwner(await open({ engines }))
    const { user } = await createUser(context, { externalId: 'anna' })
    const signed = await eraseUser(context, { userId: user.id })
    const { erasures } = context.db.tables
    const put = (receipt: SignedReceipt) =>
      context.db.transact((tx) =>
        tx.sql
          .update(erasures)
          .set({ receipt: { ...receipt } })
          .where(eq(erasures.id, signed.receipt.id)),
      )
    const seal = async () => (await listErasures(context)).erasures[0]!.seal
    await put({ ...signed, receipt: { ...signed.receipt, stillHeld: [], finishedAt: '2020-01-01T00:00:00.000Z' } })
    expect(await seal()).toBe('altered')
    await put({ ...signed, keyId: 'of another bureau' })
    expect(await seal()).toBe('unknown_key')
    await put(signed)
    expect(await seal()).toBe('genuine')
  })

  test('What the receipt names as holding something is told as it is now: a dump lets go when it is destroyed, or is over', async () => {
    const context = await asOwner(await open({ engines }))
    const { user } = await createUser(context, { externalId: 'anna' })
    const { id } = await madeDump(context)

    const signed = await eraseUser(context, { userId: user.id })
    expect(signed.receipt.stillHeld).toMatchObject([{ kind: 'dump', id, biometrics: false }])
    const now = async (at = context) => (await listErasures(at)).erasures[0]!.holders.map(({ hasLetGo }) => hasLetGo)
    expect(await now()).toEqual([false])
    expect(await now({ ...context, now: () => new Date(Date.now() + 30 * dayMs) })).toEqual([true])
    await deleteDump(context, { id })
    expect(await now()).toEqual([true])
    expect(await holdersOf(context, signed)).toMatchObject([{ id, hasLetGo: true }])
    // The document itself stays as it was signed.
    expect(await receiptById(context, { id: signed.receipt.id })).toEqual(signed)
  })
})
