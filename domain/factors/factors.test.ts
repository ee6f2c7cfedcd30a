import { Secret, TOTP } from 'otpauth'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { issueSetUpToken, registerFirstOwner } from '../admins'
import { changePassword } from '../account'
import { proveSession, proveSessionByPasskey, resumeSession, signIn, signInByPasskey } from '../sessions'
import { adminActor, describeDialects, type TestContext } from '../testing'
import { askForPasskey, type Purpose } from './assertions'
import { beginAuthenticator, confirmAuthenticator, removeAuthenticator } from './authenticator'
import { listFactors, resetFactors } from './factors'
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from './passkeys'
import { renewRecoveryCodes } from './recovery'
import { SoftwareAuthenticator } from './testing'

const email = 'ada@example.org'
const password = 'a door and its threshold'
const here = { source: '192.0.2.1', browser: 'Test browser' }
const right = { email, password, ...here }
const publicUrl = 'http://localhost:3000'
const minute = 60_000

/** A bureau with an owner who is signed in. Its clock stands still until it is moved. */
async function signedIn(open: (options: { now: () => Date }) => Promise<TestContext>) {
  const clock = { at: Math.floor(Date.now() / 30_000) * 30_000 }
  const context = await open({ now: () => new Date(clock.at) })
  const nobody: TestContext = { ...context, actor: { kind: 'nobody' } }
  const owner = await registerFirstOwner(nobody, {
    token: (await issueSetUpToken(nobody))!,
    firstName: 'Ada',
    lastName: 'Byron',
    email,
    password,
    passwordAgain: password,
  })
  const session = await signIn(nobody, right)
  const self = async () => ({ ...context, actor: (await resumeSession(nobody, session.token))!.actor })
  return { nobody, owner, session, self, clock }
}

type Started = Awaited<ReturnType<typeof signedIn>>

const codeAt = (secret: string, at: number) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at, digits: 6, period: 30 })

async function withApp(open: Parameters<typeof signedIn>[0]) {
  const started = await signedIn(open)
  const context = await started.self()
  const { secret } = await beginAuthenticator(context, { label: email })
  const { recoveryCodes } = await confirmAuthenticator(context, { code: codeAt(secret, started.clock.at) })
  // The code that confirmed it is used.
  started.clock.at += 30_000
  const code = () => codeAt(secret, started.clock.at)
  return { ...started, secret, code, recoveryCodes }
}

async function addedPasskey({ self, session }: Started, name = 'Key ring') {
  const key = new SoftwareAuthenticator()
  const context = await self()
  const { challenge } = await beginPasskey(context, { publicUrl, sessionId: session.id })
  const { recoveryCodes } = await addPasskey(context, {
    name,
    publicUrl,
    sessionId: session.id,
    response: key.create(challenge),
  })
  return { key, recoveryCodes }
}

async function ask({ nobody }: Started, purpose: Purpose = 'sign in'): Promise<string> {
  return (await askForPasskey(nobody, { publicUrl, purpose })).challenge
}

async function actions({ nobody }: Started): Promise<string[]> {
  const { auditLines } = nobody.db.tables
  const lines = await nobody.db.sql.select().from(auditLines).orderBy(auditLines.seq)
  return lines.map(({ action }) => action)
}

const wins = (answers: PromiseSettledResult<unknown>[]) => answers.filter(({ status }) => status === 'fulfilled').length

