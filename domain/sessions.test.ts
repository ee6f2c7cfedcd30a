import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { issueSetUpToken, registerFirstOwner, type Admin } from './admins'
import type { Context } from './context'
import { countSecretGuess } from './guesses'
import { assertFresh, deviceProof, endOtherSessions, endSession, listSessions, resumeSession, signIn } from './sessions'
import { adminActor, describeDialects, type TestContext } from './testing'

const email = 'ada@example.org'
const password = 'a door and its threshold'
const here = { source: '192.0.2.1', browser: 'Test browser' }
const right = { email, password, ...here }
const wrong = { ...right, password: 'a window and its sill' }
const minute = 60_000

interface Clock {
  at: number
}

async function withOwner(open: (options: { now: () => Date }) => Promise<TestContext>) {
  const clock: Clock = { at: Date.now() }
  const context = await open({ now: () => new Date(clock.at) })
  const nobody: TestContext = { ...context, actor: { kind: 'nobody' } }
  const token = (await issueSetUpToken(nobody))!
  const owner = await registerFirstOwner(nobody, {
    token,
    firstName: 'Ada',
    lastName: 'Byron',
    email,
    password,
    passwordAgain: password,
  })
  const asOwner: Context = { ...context, actor: actorOf(owner) }
  return { context: nobody, asOwner, owner, clock }
}

const actorOf = ({ id, tenantId, role }: Admin) => adminActor({ id, tenantId, role })

async function fail(context: Context, times: number, input: Parameters<typeof signIn>[1] = wrong): Promise<void> {
  for (let time = 0; time < times; time++) {
    await expect(signIn(context, input)).rejects.toMatchObject({ code: 'unauthenticated' })
  }
}

