import { expect, test } from 'vitest'
import { resumeSession, signIn } from '../sessions'
import { describeDialects } from '../testing'
import {
  acceptInvitation,
  changeRole,
  endSessionsOfAdmin,
  inviteAdmin,
  listAdmins,
  resumeAdmin,
  suspendAdmin,
  type Role,
} from './index'
import { ownedBureau, source } from './testing'

const password = 'seven lamps beside the river'
const browser = { source, browser: 'Firefox' }

describeDialects('admins', (open) => {
  const bureau = async () => {
    const owned = await ownedBureau(open)
    const join = async (name: string, role: Role) => {
      const { url } = await inviteAdmin(owned.operator, { email: `${name}@example.org`.toLowerCase(), role })
      const token = url.split('/').at(-1)!
      const person = { firstName: name, lastName: 'Moss', password, passwordAgain: password }
      return acceptInvitation(owned.nobody, { token, ...person })
    }
    return { ...owned, join }
  }

  test('another role, a suspension and the end of sessions count at the very next request', async () => {
    const { nobody, asOwner, join, post, audited } = await bureau()
    const eve = await join('Eve', 'admin')
    await post()
    const adminId = eve.id
    const enter = () => signIn(nobody, { email: eve.email, password, ...browser })

    let session = await enter()
    expect(await changeRole(asOwner, { adminId, role: 'auditor' })).toMatchObject({ role: 'auditor' })
    expect(await resumeSession(nobody, session.token)).toBeNull()
    expect(await post()).toEqual([expect.objectContaining({ to: eve.email, subject: 'Your role was changed' })])

    session = await enter()
    expect(await changeRole(asOwner, { adminId, role: 'auditor' })).toMatchObject({ role: 'auditor' })
    expect(await resumeSession(nobody, session.token)).toMatchObject({ actor: { role: 'auditor' } })
    expect(await endSessionsOfAdmin(asOwner, { adminId })).toBe(1)
    expect(await resumeSession(nobody, session.token)).toBeNull()

    session = await enter()
    await suspendAdmin(asOwner, { adminId })
    expect(await resumeSession(nobody, session.token)).toBeNull()
    await expect(enter()).rejects.toMatchObject({ code: 'unauthenticated' })
    await resumeAdmin(asOwner, { adminId })
    expect(await resumeSession(nobody, session.token)).toBeNull()
    await enter()
    for (const action of ['role_changed', 'sessions_ended', 'suspended', 'resumed']) {
      expect(await audited(`admin.${action}`)).toHaveLength(1)
    }
  })

  test('the last owner stays: not demoted, not suspended, also by themselves', async () => {
    const { asOwner, as, owner, join } = await bureau()
    await expect(changeRole(asOwner, { adminId: owner.id, role: 'admin' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(suspendAdmin(asOwner, { adminId: owner.id })).rejects.toMatchObject({ code: 'conflict' })
    const second = await join('Eve', 'owner')
    await suspendAdmin(asOwner, { adminId: second.id })
    await expect(changeRole(asOwner, { adminId: owner.id, role: 'admin' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(suspendAdmin(as(second), { adminId: owner.id })).rejects.toMatchObject({ code: 'conflict' })
    await resumeAdmin(asOwner, { adminId: second.id })
    expect(await changeRole(asOwner, { adminId: owner.id, role: 'admin' })).toMatchObject({ role: 'admin' })
  })

  test('of two owners who demote or suspend each other at once, one stays', async () => {
    const { as, owner, join, asOwner } = await bureau()
    for (const take of ['demote', 'suspend'] as const) {
      const [first] = (await listAdmins(asOwner, { role: 'owner', state: 'active' })).rows
      const other = await join(`Eve${take}`, 'owner')
      const act = async (by: typeof owner, adminId: string) =>
        take === 'demote' ? changeRole(as(by), { adminId, role: 'auditor' }) : suspendAdmin(as(by), { adminId })
      const answers = await Promise.allSettled([act({ ...owner, id: first!.id }, other.id), act(other, first!.id)])
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await listAdmins(asOwner, { role: 'owner', state: 'active' })).total).toBe(1)
    }
  })

  test('are an owner’s to change, with a fresh sign-in for roles', async () => {
    const { as, asOwner, owner, join, clock } = await bureau()
    const eve = await join('Eve', 'admin')
    for (const act of [changeRole, suspendAdmin, resumeAdmin, endSessionsOfAdmin]) {
      await expect(act(as(eve), { adminId: owner.id, role: 'auditor' })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(act(asOwner, { adminId: 'nobody', role: 'auditor' })).rejects.toMatchObject({ code: 'not_found' })
    }
    clock.at += 301_000
    await expect(changeRole(asOwner, { adminId: eve.id, role: 'auditor' })).rejects.toMatchObject({
      code: 'fresh_sign_in_required',
    })
  })

  test('are listed in pages, in the order and of the kind that was asked for', async () => {
    const { asOwner, nobody, join, clock } = await bureau()
    for (const name of ['Zoe', 'bea', 'Max']) {
      clock.at += 1_000
      await join(name, name === 'Max' ? 'admin' : 'auditor')
    }
    await signIn(nobody, { email: 'bea@example.org', password, ...browser })
    const names = async (input: Parameters<typeof listAdmins>[1]) =>
      (await listAdmins(asOwner, input)).rows.map(({ firstName }) => firstName)
    expect(await names({})).toEqual(['Ada', 'Zoe', 'bea', 'Max'])
    expect(await names({ sort: 'name' })).toEqual(['Ada', 'bea', 'Max', 'Zoe'])
    expect(await names({ sort: 'role' })).toEqual(['Ada', 'Max', 'Zoe', 'bea'])
    expect((await names({ sort: 'lastSeenAt', direction: 'desc' }))[0]).toBe('bea')
    expect((await names({ sort: 'lastSeenAt' })).at(-1)).toBe('bea')
    expect(await names({ search: 'MOSS b' })).toEqual(['bea'])
    expect(await names({ search: '%' })).toEqual([])
    expect(await names({ search: "'; drop table admins --" })).toEqual([])
    expect(await names({ role: 'auditor' })).toEqual(['Zoe', 'bea'])
    expect(await names({ state: 'suspended' })).toEqual([])
    const second = await listAdmins(asOwner, { page: 2, pageSize: 3 })
    expect(second).toMatchObject({ total: 4, rows: [{ firstName: 'Max' }] })
    expect(second.rows[0]).not.toHaveProperty('passwordHash')
    await expect(listAdmins(asOwner, { page: 0 })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(listAdmins(nobody)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
