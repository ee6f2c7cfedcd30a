import { like } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { recordConsent, withdrawConsent } from '../consents/record'
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { removeFace } from '../faces/remove'
import { picture, testEngines } from '../faces/testing'
import { verifyFace } from '../faces/verify'
import { ensureTenant, getTenantBySlug, updateTenant } from '../tenants'
import { defaultSettings, type Settings } from '../settings'
import { describeDialects } from '../testing'
import { createUser } from '../users'
import { noteSightings } from '../users/seen'
import { applyRetentionJob, scheduleRetentionJob } from './apply'
import { changeRetention, undoRetention } from './change'
import { rulesAt, withRules } from './rules'
import { listDue, previewRetention, retentionView } from './view'

const engines = testEngines()
afterAll(() => engines.close())

const dayMs = 86_400_000
const job = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

/** A bureau whose clock the test turns. */
async function bureau(open: (options: { engines: typeof engines; now: () => Date }) => Promise<Context>) {
  const clock = { now: new Date('2026-06-01T10:00:00Z') }
  const operator = await open({ engines, now: () => clock.now })
  const { id: tenantId } = await ensureTenant(operator, 'acme')
  const owner: Context = {
    ...operator,
    now: () => clock.now,
    actor: { kind: 'admin', id: 'o', tenantId, role: 'owner', provedAt: clock.now },
  }
  const pass = (days: number) => {
    clock.now = new Date(clock.now.getTime() + days * dayMs)
    if (owner.actor.kind === 'admin') owner.actor.provedAt = clock.now
  }
  const apply = () =>
    applyRetentionJob.run({ ...operator, now: () => clock.now, actor: { kind: 'system', id: 'j', tenantId } }, {}, job)
  return { operator, owner, clock, pass, apply }
}

async function enrolled(context: Context, person: string): Promise<string> {
  const { user } = await createUser(context, { externalId: person })
  await enrolFace(context, { userId: user.id, gate: 'legacy', picture: picture(person) })
  return user.id
}

async function blobCount(context: Context): Promise<number> {
  let count = 0
  for await (const _name of context.blobs.list()) count++
  return count
}

const stored = (settings: Partial<Settings>) => ({ ...settings }) as Record<string, unknown>

test('A looser rule holds at once, a stricter one a day later, and the day begins anew only with something new', () => {
  const now = new Date('2026-06-01T00:00:00Z')
  const later = new Date('2026-06-01T06:00:00Z')
  const planned = withRules(stored({ pictureDays: 90 }), { pictureDays: 30 }, now)
  expect(planned).toMatchObject({
    pictureDays: 90,
    plannedRetention: { pictureDays: 30, from: '2026-06-02T00:00:00.000Z' },
  })
  const again = withRules({ ...planned }, { pictureDays: 30 }, later)
  expect(again.plannedRetention).toEqual(planned.plannedRetention)
  const stricter = withRules({ ...planned }, { pictureDays: 10 }, later)
  expect(stricter.plannedRetention).toEqual({ pictureDays: 10, from: '2026-06-02T06:00:00.000Z' })
  const looser = withRules({ ...planned }, { pictureDays: null }, later)
  expect(looser).toMatchObject({ pictureDays: null, plannedRetention: null })
  const settings = { ...defaultSettings, ...planned } as Settings
  expect(rulesAt(settings, later).pictureDays).toBe(90)
  expect(rulesAt(settings, new Date('2026-06-02T00:00:00Z')).pictureDays).toBe(30)
  expect(withRules({}, { verifyFmr: 1e-4 }, now)).toEqual({ verifyFmr: 1e-4 })
})