describeDialects('Sessions', (open) => {
  test('The right password opens a session, whose row says who asks at every request', async () => {
    const { context, owner } = await withOwner(open)
    const session = await signIn(context, { ...right, email: ' Ada@Example.org ' })
    expect(await resumeSession(context, session.token)).toMatchObject({
      admin: { id: owner.id, email },
      actor: { ...actorOf(owner), provedAt: session.provedAt },
      session: { source: '192.0.2.1', browser: 'Test browser' },
    })
    expect(await resumeSession(context, session.token)).not.toHaveProperty('admin.passwordHash')
    expect(await resumeSession(context, 'guessed')).toBeNull()
  })

  test('What lies in the table opens nothing, and says nothing of what does', async () => {
    const { context, asOwner, owner } = await withOwner(open)
    const { token, ...session } = await signIn(context, right)
    const { adminSessions } = context.db.tables
    const rows = await context.db.sql.select().from(adminSessions)
    expect(rows).toEqual([session])
    expect(JSON.stringify(rows)).not.toContain(token)
    for (const value of Object.values(rows[0]!)) expect(await resumeSession(context, String(value))).toBeNull()
    expect(await resumeSession(context, token.toUpperCase())).toBeNull()
    expect(await resumeSession(context, token)).toMatchObject({ admin: { id: owner.id } })
    // Nor does what the portal lists and ends sessions by.
    expect(await listSessions(asOwner)).toEqual([session])
    expect(await resumeSession(context, token)).not.toHaveProperty('session.token')
    await endSession(asOwner, { sessionId: token })
    expect(await resumeSession(context, token)).not.toBeNull()
    await endSession(asOwner, { sessionId: session.id })
    expect(await resumeSession(context, token)).toBeNull()
  })

  test('An unknown address, a wrong password and a suspended admin are refused in the same words', async () => {
    const { context, owner } = await withOwner(open)
    const words = async (input: typeof right) => signIn(context, input).catch((error: Error) => error.message)
    const unknown = await words({ ...right, email: 'eve@example.org' })
    expect(await words(wrong)).toBe(unknown)
    const { session, admins } = { session: await signIn(context, right), ...context.db.tables }
    await context.db.transact(async (tx) => {
      await tx.sql.update(admins).set({ suspendedAt: new Date() }).where(eq(admins.id, owner.id))
    })
    expect(await words(right)).toBe(unknown)
    expect(await resumeSession(context, session.token)).toBeNull()
  })

  test('Five minutes after signing in, sensitive acts ask for a proof anew; others than admins are not asked', async () => {
    const { context, asOwner, clock } = await withOwner(open)
    const session = await signIn(context, right)
    const act = async () => assertFresh({ ...context, actor: (await resumeSession(context, session.token))!.actor })
    clock.at += 5 * minute
    await expect(act()).resolves.toBeUndefined()
    clock.at += 1
    await expect(act()).rejects.toMatchObject({ code: 'fresh_sign_in_required', status: 403 })
    expect(() => assertFresh({ ...asOwner, actor: { kind: 'operator', id: 'cli' } })).not.toThrow()
  })

  test('A session ends after two hours without a request, and after twelve in any case', async () => {
    const { context, asOwner, clock } = await withOwner(open)
    const idle = await signIn(context, right)
    const busy = await signIn(context, right)
    for (let hours = 0; hours < 11; hours++) {
      clock.at += 60 * minute
      expect(await resumeSession(context, busy.token)).not.toBeNull()
    }
    expect(await resumeSession(context, idle.token)).toBeNull()
    expect((await listSessions(asOwner)).map(({ id }) => id)).toEqual([busy.id])
    clock.at += 61 * minute
    expect(await resumeSession(context, busy.token)).toBeNull()
  })

  test('A session can be seen and ended by itself, and so can all others; only by its own admin', async () => {
    const { context, asOwner, owner } = await withOwner(open)
    const [first, second, third] = [
      await signIn(context, right),
      await signIn(context, right),
      await signIn(context, right),
    ]
    expect((await listSessions(asOwner)).map(({ id }) => id).sort()).toEqual([first.id, second.id, third.id].sort())
    const stranger = { ...asOwner, actor: { ...actorOf(owner), id: 'another' } }
    await endSession(stranger, { sessionId: first.id })
    expect(await resumeSession(context, first.token)).not.toBeNull()
    await endSession(asOwner, { sessionId: first.id })
    expect(await resumeSession(context, first.token)).toBeNull()
    expect(await endOtherSessions(asOwner, { sessionId: second.id })).toBe(1)
    expect(await resumeSession(context, third.token)).toBeNull()
    expect(await resumeSession(context, second.token)).not.toBeNull()
    await expect(listSessions(context)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('Who guesses has to wait longer and longer, also with the right password, and then starts anew', async () => {
    const { context, clock } = await withOwner(open)
    await fail(context, 5)
    await expect(signIn(context, right)).rejects.toMatchObject({ code: 'busy', options: { retryAfterSeconds: 1 } })
    clock.at += 1_000
    await fail(context, 1)
    await expect(signIn(context, right)).rejects.toMatchObject({ options: { retryAfterSeconds: 2 } })
    clock.at += 2_000
    await signIn(context, right)
    await fail(context, 5)
  })

  test('Guesses at once are counted as they come', async () => {
    const { context } = await withOwner(open)
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(context, wrong)))
    const codes = answers.map((answer) => answer.status === 'rejected' && (answer.reason as { code: string }).code)
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5)
    expect(codes.filter((code) => code === 'busy')).toHaveLength(7)
  })

  test('Of two at once the one that asked first may be counted last, and waits for nothing', async () => {
    const { context, clock } = await withOwner(open)
    const before = { ...context, now: () => new Date(clock.at - 5) }
    await fail(context, 1)
    await signIn(before, right)
    const guesser = { key: 'k', source: '192.0.2.1' }
    await countSecretGuess(context, guesser)
    await countSecretGuess(before, guesser)
  })

  test('Guessing from elsewhere does not lock the owner out', async () => {
    const { context, clock } = await withOwner(open)
    const device = deviceProof(context, email)
    for (let network = 0; network < 20; network++) {
      await fail(context, 5, { ...wrong, source: `198.51.100.${network}` })
    }
    // A browser that nobody knows has to wait a little by now, the owner's own does not.
    await expect(signIn(context, right)).rejects.toMatchObject({ code: 'busy' })
    await signIn(context, { ...right, device })
    clock.at += minute
    await signIn(context, right)
    // What another account's browser holds is worth nothing here.
    const other = deviceProof(context, 'eve@example.org')
    await expect(signIn(context, { ...right, device: other })).rejects.toMatchObject({ code: 'busy' })
  })

  test('One browser counts as one, however its proof is written', async () => {
    const { context } = await withOwner(open)
    const device = deviceProof(context, email)
    await fail(context, 5, { ...wrong, device })
    for (const same of [device, `${device}=`, `${device}.x`, `${device} `]) {
      const elsewhere = { ...wrong, source: '203.0.113.9', device: same }
      // What is no proof any more counts as a browser that nobody knows.
      const code = same === device ? 'busy' : 'unauthenticated'
      await expect(signIn(context, elsewhere)).rejects.toMatchObject({ code })
    }
    // Those counted for their place, as any stranger's.
    await fail(context, 2, { ...wrong, source: '203.0.113.9' })
    await expect(signIn(context, { ...wrong, source: '203.0.113.9', device: `${device}.y` })).rejects.toMatchObject({
      code: 'busy',
    })
  })

  test('One IPv6 network counts as one, however its addresses are written', async () => {
    const { context } = await withOwner(open)
    for (const source of [
      '2001:db8::1',
      '2001:db8::2:3:4:5',
      '2001:DB8:0:0::7',
      '2001:0db8:0:0:9:9:9:9',
      '2001:db8::',
    ]) {
      await fail(context, 1, { ...wrong, source })
    }
    await expect(signIn(context, { ...wrong, source: '2001:db8::a:b:c:d' })).rejects.toMatchObject({ code: 'busy' })
    await fail(context, 1, { ...wrong, source: '2001:db8:0:1::1' })
  })
})
