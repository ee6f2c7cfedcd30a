import { expect, test } from 'vitest'
import { createTenant } from '../tenants'
import { describeDialects } from '../testing'
import {
  acceptInvitation,
  inviteAdmin,
  listAdmins,
  listInvitations,
  readInvitation,
  resendInvitation,
  withdrawInvitation,
} from './index'
import { ownedBureau, tokenIn } from './testing'

const password = 'seven lamps beside the river'
const person = { firstName: 'Eve', lastName: 'Moss', password, passwordAgain: password }
const email = 'eve@example.org'

describeDialects('an invitation', (open) => {
  test('comes by mail, shows whose it is, works once and gives its role', async () => {
    const { asOwner, nobody, post, audited } = await ownedBureau(open)
    await inviteAdmin(asOwner, { email: 'Eve@example.org ', role: 'admin' })
    const [letter] = await post()
    expect(letter).toMatchObject({ to: email, subject: 'Your invitation to main' })
    expect(letter!.text).toContain('Ada Byron invites you')
    const token = tokenIn(letter!)
    const opened = await readInvitation(nobody, { token })
    expect(opened).toEqual({ state: 'open', invitation: { email, role: 'admin', tenant: 'main' } })
    expect(await listInvitations(asOwner)).toEqual([
      expect.objectContaining({ email, role: 'admin', state: 'open', madeBy: 'Ada Byron' }),
    ])

    const eve = await acceptInvitation(nobody, { token, ...person })
    expect(eve).toMatchObject({ email, role: 'admin' })
    expect(eve).not.toHaveProperty('passwordHash')
    expect(await readInvitation(nobody, { token })).toEqual({ state: 'used' })
    await expect(acceptInvitation(nobody, { token, ...person })).rejects.toMatchObject({ code: 'not_found' })
    expect(await listInvitations(asOwner)).toEqual([])
    await expect(inviteAdmin(asOwner, { email, role: 'admin' })).rejects.toMatchObject({ code: 'already_exists' })
    expect(await audited('admin.invited')).toHaveLength(1)
  })

  test('ends after 7 days, by withdrawal, and when a new one is sent', async () => {
    const { owner, as, nobody, post, clock, ...before } = await ownedBureau(open)
    const { invitation } = await inviteAdmin(before.asOwner, { email, role: 'auditor' })
    clock.at += 7 * 86_400_000
    const asOwner = as(owner)
    expect(await listInvitations(asOwner)).toEqual([expect.objectContaining({ state: 'expired' })])
    const again = await resendInvitation(asOwner, { invitationId: invitation.id })
    const [late, token] = (await post()).map(tokenIn)
    // The first was not sent in time and is not needed any more.
    expect(token).toBeUndefined()
    expect(again.url.endsWith(late!)).toBe(true)
    expect((await readInvitation(nobody, { token: late! })).state).toBe('open')
    const third = await resendInvitation(asOwner, { invitationId: again.invitation.id })
    expect((await readInvitation(nobody, { token: late! })).state).toBe('void')
    await withdrawInvitation(asOwner, { invitationId: third.invitation.id })
    expect((await readInvitation(nobody, { token: third.url.split('/').at(-1)! })).state).toBe('void')
    await expect(withdrawInvitation(asOwner, { invitationId: third.invitation.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(resendInvitation(asOwner, { invitationId: invitation.id })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('is an owner’s to make, with a fresh sign-in: whom it lets in may look at faces', async () => {
    const { asOwner, nobody, as, post, clock } = await ownedBureau(open)
    const { invitation } = await inviteAdmin(asOwner, { email: 'bea@example.org', role: 'admin' })
    await inviteAdmin(asOwner, { email, role: 'admin' })
    const eve = await acceptInvitation(nobody, { token: tokenIn((await post()).at(-1)!), ...person })
    await expect(inviteAdmin(as(eve), { email: 'max@example.org', role: 'auditor' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(inviteAdmin(nobody, { email: 'max@example.org', role: 'auditor' })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    clock.at += 301_000
    const stale = { code: 'fresh_sign_in_required' }
    for (const role of ['owner', 'admin', 'auditor'] as const) {
      await expect(inviteAdmin(asOwner, { email: 'max@example.org', role })).rejects.toMatchObject(stale)
    }
    await expect(resendInvitation(asOwner, { invitationId: invitation.id })).rejects.toMatchObject(stale)
  })

  test('of two who accept at once, one does', async () => {
    const { operator, nobody } = await ownedBureau(open)
    const { url } = await inviteAdmin(operator, { email, role: 'auditor' })
    const token = url.split('/').at(-1)!
    const answers = await Promise.allSettled([1, 2].map(() => acceptInvitation(nobody, { token, ...person })))
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('of another tenant does not exist, nor does its admin', async () => {
    const { operator, asOwner, nobody, as } = await ownedBureau(open)
    await createTenant(operator, { slug: 'acme' })
    const { invitation, url } = await inviteAdmin(operator, { email, role: 'owner', tenantSlug: 'acme' })
    expect(await listInvitations(asOwner)).toEqual([])
    await expect(withdrawInvitation(asOwner, { invitationId: invitation.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    const eve = await acceptInvitation(nobody, { token: url.split('/').at(-1)!, ...person })
    expect((await listAdmins(asOwner)).rows.map((row) => row.email)).toEqual(['ada@example.org'])
    expect((await listAdmins(as(eve))).rows.map((row) => row.email)).toEqual([email])
    await expect(listAdmins(as(eve), { tenantSlug: 'main' })).rejects.toMatchObject({ code: 'not_found' })
    // Here the address is free; its holder learns by the link that they have an account.
    const { url: second } = await inviteAdmin(asOwner, { email, role: 'auditor' })
    await expect(acceptInvitation(nobody, { token: second.split('/').at(-1)!, ...person })).rejects.toMatchObject({
      code: 'already_exists',
    })
  })
})