describeDialects('An app for codes', (open) => {
  test('counts once it has shown a right code, and from then on a password alone opens nothing', async () => {
    const started = await signedIn(open)
    const { nobody, self, clock } = started
    const { secret, uri } = await beginAuthenticator(await self(), { label: email })
    expect(uri).toMatch(/^otpauth:\/\/totp\/Limen:ada%40example.org\?/)
    expect(uri).toContain(secret)
    await signIn(nobody, right)
    await expect(confirmAuthenticator(await self(), { code: '000000' })).rejects.toMatchObject({
      code: 'invalid_input',
      options: { fields: [{ field: 'code' }] },
    })
    const { recoveryCodes } = await confirmAuthenticator(await self(), { code: codeAt(secret, clock.at) })
    expect(new Set(recoveryCodes)).toHaveProperty('size', 10)
    expect(recoveryCodes[0]).toMatch(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/)

    await expect(signIn(nobody, right)).rejects.toMatchObject({
      code: 'second_factor_required',
      options: { factors: { authenticator: true, passkey: false } },
    })
    clock.at += 30_000
    const session = await signIn(nobody, { ...right, code: codeAt(secret, clock.at) })
    expect(await resumeSession(nobody, session.token)).not.toBeNull()
    expect(await listFactors(await self())).toMatchObject({ recoveryCodesLeft: 10, passkeys: [] })
  })

  test('keeps its secret sealed: nothing in the table shows it', async () => {
    const { nobody, secret } = await withApp(open)
    const [row] = await nobody.db.sql.select().from(nobody.db.tables.authenticators)
    expect(row!.sealedSecret.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false)
    expect(row!.sealedSecret.includes(Buffer.from(secret))).toBe(false)
  })

  test('A code is good one step early or late, not two, and never twice', async () => {
    const { nobody, secret, clock } = await withApp(open)
    const early = codeAt(secret, clock.at + 30_000)
    await signIn(nobody, { ...right, code: `${early.slice(0, 3)} ${early.slice(3)}` })
    const refused = { code: 'unauthenticated', options: { fields: [{ field: 'code' }] } }
    await expect(signIn(nobody, { ...right, code: early })).rejects.toMatchObject(refused)
    // An earlier step is not taken after a later one.
    await expect(signIn(nobody, { ...right, code: codeAt(secret, clock.at) })).rejects.toMatchObject(refused)
    clock.at += 10 * minute
    await expect(signIn(nobody, { ...right, code: codeAt(secret, clock.at - minute) })).rejects.toMatchObject(refused)
    await signIn(nobody, { ...right, code: codeAt(secret, clock.at - 30_000) })
  })

  test('Of many sign-ins at once with the same code one gets in', async () => {
    const { nobody, code } = await withApp(open)
    const tries = Array.from({ length: 4 }, () => signIn(nobody, { ...right, code: code() }))
    expect(wins(await Promise.allSettled(tries))).toBe(1)
  })

  test('Wrong codes make whoever tries them wait, and asking for the second step does not forgive them', async () => {
    const { nobody, code, clock } = await withApp(open)
    for (let time = 0; time < 5; time++) {
      const wrong = { ...right, source: `198.51.100.${time}`, code: '000000' }
      await expect(signIn(nobody, wrong)).rejects.toMatchObject({ code: 'unauthenticated' })
      await expect(signIn(nobody, right)).rejects.toMatchObject({ code: 'second_factor_required' })
    }
    await expect(signIn(nobody, { ...right, code: code() })).rejects.toMatchObject({ code: 'busy' })
    clock.at += 30_000
    await signIn(nobody, { ...right, code: code() })
  })

  test('Before the second step nobody learns more: a wrong password is refused as everywhere', async () => {
    const { nobody, code } = await withApp(open)
    const wrong = { ...right, password: 'a window and its sill' }
    const words = async (input: typeof wrong & { code?: string }) =>
      signIn(nobody, input).catch(({ code: said, message }: { code: string; message: string }) => [said, message])
    const unknown = await words({ ...wrong, email: 'eve@example.org' })
    expect(await words(wrong)).toEqual(unknown)
    expect(await words({ ...wrong, code: code() })).toEqual(unknown)
  })

  test('setting up and removing ask for a fresh sign-in; removing it makes the password enough again', async () => {
    const { nobody, self, session, code, clock } = await withApp(open)
    await expect(beginAuthenticator(await self(), { label: email })).rejects.toMatchObject({ code: 'conflict' })
    clock.at += 6 * minute
    await expect(removeAuthenticator(await self())).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
    await proveSession(await self(), { sessionId: session.id, password, code: code() })
    await removeAuthenticator(await self())
    expect(await listFactors(await self())).toEqual({ authenticatorSince: null, passkeys: [], recoveryCodesLeft: 0 })
    await signIn(nobody, right)
  })

  test('What was begun too long ago is begun anew', async () => {
    const { self, clock } = await signedIn(open)
    const { secret } = await beginAuthenticator(await self(), { label: email })
    clock.at += 16 * minute
    await expect(confirmAuthenticator(await self(), { code: codeAt(secret, clock.at) })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describeDialects('Recovery codes', (open) => {
  test('stand in for the app once each, however they are typed', async () => {
    const { nobody, self, recoveryCodes } = await withApp(open)
    const [first, second] = recoveryCodes as [string, string]
    await signIn(nobody, { ...right, code: first })
    await expect(signIn(nobody, { ...right, code: first })).rejects.toMatchObject({ code: 'unauthenticated' })
    await signIn(nobody, { ...right, code: second.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O') })
    expect(await listFactors(await self())).toMatchObject({ recoveryCodesLeft: 8 })
  })

  test('One code at once in many places opens one session', async () => {
    const { nobody, recoveryCodes } = await withApp(open)
    const tries = Array.from({ length: 4 }, () => signIn(nobody, { ...right, code: recoveryCodes[0]! }))
    expect(wins(await Promise.allSettled(tries))).toBe(1)
  })

  test('New ones void the old; they ask for a fresh sign-in, and for a factor that they stand in for', async () => {
    const { nobody, self, session, recoveryCodes, clock, code } = await withApp(open)
    clock.at += 6 * minute
    await expect(renewRecoveryCodes(await self())).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
    await proveSession(await self(), { sessionId: session.id, password, code: code() })
    const renewed = await renewRecoveryCodes(await self())
    await expect(signIn(nobody, { ...right, code: recoveryCodes[0]! })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await signIn(nobody, { ...right, code: renewed[0]! })
    await removeAuthenticator(await self())
    await expect(renewRecoveryCodes(await self())).rejects.toMatchObject({ code: 'conflict' })
  })

  test('Only hashes of them are kept', async () => {
    const { nobody, recoveryCodes } = await withApp(open)
    const rows = JSON.stringify(await nobody.db.sql.select().from(nobody.db.tables.recoveryCodes))
    for (const code of recoveryCodes) {
      expect(rows).not.toContain(code)
      expect(rows).not.toContain(code.replaceAll('-', ''))
    }
  })
})

describeDialects('Passkeys', (open) => {
  test('A passkey alone signs in, and its bearer needs no password; the password alone is no longer enough', async () => {
    const started = await signedIn(open)
    const { nobody, self } = started
    const { key, recoveryCodes } = await addedPasskey(started)
    expect(recoveryCodes).toHaveLength(10)
    const { session, email: whose } = await signInByPasskey(nobody, {
      ...here,
      publicUrl,
      response: key.get(await ask(started)),
    })
    expect(whose).toBe(email)
    expect(await resumeSession(nobody, session.token)).not.toBeNull()
    expect((await listFactors(await self())).passkeys).toMatchObject([{ name: 'Key ring', lastUsedAt: nobody.now() }])

    await expect(signIn(nobody, right)).rejects.toMatchObject({
      code: 'second_factor_required',
      options: { factors: { authenticator: false, passkey: true } },
    })
    await signIn(nobody, { ...right, code: recoveryCodes[0]! })
  })

  test('An answer is refused twice, late, for another purpose, from another site, and without its bearer verified', async () => {
    const started = await signedIn(open)
    const { nobody, clock, session } = started
    const { key } = await addedPasskey(started)
    const refused = (response: unknown) =>
      expect(signInByPasskey(nobody, { ...here, publicUrl, response })).rejects.toMatchObject({
        code: 'unauthenticated',
      })

    const once = key.get(await ask(started))
    await signInByPasskey(nobody, { ...here, publicUrl, response: once })
    await refused(once)
    await refused(key.get(await ask(started, `prove ${session.id}`)))
    await refused(key.get(Buffer.alloc(64).toString('base64url')))
    await refused(key.get(await ask(started), { origin: 'https://evil.example' }))
    await refused(key.get(await ask(started), { origin: 'http://localhost:4000' }))
    await refused(key.get(await ask(started), { verified: false }))
    const forged = key.get(await ask(started))
    forged.response.signature = new SoftwareAuthenticator().get(await ask(started)).response.signature
    await refused(forged)
    await refused(new SoftwareAuthenticator().get(await ask(started)))
    for (const nonsense of [null, 'x', {}, { id: 1 }, { ...once, response: null }]) await refused(nonsense)
    const late = key.get(await ask(started))
    clock.at += 5 * minute
    await refused(late)
  })

  test('Of many sign-ins at once with the same answer one gets in', async () => {
    const started = await signedIn(open)
    const { key } = await addedPasskey(started)
    const response = key.get(await ask(started))
    const tries = Array.from({ length: 4 }, () => signInByPasskey(started.nobody, { ...here, publicUrl, response }))
    expect(wins(await Promise.allSettled(tries))).toBe(1)
  })

  test('A counter that goes back makes a passkey suspect: it is refused from then on, and the password still needs more', async () => {
    const started = await signedIn(open)
    const { nobody, self } = started
    const { key } = await addedPasskey(started)
    const enter = async (counter: number) => {
      key.counter = counter
      return signInByPasskey(nobody, { ...here, publicUrl, response: key.get(await ask(started)) })
    }
    await enter(7)
    await expect(enter(7)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(enter(8)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await listFactors(await self())).passkeys[0]!.suspectAt).not.toBeNull()
    expect(await actions(started)).toContain('admin.passkey_suspected')
    await expect(signIn(nobody, right)).rejects.toMatchObject({
      code: 'second_factor_required',
      options: { factors: { passkey: false } },
    })
  })

  test('What one session began no other finishes, nor later than 5 minutes, nor twice', async () => {
    const started = await signedIn(open)
    const { nobody, self, session, clock } = started
    const other = await signIn(nobody, right)
    const key = new SoftwareAuthenticator()
    const begin = async () => (await beginPasskey(await self(), { publicUrl, sessionId: session.id })).challenge
    const add = async (response: unknown, sessionId = session.id) =>
      addPasskey(await self(), { name: 'Key ring', publicUrl, sessionId, response })
    const invalid = { code: 'invalid_input' }
    const answer = key.create(await begin())
    await expect(add(answer, other.id)).rejects.toMatchObject(invalid)
    await expect(add(key.create(await begin(), { verified: false }))).rejects.toMatchObject(invalid)
    await expect(add({})).rejects.toMatchObject(invalid)
    await add(answer)
    await expect(add(answer)).rejects.toMatchObject(invalid)
    await expect(add(key.create(await begin()))).rejects.toMatchObject({ code: 'already_exists' })
    const late = new SoftwareAuthenticator().create(await begin())
    clock.at += 5 * minute
    await expect(add(late)).rejects.toMatchObject(invalid)
    await expect(begin()).resolves.toBeTypeOf('string')
    clock.at += 1
    await expect(begin()).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
  })

  test('are named and removed by their own admin only', async () => {
    const started = await signedIn(open)
    const { self, owner, nobody } = started
    const { key } = await addedPasskey(started)
    const passkeyId = key.id.toString('base64url')
    const stranger = { ...nobody, actor: adminActor({ id: 'another', tenantId: owner.tenantId }) }
    await expect(renamePasskey(stranger, { passkeyId, name: 'Mine' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(removePasskey(stranger, { passkeyId })).rejects.toMatchObject({ code: 'not_found' })
    await renamePasskey(await self(), { passkeyId, name: 'Desk drawer' })
    expect((await listFactors(await self())).passkeys).toMatchObject([{ name: 'Desk drawer' }])
    await removePasskey(await self(), { passkeyId })
    await expect(removePasskey(await self(), { passkeyId })).rejects.toMatchObject({ code: 'not_found' })
    await signIn(nobody, right)
  })

  test('need a name to be bound to: a number or plain http is told what to do', async () => {
    const { self, session } = await signedIn(open)
    for (const url of [
      'http://192.0.2.7:3000',
      'https://192.0.2.7',
      'https://[2001:db8::1]',
      'http://bureau.example',
    ]) {
      const begun = beginPasskey(await self(), { publicUrl: url, sessionId: session.id })
      await expect(begun).rejects.toMatchObject({ code: 'conflict' })
    }
  })
})

describeDialects('Proving anew', (open) => {
  test('raises the same session only, with what its admin signs in with', async () => {
    const { nobody, self, session, clock, code } = await withApp(open)
    clock.at += 6 * minute
    const prove = async (input: { password: string; code?: string }) =>
      proveSession(await self(), { sessionId: session.id, ...input })
    await expect(prove({ password: 'a window and its sill' })).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(prove({ password })).rejects.toMatchObject({ code: 'second_factor_required' })
    await expect(prove({ password, code: '000000' })).rejects.toMatchObject({ code: 'unauthenticated' })
    const before = clock.at
    await prove({ password, code: code() })
    const resumed = (await resumeSession(nobody, session.token))!
    expect(resumed.actor.provedAt).toEqual(new Date(before))
    expect(resumed.session.expiresAt).toEqual(session.expiresAt)
    const stranger = { ...nobody, actor: adminActor({ id: 'another', tenantId: resumed.admin.tenantId }) }
    await expect(proveSession(stranger, { sessionId: session.id, password })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('Guesses in a session wait there, and nobody waits at the door for them', async () => {
    const { nobody, self, session } = await signedIn(open)
    const prove = async (given: string) => proveSession(await self(), { sessionId: session.id, password: given })
    for (let time = 0; time < 5; time++) {
      await expect(prove('a window and its sill')).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    await expect(prove(password)).rejects.toMatchObject({ code: 'busy' })
    await signIn(nobody, right)
  })

  test('A passkey proves its own admin, in the session that asked', async () => {
    const started = await signedIn(open)
    const { self, session, clock, nobody } = started
    const { key } = await addedPasskey(started)
    clock.at += 6 * minute
    const prove = async (challenge: string) =>
      proveSessionByPasskey(await self(), { sessionId: session.id, publicUrl, response: key.get(challenge) })
    await expect(prove(await ask(started))).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(prove(await ask(started, 'prove another'))).rejects.toMatchObject({ code: 'unauthenticated' })
    await prove(await ask(started, `prove ${session.id}`))
    expect((await resumeSession(nobody, session.token))!.actor.provedAt).toEqual(nobody.now())
  })

  test('A new password ends a sign-in with the old one that is under way', async () => {
    const { nobody, self, session } = await signedIn(open)
    const next = 'another door and threshold'
    const [, change] = await Promise.allSettled([
      signIn(nobody, right),
      changePassword(await self(), {
        sessionId: session.id,
        oldPassword: password,
        password: next,
        passwordAgain: next,
      }),
    ])
    expect(change.status).toBe('fulfilled')
    const sessions = await nobody.db.sql.select().from(nobody.db.tables.adminSessions)
    expect(sessions.map(({ id }) => id)).toEqual([session.id])
  })
})

describeDialects('Resetting factors', (open) => {
  async function twoAdmins() {
    const started = await withApp(open)
    await addedPasskey(started)
    const { nobody, owner } = started
    const second = { ...nobody, actor: adminActor({ id: 'second', tenantId: owner.tenantId, provedAt: nobody.now() }) }
    return { ...started, second }
  }

  test('An owner takes all factors from another admin, and their sessions end', async () => {
    const { nobody, owner, session, second } = await twoAdmins()
    const reset = await resetFactors(second, { adminId: owner.id })
    expect(reset).toEqual({ adminId: owner.id, email, authenticator: true, passkeys: 1, sessions: 1 })
    expect(await resumeSession(nobody, session.token)).toBeNull()
    await signIn(nobody, right)
    const { auditLines } = nobody.db.tables
    const [line] = await nobody.db.sql.select().from(auditLines).where(eq(auditLines.action, 'admin.factors_reset'))
    expect(line).toMatchObject({ actorId: 'second', subjectId: owner.id, detail: { passkeys: 1 } })
    expect(JSON.stringify(line)).not.toContain(email)
  })

  test('nobody else may: not an admin, not themselves, not another tenant’s owner, not without a fresh sign-in', async () => {
    const { owner, second, self, clock } = await twoAdmins()
    const asked = { adminId: owner.id }
    const as = (change: Parameters<typeof adminActor>[0]) => ({ ...second, actor: adminActor(change) })
    const provedAt = new Date(clock.at)
    const { tenantId } = owner
    await expect(resetFactors(as({ tenantId, role: 'admin', provedAt }), asked)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(resetFactors(await self(), asked)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(resetFactors(as({ tenantId: 'other', provedAt }), asked)).rejects.toMatchObject({ code: 'not_found' })
    clock.at += 6 * minute
    await expect(resetFactors(second, asked)).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
  })

  test('The operator names the admin by e-mail', async () => {
    const { nobody, owner } = await twoAdmins()
    const operator = { ...nobody, actor: { kind: 'operator', id: 'cli' } as const }
    await expect(resetFactors(operator, { email: 'eve@example.org' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await resetFactors(operator, { email: ' ADA@example.org' })).toMatchObject({ adminId: owner.id })
  })
})
