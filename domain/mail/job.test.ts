/** The forgotten password from the question to the new one, by the real client of Resend and a sink in its place. */
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { inviteAdmin, requestReset, resetPassword } from '../admins'
import { ownedBureau, sendQueued, source, tokenIn } from '../admins/testing'
import { signIn } from '../sessions'
import { describeDialects } from '../testing'
import { readMailOutcome, readMailOverview, sendTestMail } from './overview'
import { resendSink } from './testing'
import { MailRefused } from './transport'

describeDialects('mail', (open) => {
  const jobsOf = async ({ db }: Awaited<ReturnType<typeof open>>) =>
    db.sql.select().from(db.tables.jobs).where(eq(db.tables.jobs.kind, 'mail.send'))

  test('a forgotten password through Resend, from the question to the new password', async () => {
    const { nobody } = await ownedBureau(open)
    const { letters, mail } = await resendSink()
    await requestReset(nobody, { email: 'ada@example.org', source })
    await sendQueued({ ...nobody, mail })
    expect(letters).toEqual([
      expect.objectContaining({
        to: 'ada@example.org',
        from: 'Bureau <b@example.org>',
        subject: 'Choose a new password',
      }),
    ])
    const token = tokenIn(letters[0]!)
    const password = 'seven lamps beside the river'
    await resetPassword(nobody, { token, password, passwordAgain: password })
    await signIn(nobody, { email: 'ada@example.org', password, source, browser: '' })
    await sendQueued({ ...nobody, mail })
    expect(letters[1]).toMatchObject({ to: 'ada@example.org', subject: 'Your password was changed' })
  })

  test('is tried again with the same key after an outage, and then is sent once', async () => {
    const { nobody, clock } = await ownedBureau(open)
    const { letters, mail } = await resendSink(1)
    await requestReset(nobody, { email: 'ada@example.org', source })
    await sendQueued({ ...nobody, mail })
    expect(letters).toEqual([])
    const [waiting] = await jobsOf(nobody)
    expect(waiting).toMatchObject({ state: 'queued', error: 'Resend answered 500: Down.' })
    clock.at += 60_000
    await sendQueued({ ...nobody, mail })
    expect(letters.map(({ key }) => key)).toEqual([waiting!.id])
    expect((await jobsOf(nobody))[0]).toMatchObject({ state: 'done', result: { carrier: 'resend', sent: true } })
  })

  test('that will never be taken fails at once, and what is kept names no address', async () => {
    const { nobody } = await ownedBureau(open)
    const deliver = async () => Promise.reject(new MailRefused('550 <ada@example.org> is no mailbox'))
    await requestReset(nobody, { email: 'ada@example.org', source })
    await sendQueued({ ...nobody, mail: { ...nobody.mail, deliver } })
    expect((await jobsOf(nobody))[0]).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: '550 <(the address)> is no mailbox',
    })
  })

  test('of a test says at once what came of it, to owners', async () => {
    const { nobody, owner, asOwner, as, post } = await ownedBureau(open)
    const { mail } = await resendSink(1)
    const failing = await sendTestMail(asOwner)
    expect(await readMailOutcome(asOwner, { id: failing })).toMatchObject({ about: 'test', state: 'waiting' })
    await sendQueued({ ...nobody, mail })
    const why = 'Resend answered 500: Down.'
    expect(await readMailOutcome(asOwner, { id: failing })).toMatchObject({ state: 'failed', why })
    const working = await sendTestMail(asOwner)
    expect((await post())[0]).toMatchObject({ to: 'ada@example.org', subject: 'A test mail of your bureau' })
    expect(await readMailOutcome(asOwner, { id: working })).toMatchObject({ state: 'sent', why: null })
    const overview = await readMailOverview(asOwner)
    expect(overview).toMatchObject({ carrier: 'files', from: 'Limen <limen@bureau.test>' })
    expect(overview.recent.map(({ id, state }) => [id, state])).toEqual([
      [working, 'sent'],
      [failing, 'failed'],
    ])
    expect(JSON.stringify(overview.recent)).not.toContain('ada@example.org')
    await expect(readMailOverview(as({ ...owner, role: 'admin' }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(sendTestMail(nobody)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('whose link ended before it could be sent is left out', async () => {
    const { nobody, asOwner, post, clock } = await ownedBureau(open)
    await inviteAdmin(asOwner, { email: 'eve@example.org', role: 'auditor' })
    clock.at += 8 * 86_400_000
    expect(await post()).toEqual([])
    expect((await jobsOf(nobody))[0]).toMatchObject({ state: 'done', result: { sent: false } })
  })

  test('to people holds names as text, never as markup', async () => {
    const { asOwner, nobody, owner, post } = await ownedBureau(open)
    const { admins } = nobody.db.tables
    await nobody.db.transact(async (tx) => {
      await tx.sql.update(admins).set({ firstName: '<b>Ada</b>' }).where(eq(admins.id, owner.id))
    })
    await inviteAdmin(asOwner, { email: 'eve@example.org', role: 'owner' })
    const [letter] = await post()
    expect(letter!.html).toContain('&lt;b&gt;Ada&lt;/b&gt;')
    expect(letter!.html).not.toContain('<b>Ada')
    expect(letter!.html).not.toMatch(/<img|src=|url\(/)
  })
})
