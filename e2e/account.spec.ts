import type { Page } from 'playwright/test'
import { addAuthenticator, codeOf } from './authenticator'
import type { Bureau } from './bureau'
import { expect, expectAccessible, test } from './fixtures'
import { owner, registerOwner, signIn } from './owner'

/** A bureau for one test, which changes how its owner signs in. */
async function own(page: Page, bureau: Bureau): Promise<Bureau> {
  const local = { ...bureau, url: bureau.url.replace('127.0.0.1', 'localhost') }
  await registerOwner(page, local)
  await signIn(page, local)
  return local
}

async function fillIn(page: Page, { email, password }: { email: string; password: string } = owner): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const openAccount = async (page: Page, { url }: Bureau) => {
  await page.goto(`${url}/account`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your account')
}

test('an app for codes: set up, sign in with it, once each; a recovery code; removing it', async ({
  page,
  freshBureau,
  browser,
}) => {
  const bureau = await own(page, freshBureau)
  await openAccount(page, bureau)
  await expectAccessible(page, 'account')

  await page.getByRole('region', { name: 'Second factor' }).getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: 'The secret of the app' })).toBeVisible()
  await expect
    .poll(() => dialog.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0)
  const secret = (await dialog.locator('code').textContent())!
  await dialog.getByLabel('Type the code').fill('000000')
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Type the code')).toHaveAccessibleDescription(/not the code that the app shows/)
  await expect(dialog.getByLabel('Type the code')).toBeFocused()
  await expectAccessible(page, 'account-app')
  await dialog.getByLabel('Type the code').fill(codeOf(secret))
  await page.keyboard.press('Enter')

  await expect(page.getByRole('dialog', { name: 'Your recovery codes' })).toBeVisible()
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents()
  expect(codes).toHaveLength(10)
  await expectAccessible(page, 'account-recovery-codes')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('limen-recovery-codes.txt')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 left')).toBeVisible()

  // Elsewhere, the password opens the second step and nothing more.
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(bureau.url)
  await fillIn(other)
  await expect(other.getByLabel('Code of your app')).toBeFocused()
  await expectAccessible(other, 'sign-in-second-step')
  expect((await elsewhere.cookies()).filter(({ name }) => name.includes('session-token'))).toEqual([])
  await other.getByLabel('Code of your app').fill('000000')
  await other.keyboard.press('Enter')
  await expect(other.getByText('This code is not right')).toBeVisible()
  await expect(other.getByLabel('Code of your app')).toBeFocused()
  const code = codeOf(secret, 1)
  await other.getByLabel('Code of your app').fill(code)
  await other.keyboard.press('Enter')
  await other.waitForURL(/\/dashboard$/)
  await elsewhere.clearCookies()

  // The same code again is refused, a recovery code is not.
  await other.goto(bureau.url)
  await fillIn(other)
  await other.getByLabel('Code of your app').fill(code)
  await other.keyboard.press('Enter')
  await expect(other.getByText('This code is not right')).toBeVisible()
  await other.getByRole('button', { name: 'Use a recovery code' }).click()
  await expect(other.getByLabel('Recovery code')).toBeFocused()
  await other.getByLabel('Recovery code').fill(codes[0]!.toUpperCase())
  await other.keyboard.press('Enter')
  await other.waitForURL(/\/dashboard$/)
  await elsewhere.close()

  await openAccount(page, bureau)
  await expect(page.getByText('9 left')).toBeVisible()
  await page.getByRole('region', { name: 'Second factor' }).getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('your password alone signs you in, and your 9 recovery codes are void')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the app' }).click()
  await expect(page.getByText('A password is all that stands before your account.')).toBeVisible()
})

test('limen admin reset-factors lets in who has lost everything', async ({ page, freshBureau }) => {
  const bureau = await own(page, freshBureau)
  await openAccount(page, bureau)
  await page.getByRole('button', { name: 'Set up' }).click()
  const secret = (await page.getByRole('dialog').locator('code').textContent())!
  await page.getByLabel('Type the code').fill(codeOf(secret))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'I have kept them' }).click()

  const said = await bureau.limen('admin', 'reset-factors', owner.email)
  expect(said).toContain(`${owner.email} signs in with the password alone from now on.`)
  expect(said).toContain('Gone: the app for codes, 0 passkeys, 1 session.')
  await page.goto(`${bureau.url}/account`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signIn(page, bureau)
})

test('a passkey: added, signed in with alone and as the second step, renamed, removed', async ({
  page,
  freshBureau,
  browser,
}) => {
  // A browser without a passkey gives up only when the question has grown old.
  test.setTimeout(180_000)
  const bureau = await own(page, freshBureau)
  const authenticator = await addAuthenticator(page)
  await openAccount(page, bureau)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Work laptop')
  await page.getByRole('button', { name: 'Add it' }).click()
  await expect(page.getByRole('dialog', { name: 'Your recovery codes' })).toBeVisible()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByRole('list', { name: 'Your passkeys' })).toContainText('Work laptop')
  await expectAccessible(page, 'account-passkey')

  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  const held = await addAuthenticator(other)
  // Of a browser that suggests none: passkey-autofill.spec.ts has those, whose virtual key answers by itself.
  await other.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
  await other.goto(bureau.url)
  await other.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(other.getByText('No passkey was used.')).toBeVisible({ timeout: 70_000 })
  for (const credential of await authenticator.credentials()) await held.hold(credential)
  await other.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await other.waitForURL(/\/dashboard$/)

  await elsewhere.clearCookies()
  await other.goto(bureau.url)
  await fillIn(other)
  await other.getByRole('button', { name: 'Use a passkey' }).click()
  await other.waitForURL(/\/dashboard$/)
  await elsewhere.close()

  await page.reload()
  await page.getByRole('button', { name: 'Rename Work laptop' }).click()
  await page.getByLabel('Name', { exact: true }).fill('<script>alert(1)</script>')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Your passkeys' })).toContainText('<script>alert(1)</script>')
  await page.getByRole('button', { name: /^Remove <script>/ }).click()
  await page.getByRole('button', { name: 'Remove the passkey' }).click()
  await expect(page.getByRole('list', { name: 'Your passkeys' })).toBeHidden()
})

