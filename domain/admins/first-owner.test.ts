import { expect, test } from 'vitest'
import { hasOwner, isSetUpTokenOpen, issueSetUpToken, registerFirstOwner, type FirstOwner } from './index'
import { passwordMatches } from '../passwords'
import { describeDialects } from '../testing'

const person = {
  firstName: ' Ada ',
  lastName: 'Byron',
  email: 'Ada@Example.org ',
  password: 'a door and its threshold',
  passwordAgain: 'a door and its threshold',
}

describeDialects('the first owner', (open) => {
  const openBureau = async () => {
    const context = await open({ actor: { kind: 'nobody' } })
    const token = (await issueSetUpToken(context))!
    return {
      context,
      register: (change: Partial<FirstOwner> = {}) => registerFirstOwner(context, { token, ...person, ...change }),
      token,
    }
  }

  test('registers through the link, once, and the audit trail tells it', async () => {
    const { context, register, token } = await openBureau()
    expect(await hasOwner(context.db)).toBe(false)
    expect(await isSetUpTokenOpen(context, token)).toBe(true)

    const owner = await register()
    expect(owner).toMatchObject({ firstName: 'Ada', email: 'ada@example.org', role: 'owner' })
    expect(owner).not.toHaveProperty('passwordHash')
    expect(await hasOwner(context.db)).toBe(true)

    const { admins, auditLines } = context.db.tables
    const [row] = await context.db.sql.select().from(admins)
    expect(row!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/)
    expect(await passwordMatches(row!.passwordHash, person.password)).toBe(true)
    expect(await passwordMatches(row!.passwordHash, `${person.password}.`)).toBe(false)
    const lines = await context.db.sql.select().from(auditLines)
    expect(lines.filter((line) => line.action === 'admin.registered')).toEqual([
      expect.objectContaining({ actorId: owner.id, subjectId: owner.id, tenantId: owner.tenantId }),
    ])
  })

  test('neither the same link nor a second one registers another', async () => {
    const { context, register, token } = await openBureau()
    const second = (await issueSetUpToken(context))!
    await register()
    await expect(register({ email: 'eve@example.org' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(register({ token: second, email: 'eve@example.org' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await isSetUpTokenOpen(context, token)).toBe(false)
    expect(await issueSetUpToken(context)).toBeNull()
    expect(await context.db.sql.select().from(context.db.tables.admins)).toHaveLength(1)
  })

  test('two at the same moment through two links: one becomes the owner', async () => {
    const { context, register } = await openBureau()
    const second = (await issueSetUpToken(context))!
    const outcomes = await Promise.allSettled([register(), register({ token: second, email: 'eve@example.org' })])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await context.db.sql.select().from(context.db.tables.admins)).toHaveLength(1)
    const { auditLines } = context.db.tables
    const told = await context.db.sql.select().from(auditLines)
    expect(told.filter((line) => line.action === 'admin.registered')).toHaveLength(1)
  })

  test('a link is worth nothing after a day, and none is kept in the clear', async () => {
    const { context, token } = await openBureau()
    const tomorrow = { ...context, now: () => new Date(Date.now() + 25 * 3_600_000) }
    await expect(registerFirstOwner(tomorrow, { token, ...person })).rejects.toMatchObject({ code: 'not_found' })
    const rows = await context.db.sql.select().from(context.db.tables.setUpLinks)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('a link that never was registers nobody', async () => {
    const { context, register } = await openBureau()
    await expect(register({ token: 'limen_setup_guess' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await hasOwner(context.db)).toBe(false)
  })

  const wrong: [string, Partial<FirstOwner>][] = [
    ['firstName', { firstName: '  ' }],
    ['email', { email: 'ada at example.org' }],
    ['password', { password: 'too short', passwordAgain: 'too short' }],
    ['passwordAgain', { passwordAgain: 'something else entirely' }],
  ]

  test.each(wrong)('%s is refused by name and leaves the link open', async (field, change) => {
    const { context, register, token } = await openBureau()
    await expect(register(change)).rejects.toMatchObject({
      code: 'invalid_input',
      options: { fields: [expect.objectContaining({ field })] },
    })
    expect(await isSetUpTokenOpen(context, token)).toBe(true)
  })
})
