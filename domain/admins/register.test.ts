import { expect, test } from 'vitest'
import { forgetLinksJob, readLink } from '../links'
import { signIn } from '../sessions'
import { describeDialects } from '../testing'
import {
  approveRegistration,
  changeRegistrationPolicy,
  confirmRegistration,
  listAdmins,
  listRegistrations,
  refuseRegistration,
  register,
  requestReset,
  type RegistrationPolicy,
} from './index'
import { selfActor } from './admin'
import { goodPassword, ownedBureau, source, tokenIn } from './testing'

const password = 'seven lamps beside the river'
const eve = {
  firstName: 'Ève 李',
  lastName: "O'Moss",
  email: 'Eve@Example.org',
  password,
  passwordAgain: password,
  source,
}

describeDialects('registration', (open) => {
  const bureauThat = async (registration: RegistrationPolicy['registration']) => {
    const bureau = await ownedBureau(open)
    await changeRegistrationPolicy(bureau.asOwner, { registration, registrationRole: 'auditor' })
    return bureau
  }

  test('is by invitation unless an owner says otherwise', async () => {
    const { nobody, post } = await ownedBureau(open)
    await expect(register(nobody, eve)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await post()).toEqual([])
  })

  test('open: whoever confirms the address is in, with the role that is set', async () => {
    const { nobody, post, audited } = await bureauThat('open')
    await register(nobody, eve)
    await expect(signIn(nobody, { ...eve, browser: '' })).rejects.toMatchObject({ code: 'unauthenticated' })
    const [letter] = await post()
    expect(letter).toMatchObject({ to: 'eve@example.org', subject: 'Confirm your e-mail address' })
    // Nothing that a stranger typed reaches a mailbox that may be another's.
    expect(letter!.html + letter!.text).not.toMatch(/Moss|李/)

    const token = tokenIn(letter!)
    expect((await readLink(nobody, { kind: 'confirm', token })).state).toBe('open')
    await expect(confirmRegistration(nobody, { token, password: goodPassword, source })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await confirmRegistration(nobody, { token, password, source })).toBe('active')
    await expect(confirmRegistration(nobody, { token, password, source })).rejects.toMatchObject({ code: 'not_found' })
    await signIn(nobody, { ...eve, browser: '' })
    const { rows } = await listAdmins({ ...nobody, actor: { kind: 'operator', id: 'cli' } })
    expect(rows.at(-1)).toMatchObject({ firstName: 'Ève 李', email: 'eve@example.org', role: 'auditor' })
    const [told] = await audited('tenant.changed')
    expect(told!.detail).toEqual({ before: { registration: 'invitation' }, after: { registration: 'open' } })
    expect(await audited('admin.registered')).toHaveLength(2)
  })

  test('with approval: owners get a mail, and who waits is told so, with the right password only', async () => {
    const { nobody, owner, asOwner, post, audited } = await bureauThat('approval')
    await register(nobody, eve)
    expect(await listRegistrations(asOwner)).toEqual([])
    const token = tokenIn((await post())[0]!)
    expect(await confirmRegistration(nobody, { token, password, source })).toBe('waiting')
    const [toOwner] = await post()
    expect(toOwner).toMatchObject({ to: 'ada@example.org', subject: 'Somebody waits for your approval' })

    await expect(signIn(nobody, { ...eve, browser: '' })).rejects.toMatchObject({ code: 'forbidden' })
    const wrong = { ...eve, password: goodPassword, browser: '' }
    await expect(signIn(nobody, wrong)).rejects.toMatchObject({ code: 'unauthenticated' })

    const [waiting] = await listRegistrations(asOwner)
    expect(waiting).toMatchObject({ email: 'eve@example.org', lastName: "O'Moss" })
    expect(waiting).not.toHaveProperty('passwordHash')
    const registrationId = waiting!.id
    const stale = { ...asOwner, actor: selfActor(owner, new Date(0)) }
    await expect(approveRegistration(stale, { registrationId, role: 'auditor' })).rejects.toMatchObject({
      code: 'fresh_sign_in_required',
    })
    const admin = await approveRegistration(asOwner, { registrationId, role: 'admin' })
    expect(admin).toMatchObject({ role: 'admin', email: 'eve@example.org' })
    expect(admin).not.toHaveProperty('passwordHash')
    expect(await post()).toEqual([
      expect.objectContaining({ to: 'eve@example.org', subject: 'Your registration was approved' }),
    ])
    await signIn(nobody, { ...eve, browser: '' })
    await expect(approveRegistration(asOwner, { registrationId, role: 'admin' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await audited('admin.approved')).toHaveLength(1)
  })

  test('refused: nothing is left of it', async () => {
    const { nobody, asOwner, post, audited } = await bureauThat('approval')
    await register(nobody, eve)
    await confirmRegistration(nobody, { token: tokenIn((await post())[0]!), password, source })
    const [waiting] = await listRegistrations(asOwner)
    await refuseRegistration(asOwner, { registrationId: waiting!.id })
    expect(await listRegistrations(asOwner)).toEqual([])
    await expect(signIn(nobody, { ...eve, browser: '' })).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await audited('admin.registration_refused')).toHaveLength(1)
  })

  test('with an address that has an account changes nothing and tells its holder only', async () => {
    const { nobody, post, clock } = await bureauThat('open')
    expect(await register(nobody, { ...eve, email: 'ada@example.org' })).toBeUndefined()
    expect(await post()).toEqual([
      expect.objectContaining({ to: 'ada@example.org', subject: 'You have an account already' }),
    ])
    await register(nobody, { ...eve, email: 'ada@example.org' })
    expect(await post()).toEqual([])
    // Nor does it keep away what the holder asks for.
    await requestReset(nobody, { email: 'ada@example.org', source })
    expect(await post()).toEqual([expect.objectContaining({ subject: 'Choose a new password' })])
    clock.at += 61_000
    await register(nobody, { ...eve, email: 'ada@example.org' })
    expect(await post()).toHaveLength(1)
    await signIn(nobody, { email: 'ada@example.org', password: goodPassword, source, browser: '' })
  })

  test('in the name of another cannot be confirmed by them, nor replace theirs', async () => {
    const { nobody, post, clock } = await bureauThat('open')
    const bad = 'nine stolen umbrellas at noon'
    await register(nobody, { ...eve, password: bad, passwordAgain: bad })
    clock.at += 61_000
    await register(nobody, eve)
    const [forged, own] = (await post()).map(tokenIn)
    await expect(confirmRegistration(nobody, { token: forged!, password, source })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await confirmRegistration(nobody, { token: own!, password, source })).toBe('active')
    await expect(confirmRegistration(nobody, { token: forged!, password: bad, source })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('that nobody confirms is forgotten', async () => {
    const { nobody, post, clock } = await bureauThat('open')
    await register(nobody, eve)
    const token = tokenIn((await post())[0]!)
    clock.at += 24 * 3_600_000 + 1
    await expect(confirmRegistration(nobody, { token, password, source })).rejects.toMatchObject({ code: 'not_found' })
    clock.at += 25 * 3_600_000
    const job = { id: 'job', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
    expect(await forgetLinksJob.run(nobody, {}, job)).toEqual({ links: 0, registrations: 1 })
    expect((await readLink(nobody, { kind: 'confirm', token })).state).toBe('unknown')
  })

  test.each([
    [{ firstName: '' }, 'firstName', 'Please fill this in.'],
    [{ lastName: '   ' }, 'lastName', 'Please fill this in.'],
    [{ firstName: 'x'.repeat(1_000_000) }, 'firstName', 'Use at most 100 characters.'],
    [{ firstName: 'a\0b' }, 'firstName', 'A character of this text cannot be stored.'],
    [{ lastName: 'a\r\nBcc: eve@example.org' }, 'lastName', /cannot be seen/],
    [{ lastName: 'a\u202eb' }, 'lastName', /cannot be seen/],
    [{ email: `${'a'.repeat(308)}@example.org` }, 'email', 'Use at most 254 characters.'],
    [{ email: 'ève@example.org' }, 'email', 'This is not an e-mail address.'],
    [{ email: '<script>alert(1)</script>' }, 'email', 'This is not an e-mail address.'],
    [{ password: 'short', passwordAgain: 'short' }, 'password', /Use at least 12 characters/],
    [{ password: 'x'.repeat(1_000_000) }, 'password', 'Use at most 200 characters.'],
    [{ password: 'qwertyuiop12', passwordAgain: 'qwertyuiop12' }, 'password', /most used passwords/],
    [{ password: 'eve@example.org', passwordAgain: 'eve@example.org' }, 'password', /your name or your address/],
    [{ passwordAgain: '' }, 'passwordAgain', 'Please fill this in.'],
  ])('names what is wrong: %#', async (change, field, message) => {
    const { nobody } = await bureauThat('open')
    const refused = await register(nobody, { ...eve, ...change }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'invalid_input',
      options: { fields: expect.arrayContaining([{ field, message: expect.stringMatching(message) }]) },
    })
  })

  test('takes script for the name it is', async () => {
    const { nobody, asOwner, post } = await bureauThat('approval')
    const firstName = '<script>alert(1)</script>'
    await register(nobody, { ...eve, firstName })
    await confirmRegistration(nobody, { token: tokenIn((await post())[0]!), password, source })
    expect((await listRegistrations(asOwner))[0]).toMatchObject({ firstName })
  })
})