test('an act that needs a fresh sign-in asks for a proof and is then done; cancelled, it is not', async ({
  page,
  freshBureau,
}) => {
  const bureau = await own(page, freshBureau)
  await openAccount(page, bureau)
  await bureau.ageSignIns(6)

  await page.getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Please prove it is you' })
  await expect(dialog.getByLabel('Your password')).toBeFocused()
  await expectAccessible(page, 'prove')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Please prove that it is you')).toBeVisible()

  await page.getByRole('button', { name: 'Set up' }).click()
  await dialog.getByLabel('Your password').fill('a window and its sill')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('do not belong together')).toBeVisible()
  await expect(dialog.getByLabel('Your password')).toBeFocused()
  await dialog.getByLabel('Your password').fill(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Set up an app for codes' })).toBeVisible()
})

test('sessions: a browser that was ended is signed out at its next request, and so are others after a new password', async ({
  page,
  freshBureau,
  browser,
}) => {
  const bureau = await own(page, freshBureau)
  const contexts = [await browser.newContext(), await browser.newContext()]
  const [first, second] = [await contexts[0]!.newPage(), await contexts[1]!.newPage()]
  await signIn(first, bureau)
  await openAccount(first, bureau)

  await openAccount(page, bureau)
  const sessions = page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
  await expect(sessions).toHaveCount(2)
  await expect(page.getByText('this browser', { exact: true })).toHaveCount(1)
  await sessions.getByRole('button', { name: /^End / }).click()
  await expect(sessions).toHaveCount(1)
  await first.reload()
  await expect(first.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  await signIn(second, bureau)
  await openAccount(second, bureau)
  await page.getByLabel('Password so far').fill('a window and its sill')
  await page.getByLabel('New password', { exact: true }).fill('another door and threshold')
  await page.getByLabel('New password again').fill('another door and threshold')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByLabel('Password so far')).toHaveAccessibleDescription('This is not your password so far.')
  await expect(page.getByLabel('Password so far')).toBeFocused()
  await page.getByLabel('Password so far').fill(owner.password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('1 session elsewhere ended')).toBeVisible()

  // An act of a page that was left open is refused in words; the next page asks to sign in.
  await second.getByLabel('First name').fill('Eve')
  await second.getByRole('button', { name: 'Save name' }).click()
  await expect(second.getByText('You were signed out.').first()).toBeVisible()
  await second.reload()
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('First name')).toHaveValue('Ada')
  for (const context of contexts) await context.close()
})

test('the keyboard alone signs in, with the second step', async ({ page, freshBureau, browser }) => {
  const bureau = await own(page, freshBureau)
  await openAccount(page, bureau)
  await page.getByRole('button', { name: 'Set up' }).click()
  const secret = (await page.getByRole('dialog').locator('code').textContent())!
  await page.getByLabel('Type the code').fill(codeOf(secret))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'I have kept them' }).click()

  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const other = await context.newPage()
  await other.goto(bureau.url)
  for (let presses = 0; presses < 10; presses++) {
    await other.keyboard.press('Tab')
    if (await other.getByLabel('E-mail').evaluate((field) => field === document.activeElement)) break
  }
  await other.keyboard.type(owner.email)
  await other.keyboard.press('Tab')
  await other.keyboard.type(owner.password)
  await other.keyboard.press('Enter')
  await expect(other.getByLabel('Code of your app')).toBeFocused()
  await other.keyboard.type(codeOf(secret, 1))
  await other.keyboard.press('Enter')
  await other.waitForURL(/\/dashboard$/)
  await openAccount(other, bureau)
  expect(await other.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(other, 'account-phone')
  await context.close()
})

test('the addresses of next-auth answer nonsense with a refusal, and not as a fault of theirs', async ({ bureau }) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const asked: [path: string, RequestInit][] = []
  for (const path of ['csrf', 'providers', 'session', 'signin', 'signout', 'callback/credentials', 'error', '_log']) {
    asked.push(
      [path, {}],
      [`${path}?callbackUrl=:::`, { method: 'POST', headers: form, body: '' }],
      [`${path}?callbackUrl=//[`, {}],
      [path, { headers: { cookie: 'next-auth.callback-url=:::; next-auth.session-token=a.b.c' } }],
      [path, { method: 'POST', headers: form, body: '%%%=&callbackUrl=http%3A%2F%2F' }],
      [path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
      [path, { method: 'POST', headers: { 'content-type': `${form['content-type']}; application/json` }, body: '{' }],
    )
  }
  for (const [path, init] of asked) {
    const { status } = await fetch(`${bureau.url}/api/auth/${path}`, { redirect: 'manual', ...init })
    expect(status, `${path} ${JSON.stringify(init)}`).toBeLessThan(500)
  }
})

test('a session cookie of next-auth cannot be had from another site, nor without its token', async ({
  ownedBureau,
}) => {
  const answer = await fetch(`${ownedBureau.url}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    body: new URLSearchParams({ email: owner.email, password: owner.password, json: 'true' }),
    redirect: 'manual',
  })
  expect(answer.headers.getSetCookie().filter((cookie) => cookie.includes('session-token'))).toEqual([])
})