describeDialects('Retention', (open) => {
  test('Pictures go on time; their templates stay and still recognise the person', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const anna = await enrolled(owner, 'anna')
    pass(20)
    const ben = await enrolled(owner, 'ben')
    await updateTenant(operator, { slug: 'acme', settings: { pictureDays: 30 } })
    expect(await apply()).toEqual({ pictures: 0, unseenUsers: 0, withdrawnUsers: 0 })
    pass(11)
    expect(await apply()).toEqual({ pictures: 1, unseenUsers: 0, withdrawnUsers: 0 })
    expect(await apply()).toEqual({ pictures: 0, unseenUsers: 0, withdrawnUsers: 0 })
    expect(await blobCount(owner)).toBe(1)
    const { samples, templates, auditLines } = owner.db.tables
    expect(await owner.db.sql.select().from(samples)).toMatchObject([{ userId: ben }])
    expect(await owner.db.sql.$count(templates)).toBe(2)
    const probe = { userId: anna, gate: 'legacy' as const, picture: picture('anna') }
    expect(await verifyFace(owner, probe)).toMatchObject({ verified: true })
    const lines = await owner.db.sql.select().from(auditLines)
    const discarded = lines.filter(({ action }) => action === 'picture.discarded')
    expect(discarded).toMatchObject([{ subjectId: anna, actorKind: 'system' }])
  })

  test('Hundreds of due pictures go in batches, also when it is killed in between', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const userId = await enrolled(owner, 'anna')
    const { samples } = owner.db.tables
    const [sample] = await owner.db.sql.select().from(samples)
    await owner.db.transact(async (tx) => {
      const copies = Array.from({ length: 120 }, (_, n) => {
        const hex = n.toString(16).padStart(32, '0')
        return { ...sample!, id: `copy-${hex}`, blobName: hex, userId }
      })
      await tx.sql.insert(samples).values(copies)
    })
    await updateTenant(operator, { slug: 'acme', settings: { pictureDays: 1 } })
    pass(3)
    const stop = new AbortController()
    const tenantId = (owner.actor as { tenantId: string }).tenantId
    const killed = applyRetentionJob.run(
      { ...owner, actor: { kind: 'system', id: 'j', tenantId } },
      {},
      {
        ...job,
        signal: stop.signal,
        progress: () => stop.abort(new Error('killed')),
      },
    )
    await expect(killed).rejects.toThrow('killed')
    expect(await owner.db.sql.$count(samples)).toBe(71)
    expect(await apply()).toMatchObject({ pictures: 71 })
  })

  test('Who was not seen for long is erased; who was, is not', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const [anna, ben] = [await enrolled(owner, 'anna'), await enrolled(owner, 'ben')]
    const carl = await enrolled(owner, 'carl')
    await updateTenant(operator, { slug: 'acme', settings: { unseenDays: 60 } })
    pass(50)
    // At a door, of which the audit trail says nothing.
    await owner.db.transact((tx) => noteSightings(tx, [{ userId: carl, at: owner.now() }]))
    await verifyFace(owner, { userId: anna, gate: 'legacy', picture: picture('anna') })
    await verifyFace(owner, { userId: ben, gate: 'legacy', picture: picture('anna') })
    pass(20)
    expect(await listDue(owner, { rule: 'unseenDays', withinDays: 0 })).toMatchObject([{ userId: ben }])
    expect(await apply()).toEqual({ pictures: 0, unseenUsers: 1, withdrawnUsers: 0 })
    const { users, erasures } = owner.db.tables
    const left = await owner.db.sql.select({ id: users.id }).from(users)
    expect(left.map(({ id }) => id).sort()).toEqual([anna, carl].sort())
    expect(await owner.db.sql.$count(erasures)).toBe(1)
  })

  test('Who withdrew is erased when the days are over, unless they agreed anew', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const draft = await saveConsentDraft(owner, { language: 'en', body: 'My face may open the doors for me.' })
    await publishConsentText(owner, { textId: draft.id })
    await updateTenant(operator, { slug: 'acme', settings: { withdrawnDays: 14 } })
    pass(2)
    const [anna, ben] = [await enrolled(owner, 'anna'), await enrolled(owner, 'ben')]
    for (const userId of [anna, ben]) {
      await recordConsent(owner, { userId, textId: draft.id })
      const { eraseAt, removed } = await withdrawConsent(owner, { userId })
      expect(eraseAt).toEqual(new Date(owner.now().getTime() + 14 * dayMs))
      expect(removed).toEqual({ templates: 1, samples: 1 })
    }
    pass(10)
    await recordConsent(owner, { userId: ben, textId: draft.id })
    pass(5)
    expect(await apply()).toEqual({ pictures: 0, unseenUsers: 0, withdrawnUsers: 1 })
    const { users } = owner.db.tables
    expect(await owner.db.sql.select({ id: users.id }).from(users)).toEqual([{ id: ben }])
  })

  test('A change shows what it takes, needs that number, waits a day, and can be taken back until then', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    await enrolled(owner, 'anna')
    pass(40)
    await enrolled(owner, 'ben')
    expect(await previewRetention(owner, { pictureDays: 30 })).toEqual([
      { rule: 'pictureDays', days: 30, takes: 1, anyway: 0 },
    ])
    const change = { rules: { pictureDays: 30 } }
    await expect(changeRetention(owner, change)).rejects.toMatchObject({ code: 'conflict' })
    await changeRetention(owner, { ...change, accepts: 1 })
    expect(await retentionView(owner)).toMatchObject({
      plannedFrom: new Date(owner.now().getTime() + dayMs),
      rules: [
        { rule: 'pictureDays', days: null, plannedDays: 30, within: { day: 1, week: 1, month: 1 } },
        { rule: 'unseenDays', days: null, within: { day: 0, week: 0, month: 0 } },
        { rule: 'withdrawnDays', days: null },
      ],
    })
    expect(await apply()).toMatchObject({ pictures: 0 })
    await undoRetention(owner)
    pass(2)
    expect(await apply()).toMatchObject({ pictures: 0 })
    await expect(undoRetention(owner)).rejects.toMatchObject({ code: 'conflict' })

    await changeRetention(owner, { ...change, accepts: 1 })
    pass(1)
    await expect(undoRetention(owner)).rejects.toMatchObject({ code: 'conflict' })
    expect(await apply()).toMatchObject({ pictures: 1 })
    const { settings } = await getTenantBySlug(operator, 'acme')
    expect(settings).toMatchObject({ pictureDays: 30, plannedRetention: null })
    const { auditLines } = owner.db.tables
    const ofRules = like(auditLines.action, 'retention.%')
    const told = await owner.db.sql.select().from(auditLines).where(ofRules).orderBy(auditLines.seq)
    const became = { before: { pictureDays: null }, after: { pictureDays: 30 } }
    expect(told.map(({ action, detail }) => ({ action, detail }))).toEqual([
      { action: 'retention.changed', detail: { ...became, takes: 1 } },
      { action: 'retention.undone', detail: {} },
      { action: 'retention.changed', detail: { ...became, takes: 1 } },
      { action: 'retention.in_force', detail: became },
      { action: 'retention.applied', detail: { rule: 'pictureDays', days: 30, upTo: 1 } },
    ])
  })

  test('A rule that was loosened while a run is under way stops it', async () => {
    const { operator, owner, pass } = await bureau(open)
    for (const person of ['anna', 'ben', 'eva']) await enrolled(owner, person)
    await updateTenant(operator, { slug: 'acme', settings: { unseenDays: 1 } })
    pass(3)
    const tenantId = (owner.actor as { tenantId: string }).tenantId
    let loosening: Promise<unknown> | undefined
    const result = await applyRetentionJob.run(
      {
        ...owner,
        actor: { kind: 'system', id: 'j', tenantId },
        blobs: {
          ...owner.blobs,
          remove: async (name: string) => {
            loosening ??= updateTenant(operator, { slug: 'acme', settings: { unseenDays: null } })
            await loosening
            await owner.blobs.remove(name)
          },
        },
      },
      {},
      job,
    )
    expect(result).toMatchObject({ unseenUsers: 1 })
    expect(await owner.db.sql.$count(owner.db.tables.users)).toBe(2)
  })

  test('Only an owner changes rules, and each tenant keeps its own', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const { id: other } = await ensureTenant(operator, 'other')
    const there: Context = { ...owner, actor: { kind: 'system', id: 's', tenantId: other } }
    await enrolled(owner, 'anna')
    await enrolled(there, 'zoe')
    const admin: Context = {
      ...owner,
      actor: { ...(owner.actor as never as object), role: 'admin' } as Context['actor'],
    }
    await expect(changeRetention(admin, { rules: { pictureDays: 1 }, accepts: 9 })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await changeRetention(owner, { rules: { pictureDays: 0 }, accepts: 1 })
    pass(2)
    expect(await apply()).toMatchObject({ pictures: 1 })
    expect(await owner.db.sql.$count(owner.db.tables.samples)).toBe(1)
  })

  test('Each tenant with rules gets one run a day, and the page shows the last one', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    expect(await scheduleRetentionJob.run(operator, {}, job)).toEqual({ tenants: 0 })
    await updateTenant(operator, { slug: 'acme', settings: { pictureDays: 30 } })
    pass(2)
    const now = { ...operator, now: owner.now }
    expect(await scheduleRetentionJob.run(now, {}, job)).toEqual({ tenants: 1 })
    expect(await scheduleRetentionJob.run(now, {}, job)).toEqual({ tenants: 0 })
    expect(await retentionView(owner)).toMatchObject({ lastRun: null, nextRun: new Date('2026-06-04T00:00:00Z') })
    const result = await apply()
    const { jobs } = owner.db.tables
    await owner.db.transact(
      async (tx) => void (await tx.sql.update(jobs).set({ state: 'done', finishedAt: owner.now(), result })),
    )
    expect((await retentionView(owner)).lastRun).toMatchObject({ state: 'done', result: { pictures: 0 } })
  })

  test('Where no picture is to be kept none is written once the rule holds, and taking it back keeps them', async () => {
    const { owner, pass } = await bureau(open)
    await changeRetention(owner, { rules: { pictureDays: 0 } })
    await enrolled(owner, 'anna')
    expect(await blobCount(owner)).toBe(1)
    pass(2)
    await enrolled(owner, 'ben')
    expect(await blobCount(owner)).toBe(1)
    await changeRetention(owner, { rules: { pictureDays: null } })
    await enrolled(owner, 'eva')
    expect(await blobCount(owner)).toBe(2)
  })

  test('A face that was removed takes nothing of the rule along', async () => {
    const { operator, owner, pass, apply } = await bureau(open)
    const anna = await enrolled(owner, 'anna')
    await removeFace(owner, { userId: anna })
    await updateTenant(operator, { slug: 'acme', settings: { pictureDays: 0 } })
    pass(2)
    expect(await apply()).toMatchObject({ pictures: 0 })
  })
})
