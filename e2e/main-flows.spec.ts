/** The main flows once more by keyboard alone and on a phone: sign in, enrol, verify, import, dump, invite. */
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect as patient, expectAccessible, test } from './fixtures'
import { owner } from './owner'

const expect = patient.configure({ timeout: 20_000 })
const sample = (name: string) => join(import.meta.dirname, '../samples', name)

/** Goes on by Tab until what has the focus is called so, as a person would; gives up after a whole round. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null
      return focused?.getAttribute('aria-label') ?? focused?.labels?.[0]?.textContent ?? focused?.textContent ?? ''
    })
    if (name.test(here.trim())) return
  }
  throw new Error(`No Tab leads to ${name}.`)
}

/** The palette leads everywhere. */
async function goTo(page: Page, words: string, heading: string): Promise<void> {
  // Right after a page has loaded a key reaches nobody yet: whoever sees nothing happen presses it again.
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  // Not by its role: the act may have opened a dialog in front of it.
  await expect(page.locator('h1')).toHaveText(heading)
}

test('by keyboard alone: sign in, enrol, verify, open the import, dump, invite', async ({
  page,
  ownedBureau: { url },
}) => {
  test.setTimeout(180_000)
  await page.goto(url)
  await tabTo(page, /^E-mail/)
  await page.keyboard.type(owner.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard')

  await goTo(page, 'Enrol somebody', 'Enrol somebody')
  await choose(page, /^Choose pictures/, 'ben-1.jpg')
  await expect(page.getByText(/^\s*(Good|Can be enrolled, could be better)/)).toBeVisible()
  await tabTo(page, /^External id/)
  await page.keyboard.type('ben')
  await tabTo(page, /^This person was told/)
  await page.keyboard.press('Space')
  await tabTo(page, /^Enrol$/)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Enrolled\./)).toBeVisible()

  await choose(page, /^Choose a picture/, 'ben-2.jpg')
  await expect(page.getByText('The same person', { exact: true })).toBeVisible()

  await goTo(page, 'Import people', 'Import')
  await goTo(page, 'Run dump', 'Dumps')
  await expect(page.getByRole('dialog', { name: 'Run dump' })).toBeVisible()
  await tabTo(page, /^Run dump$/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Dumps' }).getByRole('row').nth(1)).toContainText('Ready')

  await goTo(page, 'Invite an admin', 'Admins')
  await expect(page.getByRole('dialog')).toBeVisible()
  await tabTo(page, /^E-mail/)
  await page.keyboard.type('grace@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByText('grace@example.org')).toBeVisible()
})

async function choose(page: Page, button: RegExp, picture: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await tabTo(page, button)
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(sample(picture))
}

test('on a phone every page of the menu fits, and the menu leads to each', async ({ owned: { page, url } }) => {
  test.setTimeout(180_000)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/dashboard`)
  await page.getByRole('button', { name: 'Menu' }).click()
  const names = await page.getByRole('dialog').getByRole('link').allTextContents()
  expect(names).toEqual([
    'Dashboard', 'Users', 'Documents', 'Import', 'Enrolment links', 'Consents', 'Retention', 'Live access', 'Events', 'Members',
    'Facilities', 'Terminals', 'Webhooks', 'Admins', 'Clients', 'API', 'Audit', 'Erasures', 'Dumps', 'Settings',
  ]) // prettier-ignore
  for (const name of names) {
    if (!(await page.getByRole('dialog').isVisible())) await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    await expect(page.getByRole('dialog')).toBeHidden()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect({ name, overflow: Math.max(0, overflow) }).toEqual({ name, overflow: 0 })
    await expectAccessible(page, `phone-${name.toLowerCase().replace(' ', '-')}`)
  }
})
