/** Admins are told by mail when something they sign in with was changed: from the change to a letter at Resend's stand-in. */
import { eq } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { changePassword } from '../account'
import { goodPassword, ownedBureau, sendQueued, source } from '../admins/testing'
import { resendSink } from '../mail/testing'
import { signIn } from '../sessions'
import { adminActor, describeDialects, type TestContext } from '../testing'
import { beginAuthenticator, confirmAuthenticator, removeAuthenticator } from './authenticator'
import { resetFactors } from './factors'
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from './passkeys'
import { renewRecoveryCodes } from './recovery'
import { SoftwareAuthenticator } from './testing'

const email = 'ada@example.org'
const site = { publicUrl: 'http://localhost:3000', sessionId: 'this one' }

async function postedBureau(open: Parameters<typeof ownedBureau>[0]) {
  const bureau = await ownedBureau(open)
  const { letters, mail } = await resendSink()
  return {
    ...bureau,
    /** What has arrived since the last call. */
    async arrived() {
      await sendQueued({ ...bureau.nobody, mail })
      return letters.splice(0)
    },
  }
}

async function addApp(context: TestContext): Promise<void> {
  const { secret } = await beginAuthenticator(context, { label: email })
  const timestamp = context.now().getTime()
  const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp, digits: 6, period: 30 })
  await confirmAuthenticator(context, { code })
}

async function addKey(context: TestContext): Promise<{ passkeyId: string; key: SoftwareAuthenticator }> {
  const key = new SoftwareAuthenticator()
  const { challenge } = await beginPasskey(context, site)
  await addPasskey(context, { ...site, name: 'Key ring', response: key.create(challenge) })
  return { passkeyId: key.id.toString('base64url'), key }
}

const notYou = /If it was not you, sign in at once, (.+) and change your password, which ends every other session\./

describeDialects('A mail to the admin', (open) => {
  test('tells of an app for codes that was added and removed, and what to do if it was a stranger', async () => {
    const { asOwner, arrived } = await postedBureau(open)
    await beginAuthenticator(asOwner, { label: email })
    await expect(confirmAuthenticator(asOwner, { code: '000000' })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await arrived()).toEqual([])
    await addApp(asOwner)
    const added = await arrived()
    expect(added).toMatchObject([{ to: email, subject: 'An app for codes was added to your account' }])
    expect(notYou.exec(added[0]!.text)![1]).toBe('remove the app')
    expect(added[0]!.text).toContain('Open your account:\nhttps://bureau.test/account')
    expect(added[0]!.html).toContain('href="https://bureau.test/account"')

    await removeAuthenticator(asOwner)
    await removeAuthenticator(asOwner)
    const removed = await arrived()
    expect(removed).toMatchObject([{ to: email, subject: 'The app for codes was removed from your account' }])
    expect(removed[0]!.text).toContain('The password alone protects your account now.')
    expect(notYou.exec(removed[0]!.text)![1]).toBe('set up the app anew')
  })

  test('tells of a passkey that was added and removed, once each, and never of one that was not', async () => {
    const { asOwner, arrived } = await postedBureau(open)
    const { passkeyId, key } = await addKey(asOwner)
    const { challenge } = await beginPasskey(asOwner, site)
    const again = addPasskey(asOwner, { ...site, name: 'Key ring', response: key.create(challenge) })
    await expect(again).rejects.toMatchObject({ code: 'already_exists' })
    await renamePasskey(asOwner, { passkeyId, name: 'Desk drawer' })
    const added = await arrived()
    expect(added).toMatchObject([{ to: email, subject: 'A passkey was added to your account' }])
    expect(notYou.exec(added[0]!.text)![1]).toBe('remove the passkey')

    await addApp(asOwner)
    await arrived()
    await removePasskey(asOwner, { passkeyId })
    await expect(removePasskey(asOwner, { passkeyId })).rejects.toMatchObject({ code: 'not_found' })
    const removed = await arrived()
    expect(removed).toMatchObject([{ to: email, subject: 'A passkey was removed from your account' }])
    expect(removed[0]!.text).toContain('Your account still has a second factor')
    expect(JSON.stringify([added, removed])).not.toContain(passkeyId)
  })

  test('tells of recovery codes that were made anew, without showing one; not of those that come with a factor', async () => {
    const { asOwner, arrived } = await postedBureau(open)
    await addApp(asOwner)
    expect(await arrived()).toHaveLength(1)
    const codes = await renewRecoveryCodes(asOwner)
    const letters = await arrived()
    expect(letters).toMatchObject([{ to: email, subject: 'Your recovery codes were made anew' }])
    expect(notYou.exec(letters[0]!.text)![1]).toBe('make new codes once more')
    for (const code of codes) expect(JSON.stringify(letters)).not.toContain(code)
  })

  test('tells of a password that its admin changed, not of one that was refused', async () => {
    const { asOwner, nobody, arrived } = await postedBureau(open)
    const session = await signIn(nobody, { email, password: goodPassword, source, browser: '' })
    const password = 'seven lamps beside the river'
    const change = (oldPassword: string) =>
      changePassword(asOwner, { sessionId: session.id, oldPassword, password, passwordAgain: password })
    await expect(change('a window and its sill')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await arrived()).toEqual([])
    await change(goodPassword)
    const letters = await arrived()
    expect(letters).toMatchObject([{ to: email, subject: 'Your password was changed' }])
    expect(letters[0]!.text).toContain('https://bureau.test/forgot')
    expect(letters[0]!.text).not.toContain(password)
  })

  test('tells of factors that an owner took away, and says nothing where there were none', async () => {
    const { asOwner, nobody, owner, arrived } = await postedBureau(open)
    const provedAt = nobody.now()
    const second = { ...nobody, actor: adminActor({ id: 'second', tenantId: owner.tenantId, provedAt }) }
    await beginAuthenticator(asOwner, { label: email })
    await resetFactors(second, { adminId: owner.id })
    expect(await arrived()).toEqual([])
    await addKey(asOwner)
    await arrived()
    await resetFactors(second, { adminId: owner.id })
    const letters = await arrived()
    expect(letters).toMatchObject([{ to: email, subject: 'Your second factors were removed' }])
    expect(letters[0]!.text).toContain('If you did not ask for this, tell an owner of the bureau.')
  })

  test('is queued in the transaction of the change: undone, both are', async () => {
    const { asOwner, nobody, arrived } = await postedBureau(open)
    const { passkeyId } = await addKey(asOwner)
    await arrived()
    const { jobs, passkeys } = nobody.db.tables
    const queued: unknown[] = []
    const transact: TestContext['db']['transact'] = (change) =>
      asOwner.db.transact(async (tx) => {
        await change(tx)
        const rows = await tx.sql.select().from(jobs).where(eq(jobs.state, 'queued'))
        queued.push(...rows.map(({ payload }) => payload))
        throw new Error('The power fails.')
      })
    const failing = { ...asOwner, db: { ...asOwner.db, transact } }
    await expect(removePasskey(failing, { passkeyId })).rejects.toThrow('The power fails.')
    expect(queued).toMatchObject([{ kind: 'notice', notice: 'passkey_removed' }])
    expect(await nobody.db.sql.select({ id: passkeys.id }).from(passkeys)).toEqual([{ id: passkeyId }])
    expect(await arrived()).toEqual([])
  })
})
