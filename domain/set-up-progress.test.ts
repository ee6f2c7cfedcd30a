/** What the dashboard reads besides figures: how far setting up has come, and how full the machine is. */
import { afterAll, expect, test, vi } from 'vitest'
import { writeAudit } from './audit'
import { createClient } from './clients'
import { revokeClient } from './client-changes'
import type { Context } from './context'
import { enrolFace } from './faces/enrol'
import { picture, testEngines } from './faces/testing'
import { verifyFace } from './faces/verify'
import { readSetUpProgress } from './set-up-progress'
import { readStorage } from './storage'
import { ensureTenant } from './tenants'
import { adminActor, describeDialects } from './testing'
import { createUser } from './users'

const engines = testEngines()
afterAll(() => engines.close())

const gate = 'legacy' as const
const outside = { publicUrl: 'http://localhost:3000', sendsMail: false }

function ownerOf<C extends Context>(context: C, tenantId: string): C {
  return { ...context, actor: adminActor({ tenantId }) }
}

describeDialects('Setting up', (open) => {
  test('Each step is done once it has really happened, to this tenant', async () => {
    const operator = await open({ engines })
    const { id } = await ensureTenant(operator, 'mine')
    const context = ownerOf(operator, id)
    const done = async (surroundings = outside) => {
      const { steps } = await readSetUpProgress(context, surroundings)
      return steps.filter(({ isDone }) => isDone).map(({ step }) => step)
    }
    await createClient(operator, { tenantSlug: 'theirs', name: 'Theirs' })
    expect(await done()).toEqual([])
    const { clientId } = await createClient(context, { name: 'Door' })
    expect(await done()).toEqual(['client'])
    await revokeClient(context, { clientId })
    expect(await done()).toEqual([])
    const { user } = await createUser(context, {})
    await enrolFace(context, { userId: user.id, gate, picture: picture('anna') })
    expect(await done()).toEqual(['enrolment'])
    await verifyFace(context, { userId: user.id, gate, picture: picture('ben') })
    expect(await done()).toEqual(['enrolment'])
    await verifyFace(context, { userId: user.id, gate, picture: picture('anna') })
    await createClient(context, { name: 'Door' })
    for (const action of ['dump.made']) {
      const entry = { action, subject: { kind: 'x', id: 'x' } }
      await operator.db.transact((tx) => writeAudit(tx, context, entry))
    }
    const at = operator.now()
    const ada = { email: 'ada@example.org', firstName: 'Ada', lastName: 'Byron', passwordHash: 'x', createdAt: at }
    await operator.db.transact(async (tx) => {
      await tx.sql.insert(tx.tables.admins).values({ ...ada, id: 'a', tenantId: id, role: 'owner' })
      await tx.sql
        .insert(tx.tables.authenticators)
        .values({ adminId: 'a', sealedSecret: Buffer.alloc(1), createdAt: at, confirmedAt: at, lastStep: 0 })
    })
    const all = { publicUrl: 'https://bureau.example.org', sendsMail: true }
    expect(await readSetUpProgress(context, all)).toMatchObject({ isComplete: true })
    expect(await readSetUpProgress(context, outside)).toMatchObject({ isComplete: false, done: 6 })
  })

  test('How full the machine is, is told to main alone', async () => {
    const operator = await open()
    const [main, other] = [await ensureTenant(operator, 'main'), await ensureTenant(operator, 'other')]
    await operator.blobs.put('a'.repeat(32), Buffer.alloc(1_000))
    await operator.blobs.put('b'.repeat(32), Buffer.alloc(500))
    const places = { dataDir: operator.dataDir, blobDir: `${operator.dataDir}/blobs` }
    expect(await readStorage(ownerOf(operator, other.id), places)).toBeNull()
    const context = ownerOf(operator, main.id)
    const first = (await readStorage(context, places))!
    expect(first.disk.free).toBeGreaterThan(0)
    expect(first.disk.total).toBeGreaterThan(first.disk.free)
    expect(first.database).toBeGreaterThan(10_000)
    await vi.waitUntil(async () => (await readStorage(context, places))!.pictures !== null)
    expect((await readStorage(context, places))!.pictures).toMatchObject({ files: 2, bytes: 1_500 })
  })
})
