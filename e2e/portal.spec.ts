import { makeActivity } from './activity'
import { facility } from './doors'
import { expect, expectAccessible, test } from './fixtures'
import { owner, signIn } from './owner'

test('whoever is not signed in is asked to, and then led to the page they wanted', async ({ page, ownedBureau }) => {
  await page.goto(`${ownedBureau.url}/start`)
  await expect(page.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
  await expectAccessible(page, 'sign-in')

  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill('not this one, surely')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('do not belong together')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(owner.email)
  await expect(page.getByLabel('Password')).toBeFocused()

  await page.getByLabel('Password').fill(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('First face with curl')
})

test('an address that leads elsewhere after signing in is not followed', async ({ page, ownedBureau }) => {
  await page.goto(`${ownedBureau.url}/?to=//elsewhere.example/steal`)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${ownedBureau.url}/dashboard`)
})

test('the frame of the portal: menu, palette, theme, and the way out', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/start`)
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' })).toBeVisible()
  await expectAccessible(page, 'portal')

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'palette')
  await page.getByPlaceholder('A page, an act').fill('curl')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()

  await page.emulateMedia({ colorScheme: 'light' })
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await ground()
  for (const name of ['light', 'dark']) {
    await page.getByRole('button', { name: /^You: Ada Byron/ }).click()
    await page.getByRole('menuitem', { name: /^Appearance/ }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', name)
  }
  expect(await ground()).not.toBe(light)

  const unfold = page.getByRole('button', { name: 'Unfold the menu' })
  await page.getByRole('button', { name: 'Fold the menu' }).click()
  await expect(unfold).toBeVisible()
  await page.reload()
  await expect(unfold).toBeVisible()
})

test('every act of the palette opens what it names', async ({ owned: { page, url } }) => {
  for (const act of ['New facility', 'Run dump', 'New client', 'Invite an admin']) {
    await page.goto(`${url}/start`)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('A page, an act').fill(act)
    await page.getByRole('option', { name: act, exact: true }).click()
    await expect(page.getByRole('dialog', { name: act })).toBeVisible()
  }
})

test('the palette finds events, places and terminals by a part of their name', async ({ owned }) => {
  const { page, url } = owned
  await makeActivity(owned, 'gala-goer')
  await facility({ request: page.request, url }, 'Northgate')
  await page.goto(`${url}/start`)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('A page, an act').pressSequentially('gAtE')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('option', { name: /^Northgate/ })).toBeVisible()
  await expectAccessible(page, 'palette-found')
  // What is found is chosen before the page where one would look on.
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/facilities#/)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('A page, an act').pressSequentially('gala-go')
  await dialog.getByRole('option', { name: 'gala-goer', exact: true }).click()
  await expect(page).toHaveURL(/\/users\/[0-9a-f]{24}$/)
})

test('what is gone is said inside the frame, with the way back to its list', async ({ owned: { page, url } }) => {
  expect((await page.goto(`${url}/events/nothing`))!.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This event is gone')
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(1)
  await expect(page.getByRole('contentinfo')).toHaveCount(1)
  await expect(page).toHaveTitle('No such event · Limen')
  await expectAccessible(page, 'portal-gone')
  await page.getByRole('link', { name: 'To the events' }).click()
  await expect(page).toHaveURL(`${url}/events`)
})

test('signing out ends the session, in this browser and for whoever copied its cookie', async ({
  page,
  ownedBureau,
  browser,
}) => {
  await signIn(page, ownedBureau)
  const stolen = await browser.newContext()
  await stolen.addCookies(await page.context().cookies())
  await page.goto(`${ownedBureau.url}/start`)
  await page.getByRole('button', { name: /^You:/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
  const thief = await stolen.newPage()
  await thief.goto(`${ownedBureau.url}/start`)
  await expect(thief.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
  await stolen.close()
})

test('on a phone the menu is behind a button, and nothing scrolls sideways', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/start`)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Menu' }).click()
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Audit' })).toBeVisible()
  await expectAccessible(page, 'portal-phone-menu')
})

test('the list of users keeps to a phone’s width, with users who look alike too', async ({ owned }) => {
  test.slow()
  const { page, url } = owned
  await makeActivity(owned, 'North gate')
  await makeActivity(owned, 'South gate')
  await page.setViewportSize({ width: 375, height: 740 })
  await page.goto(`${url}/users`)
  await expect(page.getByText('May be a duplicate').first()).toBeAttached()
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
})
