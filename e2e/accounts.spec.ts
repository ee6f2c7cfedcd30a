/** How admins come, forget, change and go, from outside: by mail that a sink takes in Resend's place. */
import type { Browser, BrowserContext, Page } from 'playwright/test'
import { startBureau, type Bureau } from './bureau'
import { expect, expectAccessible, test as base } from './fixtures'
import { owner, registerOwner, signIn } from './owner'
import { linkIn, startResendSink, type ResendSink } from './sinks'

interface Mailed {
  bureau: Bureau
  sink: ResendSink
  ownerState: Awaited<ReturnType<BrowserContext['storageState']>>
}

const test = base.extend<{ ownerPage: Page }, { mailed: Mailed }>({
  mailed: [
    async ({ browser }, provide) => {
      const sink = await startResendSink()
      const bureau = await startBureau(sink.env, { host: 'localhost' })
      const context = await browser.newContext()
      const page = await context.newPage()
      await registerOwner(page, bureau)
      await signIn(page, bureau)
      const ownerState = await context.storageState()
      await context.close()
      await provide({ bureau, sink, ownerState })
      await bureau.stop()
      sink.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  ownerPage: async ({ page, mailed }, provide) => {
    await page.context().addCookies(mailed.ownerState.cookies)
    await provide(page)
  },
})

/** Several people, each with a browser of their own, on a machine that may be busy. */
test.describe.configure({ timeout: 180_000 })

const password = 'seven lamps beside the river'

/** A browser of somebody else. */
async function elsewhere(browser: Browser, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext()
  await use(await context.newPage())
  await context.close()
}

async function fillPassword(page: Page, value = password, again = value): Promise<void> {
  await page.getByLabel(/^(New p|P)assword$/).fill(value)
  await page.getByLabel(/assword again$/).fill(again)
}

async function inviteByPage(page: Page, bureau: Bureau, email: string, role: string): Promise<void> {
  await page.goto(`${bureau.url}/admins`)
  await page.getByRole('button', { name: 'Invite an admin' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Role', { exact: true }).selectOption(role)
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(page.getByText('The invitation is on its way.')).toBeVisible()
}

async function joinAs(browser: Browser, { sink, bureau }: Mailed, page: Page, email: string, role: string) {
  await inviteByPage(page, bureau, email, role)
  const link = linkIn(await sink.take(email, 'Your invitation to main'))
  await elsewhere(browser, async (guest) => {
    await guest.goto(link)
    await guest.getByLabel('First name').fill('Eve')
    await guest.getByLabel('Last name').fill(role)
    await fillPassword(guest)
    await guest.getByRole('button', { name: 'Create account' }).click()
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Welcome')
  })
  return link
}

test('a forgotten password: asked for, mailed through Resend, replaced; every session ends at its next request', async ({
  page,
  mailed,
  browser,
}) => {
  const { bureau, sink } = mailed
  const email = 'mia@example.org'
  await elsewhere(browser, async (ownerPage) => {
    await ownerPage.context().addCookies(mailed.ownerState.cookies)
    await joinAs(browser, mailed, ownerPage, email, 'admin')
  })
  await signIn(page, bureau, { email, password })

  await elsewhere(browser, async (other) => {
    await other.goto(bureau.url)
    await other.getByRole('link', { name: 'Forgot password?' }).click()
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?')
    await expectAccessible(other, 'forgot')
    await other.getByRole('button', { name: 'Send me a link' }).click()
    await expect(other.getByLabel('E-mail')).toHaveAccessibleDescription('Please fill this in.')
    await expect(other.getByLabel('E-mail')).toBeFocused()

    for (const address of ['nobody@example.org', email]) {
      await other.goto(`${bureau.url}/forgot`)
      await other.getByLabel('E-mail').fill(address)
      await other.keyboard.press('Enter')
      await expect(other.getByText('If an account has this address')).toBeVisible()
    }
    await expectAccessible(other, 'forgot-sent')
    const link = linkIn(await sink.take(email, 'Choose a new password'))
    expect(sink.left()).toEqual([])

    // A program that scans mail opens the link first; that spends nothing.
    expect((await fetch(link)).status).toBe(200)
    await other.goto(link)
    await expect(other.getByText(email)).toBeVisible()
    await other.getByLabel('New password', { exact: true }).fill('password1234')
    await expect(other.getByText(/close to one of the most used passwords/)).toBeVisible()
    await expectAccessible(other, 'reset-weak')
    await fillPassword(other, 'password1234')
    await other.getByRole('button', { name: 'Set the new password' }).click()
    await expect(other.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(
      /close to one of the most used passwords/,
    )
    await expect(other.getByLabel('New password', { exact: true })).toBeFocused()

    const next = 'nine green umbrellas at noon'
    await fillPassword(other, next)
    await expect(other.getByText('Strength: strong.')).toBeVisible()
    await expectAccessible(other, 'reset')
    await other.getByRole('button', { name: 'Set the new password' }).click()
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Your password is changed')
    await expectAccessible(other, 'reset-done')
    await sink.take(email, 'Your password was changed')

    // The link never signs in, and works once.
    await other.goto(`${bureau.url}/start`)
    await expect(other.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
    await other.goto(link)
    await expect(other.getByText('This link was used already; it works once.')).toBeVisible()
    await expectAccessible(other, 'reset-used')
    await signIn(other, bureau, { email, password: next })
  })

  await page.goto(`${bureau.url}/start`)
  await expect(page.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
})

test('an invitation, from the owner’s dialog to the new admin’s first sign-in', async ({
  ownerPage: page,
  mailed,
  browser,
}) => {
  const { bureau, sink } = mailed
  const email = 'eve@example.org'
  await page.goto(`${bureau.url}/admins`)
  await page.getByRole('button', { name: 'Invite an admin' }).click()
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('Please fill this in.')
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await expectAccessible(page, 'admins-invite')
  await page.getByLabel('E-mail').fill(owner.email)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/is an admin already/)
  await page.keyboard.press('Escape')

  await inviteByPage(page, bureau, email, 'auditor')
  await expect(page.getByRole('heading', { name: 'Invited (1)' })).toBeVisible()
  const first = linkIn(await sink.take(email, 'Your invitation to main'))
  await page.getByRole('button', { name: `Send again to ${email}` }).click()
  const link = linkIn(await sink.take(email, 'Your invitation to main'))
  await expectAccessible(page, 'admins-invited')

  await elsewhere(browser, async (guest) => {
    await guest.goto(first)
    await expect(guest.getByText('a newer one took its place')).toBeVisible()
    await guest.goto(link)
    await expect(guest.getByText('as an auditor, who reads and changes nothing')).toBeVisible()
    await expectAccessible(guest, 'invited')
    await guest.getByRole('button', { name: 'Create account' }).click()
    await expect(guest.getByLabel('First name')).toBeFocused()
    await guest.getByLabel('First name').fill('<script>alert(1)</script>')
    await guest.getByLabel('Last name').fill('李 Ève')
    await fillPassword(guest, password, 'another one entirely')
    await guest.getByRole('button', { name: 'Create account' }).click()
    await expect(guest.getByLabel('Password again')).toHaveAccessibleDescription('The two passwords differ.')
    await expect(guest.getByLabel('Last name')).toHaveValue('李 Ève')
    await fillPassword(guest)
    await guest.getByRole('button', { name: 'Create account' }).click()
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Welcome')
    await guest.goto(link)
    await expect(guest.getByText('This link was used already; it works once.')).toBeVisible()
    await signIn(guest, bureau, { email, password })
    await guest.goto(`${bureau.url}/admins`)
    await expect(guest.getByRole('button', { name: 'Invite an admin' })).toBeDisabled()
    await expect(guest.getByText('Only owners invite and change admins.')).toBeVisible()
    await expect(guest.getByRole('button', { name: /^Acts for/ })).toHaveCount(0)
    await guest.goto(`${bureau.url}/settings/mail`)
    await expect(guest.getByText('Only owners see how mail leaves')).toBeVisible()
  })
  await page.goto(`${bureau.url}/admins?q=${encodeURIComponent('李')}`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByText('<script>alert(1)</script> 李 Ève')).toBeVisible()
})

test('an owner changes a role, suspends, and ends sessions: each counts at the very next request', async ({
  ownerPage: page,
  mailed,
  browser,
}) => {
  const { bureau, sink } = mailed
  const email = 'max@example.org'
  await joinAs(browser, mailed, page, email, 'admin')
  const act = async (name: string, confirm: string) => {
    await page.getByRole('button', { name: 'Acts for Eve admin' }).click()
    await page.getByRole('menuitem', { name }).click()
    if (name.startsWith('Change')) await page.getByLabel('Role', { exact: true }).selectOption('auditor')
    await page.getByRole('button', { name: confirm, exact: true }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await elsewhere(browser, async (other) => {
    const isOut = async () => {
      await other.goto(`${bureau.url}/start`)
      await expect(other.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
    }
    await signIn(other, bureau, { email, password })
    await page.goto(`${bureau.url}/admins?q=max`)
    await page.getByRole('button', { name: 'Acts for Eve admin' }).click()
    await page.getByRole('menuitem', { name: 'Change role…' }).click()
    await expectAccessible(page, 'admins-role')
    await page.keyboard.press('Escape')
    await act('Change role…', 'Change the role')
    await sink.take(email, 'Your role was changed')
    await isOut()

    await signIn(other, bureau, { email, password })
    await act('End sessions…', 'End all sessions')
    await isOut()

    await signIn(other, bureau, { email, password })
    await act('Suspend…', 'Suspend')
    await expect(page.getByText('Suspended', { exact: true })).toBeVisible()
    await isOut()
    await other.getByLabel('E-mail').fill(email)
    await other.getByLabel('Password').fill(password)
    await other.keyboard.press('Enter')
    await expect(other.getByText('do not belong together')).toBeVisible()

    await page.getByRole('button', { name: 'Acts for Eve admin' }).click()
    await page.getByRole('menuitem', { name: 'Let in again' }).click()
    await expect(page.getByText('Active', { exact: true })).toBeVisible()
    await signIn(other, bureau, { email, password })
  })
  await page.goto(`${bureau.url}/admins`)
  await expectAccessible(page, 'admins')
  await page.getByRole('button', { name: `Acts for ${owner.firstName} ${owner.lastName}` }).click()
  await expect(page.getByRole('menuitem', { name: /^Suspend/ })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('menuitem', { name: 'Change role…' }).click()
  await page.getByLabel('Role', { exact: true }).selectOption('auditor')
  await page.getByRole('button', { name: 'Change the role', exact: true }).click()
  await expect(page.getByText('This is the last owner. Make somebody else an owner first.')).toBeVisible()
})

test('registration by invitation says how to get in; with approval an owner lets in; openly the mail does', async ({
  ownerPage: page,
  mailed,
  browser,
}) => {
  const { bureau, sink } = mailed
  const choose = async (label: string) => {
    await page.goto(`${bureau.url}/settings/registration`)
    await page.getByLabel(label).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved. It holds from now on.')).toBeVisible()
  }
  const register = async (guest: Page, email: string) => {
    await guest.goto(`${bureau.url}/register`)
    await guest.getByLabel('First name').fill('Zoe')
    await guest.getByLabel('Last name').fill('Moss')
    await guest.getByLabel('E-mail').fill(email)
    await fillPassword(guest)
    await guest.getByRole('button', { name: 'Create account' }).click()
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Look into your mail')
  }
  const confirm = async (guest: Page, link: string, given = password) => {
    await guest.goto(link)
    await guest.getByLabel('Password').fill(given)
    await guest.getByRole('button', { name: 'Confirm the address' }).click()
  }

  await elsewhere(browser, async (guest) => {
    await guest.goto(bureau.url)
    await guest.getByRole('link', { name: 'Register now' }).click()
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Register by invitation')
    await expectAccessible(guest, 'register-by-invitation')
  })

  await page.goto(`${bureau.url}/settings/registration`)
  await expectAccessible(page, 'settings-registration')
  await choose('With approval')
  await elsewhere(browser, async (guest) => {
    await guest.goto(`${bureau.url}/register`)
    await expectAccessible(guest, 'register')
    await guest.getByRole('button', { name: 'Create account' }).click()
    for (const label of ['First name', 'Last name', 'E-mail', 'Password again']) {
      await expect(guest.getByLabel(label)).toHaveAccessibleDescription('Please fill this in.')
    }
    await expect(guest.getByLabel('First name')).toBeFocused()
    await expectAccessible(guest, 'register-empty')
    await register(guest, 'zoe@example.org')
    await expectAccessible(guest, 'register-sent')
    const link = linkIn(await sink.take('zoe@example.org', 'Confirm your e-mail address'))
    await confirm(guest, link, 'not the one I chose')
    await expect(guest.getByLabel('Password')).toHaveAccessibleDescription(/not the password/)
    await expectAccessible(guest, 'confirm')
    await confirm(guest, link)
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')
    await guest.goto(link)
    await expect(guest.getByText('This link was used already')).toBeVisible()
    await guest.goto(bureau.url)
    await guest.getByLabel('E-mail').fill('zoe@example.org')
    await guest.getByLabel('Password').fill(password)
    await guest.keyboard.press('Enter')
    await expect(guest.getByText('Your registration waits for an owner')).toBeVisible()

    await sink.take(owner.email, 'Somebody waits for your approval')
    await page.goto(`${bureau.url}/admins`)
    await expectAccessible(page, 'admins-waiting')
    await page.getByRole('button', { name: 'Approve Zoe Moss' }).click()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await expect(page.getByText('Zoe Moss can sign in now')).toBeVisible()
    await sink.take('zoe@example.org', 'Your registration was approved')
    await signIn(guest, bureau, { email: 'zoe@example.org', password })
  })

  await choose('Openly')
  await elsewhere(browser, async (guest) => {
    await register(guest, 'ben@example.org')
    await confirm(guest, linkIn(await sink.take('ben@example.org', 'Confirm your e-mail address')))
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Welcome')
    await signIn(guest, bureau, { email: 'ben@example.org', password })

    // An address that has an account gets the same answer; its holder is told.
    await register(guest, owner.email)
    await sink.take(owner.email, 'You have an account already')
  })
  await choose('By invitation')
})

test('bad input is named at its field, whatever its size and shape', async ({ page, mailed, ownerPage }) => {
  const { bureau } = mailed
  await ownerPage.goto(`${bureau.url}/settings/registration`)
  await ownerPage.getByLabel('Openly').check()
  await ownerPage.getByRole('button', { name: 'Save' }).click()
  await expect(ownerPage.getByText('Saved. It holds from now on.')).toBeVisible()
  await page.goto(`${bureau.url}/register`)
  const cases: [label: string, text: string, said: string | RegExp][] = [
    ['First name', 'x'.repeat(500_000), 'Use at most 100 characters.'],
    ['E-mail', `${'a'.repeat(308)}@example.org`, 'Use at most 254 characters.'],
    ['E-mail', 'ève@exämple.org', 'This is not an e-mail address.'],
    ['E-mail', '"><script>alert(1)</script>', 'This is not an e-mail address.'],
  ]
  for (const [label, text, said] of cases) {
    await page.goto(`${bureau.url}/register`)
    await page.getByLabel('First name').fill('Zoe')
    await page.getByLabel('Last name').fill('Moss')
    await page.getByLabel('E-mail').fill('zoe2@example.org')
    await fillPassword(page)
    await page.getByLabel(label).fill(text)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByLabel(label)).toHaveAccessibleDescription(said)
    await expect(page.getByLabel(label)).toBeFocused()
  }
  await ownerPage.goto(`${bureau.url}/settings/registration`)
  await ownerPage.getByLabel('By invitation').check()
  await ownerPage.getByRole('button', { name: 'Save' }).click()
  await expect(ownerPage.getByText('Saved. It holds from now on.')).toBeVisible()
})

test('forms of strangers work without scripts and are refused from another origin', async ({ browser, mailed }) => {
  const { bureau, sink } = mailed
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${bureau.url}/forgot`)
  await page.getByLabel('E-mail').fill('nobody at all')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('This is not an e-mail address.')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue('nobody at all')
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('If an account has this address')).toBeVisible()
  await sink.take(owner.email, 'Choose a new password')

  await page.goto(`${bureau.url}/forgot`)
  const fields = await page
    .locator('form input[type=hidden]')
    .evaluateAll((inputs) => inputs.map((input) => [input.getAttribute('name')!, input.getAttribute('value') ?? '']))
  const form = new FormData()
  for (const [name, value] of fields) form.set(name!, value!)
  form.set('email', 'ben@example.org')
  const forged = await fetch(`${bureau.url}/forgot`, {
    method: 'POST',
    body: form,
    headers: { origin: 'https://elsewhere.example' },
    redirect: 'manual',
  })
  expect(forged.status).toBeGreaterThanOrEqual(400)
  expect(sink.left().filter(({ to }) => to === 'ben@example.org')).toEqual([])
  await context.close()
})

test('a test mail says what came of it', async ({ ownerPage: page, mailed }) => {
  const { bureau, sink } = mailed
  await page.goto(`${bureau.url}/settings/mail`)
  await page.getByRole('button', { name: 'Send me a test mail' }).click()
  await expect(page.getByText(`Sent to ${owner.email}.`)).toBeVisible()
  await sink.take(owner.email, 'A test mail of your bureau')
  sink.answer(403)
  await page.getByRole('button', { name: 'Send me a test mail' }).click()
  await expect(page.getByText('It was not taken. Resend answered 403: Not today.')).toBeVisible()
  sink.answer(200)
  await expectAccessible(page, 'settings-mail')
})

test('a bureau without a mail server says where its mail lies, and the link in the file works', async ({
  owned: { page, url, output },
  browser,
}) => {
  await page.goto(`${url}/settings/mail`)
  await expect(page.getByText('No mail server is configured')).toBeVisible()
  await expectAccessible(page, 'settings-mail-files')
  await elsewhere(browser, async (guest) => {
    await guest.goto(`${url}/forgot`)
    await guest.getByLabel('E-mail').fill(owner.email)
    await guest.keyboard.press('Enter')
    await expect(guest.getByText('it writes each mail to a file on its machine')).toBeVisible()
    await expect.poll(output).toMatch(/"file":"[^"]+\.eml"/)
  })
})

test('on a phone and by keyboard alone: registration page, forgotten password, admins', async ({
  ownerPage: page,
  mailed,
}) => {
  const { bureau } = mailed
  await page.setViewportSize({ width: 360, height: 740 })
  for (const path of ['/forgot', '/register', '/admins', '/settings/registration', '/settings/mail']) {
    await page.goto(bureau.url + path)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect({ path, overflow: Math.max(0, overflow) }).toEqual({ path, overflow: 0 })
  }
  await page.goto(`${bureau.url}/admins`)
  await expectAccessible(page, 'admins-phone')
  await page.getByRole('button', { name: 'Invite an admin' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.getByLabel('E-mail').focus()
  await page.keyboard.type('nobody')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('This is not an e-mail address.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})
