import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { readLink } from '../links'
import { resumeSession, signIn } from '../sessions'
import { describeDialects } from '../testing'
import { issueResetLink, requestReset, resetPassword, suspendAdmin } from './index'
import { goodPassword, ownedBureau, source, tokenIn } from './testing'
import { inviteAdmin, acceptInvitation } from './invite'

const email = 'ada@example.org'
const password = 'seven lamps beside the river'
const twice = { password, passwordAgain: password }
const browser = { source, browser: 'Firefox' }
const minute = 60_000

describeDialects('a forgotten password', (open) => {
  test('is replaced through the mailed link, once; all sessions end and the admin is told', async () => {
    const { nobody, owner, post, audited } = await ownedBureau(open)
    const session = await signIn(nobody, { email, password: goodPassword, ...browser })
    await requestReset(nobody, { email: ' Ada@Example.org', source })
    const [letter, ...more] = await post()
    expect(more).toEqual([])
    expect(letter).toMatchObject({ to: email, subject: 'Choose a new password' })
    const token = tokenIn(letter!)
    expect(letter!.html).toContain(token)

    // Programs that scan mail open links; that spends nothing.
    expect((await readLink(nobody, { kind: 'reset', token })).state).toBe('open')
    await resetPassword(nobody, { token, ...twice })
    expect(await resumeSession(nobody, session.token)).toBeNull()
    expect((await readLink(nobody, { kind: 'reset', token })).state).toBe('used')
    await expect(resetPassword(nobody, { token, ...twice })).rejects.toMatchObject({ code: 'not_found' })
    await expect(signIn(nobody, { email, password: goodPassword, ...browser })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await signIn(nobody, { email, password, ...browser })
    expect(await post()).toEqual([expect.objectContaining({ to: email, subject: 'Your password was changed' })])
    expect(await audited('admin.password_reset')).toEqual([
      expect.objectContaining({
        actorId: owner.id,
        subjectId: owner.id,
        detail: expect.objectContaining({ sessions: 1 }),
      }),
    ])
  })

  test('leaves no token where it is stored: not in the link, not in the job', async () => {
    const { nobody, post } = await ownedBureau(open)
    await requestReset(nobody, { email, source })
    const token = tokenIn((await post())[0]!)
    const { links, jobs, auditLines } = nobody.db.tables
    const kept = JSON.stringify([
      await nobody.db.sql.select().from(links),
      await nobody.db.sql.select().from(jobs),
      await nobody.db.sql.select().from(auditLines),
    ])
    expect(kept).not.toContain(token)
    const [job] = await nobody.db.sql.select().from(jobs).where(eq(jobs.kind, 'mail.send'))
    expect(JSON.stringify(job)).not.toContain(email)
    expect(job!.result).toMatchObject({ sent: true, carrier: 'files' })
  })

  test('gets the same answer, in the same time, for an address that nobody has', async () => {
    const { nobody, post } = await ownedBureau(open)
    const timed = async (address: string) => {
      const start = performance.now()
      expect(await requestReset(nobody, { email: address, source })).toBeUndefined()
      return performance.now() - start
    }
    const [known, unknown] = [await timed(email), await timed('eve@example.org')]
    for (const spent of [known, unknown]) expect(spent).toBeGreaterThanOrEqual(399)
    expect(await post()).toHaveLength(1)
  })

  test('ends by itself after 30 minutes, and when another link was used', async () => {
    const { nobody, post, clock } = await ownedBureau(open)
    await requestReset(nobody, { email, source })
    clock.at += 2 * minute
    await requestReset(nobody, { email, source })
    const [first, second] = (await post()).map(tokenIn)
    clock.at += 27 * minute
    expect((await readLink(nobody, { kind: 'reset', token: first! })).state).toBe('open')
    clock.at += 2 * minute
    expect((await readLink(nobody, { kind: 'reset', token: first! })).state).toBe('expired')
    await expect(resetPassword(nobody, { token: first!, ...twice })).rejects.toMatchObject({ code: 'not_found' })

    await requestReset(nobody, { email, source })
    const [third] = (await post()).map(tokenIn)
    await resetPassword(nobody, { token: second!, ...twice })
    expect((await readLink(nobody, { kind: 'reset', token: third! })).state).toBe('void')
  })

  test('cannot flood a mailbox, and whoever asks in between has a link that works', async () => {
    const { nobody, post, clock } = await ownedBureau(open)
    const tokens: string[] = []
    for (let second = 0; second < 55 * 60; second += 90) {
      // Each from a place of its own: who asks too often from one is told to wait.
      await requestReset(nobody, { email, source: `2001:db8:${second.toString(16)}::1` })
      tokens.push(...(await post()).map(tokenIn))
      expect((await readLink(nobody, { kind: 'reset', token: tokens.at(-1)! })).state).toBe('open')
      clock.at += 90_000
    }
    expect(tokens.length).toBeLessThanOrEqual(8)
  }, 120_000)

  test('asks a place that never stops to wait, whatever address it names', async () => {
    const { nobody } = await ownedBureau(open)
    const answers = await Promise.allSettled(
      Array.from({ length: 24 }, (_, n) => requestReset(nobody, { email: `nobody${n}@example.org`, source })),
    )
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(4)
    expect(refused[0]!.reason).toMatchObject({ code: 'busy' })
    await requestReset(nobody, { email, source: '198.51.100.1' })
  })

  test('is nothing for a suspended admin: no mail, and an older link stops', async () => {
    const { asOwner, nobody, operator, post } = await ownedBureau(open)
    await inviteAdmin(asOwner, { email: 'eve@example.org', role: 'admin' })
    const invitation = tokenIn((await post())[0]!)
    const eve = await acceptInvitation(nobody, { token: invitation, firstName: 'Eve', lastName: 'Moss', ...twice })
    await requestReset(nobody, { email: eve.email, source })
    const [token] = (await post()).map(tokenIn)
    await suspendAdmin(asOwner, { adminId: eve.id })
    expect((await post())[0]!.subject).toBe('Your account was suspended')
    await expect(resetPassword(nobody, { token: token!, ...twice })).rejects.toMatchObject({ code: 'not_found' })
    await requestReset(nobody, { email: eve.email, source: '198.51.100.1' })
    expect(await post()).toEqual([])
    await expect(issueResetLink(operator, { email: eve.email })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('refuses what is easy to guess and keeps the link', async () => {
    const { nobody, post } = await ownedBureau(open)
    await requestReset(nobody, { email, source })
    const token = tokenIn((await post())[0]!)
    for (const weak of ['password1234', 'aaaaaaaaaaaaaa', 'Ada Byron ada', 'short']) {
      await expect(resetPassword(nobody, { token, password: weak, passwordAgain: weak })).rejects.toMatchObject({
        code: 'invalid_input',
        options: { fields: [{ field: 'password' }] },
      })
    }
    await expect(resetPassword(nobody, { token, password, passwordAgain: goodPassword })).rejects.toMatchObject({
      options: { fields: [{ field: 'passwordAgain', message: 'The two passwords differ.' }] },
    })
    await resetPassword(nobody, { token, ...twice })
  })

  test('of two who use one link at once, one does', async () => {
    const { nobody, operator } = await ownedBureau(open)
    const { url } = await issueResetLink(operator, { email })
    const token = url.split('/').at(-1)!
    const answers = await Promise.allSettled([
      resetPassword(nobody, { token, ...twice }),
      resetPassword(nobody, { token, ...twice }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('the operator gets a link for an address that is known, and nobody else does', async () => {
    const { asOwner, operator } = await ownedBureau(open)
    const { url } = await issueResetLink(operator, { email: 'ADA@example.org' })
    expect(url).toMatch(/^https:\/\/bureau\.test\/reset\/limen_link_[\w-]{43}$/)
    await expect(issueResetLink(operator, { email: 'eve@example.org' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(issueResetLink(asOwner, { email })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
