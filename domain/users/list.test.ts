import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Context } from '../context'
import { newId, newUserId, newUuid } from '../ids'
import { ensureTenant } from '../tenants'
import { describeDialects } from '../testing'
import type { User } from '../users'
import { exportUsers } from './export'
import { listUserPage, userSorts, type UserSort } from './list'
import { recountUsers } from './standing'

const day = 86_400_000
const start = Date.parse('2026-03-01T00:00:00Z')

async function asAdmin(context: Context, slug: string): Promise<Context & { tenantId: string }> {
  const { id } = await ensureTenant(context, slug)
  return {
    ...context,
    tenantId: id,
    actor: { kind: 'admin', id: 'a', tenantId: id, role: 'auditor', provedAt: context.now() },
  }
}

/** Users who differ in everything that a list is sorted or filtered by, with many ties. */
async function seed({ db, tenantId }: Context & { tenantId: string }, count: number): Promise<User[]> {
  const { users, templates } = db.tables
  const people = Array.from({ length: count }, (_, n) => ({
    id: newUserId(),
    uuid: newUuid(),
    tenantId,
    externalId: n % 5 === 0 ? null : `${['Zoë', 'anna', 'Anna', 'émile', 'ab'][n % 5]}-${n}`,
    revokedAt: n % 7 === 0 ? new Date(start) : null,
    lastSeenAt: n % 3 === 0 ? null : new Date(start + (n % 11) * 1000),
    createdAt: new Date(start + Math.floor(n / 4) * (day / 3)),
    updatedAt: new Date(start),
  }))
  await db.transact(async (tx) => {
    await tx.sql.insert(users).values(people)
    const faces = people.filter((_, n) => n % 2 === 0)
    await tx.sql.insert(templates).values(
      faces.map(({ id: userId }) => ({
        id: newId(),
        tenantId,
        userId,
        kind: 'face' as const,
        model: 'm',
        sealed: Buffer.alloc(1),
        createdAt: new Date(start),
      })),
    )
    await recountUsers(tx, tenantId)
  })
  return db.sql.select().from(users).where(eq(users.tenantId, tenantId))
}

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const keys: Record<UserSort, (a: User, b: User) => number> = {
  created: (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
  id: () => 0,
  externalId: (a, b) =>
    a.externalId === null || b.externalId === null
      ? Number(a.externalId !== null) - Number(b.externalId !== null)
      : bytes(a.externalId, b.externalId),
  lastSeen: (a, b) => (a.lastSeenAt?.getTime() ?? -1) - (b.lastSeenAt?.getTime() ?? -1),
  status: (a, b) => bytes(a.status, b.status) || a.createdAt.getTime() - b.createdAt.getTime(),
}

describeDialects('The list of users', (open) => {
  test('Every page of every order is what sorting all of them gives', async () => {
    const context = await asAdmin(await open(), 'acme')
    const everybody = await seed(context, 100)
    for (const sort of userSorts) {
      for (const direction of ['asc', 'desc'] as const) {
        const sorted = [...everybody].sort((a, b) => keys[sort](a, b) || bytes(a.id, b.id))
        if (direction === 'desc') sorted.reverse()
        const seen: string[] = []
        for (let page = 1; page <= 4; page++) {
          const list = await listUserPage(context, { sort, direction, page, size: 30 })
          expect(list).toMatchObject({ total: 100, pages: 4, page })
          seen.push(...list.users.map(({ id }) => id))
        }
        expect(seen, `${sort} ${direction}`).toEqual(sorted.map(({ id }) => id))
      }
    }
  })

  test('A page beyond the end is the last one, and an empty bureau has one empty page', async () => {
    const context = await asAdmin(await open(), 'acme')
    expect(await listUserPage(context)).toEqual({ users: [], total: 0, page: 1, pages: 1 })
    await seed(context, 31)
    const last = await listUserPage(context, { page: 99, size: 30 })
    expect(last).toMatchObject({ page: 2, pages: 2, total: 31 })
    expect(last.users).toHaveLength(1)
  })

  const filters: [string, Parameters<typeof listUserPage>[1], (user: User) => boolean][] = [
    ['one status', { status: ['revoked'] }, (user) => user.revokedAt !== null],
    ['two statuses', { status: ['revoked', 'pending'] }, (user) => user.status !== 'active'],
    ['with a face', { modality: 'face' }, (user) => user.hasFace],
    ['with a voice', { modality: 'voice' }, () => false],
    ['with neither', { modality: 'none' }, (user) => !user.hasFace],
    ['flagged', { flagged: true }, () => false],
    [
      'created between two days',
      { from: '2026-03-03', to: '2026-03-05' },
      ({ createdAt }) => createdAt.getTime() >= start + 2 * day && createdAt.getTime() < start + 5 * day,
    ],
    [
      'an external id from its beginning',
      { search: 'Anna' },
      ({ externalId }) => externalId?.startsWith('Anna') === true,
    ],
    ['beyond ASCII', { search: 'é' }, ({ externalId }) => externalId?.startsWith('é') === true],
    [
      'either id',
      { search: 'ab' },
      ({ id, externalId }) => id.startsWith('ab') || externalId?.startsWith('ab') === true,
    ],
    [
      'several together',
      { status: ['active'], modality: 'face', from: '2026-03-02', search: 'a' },
      ({ id, externalId, status, createdAt }) =>
        status === 'active' &&
        createdAt.getTime() >= start + day &&
        (id.startsWith('a') || externalId?.startsWith('a') === true),
    ],
    ['what stands for anything elsewhere', { search: '%' }, () => false],
  ]
  test('Filters leave whom they name, and count them', async () => {
    const context = await asAdmin(await open(), 'acme')
    const everybody = await seed(context, 90)
    for (const [name, filter, holds] of filters) {
      const expected = everybody.filter(holds).map(({ id }) => id)
      const list = await listUserPage(context, { ...filter, size: 100 })
      expect(list.total, name).toBe(expected.length)
      expect(list.users.map(({ id }) => id).sort(), name).toEqual(expected.sort())
    }
  })

  test('A whole UUID and a whole id find one user; those of another tenant find nobody', async () => {
    const operator = await open()
    const [acme, other] = [await asAdmin(operator, 'acme'), await asAdmin(operator, 'other')]
    const [user] = await seed(acme, 5)
    for (const search of [user!.id, user!.uuid, user!.uuid.toUpperCase()]) {
      expect((await listUserPage(acme, { search })).users.map(({ id }) => id)).toEqual([user!.id])
      expect(await listUserPage(other, { search })).toMatchObject({ users: [], total: 0 })
    }
    expect((await listUserPage(other)).total).toBe(0)
  })

  test('What no list has is refused with its field', async () => {
    const context = await asAdmin(await open(), 'acme')
    for (const wrong of [{ size: 1000 }, { page: 0 }, { sort: 'x' }, { status: ['x'] }, { from: 'yesterday' }]) {
      await expect(listUserPage(context, wrong as never)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    await expect(listUserPage({ ...context, actor: { kind: 'nobody' } })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('The export has everybody whom the filter leaves, no formulas, and a line in the audit trail', async () => {
    const context = await asAdmin(await open(), 'acme')
    const everybody = await seed(context, 40)
    const { users, auditLines } = context.db.tables
    const first = everybody.find(({ hasFace }) => hasFace)
    const trick = '=HYPERLINK("http://x","y")'
    await context.db.transact(async (tx) => {
      await tx.sql.update(users).set({ externalId: trick }).where(eq(users.id, first!.id))
    })
    let csv = ''
    for await (const part of await exportUsers(context, { modality: 'face' })) csv += part
    const rows = csv.trimEnd().split('\r\n')
    expect(rows).toHaveLength(1 + everybody.filter(({ hasFace }) => hasFace).length)
    expect(rows[0]).toContain('id,uuid,external_id,status')
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    const lines = await context.db.sql.select().from(auditLines).where(eq(auditLines.action, 'users.exported'))
    expect(lines).toMatchObject([{ actorId: 'a', detail: { users: rows.length - 1, filtered: true } }])
  })
})
