import { afterAll, expect, test } from 'vitest'
import type { Context } from './context'
import { eraseJob, eraseUser, getReceipt, receiptIsGenuine } from './erasures'
import { adaptFace } from './faces/adapt'
import { enrolFace } from './faces/enrol'
import { findByFace } from './faces/find'
import { picture, testEngines } from './faces/testing'
import { verifyFace } from './faces/verify'
import { findOrphansJob, removeOrphansJob } from './sweep'
import { newBlobName } from './ids'
import { ensureTenant } from './tenants'
import { describeDialects } from './testing'
import { createUser, findUserByDevice, requireUser } from './users'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'legacy' as const
const running = { id: 'job', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

async function asTenant(operator: Context, slug = 'acme'): Promise<Context> {
  const { id } = await ensureTenant(operator, slug)
  return { ...operator, actor: { kind: 'client', id: 'c', tenantId: id, scopes: ['enrol', 'read', 'erase'] } }
}

async function enrolledAnna(context: Context): Promise<string> {
  const { user } = await createUser(context, { externalId: 'anna', macAddress: '00:11:22:33:44:55' })
  await enrolFace(context, { userId: user.id, gate, picture: picture('anna') })
  return user.id
}

async function blobs(context: Context): Promise<string[]> {
  const names: string[] = []
  for await (const name of context.blobs.list()) names.push(name)
  return names
}

describeDialects('Erasures', (open) => {
  test('Nothing of an erased user is left but ids in the audit and a signed receipt', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolledAnna(context)
    const signed = await eraseUser(context, { userId })

    await expect(requireUser(context, userId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await findUserByDevice(context, { macAddress: '00:11:22:33:44:55' })).toBeNull()
    expect(await findByFace(context, { gate, picture: picture('anna') })).toEqual({ outcome: 'unknown' })
    expect(await blobs(context)).toEqual([])
    const { users, samples, templates, devices } = context.db.tables
    for (const table of [users, samples, templates, devices])
      expect(await context.db.sql.select().from(table)).toEqual([])

    expect(signed.receipt).toMatchObject({
      userKey: 'destroyed',
      removed: { templates: 1, samples: 1, devices: 1, blobs: 1 },
      requestedBy: { kind: 'client', id: 'c' },
    })
    expect(JSON.stringify(signed)).not.toContain(userId)
    expect(receiptIsGenuine(context, signed)).toBe(true)
    expect(receiptIsGenuine(context, { ...signed, receipt: { ...signed.receipt, finishedAt: '2020' } })).toBe(false)
    expect(await getReceipt(context, { userId })).toEqual(signed)
  })

  test('An older copy of a sealed value does not open after the erasure', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolledAnna(context)
    const [copy] = await context.db.sql.select().from(context.db.tables.templates)
    await eraseUser(context, { userId })
    const place = { table: 'templates', row: copy!.id, tenantId: copy!.tenantId }
    await expect(context.keys.openForUser(userId, place, copy!.sealed)).rejects.toMatchObject({ name: 'KeyDestroyed' })
  })

  test('A second erasure, and one by another tenant, find nobody', async () => {
    const operator = await open({ engines })
    const [acme, other] = [await asTenant(operator), await asTenant(operator, 'other')]
    const userId = await enrolledAnna(acme)
    await expect(eraseUser(other, { userId })).rejects.toMatchObject({ code: 'not_found' })
    await eraseUser(acme, { userId })
    await expect(eraseUser(acme, { userId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(getReceipt(other, { userId })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('What a crash interrupted is finished by the job that was written with the first step', async () => {
    const context = await asTenant(await open({ engines }))
    const userId = await enrolledAnna(context)
    const dying: Context = {
      ...context,
      keys: Object.assign(Object.create(context.keys) as typeof context.keys, {
        destroyUser: () => Promise.reject(new Error('power cut')),
      }),
    }
    await expect(eraseUser(dying, { userId })).rejects.toThrow('power cut')
    await expect(requireUser(context, userId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await blobs(context)).toHaveLength(1)

    const [job] = await context.db.sql.select().from(context.db.tables.jobs)
    expect(job).toMatchObject({ kind: 'user.erase', state: 'queued' })
    const first = await eraseJob.run(context, job!.payload, running)
    expect(await blobs(context)).toEqual([])
    const { receipt } = await getReceipt(context, { userId })
    expect(first).toEqual({ receipt: receipt.id })
    // It runs at least once: a second run finds the receipt and writes no other.
    expect(await eraseJob.run(context, job!.payload, running)).toEqual(first)
    expect(await context.db.sql.select().from(context.db.tables.erasures)).toHaveLength(1)
  })

  test('Whoever is erased while their picture is read is not enrolled', async () => {
    const context = await asTenant(await open({ engines }))
    const { user } = await createUser(context, { externalId: 'anna' })
    engines.whileReading = async () => {
      engines.whileReading = async () => undefined
      await eraseUser(context, { userId: user.id })
    }
    const enrolment = enrolFace(context, { userId: user.id, gate, picture: picture('anna') })
    await expect(enrolment).rejects.toMatchObject({ code: 'not_found', options: { subject: 'user' } })
    expect(await context.db.sql.select().from(context.db.tables.templates)).toEqual([])
  })

  test('Whoever is erased while they are verified or adapted does not exist', async () => {
    const context = await asTenant(await open({ engines }))
    for (const call of [verifyFace, adaptFace]) {
      const userId = await enrolledAnna(context)
      engines.whileReading = async () => {
        engines.whileReading = async () => undefined
        await eraseUser(context, { userId })
      }
      const gone = call(context, { userId, gate, picture: picture('anna') })
      await expect(gone).rejects.toMatchObject({ code: 'not_found', options: { subject: 'user' } })
    }
  })

  test('Blobs that no row names are removed at the second look, those of rows stay', async () => {
    const context = await asTenant(await open({ engines }))
    await enrolledAnna(context)
    const [kept] = await blobs(context)
    const orphan = newBlobName()
    await context.blobs.put(orphan, Buffer.from('left by a crash'))
    expect(await findOrphansJob.run(context, {}, running)).toEqual({ suspected: 1 })
    expect(await blobs(context)).toHaveLength(2)
    const { jobs } = context.db.tables
    const [job] = await context.db.sql.select().from(jobs)
    expect(job).toMatchObject({ kind: 'blobs.remove_orphans', payload: { names: [orphan] } })
    expect(job!.runAt.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000)
    expect(await removeOrphansJob.run(context, job!.payload, running)).toEqual({ removed: 1 })
    expect(await blobs(context)).toEqual([kept])
  })
})
